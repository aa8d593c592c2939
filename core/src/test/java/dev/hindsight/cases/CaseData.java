package dev.hindsight.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.cases.QueryCase.ListedPerson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * The persons and events of a case.
 *
 * @param dataset the file they come from; empty when the case lists them itself
 */
record CaseData(Optional<Path> dataset, List<ListedPerson> persons, List<ListedEvent> events) {

    static CaseData of(QueryCase queryCase) {
        return new CaseData(Optional.empty(), queryCase.persons(), queryCase.events());
    }

    /** Every row is an event and every distinct id a person of its own, created at its earliest event. */
    static CaseData ofDataset(Path file) {
        ObjectMapper mapper = new ObjectMapper();
        List<ListedEvent> events = new ArrayList<>();
        Map<String, Instant> created = new LinkedHashMap<>();
        try (Reader reader =
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8);
                var rows = CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(reader)) {
            for (CSVRecord row : rows) {
                Instant at = Instant.parse(row.get("timestamp"));
                String id = row.get("distinct_id");
                events.add(new ListedEvent(row.get("event"), id, at, mapper.readTree(row.get("properties"))));
                created.merge(id, at, (left, right) -> left.isBefore(right) ? left : right);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a data set: " + file, e);
        }
        List<ListedPerson> persons = new ArrayList<>();
        created.forEach(
                (id, at) -> persons.add(new ListedPerson(List.of(id), mapper.createObjectNode(), Optional.of(at))));
        return new CaseData(Optional.of(file), persons, events);
    }
}
