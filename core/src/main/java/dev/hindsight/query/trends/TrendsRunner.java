package dev.hindsight.query.trends;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import org.jspecify.annotations.Nullable;

/** Answers trends queries: one statement for each series and period (contract queries 3). */
public final class TrendsRunner {
    private final Engine engine;

    public TrendsRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @param deadline for all its statements together
     * @return rows as in contract queries 3.4
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when the query needs something
     *     that is not calculated; else as {@link Engine#query}
     */
    public QueryResult run(TrendsQuery query, QueryContext context, Deadline deadline) {
        return run(query, context, KnownBuckets.NONE, deadline);
    }

    /**
     * As above.
     *
     * @param known values of the same query that are not calculated again
     */
    public QueryResult run(TrendsQuery query, QueryContext context, KnownBuckets known, Deadline deadline) {
        Support.check(query);
        return new TrendsRun(engine, query, context, deadline).result(known);
    }

    /**
     * Who is behind a number, in SQL: {@code actor}, and {@code events}, how many of the counted events are theirs.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when there is no such point
     */
    public PointLowering.Actors actors(TrendsQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        Support.check(query);
        TrendsRun run = new TrendsRun(engine, query, context, deadline);
        TrendsPoint behind = new TrendsPoint(run, query, context, point);
        Sql sql = behind.actors();
        return new PointLowering.Actors(
                sql, run.periods().get(point.previous() ? 1 : 0).range(), behind.groupTypeIndex());
    }

    /**
     * The events behind a number: a query with one column, their uuids.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when there is no such point
     */
    public Sql events(TrendsQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        Support.check(query);
        return new TrendsPoint(new TrendsRun(engine, query, context, deadline), query, context, point).events();
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(TrendsQuery query, QueryContext context) {
        return Ranges.now(query.dateRange(), query.roundingInterval(), context);
    }

    /** The range asked for, or the one it is compared with. */
    record Period(ResolvedRange range, Buckets buckets, boolean previous) {}

    /**
     * One number of a series.
     *
     * @param bucket its index; 0 for total values
     * @param key what it is for; null without a breakdown
     */
    record Cell(int bucket, @Nullable BreakdownKey key, double value) {}
}
