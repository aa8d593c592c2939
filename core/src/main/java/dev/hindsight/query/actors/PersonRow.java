package dev.hindsight.query.actors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.ActorsQuery.Column;
import dev.hindsight.query.Envelope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A person on a page.
 *
 * @param id the engine's own, a number
 * @param events how many events behind the point are theirs
 * @param uuid what clients know the person by
 */
record PersonRow(
        long id,
        long events,
        String uuid,
        Instant createdAt,
        boolean identified,
        JsonNode properties,
        List<String> distinctIds)
        implements ActorRow {
    private static final JsonMapper JSON = new JsonMapper();

    /** Without its distinct ids, which other rows have. */
    static PersonRow read(ResultSet row) throws SQLException {
        try {
            return new PersonRow(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                    row.getBoolean(5),
                    JSON.readTree(row.getString(6)),
                    List.of());
        } catch (JsonProcessingException e) {
            throw new SQLException("stored properties are no JSON", e);
        }
    }

    PersonRow withDistinctIds(List<String> ids) {
        return new PersonRow(id, events, uuid, createdAt, identified, properties, ids);
    }

    @Override
    public JsonNode cell(Column column) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (column) {
            case ACTOR -> actor();
            case ID -> json.textNode(uuid);
            case DISTINCT_IDS -> texts(distinctIds);
            case PROPERTIES -> properties;
            case CREATED_AT -> json.textNode(created());
            case IS_IDENTIFIED -> json.booleanNode(identified);
            case EVENT_COUNT -> json.numberNode(events);
        };
    }

    private ObjectNode actor() {
        ObjectNode actor = JsonNodeFactory.instance.objectNode();
        actor.put("type", "person");
        actor.put("id", uuid);
        actor.put("uuid", uuid);
        actor.put("name", name());
        actor.set("distinct_ids", texts(distinctIds));
        actor.set("properties", properties);
        actor.put("created_at", created());
        actor.put("is_identified", identified);
        return actor;
    }

    private String created() {
        return Envelope.iso(createdAt.atZone(ZoneOffset.UTC));
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** What people call them: an e-mail address or name, else a distinct id. */
    private String name() {
        for (String key : List.of("email", "name", "username")) {
            String text = properties.path(key).asText("");
            if (!text.isBlank()) {
                return text;
            }
        }
        return distinctIds.isEmpty() ? uuid : distinctIds.get(0);
    }
}
