package dev.hindsight.query.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A range tied to a time and a zone: where its buckets lie and which events it counts.
 *
 * @param from the rounded lower bound
 * @param to the rounded upper bound, itself inside the range (microseconds)
 * @param countedFrom events from here on count; it can lie before {@code from} (months are counted whole) or in the middle
 *     of the first bucket
 */
public record ResolvedRange(ZonedDateTime from, ZonedDateTime to, ZonedDateTime countedFrom) {
    /** The first instant after the range; where counting begins when the range is empty, so that nothing is counted. */
    public Instant countedUntil() {
        return isEmpty() ? countedFrom.toInstant() : to.toInstant().plus(1, ChronoUnit.MICROS);
    }

    /** The wall-clock length, as calendars count it: a day of 23 hours is a day. */
    Duration length() {
        return Duration.between(from.toLocalDateTime(), to.toLocalDateTime());
    }

    /** Nothing lies between the bounds. */
    public boolean isEmpty() {
        return to.isBefore(from);
    }
}
