package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of events, or what is calculated of them (contract queries 7.6).
 *
 * @param select what is told of each: SQL expressions, {@code *}, {@code person} or {@code person_display_name}
 * @param where conditions in SQL, all of which have to hold; those with aggregates, of each group
 * @param properties filters, all of which have to hold
 * @param events the names of the events that are meant; empty: all
 * @param actionId of the stored action that is meant; null: any
 * @param actionSteps what an action of its own is made of; null: none
 * @param personId whose events; null: everybody's
 * @param after no event up to this time; null: no bound
 * @param before no event from this time on; null: a little after now, and with a source no bound
 * @param orderBy expressions in SQL, each with {@code ASC} or {@code DESC}; empty: what the selected suggest
 * @param source the number of an insight whose events are meant; null: any
 */
public record EventsQuery(
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
        int offset,
        @Nullable ActorPoint source)
        implements ListQuery {

    public EventsQuery {
        select = List.copyOf(select);
        where = List.copyOf(where);
        properties = List.copyOf(properties);
        events = List.copyOf(events);
        orderBy = List.copyOf(orderBy);
    }

    @Override
    public String kind() {
        return "EventsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.events(this);
    }
}
