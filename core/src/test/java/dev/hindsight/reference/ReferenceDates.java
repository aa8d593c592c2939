package dev.hindsight.reference;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of a date bound (contract queries 2.1), without any rounding. */
final class ReferenceDates {
    private static final Pattern ABSOLUTE =
            Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?"
                    + "(Z|[+-]\\d{2}:?\\d{2})?)?");
    private static final Pattern RELATIVE = Pattern.compile("-?(\\d+)?([sMhdwmqyHDWQY])(Start|End)?");

    private final ZoneId zone;
    private final DayOfWeek weekStart;
    private final ZonedDateTime now;

    ReferenceDates(ZoneId zone, DayOfWeek weekStart, Instant now) {
        this.zone = zone;
        this.weekStart = weekStart;
        this.now = now.atZone(zone);
    }

    /**
     * A bound before rounding.
     *
     * @param unit of a relative bound; {@code ' '} for now itself or an absolute one
     * @param number of units; 0 when none was given
     */
    record Bound(ZonedDateTime at, boolean relative, char unit, int number) {
        boolean inHours() {
            return unit == 'h';
        }
    }

    ZonedDateTime now() {
        return now;
    }

    Bound parse(@Nullable String text) {
        if (text == null) {
            return new Bound(now, true, ' ', 0);
        }
        ZonedDateTime absolute = absolute(text, zone);
        if (absolute != null) {
            return new Bound(absolute, false, ' ', 0);
        }
        Matcher relative = RELATIVE.matcher(text);
        if (!relative.find()) {
            return new Bound(now, true, ' ', 0);
        }
        int number = relative.group(1) == null ? 0 : Integer.parseInt(relative.group(1));
        char unit = relative.group(2).charAt(0);
        ZonedDateTime shifted = shiftBack(now, number, unit);
        return new Bound(position(shifted, unit, relative.group(3)), true, unit, number);
    }

    /** {@code from} moved by a shift such as {@code -1m}. */
    ZonedDateTime shiftBack(ZonedDateTime from, String shift) {
        Matcher relative = RELATIVE.matcher(shift);
        if (!relative.find()) {
            throw new NotInReference("compare_to " + shift);
        }
        int number = relative.group(1) == null ? 0 : Integer.parseInt(relative.group(1));
        return shiftBack(from, number, relative.group(2).charAt(0));
    }

    private static ZonedDateTime shiftBack(ZonedDateTime from, int number, char unit) {
        return switch (unit) {
            case 's' -> from.minusSeconds(number);
            case 'M' -> from.minusMinutes(number);
            case 'h' -> from.minusHours(number);
            case 'd' -> from.minusDays(number);
            case 'w' -> from.minusWeeks(number);
            case 'm' -> from.minusMonths(number);
            case 'q' -> from.minusWeeks(13L * number);
            case 'y' -> from.minusYears(number);
            default -> from;
        };
    }

    private ZonedDateTime position(ZonedDateTime at, char unit, @Nullable String position) {
        if (position == null) {
            return at;
        }
        boolean start = position.equals("Start");
        return switch (unit) {
            case 'h' -> start ? startOfHour(at) : endOfHour(at);
            case 'd' -> start ? startOfDay(at.toLocalDate()) : endOfDay(at.toLocalDate());
            case 'w' -> {
                if (!start) {
                    throw new NotInReference("wEnd");
                }
                yield at.with(startOfWeek(at.toLocalDate()));
            }
            case 'm' -> at.with(start ? TemporalAdjusters.firstDayOfMonth() : TemporalAdjusters.lastDayOfMonth());
            case 'q' -> {
                if (!start) {
                    throw new NotInReference("qEnd");
                }
                yield at.with(startOfQuarter(at.toLocalDate()));
            }
            case 'y' -> at.with(start ? TemporalAdjusters.firstDayOfYear() : TemporalAdjusters.lastDayOfMonth());
            default -> at;
        };
    }

    ZonedDateTime startOfDay(LocalDate day) {
        return day.atStartOfDay(zone);
    }

    /** The last microsecond of a day, also when its last hour comes twice. */
    ZonedDateTime endOfDay(LocalDate day) {
        return startOfDay(day.plusDays(1)).minus(1, ChronoUnit.MICROS);
    }

    /** What the clock shows with the smaller units at zero, or the moment the clock was changed since. */
    static ZonedDateTime startOf(ZonedDateTime at, ChronoUnit unit) {
        Instant start = at.toOffsetDateTime().truncatedTo(unit).toInstant();
        ZoneOffsetTransition change =
                at.getZone().getRules().previousTransition(at.toInstant().plusNanos(1));
        if (change != null && change.getInstant().isAfter(start)) {
            start = change.getInstant();
        }
        return start.atZone(at.getZone());
    }

    static ZonedDateTime startOfHour(ZonedDateTime at) {
        return startOf(at, ChronoUnit.HOURS);
    }

    /** The last microsecond that belongs to the same hour. */
    static ZonedDateTime endOfHour(ZonedDateTime at) {
        ZonedDateTime next = at;
        while (startOfHour(next).equals(startOfHour(at))) {
            next = next.plusMinutes(1).truncatedTo(ChronoUnit.MINUTES);
        }
        return next.minus(1, ChronoUnit.MICROS);
    }

    LocalDate startOfWeek(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(weekStart));
    }

    static LocalDate startOfQuarter(LocalDate day) {
        return LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
    }

    /** An ISO date or date with time, in {@code zone} unless it carries an offset; null when it is neither. */
    static @Nullable ZonedDateTime absolute(String text, ZoneId zone) {
        Matcher parts = ABSOLUTE.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
            if (parts.group(4) == null) {
                return day.atStartOfDay(zone);
            }
            int nanos = parts.group(7) == null ? 0 : Integer.parseInt((parts.group(7) + "00000000").substring(0, 9));
            int seconds = parts.group(6) == null ? 0 : number(parts, 6);
            LocalDateTime local = day.atTime(LocalTime.of(number(parts, 4), number(parts, 5), seconds, nanos));
            String offset = parts.group(8);
            return offset == null
                    ? local.atZone(zone)
                    : local.atOffset(ZoneOffset.of(offset)).atZoneSameInstant(zone);
        } catch (DateTimeException invalid) {
            return null;
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
