package dev.hindsight.query.retention;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RetentionQuery.Aggregation;
import dev.hindsight.query.RetentionQuery.Start;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.SeriesNode.ActionsNode;
import dev.hindsight.query.SeriesNode.EventsNode;
import dev.hindsight.query.filter.BreakdownColumns;
import dev.hindsight.query.filter.EventConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The events that a retention is about, in SQL: whose they are, in which period they lie, and which are first ones. */
final class RetentionEvents {
    private final Dialect dialect;
    private final RetentionQuery query;
    private final RetentionPeriods periods;
    private final EventConditions conditions;
    private final BreakdownColumns split;

    RetentionEvents(Dialect dialect, RetentionQuery query, QueryContext context, RetentionPeriods periods) {
        this.dialect = dialect;
        this.query = query;
        this.periods = periods;
        this.conditions = new EventConditions(dialect, context);
        Breakdown breakdown = query.breakdown();
        this.split = new BreakdownColumns(
                dialect,
                context,
                breakdown == null ? List.of() : breakdown.parts().subList(0, 1));
    }

    /** The first start of everybody: {@code actor}, {@code value} and {@code timestamp}. */
    Sql firsts() {
        if (query.start() == Start.FIRST_EVER) {
            boolean oneValue = firstValueDecides();
            return Sql.format(
                    "SELECT {} AS actor, {} AS value, e.timestamp {} AND {} AND ({}, e.timestamp) IN (SELECT {},"
                            + " min(e.timestamp) FROM events e WHERE {} GROUP BY 1) GROUP BY 1, "
                            + (oneValue ? "3" : "2, 3"),
                    actor(),
                    oneValue ? Sql.format("min({})", value()) : value(),
                    from(query.target()),
                    untilEnd(),
                    actor(),
                    actor(),
                    EventConditions.all(List.of(
                            conditions.ofProject(),
                            ofActors(),
                            conditions.named(query.target()),
                            globally(),
                            untilEnd())));
        }
        Sql times = query.start() == Start.FIRST_TIME ? untilEnd() : inRange();
        return Sql.format(
                "SELECT {} AS actor, {} AS value, min(e.timestamp) AS timestamp {} AND {} GROUP BY 1, 2",
                actor(),
                value(),
                from(query.target()),
                times);
    }

    /** Whether returns of any value count for somebody's cohort; persons are in their cohorts whatever they do. */
    boolean firstValueDecides() {
        Breakdown breakdown = query.breakdown();
        return query.start() == Start.FIRST_EVER
                && (breakdown == null || !breakdown.parts().get(0).isCohort());
    }

    /** Whether coming back is what starts: told by the conditions, as filters also know where in the query they stand. */
    boolean startIsReturn() {
        return areNamedAlike(query.target(), query.returning())
                && matching(query.target()).equals(matching(query.returning()));
    }

    private static boolean areNamedAlike(SeriesNode left, SeriesNode right) {
        if (left instanceof ActionsNode one && right instanceof ActionsNode other) {
            return one.id() == other.id();
        }
        return left instanceof EventsNode one
                && right instanceof EventsNode other
                && Objects.equals(one.event(), other.event());
    }

    Sql index() {
        return periods.index(dialect);
    }

    Sql untilEnd() {
        return EventConditions.before(periods.end());
    }

    Sql inRange() {
        return EventConditions.between(periods.start(), periods.end());
    }

    Sql actor() {
        Integer group = query.groupTypeIndex();
        return group == null ? Sql.of("e.person_id") : dialect.eventProperty("$group_" + group);
    }

    private Sql ofActors() {
        return query.groupTypeIndex() == null ? Sql.of("TRUE") : Sql.format("{} <> ''", actor());
    }

    private Sql globally() {
        return EventConditions.all(List.of(
                conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()),
                conditions.onDays(query.dateRange().daysOfWeek(), periods.localDate(dialect))));
    }

    Sql matching(SeriesNode entity) {
        return conditions.matching(entity);
    }

    /** {@code FROM … WHERE …}, to be gone on with by AND. */
    Sql from(SeriesNode entity) {
        return from(matching(entity));
    }

    /** The same for events of a condition of its own. */
    Sql from(Sql condition) {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(ofActors());
        all.add(condition);
        all.add(globally());
        return Sql.format("FROM events e {} WHERE {}", joins(), EventConditions.all(all));
    }

    private Sql joins() {
        Aggregation aggregation = query.aggregation();
        return split.joins(aggregation != null && aggregation.ofPersons());
    }

    Sql value() {
        return query.breakdown() == null
                ? Sql.of("CAST(NULL AS VARCHAR)")
                : split.values().get(0);
    }
}
