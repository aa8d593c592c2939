package dev.hindsight.query.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.session.SessionField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What is told in one column: a value, or an object that several expressions make (contract queries 7.6).
 *
 * @param kind how the values are put together
 * @param expressions what is asked for it
 */
record Cell(Kind kind, List<String> expressions) {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, Cell> OF_EVENTS = Map.of(
            "*",
            new Cell(
                    Kind.EVENT,
                    List.of(
                            "timestamp",
                            "uuid",
                            "event",
                            "properties",
                            "distinct_id",
                            "elements_chain",
                            "created_at",
                            "properties.$process_person_profile")),
            "person",
            new Cell(Kind.PERSON, List.of("person_id", "person.created_at", "person.properties", "distinct_id")),
            "person_display_name",
            new Cell(
                    Kind.NAME,
                    List.of(
                            "coalesce(nullIf(person.properties.email, ''), nullIf(person.properties.name, ''),"
                                    + " nullIf(person.properties.username, ''), distinct_id)",
                            "person_id",
                            "distinct_id",
                            "person.created_at")));

    private static final List<String> SESSION =
            Arrays.stream(SessionField.values()).map(SessionField::wire).toList();

    enum Kind {
        VALUE,
        EVENT,
        SESSION,
        PERSON,
        NAME
    }

    Cell {
        expressions = List.copyOf(expressions);
    }

    /** What is told of events, or of groups of them. */
    static Cell ofEvents(String selected) {
        Cell known = OF_EVENTS.get(plain(selected));
        return known == null ? new Cell(Kind.VALUE, List.of(selected)) : known;
    }

    /** What is told of sessions, or of groups of them. */
    static Cell ofSessions(String selected) {
        return plain(selected).equals("*") ? new Cell(Kind.SESSION, SESSION) : new Cell(Kind.VALUE, List.of(selected));
    }

    private static String plain(String selected) {
        return selected.replaceFirst("\\s*--.*$", "").strip();
    }

    /**
     * The cell of a row.
     *
     * @param values those of its expressions, in order
     */
    JsonNode of(List<JsonNode> values, long projectId) {
        return switch (kind) {
            case VALUE -> values.get(0);
            case EVENT -> event(values, projectId);
            case SESSION -> session(values);
            case PERSON -> person(values);
            case NAME -> name(values);
        };
    }

    private static ObjectNode event(List<JsonNode> values, long projectId) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.set("uuid", values.get(1));
        event.set("event", values.get(2));
        event.set("properties", parsed(values.get(3)));
        event.set("timestamp", values.get(0));
        event.put("team_id", projectId);
        event.set("distinct_id", values.get(4));
        event.put("elements_chain", values.get(5).isNull() ? "" : values.get(5).asText());
        event.set("created_at", values.get(6));
        event.put("person_mode", values.get(7).asText().equals("false") ? "propertyless" : "full");
        return event;
    }

    private static ObjectNode session(List<JsonNode> values) {
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < SESSION.size(); i++) {
            session.set(SESSION.get(i), values.get(i));
        }
        return session;
    }

    private static JsonNode parsed(JsonNode text) {
        try {
            return JSON.readTree(text.asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored document is no JSON", e);
        }
    }

    /** Who is not known has no time of creation. */
    private static ObjectNode person(List<JsonNode> values) {
        ObjectNode person = JsonNodeFactory.instance.objectNode();
        if (!values.get(1).isNull()) {
            person.set("uuid", values.get(0));
            person.set("created_at", values.get(1));
            person.set("properties", parsed(values.get(2)));
        }
        person.set("distinct_id", values.get(3));
        return person;
    }

    private static ObjectNode name(List<JsonNode> values) {
        ObjectNode name = JsonNodeFactory.instance.objectNode();
        name.set("display_name", values.get(0));
        name.set("id", values.get(3).isNull() ? JsonNodeFactory.instance.nullNode() : values.get(1));
        name.set("distinct_id", values.get(2));
        return name;
    }

    /** What the column is called among the types of the answer; a value's is its own. */
    String type(String own) {
        return kind == Kind.VALUE ? own : "JSON";
    }
}
