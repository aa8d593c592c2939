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

    /** The number of the bucket of {@code e.timestamp}, counted from the one that begins at {@code first}. */
    public Sql number(ZonedDateTime first) {
        Sql date = Sql.value(first.toLocalDate());
        int months = first.getYear() * 12 + first.getMonthValue();
        return switch (interval) {
            case SECOND -> instants(first, 1_000_000L);
            case MINUTE -> instants(first, 60_000_000L);
            case HOUR -> instants(first, 3_600_000_000L);
            case DAY -> Sql.format("({} - CAST({} AS DATE))", key(), date);
            case WEEK -> dialect.floorDivide(Sql.format("{} - CAST({} AS DATE)", key(), date), 7);
            case MONTH -> Sql.format("({} - " + months + ")", dialect.monthNumber(key()));
            case QUARTER -> dialect.floorDivide(Sql.format("{} - " + months, dialect.monthNumber(key())), 3);
            case YEAR -> dialect.floorDivide(Sql.format("{} - " + months, dialect.monthNumber(key())), 12);
        };
    }

    private Sql instants(ZonedDateTime first, long width) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, first.toInstant());
        return dialect.floorDivide(Sql.format("{} - " + micros, key()), width);
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
