package dev.hindsight.query.time;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.DateRange;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** How the date ranges of one run are tied to its time, its project's zone and, for {@code all}, its events. */
public final class Ranges {
    /** What "all" means for a project without events (contract queries 2.1). */
    private static final Instant BEFORE_ALL_EVENTS = Instant.parse("2015-01-01T00:00:00Z");

    private Ranges() {}

    /** A resolver that asks the engine for the earliest event if a range begins there. */
    public static RangeResolver resolver(QueryContext context, Interval roundedTo, Engine engine, Deadline deadline) {
        return new RangeResolver(
                context.timezone(),
                context.weekStart(),
                roundedTo,
                context.now(),
                () -> earliest(context, engine, deadline));
    }

    /**
     * What a range means if it is asked now; asks no events: one that begins with them begins before them all.
     */
    public static ResolvedRange now(DateRange range, Interval roundedTo, QueryContext context) {
        return withoutEvents(roundedTo, context).resolve(range);
    }

    /** A resolver that asks no events. */
    public static RangeResolver withoutEvents(Interval roundedTo, QueryContext context) {
        return new RangeResolver(
                context.timezone(), context.weekStart(), roundedTo, context.now(), () -> BEFORE_ALL_EVENTS);
    }

    /** Where the interval that an instant lies in ends, itself outside. */
    public static Instant endOf(Interval interval, ZonedDateTime time, QueryContext context) {
        Buckets.Steps steps = new Buckets.Steps(interval, context.weekStart());
        return steps.next(steps.floor(time)).toInstant();
    }

    private static Instant earliest(QueryContext context, Engine engine, Deadline deadline) {
        Sql sql = Sql.of("SELECT min(e.timestamp) FROM events e WHERE e.project_id = ?", context.projectId());
        return engine.query(sql, Ranges::instant, deadline).stream()
                .filter(found -> !found.equals(Instant.MIN))
                .findFirst()
                .orElse(BEFORE_ALL_EVENTS);
    }

    private static Instant instant(ResultSet row) throws SQLException {
        LocalDateTime found = row.getObject(1, LocalDateTime.class);
        return found == null ? Instant.MIN : found.toInstant(ZoneOffset.UTC);
    }
}
