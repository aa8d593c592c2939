package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The bounds and buckets of one period of a trends query (contract queries 2.1 to 2.3). Both bounds are inclusive. */
final class ReferenceRange {
    private final ReferenceDates dates;
    private final Interval interval;
    private final boolean explicit;
    private final boolean fromInHours;
    private final boolean fromRelative;
    private final Set<DayOfWeek> weekdays;
    final ZonedDateTime from;
    final ZonedDateTime to;
    private @Nullable List<Bucket> buckets;

    enum Interval {
        SECOND,
        MINUTE,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR
    }

    /** One interval: where it starts, by the wall clock. */
    record Bucket(ZonedDateTime start, LocalDate day) {}

    private ReferenceRange(
            ReferenceDates dates,
            Interval interval,
            boolean explicit,
            boolean fromInHours,
            boolean fromRelative,
            Set<DayOfWeek> weekdays,
            ZonedDateTime from,
            ZonedDateTime to) {
        this.dates = dates;
        this.interval = interval;
        this.explicit = explicit;
        this.fromInHours = fromInHours;
        this.fromRelative = fromRelative;
        this.weekdays = weekdays;
        this.from = from;
        this.to = to;
    }

    /** @param earliest the time of the project's first event, null without events */
    static ReferenceRange current(
            ReferenceDates dates, Interval interval, JsonNode dateRange, @Nullable Instant earliest) {
        return current(dates, interval, dateRange, earliest, false);
    }

    /** @param roundsExplicitFrom whether a relative begin is rounded also when the dates are explicit */
    static ReferenceRange current(
            ReferenceDates dates,
            Interval interval,
            JsonNode dateRange,
            @Nullable Instant earliest,
            boolean roundsExplicitFrom) {
        boolean explicit = dateRange.path("explicitDate").asBoolean(false);
        String fromText = Texts.of(dateRange.path("date_from"));
        ReferenceDates.Bound fromBound = dates.parse(fromText);
        ZonedDateTime from;
        if (fromText == null) {
            from = dates.startOfDay(dates.now().toLocalDate().minusDays(7));
        } else if (fromText.equals("all")) {
            from = (earliest == null ? Instant.parse("2015-01-01T00:00:00Z") : earliest)
                    .atZone(dates.now().getZone());
            fromBound = new ReferenceDates.Bound(from, false, ' ', 0);
        } else {
            from = roundFrom(dates, interval, explicit && !roundsExplicitFrom, fromBound);
        }
        ZonedDateTime to = roundTo(dates, interval, explicit, dates.parse(Texts.of(dateRange.path("date_to"))));
        ReferenceRange range = new ReferenceRange(
                dates,
                interval,
                explicit,
                fromBound.inHours(),
                fromBound.relative(),
                weekdays(dateRange.path("daysOfWeek")),
                from,
                to);
        if (dateRange.path("excludeIncompletePeriods").asBoolean(false)) {
            ZonedDateTime end = range.start(dates.now()).start().minus(1, ChronoUnit.MICROS);
            return end.isBefore(to) ? range.with(from, end) : range;
        }
        return range;
    }

    private static ZonedDateTime roundFrom(
            ReferenceDates dates, Interval interval, boolean explicit, ReferenceDates.Bound bound) {
        if (!bound.relative() || explicit || interval == Interval.MINUTE || interval == Interval.SECOND) {
            return bound.at();
        }
        return bound.inHours()
                ? ReferenceDates.startOfHour(bound.at())
                : dates.startOfDay(bound.at().toLocalDate());
    }

    private static ZonedDateTime roundTo(
            ReferenceDates dates, Interval interval, boolean explicit, ReferenceDates.Bound bound) {
        if (explicit) {
            return bound.at();
        }
        return switch (interval) {
            case DAY, WEEK, MONTH, QUARTER, YEAR -> dates.endOfDay(bound.at().toLocalDate());
            case HOUR -> bound.relative() ? ReferenceDates.endOfHour(bound.at()) : bound.at();
            case MINUTE ->
                bound.relative()
                        ? bound.at()
                                .truncatedTo(ChronoUnit.MINUTES)
                                .plusMinutes(1)
                                .minus(1, ChronoUnit.MICROS)
                        : bound.at();
            case SECOND ->
                bound.relative() ? bound.at().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.MICROS) : bound.at();
        };
    }

    private static Set<DayOfWeek> weekdays(JsonNode days) {
        if (days.isEmpty()) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> wanted = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(day -> wanted.add(DayOfWeek.of(day.asInt())));
        return wanted;
    }

    /** The same with other bounds. */
    ReferenceRange with(ZonedDateTime newFrom, ZonedDateTime newTo) {
        return new ReferenceRange(dates, interval, explicit, fromInHours, fromRelative, weekdays, newFrom, newTo);
    }

    /** The period that this one is compared with. */
    ReferenceRange previous(JsonNode dateRange, @Nullable String compareTo) {
        return new PreviousPeriod(this, dates, dateRange).range(compareTo);
    }

    /** Whether events at this time are counted at all. */
    boolean contains(Instant time) {
        ZonedDateTime at = time.atZone(from.getZone());
        return !from.isAfter(to)
                && !at.isBefore(lowerBound())
                && !at.isAfter(to)
                && weekdays.contains(at.getDayOfWeek());
    }

    /** Whether a time is between the bounds themselves, which are not taken to the start of an interval. */
    boolean containsExactly(Instant time) {
        ZonedDateTime at = time.atZone(from.getZone());
        return !at.isBefore(from) && !at.isAfter(to) && weekdays.contains(at.getDayOfWeek());
    }

    ZonedDateTime local(Instant time) {
        return time.atZone(from.getZone());
    }

    Interval interval() {
        return interval;
    }

    boolean isOnWantedWeekday(Instant time) {
        return weekdays.contains(local(time).getDayOfWeek());
    }

    /** The start of the day of a time; for intervals within a day, the start of its interval. */
    ZonedDateTime cutToTheDay(Instant time) {
        ZonedDateTime at = local(time);
        return interval.compareTo(Interval.DAY) < 0 ? start(at).start() : dates.startOfDay(at.toLocalDate());
    }

    private ZonedDateTime lowerBound() {
        if (explicit) {
            return from;
        }
        return switch (interval) {
            case DAY -> fromInHours ? from : dates.startOfDay(from.toLocalDate());
            case WEEK -> dates.startOfDay(from.toLocalDate());
            // A quarter or year is as complete as a month: the contract, which knows neither, leaves it open.
            case MONTH, QUARTER, YEAR -> start(from).start();
            case SECOND, MINUTE, HOUR -> fromRelative ? from : start(from).start();
        };
    }

    /** When the bucket after this one starts. */
    Instant end(Bucket bucket) {
        if (interval != Interval.DAY && interval != Interval.WEEK && interval != Interval.MONTH) {
            throw new NotInReference("the end of an hour");
        }
        return dates.startOfDay(next(bucket.day())).toInstant();
    }

    /**
     * Whether a time is not yet past buckets: those of days end where the next day starts first, although by the clock their last
     * minutes can come again after that.
     */
    boolean isWithin(List<Bucket> buckets, Instant at) {
        return switch (interval) {
            case SECOND, MINUTE, HOUR -> true; // each is a span of time itself
            case DAY, WEEK, MONTH, QUARTER, YEAR ->
                buckets.isEmpty()
                        || at.isBefore(dates.startOfDay(
                                        next(buckets.get(buckets.size() - 1).day()))
                                .toInstant());
        };
    }

    /** The bucket that a time falls into. */
    Bucket start(ZonedDateTime at) {
        LocalDate day = at.toLocalDate();
        return switch (interval) {
            case SECOND -> new Bucket(ReferenceDates.startOf(at, ChronoUnit.SECONDS), day);
            case MINUTE -> new Bucket(ReferenceDates.startOf(at, ChronoUnit.MINUTES), day);
            case HOUR -> new Bucket(ReferenceDates.startOfHour(at), day);
            case DAY -> ofDay(day);
            case WEEK -> ofDay(dates.startOfWeek(day));
            case MONTH -> ofDay(day.withDayOfMonth(1));
            case QUARTER -> ofDay(ReferenceDates.startOfQuarter(day));
            case YEAR -> ofDay(day.withDayOfYear(1));
        };
    }

    private Bucket ofDay(LocalDate day) {
        return new Bucket(dates.startOfDay(day), day);
    }

    /**
     * Every bucket from the one of {@code from} to the one of {@code to}, those of unwanted weekdays included; none when
     * nothing lies between the bounds.
     */
    List<Bucket> allBuckets() {
        if (buckets == null) {
            buckets = from.isAfter(to) ? List.of() : listBuckets();
        }
        return buckets;
    }

    private List<Bucket> listBuckets() {
        Bucket last = start(to);
        List<Bucket> found = new ArrayList<>();
        switch (interval) {
            case SECOND, MINUTE, HOUR -> {
                // Clocks change at whole minutes, so no hour is stepped over.
                Duration step = switch (interval) {
                    case SECOND -> Duration.ofSeconds(1);
                    case MINUTE -> Duration.ofMinutes(1);
                    default -> Duration.ofMinutes(1);
                };
                TreeSet<ZonedDateTime> starts = new TreeSet<>();
                for (ZonedDateTime at = start(from).start(); !at.isAfter(last.start()); at = at.plus(step)) {
                    starts.add(start(at).start());
                }
                starts.forEach(start -> found.add(new Bucket(start, start.toLocalDate())));
            }
            case DAY, WEEK, MONTH, QUARTER, YEAR -> {
                for (LocalDate day = start(from).day(); !day.isAfter(last.day()); day = next(day)) {
                    // A zone that changed sides of the date line has a date that never was.
                    if (ofDay(day).start().toLocalDate().equals(day)) {
                        found.add(ofDay(day));
                    }
                }
            }
        }
        return found;
    }

    private LocalDate next(LocalDate day) {
        return switch (interval) {
            case WEEK -> day.plusWeeks(1);
            case MONTH -> day.plusMonths(1);
            case QUARTER -> day.plusMonths(3);
            case YEAR -> day.plusYears(1);
            default -> day.plusDays(1);
        };
    }

    /** Whether a bucket is not over yet. */
    boolean isAfterNow(Bucket bucket) {
        ZonedDateTime now = dates.now();
        return bucket.start().isAfter(now) || start(now).equals(bucket);
    }

    /** Whether a bucket is part of the output. */
    boolean shows(Bucket bucket) {
        return interval != Interval.DAY || weekdays.contains(bucket.day().getDayOfWeek());
    }

    String dayText(Bucket bucket) {
        return switch (interval) {
            case SECOND, MINUTE, HOUR -> Labels.DAY_AND_TIME.format(bucket.start());
            case DAY, WEEK, MONTH, QUARTER, YEAR -> bucket.day().toString();
        };
    }

    String label(Bucket bucket) {
        return switch (interval) {
            case SECOND -> Labels.SECONDS.format(bucket.start());
            case DAY -> Labels.DAY.format(bucket.day());
            case MINUTE, HOUR -> Labels.TIME.format(bucket.start());
            case WEEK -> Labels.week(bucket.day(), from.toLocalDate(), to.toLocalDate());
            case MONTH -> Labels.MONTH.format(bucket.day());
            case QUARTER -> Labels.QUARTER.format(bucket.day());
            case YEAR -> Labels.YEAR.format(bucket.day());
        };
    }
}
