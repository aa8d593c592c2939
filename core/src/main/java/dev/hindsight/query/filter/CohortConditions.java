package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.time.RangeResolver;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Whether the person of {@code events e} is in a cohort. */
final class CohortConditions {
    private final Dialect dialect;
    private final QueryContext context;
    private final Conditions conditions;
    private final String attr;
    private final Deque<Integer> within = new ArrayDeque<>();

    /** @param attr the field that refers to the cohort, for errors */
    CohortConditions(Dialect dialect, QueryContext context, Conditions conditions, String attr) {
        this.dialect = dialect;
        this.context = context;
        this.conditions = conditions;
        this.attr = attr;
    }

    /**
     * The condition; never null where there is a person.
     *
     * @throws HindsightException {@code validation_error} when there is no such cohort, or it is said to be part of itself
     */
    Sql isIn(int cohortId) {
        return Sql.format("e.person_id IN ({})", members(cohortId));
    }

    /**
     * A query with one column, the persons in a cohort, each once.
     *
     * @throws HindsightException likewise
     */
    Sql members(int cohortId) {
        Cohort cohort = context.definitions()
                .cohort(cohortId)
                .orElseThrow(
                        () -> HindsightException.invalid(attr, "There is no cohort with the id " + cohortId + "."));
        if (within.contains(cohortId)) {
            throw HindsightException.invalid(attr, "The cohort \"" + cohort.name() + "\" is part of itself.");
        }
        within.push(cohortId);
        Sql members = members(cohort);
        within.pop();
        return members;
    }

    private Sql members(Cohort cohort) {
        if (cohort.members() instanceof Cohort.Criterion criterion) {
            // Each person is asked once, not once for each of their events.
            return Sql.format(
                    "SELECT e.person_id FROM (SELECT p.id AS person_id FROM persons p WHERE p.project_id = {}) e WHERE {}",
                    Sql.value(context.projectId()),
                    fulfils(criterion));
        }
        return Sql.of(
                "SELECT c.person_id FROM cohort_people c WHERE c.project_id = ? AND c.cohort_id = ?",
                context.projectId(),
                cohort.id());
    }

    private Sql fulfils(Cohort.Criterion criterion) {
        if (criterion instanceof Cohort.Criteria several) {
            List<Sql> each = several.criteria().stream().map(this::fulfils).toList();
            return Sql.join(" " + several.join() + " ", each).parenthesised();
        }
        if (criterion instanceof Cohort.Not not) {
            return Sql.format("(NOT coalesce({}, FALSE))", fulfils(not.opposite()));
        }
        if (criterion instanceof Cohort.OfPerson person) {
            return conditions.of(person.filter());
        }
        if (criterion instanceof Cohort.InCohort other) {
            return isIn(other.cohort());
        }
        return hasPerformed((Cohort.Performed) criterion);
    }

    private Sql hasPerformed(Cohort.Performed performed) {
        DateBound until = performed.until();
        return Sql.format(
                "e.person_id IN (SELECT e.person_id FROM events e WHERE e.project_id = {} AND {} AND e.timestamp >= {}"
                        + " AND e.timestamp < {} AND {} GROUP BY e.person_id HAVING count(*) " + sign(performed.count())
                        + " {})",
                Sql.value(context.projectId()),
                named(performed),
                time(performed.from()),
                Sql.value(until == null ? utc(context.now()) : instant(until)),
                conditions.of(performed.properties()),
                Sql.value(performed.times()));
    }

    private Sql named(Cohort.Performed performed) {
        Integer actionId = performed.action();
        if (actionId == null) {
            return Sql.of("e.event = ?", String.valueOf(performed.event()));
        }
        Action action = context.definitions()
                .action(actionId)
                .orElseThrow(
                        () -> HindsightException.invalid(attr, "There is no action with the id " + actionId + "."));
        return new ActionConditions(dialect, conditions).of(action).parenthesised();
    }

    private static String sign(Cohort.Count count) {
        return switch (count) {
            case GTE -> ">=";
            case LTE -> "<=";
            case GT -> ">";
            case LT -> "<";
            case EQ, EXACT -> "=";
        };
    }

    private Sql time(DateBound bound) {
        return Sql.value(instant(bound));
    }

    private LocalDateTime instant(DateBound bound) {
        if (bound instanceof DateBound.Fixed fixed) {
            return utc(fixed.instant());
        }
        if (bound instanceof DateBound.Local local) {
            return utc(local.dateTime().atZone(context.timezone()).toInstant());
        }
        if (bound instanceof DateBound.Relative relative) {
            return utc(RangeResolver.shiftedBack(context.now(), context.timezone(), relative));
        }
        throw new IllegalStateException("the reader lets no other bound pass: " + bound.text());
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
