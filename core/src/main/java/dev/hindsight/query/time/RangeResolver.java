package dev.hindsight.query.time;

import dev.hindsight.query.DateBound;
import dev.hindsight.query.DateRange;
import dev.hindsight.query.Interval;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ties date ranges to a time, a zone and an interval: parsing is done, this is shifting, rounding and comparing (contract
 * queries 2.1 and 2.3).
 *
 * @param earliest the time of the earliest event, asked for only when the range begins there
 */
public record RangeResolver(
        ZoneId zone, DayOfWeek weekStart, Interval interval, Instant now, Supplier<Instant> earliest) {
    private static final LocalTime LAST_MICROSECOND = LocalTime.of(23, 59, 59, 999_999_000);
    private static final DateBound.Relative SEVEN_DAYS_AGO = new DateBound.Relative("-7d", 7, 'd', null);

    /** The range with its bounds rounded to the interval. */
    public ResolvedRange resolve(DateRange range) {
        DateBound from = range.from() == null ? SEVEN_DAYS_AGO : range.from();
        ZonedDateTime start = start(from, range);
        ZonedDateTime end = end(range);
        return new ResolvedRange(start, end, countedFrom(start, from, range.explicit()));
    }

    private ZonedDateTime start(DateBound from, DateRange range) {
        ZonedDateTime start = position(from);
        if (!(from instanceof DateBound.Relative relative) || (range.from() != null && verbatim(range))) {
            return start;
        }
        return relative.inHours() ? startOfHour(start) : startOfDay(start);
    }

    private boolean verbatim(DateRange range) {
        return range.explicit() || interval == Interval.MINUTE || interval == Interval.SECOND;
    }

    private ZonedDateTime end(DateRange range) {
        ZonedDateTime end = range.to() == null ? localNow() : position(range.to());
        if (!range.explicit()) {
            end = roundUp(end, range.to());
        }
        ZonedDateTime incomplete = new Buckets.Steps(interval, weekStart).floor(localNow());
        boolean cut = range.excludeIncompletePeriods() && !end.isBefore(incomplete);
        return cut ? incomplete.minus(1, ChronoUnit.MICROS) : end;
    }

    private ZonedDateTime roundUp(ZonedDateTime end, @Nullable DateBound to) {
        if (!interval.withinDay()) {
            return endOfDay(end.toLocalDate());
        }
        if (to instanceof DateBound.Local || to instanceof DateBound.Fixed) {
            return end;
        }
        return switch (interval) {
            case HOUR -> endOfHour(end);
            case MINUTE -> end.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1).minus(1, ChronoUnit.MICROS);
            default -> end.truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.MICROS);
        };
    }

    private ZonedDateTime countedFrom(ZonedDateTime start, DateBound from, boolean explicit) {
        if (explicit) {
            return start;
        }
        boolean relative = from instanceof DateBound.Relative;
        return switch (interval) {
            case DAY -> from instanceof DateBound.Relative r && r.inHours() ? start : startOfDay(start);
            case WEEK -> startOfDay(start);
            case MONTH -> startOfDay(start.withDayOfMonth(1));
            case QUARTER, YEAR -> new Buckets.Steps(interval, weekStart).floor(start);
            default -> relative ? start : new Buckets.Steps(interval, weekStart).floor(start);
        };
    }

    /**
     * The range to compare with.
     *
     * @param compareTo a shift such as {@code -1m}; null: the period directly before
     */
    public ResolvedRange previous(DateRange range, ResolvedRange current, DateBound.@Nullable Relative compareTo) {
        DateBound from = range.from() == null ? SEVEN_DAYS_AGO : range.from();
        ResolvedRange previous = compareTo == null ? before(range, from, current) : shifted(current, compareTo);
        return new ResolvedRange(previous.from(), previous.to(), countedFrom(previous.from(), from, range.explicit()));
    }

    private ResolvedRange shifted(ResolvedRange current, DateBound.Relative by) {
        ZonedDateTime from = shift(current.from(), by);
        LocalDateTime to = from.toLocalDateTime().plus(current.length());
        return new ResolvedRange(from, upper(to, from.getOffset()), from);
    }

    private ResolvedRange before(DateRange range, DateBound begin, ResolvedRange current) {
        if (begin instanceof DateBound.Earliest) {
            return endingAt(current.from().minus(1, ChronoUnit.MICROS), current.length());
        }
        if (isStartOfCurrentUnit(begin) && range.to() == null) {
            ZonedDateTime end = startOfDay(current.from()).minus(1, ChronoUnit.MICROS);
            return new ResolvedRange(startOfDay(position(begin, end)), end, current.from());
        }
        LocalDateTime start = current.from().toLocalDateTime();
        LocalDateTime end = current.to().toLocalDateTime();
        LocalDateTime previousStart = start.minus(current.length());
        if (interval == Interval.MINUTE || interval == Interval.SECOND) {
            return endingAt(current.from(), current.length());
        }
        previousStart = previousStart.with(start.toLocalTime());
        if (interval == Interval.DAY && inWholeWeeks(begin) && !(range.to() instanceof DateBound.Relative)) {
            previousStart = previousStart.plusDays(1);
        }
        LocalDateTime previousEnd = previousStart.plus(current.length());
        LocalTime clock =
                interval == Interval.HOUR ? end.toLocalTime().withHour(previousEnd.getHour()) : end.toLocalTime();
        ZonedDateTime from =
                ZonedDateTime.ofLocal(previousStart, zone, current.from().getOffset());
        return new ResolvedRange(from, upper(previousEnd.with(clock), from.getOffset()), from);
    }

    private static boolean inWholeWeeks(DateBound from) {
        return from instanceof DateBound.Relative relative
                && relative.unit() == 'd'
                && relative.count() != null
                && relative.count() > 0
                && relative.count() % 7 == 0;
    }

    private static boolean isStartOfCurrentUnit(DateBound from) {
        return from instanceof DateBound.Relative relative
                && relative.count() == null
                && relative.position() == DateBound.Position.START
                && "wmqy".indexOf(relative.unit()) >= 0;
    }

    private ResolvedRange endingAt(ZonedDateTime end, Duration length) {
        LocalDateTime start = end.toLocalDateTime().minus(length);
        ZonedDateTime from = ZonedDateTime.ofLocal(start, zone, end.getOffset());
        return new ResolvedRange(from, end, from);
    }

    /** @param offset the one meant where the clock shows the time twice */
    private ZonedDateTime upper(LocalDateTime to, ZoneOffset offset) {
        return to.toLocalTime().equals(LAST_MICROSECOND)
                ? endOfDay(to.toLocalDate())
                : ZonedDateTime.ofLocal(to, zone, offset);
    }

    /** The last microsecond before the next day: where the clocks go back at midnight, 23:59 comes twice. */
    private ZonedDateTime endOfDay(LocalDate day) {
        return day.plusDays(1).atStartOfDay(zone).minus(1, ChronoUnit.MICROS);
    }

    private ZonedDateTime localNow() {
        return now.truncatedTo(ChronoUnit.MICROS).atZone(zone);
    }

    /** A bound by itself, shifted but not rounded to the interval. */
    public ZonedDateTime position(DateBound bound) {
        return position(bound, localNow());
    }

    private ZonedDateTime position(DateBound bound, ZonedDateTime reference) {
        if (bound instanceof DateBound.Fixed fixed) {
            return fixed.instant().truncatedTo(ChronoUnit.MICROS).atZone(zone);
        }
        if (bound instanceof DateBound.Local local) {
            return local.dateTime().truncatedTo(ChronoUnit.MICROS).atZone(zone);
        }
        if (bound instanceof DateBound.Relative relative) {
            return override(shift(reference, relative), relative);
        }
        return earliest.get().truncatedTo(ChronoUnit.MICROS).atZone(zone);
    }

    /** A relative bound as an instant, without any rounding: what date filters of properties mean by one. */
    public static Instant shiftedBack(Instant now, ZoneId zone, DateBound.Relative by) {
        return shift(now.atZone(zone), by).toInstant();
    }

    private static ZonedDateTime shift(ZonedDateTime time, DateBound.Relative by) {
        if (by.count() == null) {
            return time;
        }
        int count = by.count();
        return switch (by.unit()) {
            case 's' -> time.minusSeconds(count);
            case 'M' -> time.minusMinutes(count);
            case 'h' -> time.minusHours(count);
            case 'd' -> time.minusDays(count);
            case 'w' -> time.minusWeeks(count);
            case 'm' -> time.minusMonths(count);
            case 'q' -> time.minusWeeks(13L * count);
            case 'y' -> time.minusYears(count);
            default -> time;
        };
    }

    private ZonedDateTime override(ZonedDateTime time, DateBound.Relative bound) {
        if (bound.position() == null) {
            return time;
        }
        boolean start = bound.position() == DateBound.Position.START;
        LocalDate date = time.toLocalDate();
        return switch (bound.unit()) {
            case 'h' -> start ? startOfHour(time) : endOfHour(time);
            case 'd' -> start ? startOfDay(time) : endOfDay(date);
            case 'w' -> {
                LocalDate first = Buckets.startOfWeek(date, weekStart);
                yield time.with(start ? first : first.plusDays(6));
            }
            case 'm' -> time.with(start ? date.withDayOfMonth(1) : date.withDayOfMonth(date.lengthOfMonth()));
            case 'q' -> {
                LocalDate first = date.withMonth(
                                date.getMonth().firstMonthOfQuarter().getValue())
                        .withDayOfMonth(1);
                yield time.with(start ? first : first.plusMonths(3).minusDays(1));
            }
            case 'y' -> time.with(start ? date.withDayOfYear(1) : date.withDayOfMonth(date.lengthOfMonth()));
            default -> time;
        };
    }

    private ZonedDateTime startOfHour(ZonedDateTime time) {
        return hours().floor(time);
    }

    private ZonedDateTime endOfHour(ZonedDateTime time) {
        return hours().next(hours().floor(time)).minus(1, ChronoUnit.MICROS);
    }

    private Buckets.Steps hours() {
        return new Buckets.Steps(Interval.HOUR, weekStart);
    }

    private static ZonedDateTime startOfDay(ZonedDateTime time) {
        return time.toLocalDate().atStartOfDay(time.getZone());
    }
}
