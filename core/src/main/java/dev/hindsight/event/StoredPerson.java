package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A person as a store has them, to be taken over by another one.
 *
 * @param distinctIds at least one
 * @param identified whether a sender has told who this is
 */
public record StoredPerson(
        UUID uuid, List<String> distinctIds, Instant createdAt, boolean identified, Map<String, JsonNode> properties) {
    public StoredPerson {
        distinctIds = List.copyOf(distinctIds);
    }
}
