package dev.hindsight.query.actors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
record PersonRow(long id, long events, String uuid, Instant createdAt, boolean identified, JsonNode properties) {
    private static final JsonMapper JSON = new JsonMapper();

    static PersonRow read(ResultSet row) throws SQLException {
        try {
            return new PersonRow(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                    row.getBoolean(5),
                    JSON.readTree(row.getString(6)));
        } catch (JsonProcessingException e) {
            throw new SQLException("stored properties are no JSON", e);
        }
    }

    /** What people call them: an e-mail address or name, else a distinct id. */
    String name(List<String> distinctIds) {
        for (String key : List.of("email", "name", "username")) {
            String text = properties.path(key).asText("");
            if (!text.isBlank()) {
                return text;
            }
        }
        return distinctIds.isEmpty() ? uuid : distinctIds.get(0);
    }
}
