package dev.hindsight.refresh;

import dev.hindsight.query.Interval;
import java.time.Duration;
import java.time.Instant;

/**
 * After which time a result counts as old (contract insights-api 4.2 and 4.3). A pure function of the thresholds, the result
 * and the time.
 *
 * @param normal older than this, a result is calculated anew when somebody asks for a fresh one
 * @param lazy older than this, it is so even when a somewhat old one would do
 */
record Freshness(Duration normal, Duration lazy) {
    /** Events arrive late: a range counts as over only when it ended this long before the calculation. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** How fresh a cached result is. */
    enum State {
        FRESH,
        AGED,
        STALE
    }

    static Freshness of(Interval interval) {
        return switch (interval) {
            case SECOND, MINUTE -> new Freshness(Duration.ofMinutes(5), Duration.ofMinutes(15));
            case HOUR -> new Freshness(Duration.ofHours(1), Duration.ofHours(2));
            case DAY -> new Freshness(Duration.ofHours(6), Duration.ofHours(12));
            case WEEK, MONTH, QUARTER, YEAR -> new Freshness(Duration.ofDays(1), Duration.ofDays(1));
        };
    }

    /** When a result counts as old. */
    Instant targetAge(Instant lastRefresh) {
        return lastRefresh.plus(normal);
    }

    /**
     * The state of a result.
     *
     * @param rangeEnd where the question's range ends if asked now
     * @param verdict what is known about it otherwise
     */
    State state(Instant lastRefresh, Instant rangeEnd, Proof.Verdict verdict, Instant now) {
        if (lastRefresh.isAfter(now.plus(GRACE))) {
            return State.STALE; // a clock was wrong when it was made
        }
        if (verdict == Proof.Verdict.EXACT) {
            return State.FRESH;
        }
        if (rangeEnd.isBefore(lastRefresh.minus(GRACE)) && verdict != Proof.Verdict.CHANGED) {
            return State.FRESH; // the range is over: nothing in it changes any more, but for what comes late
        }
        if (!now.isAfter(lastRefresh.plus(normal))) {
            return State.FRESH;
        }
        return now.isAfter(lastRefresh.plus(lazy)) ? State.STALE : State.AGED;
    }
}
