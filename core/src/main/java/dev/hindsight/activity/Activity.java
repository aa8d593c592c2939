package dev.hindsight.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log (contract insights-api 3.9).
 *
 * @param user who did it; null for the system or for a person who is gone
 * @param system whether nobody but Hindsight itself did it
 * @param activity such as {@code created} or {@code updated}
 * @param scope the kind of thing, such as {@code Insight}
 * @param itemId the thing's id as text
 * @param client the program that it came through, as it named itself; null when it did not
 * @param detail an object: {@code changes} (a list, or null), {@code trigger}, {@code type}, {@code name}, {@code short_id}
 */
public record Activity(
        UUID id,
        @Nullable User user,
        boolean system,
        String activity,
        String scope,
        String itemId,
        @Nullable String client,
        JsonNode detail,
        Instant createdAt) {}
