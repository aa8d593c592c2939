package dev.hindsight.query;

import java.time.DayOfWeek;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The range of a query as the client wrote it (contract queries 2.1).
 *
 * @param from null: seven days before the start of today
 * @param to null: now
 * @param explicit bounds are used verbatim, without rounding
 * @param daysOfWeek only events on these local days count; empty: all days
 * @param excludeIncompletePeriods leaves out the bucket that now lies in
 */
public record DateRange(
        @Nullable DateBound from,
        @Nullable DateBound to,
        boolean explicit,
        Set<DayOfWeek> daysOfWeek,
        boolean excludeIncompletePeriods) {
    /** The default range. */
    public static final DateRange LAST_SEVEN_DAYS = new DateRange(null, null, false, Set.of(), false);

    public DateRange {
        daysOfWeek = java.util.Collections.unmodifiableSet(new TreeSet<>(daysOfWeek));
    }
}
