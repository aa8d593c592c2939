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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lowers a funnel to the events that take part, actor by actor in time order, in one of three shapes: {@code actor}, {@code micros},
 * {@code mask} and the breakdown's columns; without a breakdown {@code actor} and the event's {@link Stamps stamp}, or, from engines
 * that make lists quicker than rows, {@code actor} and all their stamps.
 */
final class FunnelSql {
    private final Dialect dialect;
    private final FunnelsQuery query;
    private final QueryContext context;
    private final Instant from;
    private final Instant until;
    private final EventConditions conditions;
    private final Stamps stamps;

    FunnelSql(Dialect dialect, FunnelsQuery query, QueryContext context, ResolvedRange range) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.from = range.from().toInstant();
        this.until = range.isEmpty() ? from : range.countedUntil();
        this.conditions = new EventConditions(dialect, context);
        this.stamps = new Stamps(query.steps().size(), query.exclusions().size());
    }

    private boolean stamped() {
        return parts().isEmpty() && stamps.fit(from, until);
    }

    /** How a row adds to the trail of its actor. */
    Trails.Row row() {
        if (!stamped()) {
            int values = valueColumns();
            return (trail, row) -> Trails.addEvent(trail, row, values);
        }
        return dialect.sortedNumbers(Sql.EMPTY, 0).isEmpty()
                ? (trail, row) -> stamps.addTo(trail, row.getLong(2))
                : (trail, row) -> Trails.addStamps(trail, row, stamps);
    }

    Sql events() {
        Sql micros = dialect.epochMicros(Sql.of("e.timestamp"));
        if (!stamped()) {
            List<Sql> columns = new ArrayList<>(List.of(
                    Sql.format("{} AS actor", actor()),
                    Sql.format("{} AS micros", micros),
                    Sql.format("{} AS mask", matched(Steps.EXCLUSIONS))));
            columns.addAll(values());
            return Sql.format("SELECT {} {} ORDER BY actor, micros", Sql.join(", ", columns), part());
        }
        Sql events = Sql.format(
                "SELECT {} AS actor, {} AS stamp {}", actor(), Stamps.of(micros, matched(stamps.exclusion(0))), part());
        return dialect.sortedNumbers(Sql.of("stamp"), repeats() ? Stamps.BITS : 0)
                .map(list -> Sql.format(
                        "SELECT actor, {} AS stamps FROM ({}) stamped GROUP BY actor ORDER BY actor", list, events))
                .orElseGet(() -> Sql.format("{} ORDER BY actor, stamp", events));
    }

    /**
     * Whether somebody who does the same step several times in a row gets no further by those between the first and the last: the
     * first of them goes on with what was begun before, the last begins anew, and no event is of two steps. In a strict funnel each
     * would also end what was begun.
     */
    private boolean repeats() {
        Set<String> events = new HashSet<>();
        return query.order() == FunnelsQuery.Order.ORDERED
                && query.viz() != FunnelsQuery.Viz.TRENDS
                && query.exclusions().isEmpty()
                && query.steps().stream()
                        .allMatch(step -> !step.optional()
                                && step.node() instanceof SeriesNode.EventsNode node
                                && node.event() != null
                                && events.add(node.event()));
    }

    /**
     * A bit for each step and exclusion that an event matches.
     *
     * @param exclusions the bit of the first exclusion
     */
    private Sql matched(int exclusions) {
        List<Sql> bits = new ArrayList<>();
        for (int i = 0; i < query.steps().size(); i++) {
            bits.add(bit(i, step(query.steps().get(i).node())));
        }
        for (int i = 0; i < query.exclusions().size(); i++) {
            bits.add(bit(exclusions + i, excluded(i)));
        }
        return Sql.join(" + ", bits);
    }

    private static Sql bit(int bit, Sql condition) {
        return Sql.format("CASE WHEN {} THEN CAST(" + (1L << bit) + " AS BIGINT) ELSE 0 END", condition);
    }

    private Sql excluded(int exclusion) {
        return conditions.matching(query.exclusions().get(exclusion).node());
    }

    /** The events that take part. */
    private Sql part() {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(EventConditions.between(from, until));
        if (!query.countsPersons()) {
            all.add(Sql.format("{} <> ''", actor()));
        }
        all.add(conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()));
        all.add(weekdays());
        if (query.order() != FunnelsQuery.Order.STRICT) {
            List<Sql> matches = new ArrayList<>();
            query.steps().forEach(step -> matches.add(step(step.node())));
            for (int i = 0; i < query.exclusions().size(); i++) {
                matches.add(excluded(i));
            }
            all.add(EventConditions.any(matches));
        }
        return Sql.format("FROM events e {} WHERE {}", split().joins(false), EventConditions.all(all));
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
