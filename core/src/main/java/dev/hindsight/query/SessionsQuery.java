package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of sessions, or what is calculated of them, in the likeness of {@link EventsQuery} (contract queries 7.5 and 7.6). A
 * session is listed when it began within the bounds and one of its events is all that is asked of events: of the names and the
 * action, passing the filters. Filters by fields of sessions are about the session itself.
 *
 * @param select what is told of each: SQL expressions, or {@code *}
 * @param where conditions in SQL, all of which have to hold; those with aggregates, of each group
 * @param properties filters, all of which have to hold
 * @param events the names of the events that are meant; empty: all
 * @param actionId of the stored action that is meant; null: any
 * @param actionSteps what an action of its own is made of; null: none
 * @param personId whose sessions, those of their first event; null: everybody's
 * @param after no session that began up to this time; null: no bound
 * @param before no session that began from this time on; null: a little after now
 * @param orderBy expressions in SQL, each with {@code ASC} or {@code DESC}; empty: what the selected suggest
 */
public record SessionsQuery(
        List<String> select,
        List<String> where,
        List<FilterGroup> properties,
        boolean filterTestAccounts,
        List<String> events,
        @Nullable Integer actionId,
        @Nullable Action actionSteps,
        @Nullable String personId,
        @Nullable DateBound after,
        @Nullable DateBound before,
        List<String> orderBy,
        @Nullable Integer limit,
        int offset)
        implements ListQuery {
    public SessionsQuery {
        select = List.copyOf(select);
        where = List.copyOf(where);
        properties = List.copyOf(properties);
        events = List.copyOf(events);
        orderBy = List.copyOf(orderBy);
    }

    @Override
    public String kind() {
        return "SessionsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.sessions(this);
    }
}
