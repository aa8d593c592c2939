package dev.hindsight.query.events;

import dev.hindsight.query.DateBound;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.time.Ranges;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The bounds of lists as instants; they are not rounded (contract queries 7.6). */
final class Bounds {
    /** Clocks of senders go a little wrong, and what has just come is meant too. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private Bounds() {}

    /** When a bound is; null: there is none. */
    static @Nullable Instant instant(@Nullable DateBound bound, QueryContext context) {
        return bound == null || bound instanceof DateBound.Earliest
                ? null
                : Ranges.withoutEvents(Interval.DAY, context).position(bound).toInstant();
    }

    /** The upper bound of lists that name none. */
    static Instant littleAhead(QueryContext context) {
        return context.now().plus(AHEAD);
    }
}
