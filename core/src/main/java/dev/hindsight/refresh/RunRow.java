package dev.hindsight.refresh;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calculation as all nodes see it; public only because the mapper of rows has to reach it.
 *
 * @param background whether somebody left it to the background
 * @param attempts how often the background began it
 * @param token of the owner, another one for each calculation
 * @param beat goes up for as long as the owner is alive
 * @param stopWanted whether the owner is to stop
 * @param requestedAt the answer has to be begun at or after this
 * @param failure the name of a {@link Failure}
 * @param rowsRead how many rows the engine has gone through, of {@code rowsTotal}; null: nobody knows
 */
public record RunRow(
        long projectId,
        String cacheKey,
        RunState state,
        boolean background,
        @Nullable Long askedBy,
        int attempts,
        String token,
        String node,
        long beat,
        boolean stopWanted,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant expiresAt,
        @Nullable String failure,
        @Nullable String errorCode,
        @Nullable String errorDetail,
        @Nullable String errorAttr,
        @Nullable Long rowsRead,
        @Nullable Long rowsTotal) {
    RunKey key() {
        return new RunKey(projectId, cacheKey);
    }

    /** Whether a calculation that began then is the one that is wanted. */
    boolean startedSince(@Nullable Instant notBefore) {
        return notBefore == null || (startedAt != null && !startedAt.isBefore(notBefore));
    }

    /** What a failed one ended with. */
    HindsightException error() {
        Failure kind = failure == null ? Failure.UNAVAILABLE : Failure.valueOf(failure);
        return new HindsightException(
                kind,
                errorCode == null ? kind.defaultCode() : errorCode,
                errorDetail == null ? "The calculation failed." : errorDetail,
                errorAttr);
    }
}
