package dev.hindsight.project;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A personal API key without its secret, of which only the hash is kept (contract insights-api 1.2).
 *
 * @param maskValue the first and last four characters of the secret
 * @param scopes such as {@code insight:read}; {@code *} is everything
 * @param scopedTeams the project ids it is limited to; empty is no limit
 * @param scopedOrganizations the organizations it is limited to; empty is no limit
 * @param lastUsedAt written at most once an hour; null when never used
 */
public record ApiKey(
        String id,
        long userId,
        String label,
        String maskValue,
        List<String> scopes,
        List<Long> scopedTeams,
        List<UUID> scopedOrganizations,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant lastRolledAt) {
    public ApiKey {
        scopes = List.copyOf(scopes);
        scopedTeams = List.copyOf(scopedTeams);
        scopedOrganizations = List.copyOf(scopedOrganizations);
    }
}
