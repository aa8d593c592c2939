package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a number of an insight (contract queries 7.6, end).
 *
 * @param columns what is told of each person, in order
 * @param search part of a distinct id, name or e-mail address, case ignored; null: everybody
 * @param limit how many people at most, 1 to {@value #MAX_LIMIT}
 */
public record ActorsQuery(
        ActorPoint source, List<Column> columns, @Nullable String search, Order order, int limit, int offset)
        implements RunnableQuery {
    public static final int MAX_LIMIT = 10_000;

    public ActorsQuery {
        columns = List.copyOf(columns);
    }

    /** Something told of a person. */
    public enum Column implements Wire {
        /** An object: id, distinct ids, properties, … */
        ACTOR,
        ID,
        DISTINCT_IDS,
        PROPERTIES,
        CREATED_AT,
        IS_IDENTIFIED,
        /** How many of the events behind the number are theirs. */
        EVENT_COUNT;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * In which order people come; equal ones by their id.
     *
     * @param column {@link Column#ID}, {@link Column#CREATED_AT} or {@link Column#EVENT_COUNT}
     */
    public record Order(Column column, boolean descending) {}

    @Override
    public String kind() {
        return "ActorsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.actors(this);
    }
}
