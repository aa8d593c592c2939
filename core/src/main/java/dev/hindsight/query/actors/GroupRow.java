package dev.hindsight.query.actors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.ActorsQuery.Column;
import dev.hindsight.query.Envelope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A group on a page.
 *
 * @param index of its type
 * @param events how many events behind the point are its own
 * @param createdAt when an event first told of it; null when none did
 * @param properties what events told of it
 */
record GroupRow(
        int index, String key, long events, @Nullable Instant createdAt, ObjectNode properties) implements ActorRow {
    /** Without its properties, which other rows have. */
    static GroupRow read(int index, ResultSet row) throws SQLException {
        LocalDateTime created = row.getObject(3, LocalDateTime.class);
        return new GroupRow(
                index,
                row.getString(1),
                row.getLong(2),
                created == null ? null : created.toInstant(ZoneOffset.UTC),
                JsonNodeFactory.instance.objectNode());
    }

    @Override
    public JsonNode cell(Column column) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (column) {
            case ACTOR -> actor();
            case ID -> json.textNode(key);
            case DISTINCT_IDS -> json.arrayNode();
            case PROPERTIES -> properties;
            case CREATED_AT -> json.textNode(created());
            case IS_IDENTIFIED -> json.booleanNode(createdAt != null);
            case EVENT_COUNT -> json.numberNode(events);
        };
    }

    private ObjectNode actor() {
        ObjectNode actor = JsonNodeFactory.instance.objectNode();
        actor.put("type", "group");
        actor.put("id", key);
        actor.put("group_type_index", index);
        String name = properties.path("name").asText("");
        actor.put("name", name.isBlank() ? key : name);
        actor.set("properties", properties);
        actor.put("created_at", created());
        return actor;
    }

    private @Nullable String created() {
        return createdAt == null ? null : Envelope.iso(createdAt.atZone(ZoneOffset.UTC));
    }
}
