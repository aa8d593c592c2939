package dev.hindsight.query.time;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Interval;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Which bucket a row belongs to, in SQL: a local date for days and longer, else the microseconds since the epoch at which the
 * bucket begins.
 */
public record BucketSql(Dialect dialect, Interval interval, DayOfWeek weekStart, ZoneOffsets offsets) {
    private static final Sql TIMESTAMP = Sql.of("e.timestamp");

    /** The key of the bucket of {@code e.timestamp}. */
    public Sql key() {
        return switch (interval) {
            case SECOND -> startOf(1);
            case MINUTE -> startOf(60);
            case HOUR -> startOf(3_600);
            case DAY -> localDate();
            case WEEK -> dialect.weekStart(localDate(), weekStart.getValue());
            case MONTH -> dialect.monthStart(localDate());
            case QUARTER -> dialect.quarterStart(localDate());
            case YEAR -> dialect.yearStart(localDate());
        };
    }

    /** The local date of {@code e.timestamp}. */
    public Sql localDate() {
        return dialect.localDate(TIMESTAMP, offsets.micros(TIMESTAMP));
    }

    /**
     * The index in {@code buckets} of the bucket of {@code e.timestamp}; negative before the first, their number or more after
     * the last.
     */
    public Sql number(Buckets buckets) {
        List<ZonedDateTime> starts = buckets.starts();
        if (starts.isEmpty()) {
            return Sql.of("-1");
        }
        Sql number = distance(starts.get(0));
        Sql corrections = Sql.EMPTY;
        long correction = 0;
        for (int i = 1; i < starts.size(); i++) {
            long needed = i - distance(starts.get(0), starts.get(i));
            if (needed != correction) {
                // A day that the zone skipped, or an hour that a change of the clock cut short: few in any range.
                corrections = Sql.format("WHEN {} >= {} THEN " + needed, key(), keyOf(starts.get(i)))
                        .then(corrections);
                correction = needed;
            }
        }
        return corrections.text().isEmpty() ? number : Sql.format("({} + CASE {} ELSE 0 END)", number, corrections);
    }

    /** How many buckets of the usual length lie between {@code first} and the bucket of {@code e.timestamp}. */
    private Sql distance(ZonedDateTime first) {
        int months = months(first);
        return switch (interval) {
            case SECOND, MINUTE, HOUR -> dialect.floorDivide(Sql.format("{} - {}", key(), keyOf(first)), micros());
            case DAY -> dialect.days(key(), keyOf(first));
            case WEEK -> dialect.floorDivide(dialect.days(localDate(), keyOf(first)), 7);
            case MONTH -> Sql.format("({} - " + months + ")", dialect.monthNumber(key()));
            case QUARTER -> dialect.floorDivide(Sql.format("{} - " + months, dialect.monthNumber(key())), 3);
            case YEAR -> dialect.floorDivide(Sql.format("{} - " + months, dialect.monthNumber(key())), 12);
        };
    }

    /** The same for the beginning of a bucket that is known. */
    private long distance(ZonedDateTime first, ZonedDateTime start) {
        long days = ChronoUnit.DAYS.between(first.toLocalDate(), start.toLocalDate());
        return switch (interval) {
            case SECOND, MINUTE, HOUR -> Math.floorDiv(epochMicros(start) - epochMicros(first), micros());
            case DAY -> days;
            case WEEK -> Math.floorDiv(days, 7L);
            case MONTH -> months(start) - months(first);
            case QUARTER -> Math.floorDiv(months(start) - months(first), 3);
            case YEAR -> Math.floorDiv(months(start) - months(first), 12);
        };
    }

    /** The key of the bucket that begins at {@code start}. */
    private Sql keyOf(ZonedDateTime start) {
        return interval.withinDay()
                ? Sql.of(Long.toString(epochMicros(start)))
                : dialect.date(Sql.value(start.toLocalDate()));
    }

    private long micros() {
        return interval == Interval.HOUR ? 3_600_000_000L : interval == Interval.MINUTE ? 60_000_000L : 1_000_000L;
    }

    private static long epochMicros(ZonedDateTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
    }

    private static int months(ZonedDateTime time) {
        return time.getYear() * 12 + time.getMonthValue();
    }

    private Sql startOf(int seconds) {
        long micros = seconds * 1_000_000L;
        Sql time = dialect.epochMicros(TIMESTAMP);
        if (offsets.areMultiplesOf(seconds) && offsets.changeAtMultiplesOf(seconds)) {
            return Sql.format("{} * " + micros, dialect.floorDivide(time, micros));
        }
        Sql offset = offsets.micros(TIMESTAMP).parenthesised();
        Sql local = Sql.format("{} + {}", time, offset);
        Sql start = Sql.format("{} * " + micros + " - {}", dialect.floorDivide(local, micros), offset);
        return offsets.changeAtMultiplesOf(seconds)
                ? start
                : Sql.format("greatest({}, {})", start, offsets.lastChange(TIMESTAMP));
    }

    /** The index in {@code buckets} that a key read from a result belongs to; -1 before the first. */
    public int index(Buckets buckets, ResultSet row, int column) throws SQLException {
        return interval.withinDay()
                ? buckets.indexOf(Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS))
                : buckets.indexOf(row.getObject(column, LocalDate.class));
    }
}
