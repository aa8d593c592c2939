package dev.hindsight.query.funnels;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.filter.BreakdownColumns;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers a funnel to the events that take part, actor by actor in time order: {@code actor}, {@code micros}, {@code mask}, then
 * the breakdown's columns.
 */
final class FunnelSql {
    private final Dialect dialect;
    private final FunnelsQuery query;
    private final QueryContext context;
    private final Instant from;
    private final Instant until;
    private final EventConditions conditions;

    FunnelSql(Dialect dialect, FunnelsQuery query, QueryContext context, ResolvedRange range) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.from = range.from().toInstant();
        this.until = range.isEmpty() ? from : range.countedUntil();
        this.conditions = new EventConditions(dialect, context);
    }

    Sql events() {
        List<Sql> matches = new ArrayList<>();
        List<Sql> bits = new ArrayList<>();
        for (int i = 0; i < query.steps().size(); i++) {
            add(step(query.steps().get(i).node()), i, matches, bits);
        }
        for (int i = 0; i < query.exclusions().size(); i++) {
            add(conditions.matching(query.exclusions().get(i).node()), Steps.EXCLUSIONS + i, matches, bits);
        }
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.format("{} AS actor", actor()));
        columns.add(Sql.format("{} AS micros", dialect.epochMicros(Sql.of("e.timestamp"))));
        columns.add(Sql.format("{} AS mask", Sql.join(" + ", bits)));
        columns.addAll(values());
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(EventConditions.between(from, until));
        if (!query.countsPersons()) {
            all.add(Sql.format("{} <> ''", actor()));
        }
        all.add(conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()));
        all.add(weekdays());
        if (query.order() != FunnelsQuery.Order.STRICT) {
            all.add(EventConditions.any(matches));
        }
        return Sql.format(
                "SELECT {} FROM events e {} WHERE {} ORDER BY actor, micros",
                Sql.join(", ", columns),
                split().joins(false),
                EventConditions.all(all));
    }

    private static void add(Sql condition, int bit, List<Sql> matches, List<Sql> bits) {
        matches.add(condition);
        bits.add(Sql.format("CASE WHEN {} THEN CAST(" + (1L << bit) + " AS BIGINT) ELSE 0 END", condition));
    }

    /** Which events do a step; with first-time math, only somebody's first of all (contract queries 4.2). */
    private Sql step(SeriesNode node) {
        SeriesMath math = node.measure().math();
        if (!math.isFirstTime()) {
            return conditions.matching(node);
        }
        Sql first = math == SeriesMath.FIRST_TIME_FOR_USER ? conditions.named(node) : conditions.matching(node);
        return Sql.format(
                "({} AND ({}, e.timestamp) IN (SELECT {}, min(e.timestamp) FROM events e WHERE {} GROUP BY 1))",
                conditions.matching(node),
                actor(),
                actor(),
                EventConditions.all(List.of(conditions.ofProject(), EventConditions.before(until), first)));
    }

    private Sql weekdays() {
        BucketSql bucket = new BucketSql(
                dialect, query.interval(), context.weekStart(), ZoneOffsets.between(context.timezone(), from, until));
        return conditions.onDays(query.dateRange().daysOfWeek(), bucket.localDate());
    }

    private Sql actor() {
        Integer group = query.groupTypeIndex();
        if (group != null) {
            return dialect.eventProperty("$group_" + group);
        }
        String expression = query.actorExpression();
        return expression == null
                ? Sql.of("e.person_id")
                : conditions.expressions().expression(expression, "funnelsFilter__funnelAggregateByHogQL");
    }

    private List<Breakdown.Part> parts() {
        return query.breakdown() == null || query.viz() == FunnelsQuery.Viz.TIME_TO_CONVERT
                ? List.of()
                : query.breakdown().parts();
    }

    int valueColumns() {
        return parts().size();
    }

    private BreakdownColumns split() {
        return new BreakdownColumns(dialect, context, parts());
    }

    private List<Sql> values() {
        List<Sql> values = new ArrayList<>();
        for (Sql value : split().values()) {
            values.add(Sql.format("{} AS b" + (values.size() + 1), value));
        }
        return values;
    }
}
