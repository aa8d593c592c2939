package dev.hindsight.query.time;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Interval;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a range, in order, without gaps: from the interval that its lower bound lies in to the one that its upper
 * bound lies in (contract queries 2.1). Days and longer are spans of local days, whatever the clocks do; hours and shorter
 * are spans of instants.
 */
public final class Buckets {
    /** More buckets than this are refused. */
    public static final int MAX = 10_000;

    private final Interval interval;
    private final List<ZonedDateTime> starts;
    private final List<Instant> instants;
    private final List<Relapse> relapses;
    private final Steps steps;

    private Buckets(Interval interval, List<ZonedDateTime> starts, Steps steps) {
        this.steps = steps;
        this.interval = interval;
        this.starts = List.copyOf(starts);
        this.instants = starts.stream().map(ZonedDateTime::toInstant).toList();
        this.relapses = interval.withinDay() ? List.of() : relapses(starts);
    }

    /** The end of a day that comes again, by the clock, when the bucket at {@code index} has begun already. */
    private record Relapse(Instant from, Instant until, int index) {}

    private static List<Relapse> relapses(List<ZonedDateTime> starts) {
        List<Relapse> relapses = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            ZonedDateTime start = starts.get(i);
            ZoneOffsetTransition change = start.getZone().getRules().nextTransition(start.toInstant());
            if (change != null
                    && change.getDateTimeBefore().toLocalDate().equals(start.toLocalDate())
                    && change.getDateTimeAfter().toLocalDate().isBefore(start.toLocalDate())) {
                Instant again = start.toLocalDateTime().toInstant(change.getOffsetAfter());
                relapses.add(new Relapse(change.getInstant(), again, i));
            }
        }
        return relapses;
    }

    /**
     * The buckets of {@code range}.
     *
     * @throws HindsightException {@code validation_error} when there would be more than {@link #MAX}
     */
    public static Buckets of(ResolvedRange range, Interval interval, DayOfWeek weekStart) {
        List<ZonedDateTime> starts = new ArrayList<>();
        Steps steps = new Steps(interval, weekStart);
        if (!range.isEmpty()) {
            for (ZonedDateTime start = steps.floor(range.from());
                    !start.isAfter(range.to());
                    start = steps.next(start)) {
                if (starts.size() == MAX) {
                    throw HindsightException.invalid(
                            "interval",
                            "too_many_buckets",
                            "The date range has more than " + MAX + " buckets of one " + interval.wire()
                                    + ". Use a longer interval or a shorter range.");
                }
                starts.add(start);
            }
        }
        return new Buckets(interval, starts, steps);
    }

    public Interval interval() {
        return interval;
    }

    /** Whether the end of the bucket before comes again, by the clock, when this one has begun. */
    public boolean overlapsBefore(int index) {
        return relapses.stream().anyMatch(relapse -> relapse.index() == index);
    }

    /** The local starts, ascending. */
    public List<ZonedDateTime> starts() {
        return starts;
    }

    /** Where the last bucket ends, itself outside; null when there are no buckets. */
    public @Nullable ZonedDateTime end() {
        return starts.isEmpty() ? null : steps.next(starts.get(starts.size() - 1));
    }

    /** Where a bucket ends, itself outside. */
    public Instant end(int index) {
        return index + 1 < starts.size()
                ? instants.get(index + 1)
                : steps.next(starts.get(index)).toInstant();
    }

    public int size() {
        return starts.size();
    }

    /**
     * The bucket that an instant at or after the first start lies in.
     *
     * @return its index, or -1 before the first start
     */
    public int indexOf(Instant instant) {
        for (Relapse relapse : relapses) {
            if (!instant.isBefore(relapse.from()) && instant.isBefore(relapse.until())) {
                return relapse.index() - 1;
            }
        }
        int found = Collections.binarySearch(instants, instant);
        return found >= 0 ? found : -found - 2;
    }

    /** The bucket that a local date lies in; only for intervals of a day and longer. */
    public int indexOf(LocalDate date) {
        int low = 0;
        int high = starts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts.get(middle).toLocalDate().isAfter(date)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    static LocalDate startOfWeek(LocalDate date, DayOfWeek weekStart) {
        return date.with(TemporalAdjusters.previousOrSame(weekStart));
    }

    /** Where intervals begin, and how one follows another. */
    record Steps(Interval interval, DayOfWeek weekStart) {
        ZonedDateTime floor(ZonedDateTime time) {
            LocalDate date = time.toLocalDate();
            return switch (interval) {
                case SECOND, MINUTE, HOUR -> floorWithinDay(time);
                case DAY -> date.atStartOfDay(time.getZone());
                case WEEK -> startOfWeek(date, weekStart).atStartOfDay(time.getZone());
                case MONTH -> date.withDayOfMonth(1).atStartOfDay(time.getZone());
                case QUARTER ->
                    date.with(date.getMonth().firstMonthOfQuarter())
                            .withDayOfMonth(1)
                            .atStartOfDay(time.getZone());
                case YEAR -> date.withDayOfYear(1).atStartOfDay(time.getZone());
            };
        }

        ZonedDateTime next(ZonedDateTime start) {
            LocalDate date = start.toLocalDate();
            return switch (interval) {
                case SECOND, MINUTE, HOUR -> nextWithinDay(start);
                case DAY -> date.plusDays(1).atStartOfDay(start.getZone());
                case WEEK -> date.plusWeeks(1).atStartOfDay(start.getZone());
                case MONTH -> date.plusMonths(1).atStartOfDay(start.getZone());
                case QUARTER -> date.plusMonths(3).atStartOfDay(start.getZone());
                case YEAR -> date.plusYears(1).atStartOfDay(start.getZone());
            };
        }

        /**
         * Hours are those of the clock, and a change of the clock within an hour begins a new one: where clocks go from 2:00
         * to 2:30, 2:30 to 3:00 is an hour of its own.
         */
        private ZonedDateTime floorWithinDay(ZonedDateTime time) {
            Instant floor = time.toOffsetDateTime().truncatedTo(unit()).toInstant();
            ZoneOffsetTransition change = time.getZone()
                    .getRules()
                    .previousTransition(time.toInstant().plusNanos(1));
            boolean changed = change != null && change.getInstant().isAfter(floor);
            return (changed ? change.getInstant() : floor).atZone(time.getZone());
        }

        private ZonedDateTime nextWithinDay(ZonedDateTime start) {
            Instant next =
                    start.toOffsetDateTime().truncatedTo(unit()).plus(1, unit()).toInstant();
            ZoneOffsetTransition change = start.getZone().getRules().nextTransition(start.toInstant());
            boolean changes = change != null && change.getInstant().isBefore(next);
            return (changes ? change.getInstant() : next).atZone(start.getZone());
        }

        private ChronoUnit unit() {
            return switch (interval) {
                case SECOND -> ChronoUnit.SECONDS;
                case MINUTE -> ChronoUnit.MINUTES;
                case HOUR -> ChronoUnit.HOURS;
                case DAY, WEEK, MONTH, QUARTER, YEAR ->
                    throw new IllegalStateException(interval + " is not within a day");
            };
        }
    }
}
