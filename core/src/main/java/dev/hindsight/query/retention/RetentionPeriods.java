package dev.hindsight.query.retention;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.time.ZonedDateTime;

/**
 * The periods of a retention table (contract queries 5.2): its rows, and which of them an event lies in.
 *
 * @param rows one for each row
 * @param end where the last one ends, itself outside
 */
record RetentionPeriods(RetentionQuery query, QueryContext context, ResolvedRange range, Buckets rows, Instant end) {
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_CELLS = 100_000;

    static RetentionPeriods of(RetentionQuery query, QueryContext context, RangeResolver resolver) {
        Interval interval = query.period().interval();
        ResolvedRange range = range(query, context, resolver);
        Buckets rows = Buckets.of(range, interval, context.weekStart());
        if (rows.size() > MAX_ROWS || (long) rows.size() * query.columns() > MAX_CELLS) {
            throw HindsightException.invalid(
                    "dateRange",
                    "retention_too_many_intervals",
                    "The table would have " + rows.size() + " rows of " + query.columns() + " values; at most "
                            + MAX_ROWS + " rows and " + MAX_CELLS
                            + " values are allowed. Use a shorter range or a longer period.");
        }
        Instant end = rows.size() == 0 ? range.from().toInstant() : rows.end(rows.size() - 1);
        return new RetentionPeriods(query, context, range, rows, end);
    }

    /** From the start of the first period to the end of what was asked for, however many periods that is. */
    static ResolvedRange range(RetentionQuery query, QueryContext context, RangeResolver resolver) {
        Interval interval = query.period().interval();
        ResolvedRange asked = resolver.resolve(query.dateRange());
        ZonedDateTime to = asked.to();
        ZonedDateTime from = asked.from();
        if (query.dateRange().from() == null) {
            ZonedDateTime last = floor(to, interval, context);
            from = back(last, query.totalIntervals() - 1L, interval);
        }
        ZonedDateTime start = floor(from, interval, context);
        return new ResolvedRange(start, to, start);
    }

    private static ZonedDateTime floor(ZonedDateTime time, Interval interval, QueryContext context) {
        ResolvedRange moment = new ResolvedRange(time, time, time);
        return Buckets.of(moment, interval, context.weekStart()).starts().get(0);
    }

    private static ZonedDateTime back(ZonedDateTime start, long periods, Interval interval) {
        return switch (interval) {
            case HOUR -> start.minusHours(periods);
            case WEEK -> start.toLocalDate().minusWeeks(periods).atStartOfDay(start.getZone());
            case MONTH -> start.toLocalDate().minusMonths(periods).atStartOfDay(start.getZone());
            default -> start.toLocalDate().minusDays(periods).atStartOfDay(start.getZone());
        };
    }

    /** Where rounding of an absolute upper bound is to the period's own width. */
    static Interval rounding(RetentionQuery query) {
        return query.period() == RetentionQuery.Period.HOUR ? Interval.HOUR : Interval.DAY;
    }

    Instant start() {
        return range.from().toInstant();
    }

    /** The row of a point: by its date, or by its number. */
    int row(ActorPoint point) {
        int row = -1;
        if (point.day() == null) {
            row = point.interval() == null ? -1 : point.interval();
        } else if (DateBound.parse(point.day()).orElse(null) instanceof DateBound.Fixed fixed) {
            row = rows.indexOf(fixed.instant());
        } else if (DateBound.parse(point.day()).orElse(null) instanceof DateBound.Local local) {
            row = rows.indexOf(local.dateTime().atZone(context.timezone()).toInstant());
        }
        if (row < 0 || row >= rows.size()) {
            throw HindsightException.invalid(
                    "source__day",
                    "The table has no such row; use the date of a row as the day, or its number as the interval.");
        }
        return row;
    }

    /** The number of the period that {@code e.timestamp} lies in, 0 for the first row's. */
    Sql index(Dialect dialect) {
        return bucket(dialect).number(rows);
    }

    BucketSql bucket(Dialect dialect) {
        return new BucketSql(
                dialect,
                query.period().interval(),
                context.weekStart(),
                ZoneOffsets.between(context.timezone(), start(), end));
    }

    /** The local date of {@code e.timestamp}: first starts are looked for in all history, whose clocks changed more often. */
    Sql localDate(Dialect dialect) {
        Instant since = query.start() == RetentionQuery.Start.RECURRING || start().isBefore(Instant.EPOCH)
                ? start()
                : Instant.EPOCH;
        ZoneOffsets offsets = ZoneOffsets.between(context.timezone(), since, end);
        return new BucketSql(dialect, Interval.DAY, context.weekStart(), offsets).localDate();
    }
}
