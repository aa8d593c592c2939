package dev.hindsight.query.time;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Interval;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

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
