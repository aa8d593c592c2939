package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Interval;
import dev.hindsight.query.Measure;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Who was active in the days before each bucket (contract queries 3.2, active-user window): a bucket at the local time t
 * counts those with an event at e, t - days &lt; e &lt;= t, both at their day, or hour or minute.
 *
 * <p>An actor is active from an event on until days after the last of a row of events without a longer gap. So SQL gives where
 * the number of active actors changes, +1 and -1, and the running sum of the changes is the number itself: exact, and no row
 * is multiplied by the days.
 */
final class ActiveActors {
    private ActiveActors() {}

    /** From when on events make an actor active in the first bucket; for a total value, in the last days of the range. */
    static Instant countedFrom(Measure measure, boolean total, Period period) {
        int days = Counting.days(measure.math());
        if (total) {
            return period.range().to().minusDays(days).toInstant().plus(1, ChronoUnit.MICROS);
        }
        Buckets buckets = period.buckets();
        if (buckets.size() == 0) {
            return period.range().countedFrom().toInstant();
        }
        return countedFrom(buckets, days, 0);
    }

    /**
     * Until when events make an actor active: in the last days of a range, which end where it does, wherever it begins; in its
     * last bucket, which may end before it (contract queries 3.2). A later event counts nowhere, so it widens no bin either.
     */
    static Instant countedUntil(boolean total, Period period) {
        if (total) {
            return period.range().to().toInstant().plus(1, ChronoUnit.MICROS);
        }
        Instant end = period.range().countedUntil();
        Buckets buckets = period.buckets();
        if (buckets.size() == 0) {
            return end;
        }
        Instant last = countedUntil(buckets, buckets.size() - 1);
        return last.isBefore(end) ? last : end;
    }

    /** From when on events make an actor active in the bucket at {@code index}. */
    static Instant countedFrom(Buckets buckets, int days, int index) {
        ZonedDateTime start = buckets.starts().get(index);
        if (buckets.interval().withinDay()) {
            // The window is open at its far end, by a whole bucket.
            return start.toInstant().minus(Duration.ofDays(days)).plus(step(buckets.interval()), ChronoUnit.MICROS);
        }
        return start.toLocalDate()
                .minusDays(days - 1L)
                .atStartOfDay(start.getZone())
                .toInstant();
    }

    /** And until when: a week counts who was active up to its first day. */
    static Instant countedUntil(Buckets buckets, int index) {
        ZonedDateTime start = buckets.starts().get(index);
        return buckets.interval().withinDay()
                ? buckets.end(index)
                : start.toLocalDate().plusDays(1).atStartOfDay(start.getZone()).toInstant();
    }

    /** The changes: {@code amount}, {@code bucket} (the first time that it counts at), then the breakdown. */
    static Sql changes(Dialect dialect, Measure measure, SeriesEvents events, BreakdownSql split, Sql from) {
        boolean instants = events.bucket().interval().withinDay();
        long days = Counting.days(measure.math());
        String window = Long.toString(instants ? days * 86_400_000_000L : days);
        String names =
                split.isEmpty() ? "" : ", " + Sql.join(", ", split.names()).text();
        Sql values = split.isEmpty() ? Sql.EMPTY : Sql.format(", {}", Sql.join(", ", split.values()));
        String before = gap(dialect, instants, "seen", "earlier");
        String after = gap(dialect, instants, "later", "seen");
        Sql times = Sql.format(
                "SELECT DISTINCT {} AS seen, {} AS actor{} {}",
                instants ? events.bucket().key() : events.bucket().localDate(),
                events.actor(),
                values,
                from);
        String maybe = dialect.nullable(Sql.of("seen")).text();
        String over = " OVER (PARTITION BY actor" + names + " ORDER BY seen)";
        // The rows between are read once, since not every engine keeps what is named for a second use.
        return Sql.format(
                "SELECT sum(CASE WHEN at_end = 0 THEN begins ELSE -ends END) AS amount,"
                        + " CASE WHEN at_end = 0 THEN seen ELSE seen + " + window + " END AS bucket" + names
                        + " FROM (SELECT seen, begins, ends" + names + " FROM (SELECT seen" + names
                        + ", CASE WHEN earlier IS NULL OR " + before + " > " + window + " THEN 1 ELSE 0 END AS begins"
                        + ", CASE WHEN later IS NULL OR " + after + " > " + window + " THEN 1 ELSE 0 END AS ends"
                        + " FROM (SELECT seen" + names
                        + ", lag(" + maybe + ")" + over + " AS earlier, lead(" + maybe + ")" + over
                        + " AS later FROM ({}) times) gaps) marked WHERE begins + ends > 0) edges"
                        + " CROSS JOIN (SELECT 0 AS at_end UNION ALL SELECT 1 AS at_end) sides"
                        + " WHERE CASE WHEN at_end = 0 THEN begins ELSE ends END = 1 GROUP BY bucket" + names,
                times);
    }

    private static String gap(Dialect dialect, boolean instants, String time, String since) {
        return instants
                ? time + " - " + since
                : dialect.days(Sql.of(time), Sql.of(since)).text();
    }

    /** The sum over all buckets of a value whose changes are grouped: each change counts in all buckets from it on. */
    static Sql total(Dialect dialect, Buckets buckets) {
        int size = buckets.size();
        if (size == 0) {
            return Sql.of("sum(amount)");
        }
        ZonedDateTime first = buckets.starts().get(0);
        boolean instants = buckets.interval().withinDay();
        Sql since = instants
                ? Sql.format(
                        "bucket - CAST({} AS BIGINT)",
                        Sql.value(ChronoUnit.MICROS.between(Instant.EPOCH, first.toInstant())))
                : dialect.days(Sql.of("bucket"), dialect.date(Sql.value(first.toLocalDate())));
        long step = step(buckets.interval());
        Sql skipped = dialect.floorDivide(Sql.format("greatest({}, 0) + " + (step - 1), since), step);
        return Sql.format("sum(amount * greatest(" + size + " - {}, 0))", skipped);
    }

    private static long step(Interval interval) {
        return switch (interval) {
            case SECOND -> 1_000_000L;
            case MINUTE -> 60_000_000L;
            case HOUR -> 3_600_000_000L;
            case WEEK -> 7;
            default -> 1;
        };
    }

    /** The first bucket that a change counts in, which is the number of buckets when it comes after all of them. */
    static int firstBucket(Buckets buckets, ResultSet row, int column) throws SQLException {
        if (buckets.interval().withinDay()) {
            Instant at = Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
            int index = buckets.indexOf(at);
            return index >= 0 && buckets.starts().get(index).toInstant().equals(at) ? index : index + 1;
        }
        LocalDate at = row.getObject(column, LocalDate.class);
        int index = buckets.indexOf(at);
        return index >= 0 && buckets.starts().get(index).toLocalDate().equals(at) ? index : index + 1;
    }
}
