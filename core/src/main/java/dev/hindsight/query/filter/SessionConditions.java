package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Filter;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.PropertyFilter;
import dev.hindsight.query.PropertyFilter.Type;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.session.SessionField;
import java.util.function.Function;

/** Property filters as conditions on sessions themselves, which have only their own fields (contract queries 7.1). */
public final class SessionConditions {
    private final SessionValues values;
    private final Function<SessionField, Sql> columns;

    /** @param columns of the sessions, each of the type of its field */
    public SessionConditions(Dialect dialect, QueryContext context, Function<SessionField, Sql> columns) {
        this.values = new SessionValues(dialect, context);
        this.columns = columns;
    }

    /** Whether all of the filters are about sessions. */
    public static boolean areMeant(FilterGroup group) {
        return group.filters().stream()
                .allMatch(filter -> filter instanceof PropertyFilter property
                        ? property.type() == Type.SESSION
                        : areMeant((FilterGroup) filter));
    }

    /**
     * The condition of a group.
     *
     * @throws HindsightException {@code validation_error} naming the filter, when it is not about sessions, or has an operator
     *     or a value that do not fit
     */
    public Sql of(FilterGroup group) {
        return Conditions.joined(group, this::of);
    }

    private Sql of(Filter filter) {
        return filter instanceof PropertyFilter property ? of(property) : of((FilterGroup) filter);
    }

    private Sql of(PropertyFilter filter) {
        if (filter.type() == Type.FLAG || Conditions.isNone(filter)) {
            return EventConditions.TRUE;
        }
        if (filter.type() != Type.SESSION) {
            throw Conditions.invalid(
                    filter,
                    "Of sessions alone only filters of the type session can be asked, not of the type "
                            + filter.type().wire() + ".");
        }
        return values.passing(filter, columns);
    }
}
