package dev.hindsight.cases;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.cases.QueryCase.ListedPerson;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.trends.TrendsRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Many projects in one DuckDB in memory. */
final class DuckDbProjects implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine());
    private final EventStore store =
            new DuckDbEventStore(database, Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    private long projects;

    /** A new project with these persons and events; returns its id. */
    long load(CaseData data) {
        long project = ++projects;
        // The persons of a data set are those that their events make.
        for (ListedPerson person : data.dataset().isPresent() ? List.<ListedPerson>of() : data.persons()) {
            store.putPerson(
                    project,
                    person.distinctIds(),
                    JSON.convertValue(person.properties(), new TypeReference<Map<String, Object>>() {}),
                    person.createdAt().orElse(Instant.EPOCH));
        }
        List<Event> events = new ArrayList<>();
        for (ListedEvent event : data.events()) {
            UUID uuid = new UUID(project, events.size());
            events.add(new Event(
                    uuid,
                    event.event(),
                    event.distinctId(),
                    event.timestamp(),
                    event.properties().toString()));
        }
        store.append(project, events);
        return project;
    }

    EventStore store() {
        return store;
    }

    /** The results of a trends query. */
    JsonNode results(JsonNode query, QueryContext context) {
        return new TrendsRunner(engine)
                .run((TrendsQuery) QueryReader.read(query).toRun(), context, TIMEOUT)
                .results();
    }

    @Override
    public void close() {
        engine.close();
        database.close();
    }
}
