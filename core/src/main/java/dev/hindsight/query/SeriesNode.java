package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one line of a chart counts (contract queries 1.5). */
public sealed interface SeriesNode {
    /** The kind of the node on the wire; also what tells nodes of different kinds apart in a cache key. */
    @JsonProperty
    default String kind() {
        return getClass().getSimpleName();
    }

    /** How it is counted. */
    Measure measure();

    /** Filters of this series alone; all have to hold. */
    FilterGroup properties();

    /** The user's label, echoed in results; null when there is none. */
    @Nullable
    String customName();

    /** An event by its name; a null {@code event} is every event. */
    record EventsNode(
            @Nullable String event,
            Measure measure,
            FilterGroup properties,
            @JsonIgnore @Nullable String customName) implements SeriesNode {}

    /** A stored action. */
    record ActionsNode(
            int id,
            Measure measure,
            FilterGroup properties,
            @JsonIgnore @Nullable String customName) implements SeriesNode {}

    /** Several entities, any of which counts. */
    record GroupNode(
            List<SeriesNode> nodes,
            Measure measure,
            FilterGroup properties,
            @JsonIgnore @Nullable String customName) implements SeriesNode {
        public GroupNode {
            nodes = List.copyOf(nodes);
        }
    }

    /** A table outside the event store. */
    record DataWarehouseNode(
            String tableName,
            Measure measure,
            FilterGroup properties,
            @JsonIgnore @Nullable String customName) implements SeriesNode {}
}
