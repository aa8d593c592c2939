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
import dev.hindsight.query.filter.BreakdownText;
import dev.hindsight.query.filter.CohortMembers;
import dev.hindsight.query.filter.EventConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The events that a retention is about, in SQL: whose they are, in which period they lie, and which are first ones. */
final class RetentionEvents {
    private final Dialect dialect;
    private final QueryContext context;
    private final RetentionQuery query;
    private final RetentionPeriods periods;
    private final EventConditions conditions;
    private final BreakdownText text;

    RetentionEvents(Dialect dialect, RetentionQuery query, QueryContext context, RetentionPeriods periods) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.periods = periods;
        this.conditions = new EventConditions(dialect, context);
        this.text = new BreakdownText(dialect, context);
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
        return Sql.format("FROM events e {} WHERE {}", persons(), EventConditions.all(all));
    }

    private Sql members(Breakdown.Part part) {
        return new CohortMembers(dialect, context).of(part);
    }

    private Sql persons() {
        Breakdown breakdown = query.breakdown();
        Aggregation aggregation = query.aggregation();
        boolean read = (breakdown != null && breakdown.parts().get(0).type() == Breakdown.Type.PERSON)
                || (aggregation != null && aggregation.ofPersons());
        Sql joins = Sql.of(read ? "JOIN persons p ON p.project_id = e.project_id AND p.id = e.person_id" : "");
        return breakdown == null || !breakdown.parts().get(0).isCohort()
                ? joins
                : joins.then(Sql.format(
                        "JOIN {} c ON c.id = e.person_id",
                        members(breakdown.parts().get(0))));
    }

    Sql value() {
        Breakdown breakdown = query.breakdown();
        if (breakdown == null) {
            return Sql.of("CAST(NULL AS VARCHAR)");
        }
        Breakdown.Part part = breakdown.parts().get(0);
        return part.isCohort() ? Sql.of("c.value") : Sql.format("coalesce({}, '')", text.of(part, text.stored(part)));
    }
}
