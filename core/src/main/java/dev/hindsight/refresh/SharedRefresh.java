package dev.hindsight.refresh;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What visitors of a share get of the modes that they may ask for (contract insights-api 4.5). */
final class SharedRefresh {
    /** So old an answer has to be before a stranger may have it calculated anew whatever the cache holds. */
    static final Duration FORCED_AFTER = Duration.ofMinutes(10);

    private SharedRefresh() {}

    /**
     * The mode that a visitor gets.
     *
     * @param lastRefresh of the answer that is kept; null: none is
     */
    static RefreshMode of(RefreshMode wanted, @Nullable Instant lastRefresh, Instant now) {
        return switch (wanted) {
            case BLOCKING, ASYNC -> wanted;
            case FORCE_BLOCKING ->
                lastRefresh == null || !now.isBefore(lastRefresh.plus(FORCED_AFTER))
                        ? RefreshMode.FORCE_BLOCKING
                        : RefreshMode.BLOCKING;
            case FORCE_CACHE, LAZY_ASYNC, FORCE_ASYNC, ASYNC_EXCEPT_ON_CACHE_MISS -> RefreshMode.LAZY_ASYNC;
        };
    }
}
