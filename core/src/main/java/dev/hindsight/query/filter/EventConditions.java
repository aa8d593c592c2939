package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.FilterReader;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.expression.Expressions;
import dev.hindsight.query.expression.Stored;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a query looks at, as conditions on rows of {@code events e}: the same for every kind of query. Conditions are
 * true exactly where they hold, and false or null elsewhere (see {@link Conditions}).
 */
public final class EventConditions {
    /** What every row passes. */
    public static final Sql TRUE = Sql.of("TRUE");

    private static final int WHOLE = 1_000_000;

    private final Dialect dialect;
    private final QueryContext context;
    private final Conditions conditions;

    public EventConditions(Dialect dialect, QueryContext context) {
        this.dialect = dialect;
        this.context = context;
        this.conditions = new Conditions(dialect, context);
    }

    /** The cohorts and actions that expressions name. */
    public Stored stored() {
        return conditions.stored();
    }

    /** Expressions over the events. */
    public Expressions expressions() {
        return new Expressions(dialect, context, stored());
    }

    /** The events of the project. */
    public Sql ofProject() {
        return Sql.of("e.project_id = ?", context.projectId());
    }

    /** The events from {@code from} on and before {@code until}. */
    public static Sql between(Instant from, Instant until) {
        return Sql.of("e.timestamp >= ? AND e.timestamp < ?", utc(from), utc(until));
    }

    /** The events after a time. */
    public static Sql after(Instant time) {
        return after(Sql.of("e.timestamp"), time);
    }

    /** Whether a timestamp is after a time. */
    public static Sql after(Sql timestamp, Instant time) {
        return Sql.format("{} > {}", timestamp, Sql.value(utc(time)));
    }

    /** The events from {@code from} on. */
    public static Sql since(Instant from) {
        return since(Sql.of("e.timestamp"), from);
    }

    /** Whether a timestamp is {@code from} or after it. */
    public static Sql since(Sql timestamp, Instant from) {
        return Sql.format("{} >= {}", timestamp, Sql.value(utc(from)));
    }

    /** The events before {@code until}. */
    public static Sql before(Instant until) {
        return before(Sql.of("e.timestamp"), until);
    }

    /** Whether a timestamp is before {@code until}. */
    public static Sql before(Sql timestamp, Instant until) {
        return Sql.format("{} < {}", timestamp, Sql.value(utc(until)));
    }

    /** The events on some local days of the week; all when there are none (contract queries 2.1). */
    public Sql onDays(Set<DayOfWeek> days, Sql localDate) {
        if (days.isEmpty()) {
            return TRUE;
        }
        String numbers =
                days.stream().map(day -> Integer.toString(day.getValue())).collect(Collectors.joining(", "));
        return Sql.format("{} IN (" + numbers + ")", dialect.isoWeekday(localDate));
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** The events that a query's own filters, its test-account filters and its sample leave. */
    public Sql filtered(FilterGroup properties, boolean filterTestAccounts, @Nullable Double samplingFactor) {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.of(properties));
        if (filterTestAccounts) {
            all.add(conditions.of(FilterReader.filters(context.testAccountFilters(), "test_account_filters")));
        }
        if (samplingFactor != null && samplingFactor < 1) {
            all.add(dialect.sampled(Sql.of("e.distinct_id"), (int) (samplingFactor * WHOLE)));
        }
        return all(all);
    }

    /** The events that pass filters. */
    public Sql passing(FilterGroup properties) {
        return conditions.of(properties);
    }

    /**
     * A query with one column, the persons in a cohort, for breakdowns by cohorts; {@link dev.hindsight.query.Definitions#cohort}
     * knows its name.
     *
     * @param attr the field that refers to the cohort, for errors
     * @throws HindsightException {@code validation_error} when there is no such cohort
     */
    public Sql members(int cohortId, String attr) {
        return conditions.members(cohortId, attr);
    }

    /**
     * The events that a series is of, its own filters left aside (contract queries 1.5).
     *
     * @throws HindsightException {@code validation_error} for an action that is not stored, unless it is one of a group; trends
     *     leave such a series out, so they ask {@link dev.hindsight.query.Definitions#has} before
     */
    public Sql named(SeriesNode series) {
        if (series instanceof SeriesNode.EventsNode events) {
            return events.event() == null ? TRUE : Sql.of("e.event = ?", events.event());
        }
        if (series instanceof SeriesNode.GroupNode group) {
            return any(context.definitions().stored(group).stream()
                    .map(this::matching)
                    .toList());
        }
        if (series instanceof SeriesNode.ActionsNode action) {
            return new ActionConditions(dialect, conditions)
                    .of(context.definitions().action(action));
        }
        throw HindsightException.invalid(
                "series",
                "not_supported",
                "A series of the kind " + series.getClass().getSimpleName()
                        + " can be stored, but not calculated by this version.");
    }

    /** The events that take any of the action's steps. */
    public Sql matching(Action action) {
        return new ActionConditions(dialect, conditions).of(action);
    }

    /** The events of some names; all when there are none. */
    public static Sql named(List<String> events) {
        return events.isEmpty()
                ? TRUE
                : Sql.format(
                        "e.event IN ({})",
                        Sql.join(", ", events.stream().map(Sql::value).toList()));
    }

    /** The events of the person with this id. */
    public Sql ofPerson(UUID id) {
        return isPerson(Sql.of("e.person_id"), id);
    }

    /** Whether a key that the engine knows a person by is that of the person with this id. */
    public Sql isPerson(Sql key, UUID id) {
        return Sql.format(
                "{} IN (SELECT p.id FROM persons p WHERE p.project_id = {} AND p.uuid = {})",
                key,
                Sql.value(context.projectId()),
                Sql.value(id));
    }

    /** The events that a series is of and that pass its own filters. */
    public Sql matching(SeriesNode series) {
        return all(List.of(named(series), conditions.of(series.properties())));
    }

    /** All of the conditions; TRUE when there are none. */
    public static Sql all(List<Sql> conditions) {
        List<Sql> real =
                conditions.stream().filter(condition -> !condition.equals(TRUE)).toList();
        return switch (real.size()) {
            case 0 -> TRUE;
            case 1 -> real.get(0);
            default -> Sql.join(" AND ", real);
        };
    }

    /** Any of the conditions; TRUE when there are none. */
    public static Sql any(List<Sql> conditions) {
        if (conditions.isEmpty() || conditions.contains(TRUE)) {
            return TRUE;
        }
        List<Sql> each = conditions.stream().map(Sql::parenthesised).toList();
        return each.size() == 1 ? each.get(0) : Sql.join(" OR ", each).parenthesised();
    }
}
