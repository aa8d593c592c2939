package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.PropertyFilter;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.group.Groups;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Properties of groups as what filters compare and breakdowns show (contract queries 2.4.1 and 2.7). A group has the properties
 * that it has now, whenever an event happened.
 */
public final class GroupValues {
    private final Dialect dialect;
    private final QueryContext context;

    public GroupValues(Dialect dialect, QueryContext context) {
        this.dialect = dialect;
        this.context = context;
    }

    /**
     * A table to be joined with {@code events e}, with its condition: {@code value} is a property of the event's group as text,
     * null where it has none or the event is of no group.
     *
     * @param name what the table is called
     * @throws HindsightException {@code validation_error} when the type of groups is missing or not there
     */
    public Sql joined(Breakdown.Part part, String name) {
        Integer index = part.groupTypeIndex();
        if (index == null) {
            throw HindsightException.invalid(
                    "breakdownFilter__breakdown_group_type_index",
                    "breakdown_group_type_index_missing",
                    "A breakdown by a property of groups needs the index of their type.");
        }
        Groups groups = Groups.of(dialect, context, index, "breakdownFilter__breakdown_group_type_index");
        return Sql.format(
                "LEFT JOIN (SELECT g." + Groups.ID + " AS id, g." + Groups.column(0) + " AS value FROM ({}) g) " + name
                        + " ON " + name + ".id = {}",
                groups.relation(List.of(List.of(part.property()))),
                groups.ofEvent());
    }

    /** Whether the group of {@code events e} passes a filter; an event of no group has none of its properties. */
    Sql passing(PropertyFilter filter) {
        String attr = Conditions.attr(filter);
        Groups groups = Groups.of(dialect, context, index(filter.groupTypeIndex(), attr), attr);
        PropertyFilter positive = Comparison.positive(filter);
        Sql passing = Sql.format(
                "({} IN (SELECT g." + Groups.ID + " FROM ({}) g WHERE {}))",
                groups.ofEvent(),
                groups.relation(List.of(List.of(filter.key()))),
                new Comparison(dialect, context, positive)
                        .of(Operand.of(Sql.of("g." + Groups.column(0)), groups.typeOf(filter.key()))));
        return positive.equals(filter) ? passing : Sql.format("(NOT coalesce({}, FALSE))", passing);
    }

    private static int index(@Nullable Integer index, String attr) {
        if (index == null) {
            throw HindsightException.invalid(
                    attr + "__group_type_index",
                    "required",
                    "A filter by a property of groups needs the index of their type.");
        }
        return index;
    }
}
