package dev.hindsight.query.stickiness;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.StickinessQuery;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lowers one series over one period: in how many intervals each actor did it often enough. */
final class StickinessSql {
    private final Dialect dialect;
    private final StickinessQuery query;
    private final QueryContext context;
    private final SeriesNode series;
    private final int index;
    private final ResolvedRange range;
    private final Buckets buckets;
    private final EventConditions conditions;

    StickinessSql(
            Dialect dialect,
            StickinessQuery query,
            QueryContext context,
            int index,
            ResolvedRange range,
            Buckets buckets) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.series = query.series().get(index);
        this.index = index;
        this.range = range;
        this.buckets = buckets;
        this.conditions = new EventConditions(dialect, context);
    }

    /** {@code intervals} and {@code actors}, how many have that many. */
    Sql counts() {
        return Sql.format("SELECT intervals, count(*) AS actors FROM ({}) sticking GROUP BY 1", sticking());
    }

    /** Who has that many intervals, or at least that many of a cumulative query: {@code actor} and {@code events}. */
    Sql actors(int intervals) {
        return Sql.format(
                "SELECT actor, events FROM ({}) sticking WHERE intervals " + (query.cumulative() ? ">=" : "=") + " "
                        + intervals,
                sticking());
    }

    private Sql sticking() {
        return Sql.format(
                "SELECT actor, count(*) AS intervals, sum(times) AS events FROM (SELECT {} AS actor, {} AS period, count(*) AS"
                        + " times FROM events e WHERE {} GROUP BY 1, 2 HAVING count(*) "
                        + query.criteria().operator().sign() + " "
                        + query.criteria().value() + ") often GROUP BY 1",
                actor(),
                period(),
                EventConditions.all(where()));
    }

    private List<Sql> where() {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(EventConditions.between(from(), range.countedUntil()));
        all.add(conditions.matching(series));
        all.add(conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()));
        all.add(conditions.onDays(query.dateRange().daysOfWeek(), bucket().localDate()));
        if (series.measure().math() == SeriesMath.UNIQUE_GROUP) {
            all.add(Sql.format("{} <> ''", actor()));
        }
        if (series.measure().math() == SeriesMath.HOGQL) {
            all.add(Sql.format("{} IS NOT NULL", actor()));
        }
        return all;
    }

    private Instant from() {
        return range.countedFrom().toInstant();
    }

    private Sql actor() {
        if (series.measure().math() == SeriesMath.UNIQUE_GROUP) {
            return dialect.eventProperty("$group_" + series.measure().groupTypeIndex());
        }
        String expression = series.measure().expression();
        return series.measure().math() == SeriesMath.HOGQL && expression != null
                ? conditions.expressions().expression(expression, "series__" + index + "__math_hogql")
                : Sql.of("e.person_id");
    }

    private BucketSql bucket() {
        return new BucketSql(
                dialect,
                query.interval(),
                context.weekStart(),
                ZoneOffsets.between(context.timezone(), from(), range.countedUntil()));
    }

    /** Intervals are merged counting back from the last one. */
    private Sql period() {
        BucketSql bucket = bucket();
        if (query.intervalCount() == 1 || buckets.size() == 0) {
            return bucket.key();
        }
        return dialect.floorDivide(
                Sql.format((buckets.size() - 1) + " - {}", bucket.number(buckets)), query.intervalCount());
    }
}
