package dev.hindsight.query;

import dev.hindsight.query.QueryContext.PathCleaningRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How paths are made and which of their edges are told (contract queries 6.3).
 *
 * @param includes which events are items; empty: all
 * @param expression what events that are neither page views nor screens are called, used when {@link Include#HOGQL} is
 *     included; null: by their names
 * @param startPoint where paths begin, without the slash at its end; null: anywhere
 * @param endPoint where paths end, without the slash at its end; null: anywhere
 * @param stepLimit how many items of a path are kept, 1 to {@value #MAX_STEPS}
 * @param edgeLimit how many edges are told at most, 1 to {@value #MAX_EDGES}
 * @param minEdgeWeight least number of passages of an edge; null: any
 * @param maxEdgeWeight greatest number of passages of an edge; null: any
 * @param excludeEvents items that are left out, when {@code includes} is not empty
 * @param groupings patterns in which {@code *} is any text; an item in which one is found is called like the first such
 * @param projectCleaning whether the project's cleaning rules come first
 * @param cleaning rules of this query
 * @param startKey of which people are asked for: those who went on from here, such as {@code 1_/pricing}
 * @param endKey of which people are asked for: those who arrived here
 * @param dropoffKey of which people are asked for: those whose path ends here
 */
public record PathsFilter(
        Set<Include> includes,
        @Nullable String expression,
        @Nullable String startPoint,
        @Nullable String endPoint,
        int stepLimit,
        int edgeLimit,
        @Nullable Integer minEdgeWeight,
        @Nullable Integer maxEdgeWeight,
        List<String> excludeEvents,
        List<String> groupings,
        boolean projectCleaning,
        List<PathCleaningRule> cleaning,
        @Nullable String startKey,
        @Nullable String endKey,
        @Nullable String dropoffKey) {
    public static final int MAX_STEPS = 50;
    public static final int MAX_EDGES = 10_000;

    public PathsFilter {
        includes = Set.copyOf(includes);
        excludeEvents = List.copyOf(excludeEvents);
        groupings = List.copyOf(groupings);
        cleaning = List.copyOf(cleaning);
    }

    /** A kind of event. */
    public enum Include implements Wire {
        PAGE_VIEWS("$pageview"),
        SCREENS("$screen"),
        /** Events whose names do not begin with a dollar sign. */
        CUSTOM_EVENTS("custom_event"),
        /** No kind of event by itself: it lets the expression name the items. */
        HOGQL("hogql");

        private final String wire;

        Include(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }
}
