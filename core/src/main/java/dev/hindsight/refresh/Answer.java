package dev.hindsight.refresh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.RunnableQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a question was answered with, and how old that is.
 *
 * @param cacheKey {@code cache_} and 32 hexadecimal digits
 * @param result null when nothing is cached and nothing was calculated
 * @param error why nothing was calculated, safe to show; null when all is well
 * @param run the calculation in the background that will bring a newer answer; null: none
 * @param timezone the project's, in which days are, where more was asked for than what is cached; null: the result says it, if
 *     there is one (contract insights-api 2.1)
 * @param basis of one that was read from the cache while nothing is on the way to replace it; null for all others
 */
public record Answer(
        String cacheKey,
        @Nullable Result result,
        @Nullable String error,
        @Nullable RunStatus run,
        @Nullable ZoneId timezone,
        @Nullable Basis basis) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Clients are advised not to force another calculation before this has passed. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /**
     * An answer with content.
     *
     * @param results the JSON of the result's rows, ready to send
     * @param envelope the response's other fields that come from the calculation
     * @param lastRefresh when the calculation began
     * @param targetAge when it counts as old; null: never
     * @param reason why it is this answer
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that go out as they are; compared by nobody
    public record Result(
            byte[] results,
            ObjectNode envelope,
            Instant lastRefresh,
            @Nullable Instant targetAge,
            Reason reason) {
        /** Whether it was read, not calculated for this call. */
        public boolean cached() {
            return reason != Reason.CALCULATED;
        }

        /** When clients may ask for a forced calculation again. */
        public Instant nextAllowedClientRefresh() {
            return lastRefresh.plus(PAUSE);
        }
    }

    /** Why somebody is shown an answer. */
    public enum Reason {
        /** It was calculated for them. */
        CALCULATED,
        /** Nothing that it was calculated from has changed since: a new calculation would bring the same. */
        EXACT,
        /** It is as fresh as its age has to be, or its range is over. */
        WITHIN_AGE,
        /** It is older than that, which the mode allows. */
        STALE_ALLOWED;

        /** The spelling on the wire. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An answer that is kept, or was calculated to be.
     *
     * @param query whose names of series it gets; null: none
     */
    static Answer of(CachedResult found, @Nullable RunnableQuery query, Reason reason) {
        try {
            return new Answer(
                    found.cacheKey(),
                    new Result(
                            query == null ? found.results() : CustomNames.apply(query, found.results()),
                            (ObjectNode) JSON.readTree(found.envelope()),
                            found.lastRefresh(),
                            found.targetAge(),
                            reason),
                    null,
                    null,
                    null,
                    null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored envelope is not JSON", e);
        }
    }

    static Answer miss(String cacheKey) {
        return new Answer(cacheKey, null, null, null, null, null);
    }

    /** Nothing was calculated, and this is why. */
    static Answer failed(String cacheKey, String error) {
        return new Answer(cacheKey, null, error, null, null, null);
    }

    Answer with(@Nullable RunStatus running) {
        return new Answer(cacheKey, result, error, running, timezone, null);
    }

    Answer in(ZoneId zone) {
        return new Answer(cacheKey, result, error, run, zone, basis);
    }

    Answer on(Basis found) {
        return new Answer(cacheKey, result, error, run, timezone, found);
    }
}
