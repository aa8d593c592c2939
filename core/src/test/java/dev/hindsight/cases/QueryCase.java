package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One case file. */
record QueryCase(String name, Path file, JsonNode json) {
    private static final double DEFAULT_TOLERANCE = 0.000001;

    /** What is said about the type of a property. */
    record DefinedProperty(PropertyKind kind, String key, PropertyType type) {}

    /** Somebody, as the case lists them. {@code createdAt} is the epoch when the case does not say. */
    record ListedPerson(List<String> distinctIds, JsonNode properties, Optional<Instant> createdAt) {}

    /** An event. {@code properties} is a JSON object. */
    record ListedEvent(String event, String distinctId, Instant timestamp, JsonNode properties) {}

    /** Every case below a folder, by name. */
    static List<QueryCase> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(QueryCase::read)
                    .sorted((left, right) -> left.name.compareTo(right.name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the cases below " + folder, e);
        }
    }

    private static QueryCase read(Path file) {
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            return new QueryCase(json.path("name").asText(String.valueOf(file.getFileName())), file, json);
        } catch (IOException e) {
            throw new UncheckedIOException("not a case: " + file, e);
        }
    }

    String kind() {
        return json.path("kind").asText();
    }

    Instant now() {
        return Instant.parse(json.path("now").asText());
    }

    ZoneId timezone() {
        return ZoneId.of(json.path("timezone").asText("UTC"));
    }

    DayOfWeek weekStart() {
        return json.path("week_start").asInt(0) == 1 ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY;
    }

    JsonNode query() {
        return json.path("query");
    }

    JsonNode testAccountFilters() {
        JsonNode filters = json.path("test_account_filters");
        return filters.isMissingNode() ? JsonNodeFactory.instance.arrayNode() : filters;
    }

    /** The name of the data file that the case runs over in place of its own events. */
    Optional<String> dataset() {
        return Optional.ofNullable(json.path("dataset").textValue());
    }

    List<ListedPerson> persons() {
        List<ListedPerson> persons = new ArrayList<>();
        for (JsonNode person : json.path("persons")) {
            List<String> ids = new ArrayList<>();
            person.path("distinct_ids").forEach(id -> ids.add(id.asText()));
            Optional<Instant> createdAt =
                    Optional.ofNullable(person.path("created_at").textValue()).map(Instant::parse);
            persons.add(new ListedPerson(ids, object(person.path("properties")), createdAt));
        }
        return persons;
    }

    List<ListedEvent> events() {
        List<ListedEvent> events = new ArrayList<>();
        for (JsonNode event : json.path("events")) {
            events.add(new ListedEvent(
                    event.path("event").asText(),
                    event.path("distinct_id").asText(),
                    Instant.parse(event.path("timestamp").asText()),
                    object(event.path("properties"))));
        }
        return events;
    }

    private static JsonNode object(JsonNode node) {
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    }

    List<DefinedProperty> propertyTypes() {
        List<DefinedProperty> defined = new ArrayList<>();
        json.path("property_types")
                .properties()
                .forEach(kind -> kind.getValue()
                        .properties()
                        .forEach(entry -> defined.add(new DefinedProperty(
                                kind.getKey().equals("person") ? PropertyKind.PERSON : PropertyKind.EVENT,
                                entry.getKey(),
                                type(entry.getValue().asText())))));
        return defined;
    }

    private static PropertyType type(String name) {
        return switch (name) {
            case "Numeric" -> PropertyType.NUMERIC;
            case "Boolean" -> PropertyType.BOOLEAN;
            case "DateTime" -> PropertyType.DATE_TIME;
            case "String" -> PropertyType.STRING;
            default -> throw new IllegalArgumentException("unknown property type " + name);
        };
    }

    /** Why the results are not the expected ones; empty when they are. */
    Optional<String> mismatch(JsonNode results) {
        return new Expectation(json.path("tolerance").asDouble(DEFAULT_TOLERANCE)).mismatch(json, results);
    }
}
