package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Breakdown.Part;
import dev.hindsight.query.Display;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.filter.BreakdownText;
import dev.hindsight.query.filter.CohortMembers;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.filter.GroupValues;
import dev.hindsight.query.filter.SessionValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What events are split by, one column {@code b1}, {@code b2}, … for each property (contract queries 2.7).
 *
 * @param bins for each property its bins; null: by value
 */
record BreakdownSql(Dialect dialect, QueryContext context, List<Part> parts, List<@Nullable Bins> bins) {
    private static final int DEFAULT_LIMIT = 25;
    private static final int WORLD_MAP_LIMIT = 250;

    /** How many values are kept (contract queries 2.7). */
    static int limit(TrendsQuery query, Breakdown breakdown) {
        if (query.trendsFilter().display() == Display.WORLD_MAP) {
            return WORLD_MAP_LIMIT;
        }
        Integer limit = breakdown.limit();
        // A cohort that was asked for is never dropped.
        int cohorts = breakdown.parts().stream()
                .filter(Breakdown.Part::isCohort)
                .mapToInt(part -> part.cohorts().size())
                .sum();
        return Math.max(cohorts, limit == null ? DEFAULT_LIMIT : limit);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The columns' names. */
    List<Sql> names() {
        return each(i -> Sql.of(name(i)));
    }

    static String name(int part) {
        return "b" + (part + 1);
    }

    /** The values of {@code events e}, with their names. */
    List<Sql> values() {
        return each(i -> Sql.format("{} AS " + name(i), ofPersons(i) ? joined(i) : value(i, stored(i))));
    }

    /** The same, but event properties as they are stored: {@link #ready} makes them values. */
    List<Sql> storedValues() {
        return each(i -> Sql.format("{} AS " + name(i), ofPersons(i) ? joined(i) : stored(i)));
    }

    /** The values of columns that hold {@link #storedValues}. */
    List<Sql> ready() {
        return each(i -> Sql.format("{} AS " + name(i), ofPersons(i) ? Sql.of(name(i)) : value(i, Sql.of(name(i)))));
    }

    /** What the tables are joined with: persons are read once each, not once for each of their events. */
    Sql joins() {
        Sql joins = Sql.EMPTY;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isCohort()) {
                joins = joins.then(Sql.format(
                        "JOIN {} p" + (i + 1) + " ON p" + (i + 1) + ".id = e.person_id",
                        new CohortMembers(dialect, context).of(parts.get(i))));
            } else if (ofPersons(i)) {
                joins = joins.then(Sql.format(
                        "JOIN (SELECT p.id, {} AS value FROM persons p WHERE p.project_id = {}) p" + (i + 1) + " ON p"
                                + (i + 1) + ".id = e.person_id",
                        value(i, stored(i)),
                        Sql.value(context.projectId())));
            }
        }
        return joins.then(beside());
    }

    /** What the tables are joined with for sessions and groups, which are read once each. */
    Sql beside() {
        Sql joins = Sql.EMPTY;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).type() == Breakdown.Type.SESSION) {
                joins = joins.then(new SessionValues(dialect, context)
                        .joined(parts.get(i).property(), "p" + (i + 1), "breakdownFilter__breakdown"));
            } else if (parts.get(i).type() == Breakdown.Type.GROUP) {
                joins = joins.then(new GroupValues(dialect, context).joined(parts.get(i), "p" + (i + 1)));
            }
        }
        return joins;
    }

    /** The number that a property's bins are made from; null where it is none. */
    Sql number(int part) {
        return dialect.number(stored(part));
    }

    boolean ofPersons(int part) {
        Breakdown.Type type = parts.get(part).type();
        return type == Breakdown.Type.PERSON || parts.get(part).isCohort();
    }

    private static Sql joined(int part) {
        return Sql.of("p" + (part + 1) + ".value");
    }

    private Sql stored(int part) {
        String property = parts.get(part).property();
        return switch (parts.get(part).type()) {
            case EVENT_METADATA -> Sql.of(property.equals("event") ? "e.event" : "e.distinct_id");
            case SESSION, GROUP -> joined(part);
            case HOGQL ->
                new EventConditions(dialect, context).expressions().expression(property, "breakdownFilter__breakdown");
            default -> new BreakdownText(dialect, context).stored(parts.get(part));
        };
    }

    /** The value as text of at most 400 characters, never null. */
    private Sql value(int part, Sql stored) {
        Bins binned = bins.get(part);
        if (binned != null) {
            return binned.of(dialect.number(stored), Sql.value(Breakdown.NONE));
        }
        return Sql.format(
                "coalesce(nullif({}, ''), {})",
                new BreakdownText(dialect, context).of(parts.get(part), stored),
                Sql.value(Breakdown.NONE));
    }

    /** Whether a row is one of those without a value: any of its values is missing. */
    Sql isNone() {
        List<Sql> each = each(i -> Sql.format(name(i) + " = {}", Sql.value(Breakdown.NONE)));
        return Sql.join(" OR ", each).parenthesised();
    }

    private interface Column {
        Sql of(int part);
    }

    private List<Sql> each(Column column) {
        List<Sql> all = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            all.add(column.of(i));
        }
        return all;
    }
}
