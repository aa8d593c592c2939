package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown.Part;
import dev.hindsight.query.Breakdown.Type;
import dev.hindsight.query.QueryContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What the events of somebody are split by, as funnels and retention read it: one text for each property, and the tables that it
 * is read from (contract queries 2.7).
 */
public record BreakdownColumns(Dialect dialect, QueryContext context, List<Part> parts) {
    public BreakdownColumns {
        parts = List.copyOf(parts);
    }

    /**
     * What {@code events e} is joined with. Of cohorts, an event comes once for each that its person is in.
     *
     * @param persons whether {@code persons p} is read by more than the values
     */
    public Sql joins(boolean persons) {
        boolean read = persons || parts.stream().anyMatch(part -> part.type() == Type.PERSON);
        Sql joins = Sql.of(read ? "JOIN persons p ON p.project_id = e.project_id AND p.id = e.person_id" : "");
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.isCohort()) {
                joins = joins.then(Sql.format(
                        "JOIN {} " + table(i) + " ON " + table(i) + ".id = e.person_id",
                        new CohortMembers(dialect, context).of(part)));
            } else if (part.type() == Type.SESSION) {
                joins = joins.then(new SessionValues(dialect, context)
                        .joined(part.property(), table(i), "breakdownFilter__breakdown"));
            } else if (part.type() == Type.GROUP) {
                joins = joins.then(new GroupValues(dialect, context).joined(part, table(i)));
            }
        }
        return joins;
    }

    /** The values of an event, in the order of the parts; empty where it has none. */
    public List<Sql> values() {
        BreakdownText text = new BreakdownText(dialect, context);
        List<Sql> values = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Sql joined = Sql.of(table(i) + ".value");
            if (part.isCohort()) {
                values.add(joined);
            } else {
                boolean beside = part.type() == Type.SESSION || part.type() == Type.GROUP;
                Sql stored = beside ? joined : text.stored(part);
                values.add(Sql.format("coalesce({}, '')", text.of(part, stored)));
            }
        }
        return values;
    }

    private static String table(int part) {
        return "split" + (part + 1);
    }
}
