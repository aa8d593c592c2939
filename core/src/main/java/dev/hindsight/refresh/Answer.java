package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a question was answered with, and how old that is.
 *
 * @param cacheKey {@code cache_} and 32 hexadecimal digits
 * @param result null when nothing is cached and nothing was calculated
 * @param error why nothing was calculated, safe to show; null when all is well
 * @param run the calculation in the background that will bring a newer answer; null: none
 */
public record Answer(
        String cacheKey,
        @Nullable Result result,
        @Nullable String error,
        @Nullable RunStatus run) {
    /** Clients are advised not to force another calculation before this has passed. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /**
     * An answer with content.
     *
     * @param results the JSON of the result's rows, ready to send
     * @param envelope the response's other fields that come from the calculation
     * @param lastRefresh when the calculation began
     * @param targetAge when it counts as old; null: never
     * @param cached it was read, not calculated for this call
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that go out as they are; compared by nobody
    public record Result(
            byte[] results,
            ObjectNode envelope,
            Instant lastRefresh,
            @Nullable Instant targetAge,
            boolean cached) {
        /** When clients may ask for a forced calculation again. */
        public Instant nextAllowedClientRefresh() {
            return lastRefresh.plus(PAUSE);
        }
    }

    static Answer miss(String cacheKey) {
        return new Answer(cacheKey, null, null, null);
    }

    /** Nothing was calculated, and this is why. */
    public static Answer failed(String cacheKey, String error) {
        return new Answer(cacheKey, null, error, null);
    }

    Answer with(@Nullable RunStatus running) {
        return new Answer(cacheKey, result, error, running);
    }
}
