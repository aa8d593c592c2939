package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A breakdown by one to three properties (contract queries 2.7 and 3.7).
 *
 * @param asList whether rows carry the value in a list
 */
record ReferenceBreakdown(List<BreakdownPart> parts, int limit, boolean hideOther, boolean asList) {
    static final String OTHER = "$$_posthog_breakdown_other_$$";
    static final String NONE = "$$_posthog_breakdown_null_$$";

    private static final int DEFAULT_LIMIT = 25;
    private static final int WORLD_MAP_LIMIT = 250;

    /** Values in ascending order, part by part. */
    static final Comparator<List<String>> ASCENDING = (left, right) -> {
        int order = 0;
        for (int i = 0; i < left.size() && order == 0; i++) {
            order = Texts.compare(left.get(i), right.get(i));
        }
        return order;
    };

    /** The breakdown that a query asks for, null when it asks for none. */
    static @Nullable ReferenceBreakdown of(JsonNode filter, String display) {
        List<BreakdownPart> parts = new ArrayList<>();
        boolean cleaned = filter.path("breakdown_path_cleaning").asBoolean(false);
        for (JsonNode part : filter.path("breakdowns")) {
            parts.add(BreakdownPart.of(
                    part.path("property"),
                    part.path("type"),
                    part.path("group_type_index").asInt(0),
                    part.path("histogram_bin_count").asInt(0),
                    part.path("normalize_url").asBoolean(false),
                    cleaned));
        }
        boolean asList = !parts.isEmpty();
        if (parts.isEmpty() && filter.hasNonNull("breakdown")) {
            parts.add(BreakdownPart.of(
                    filter.path("breakdown"),
                    filter.path("breakdown_type"),
                    filter.path("breakdown_group_type_index").asInt(0),
                    filter.path("breakdown_histogram_bin_count").asInt(0),
                    filter.path("breakdown_normalize_url").asBoolean(false),
                    cleaned));
        }
        if (parts.isEmpty()) {
            return null;
        }
        int limit = display.equals("WorldMap")
                ? WORLD_MAP_LIMIT
                : filter.path("breakdown_limit").asInt(DEFAULT_LIMIT);
        boolean hideOther = filter.path("breakdown_hide_other_aggregation").asBoolean(false);
        return new ReferenceBreakdown(parts, limit, hideOther, asList);
    }

    /** The same with the bins of its numbers laid over those that these events have. */
    ReferenceBreakdown over(ReferenceProject project, List<Occurrence> events) {
        List<BreakdownPart> laid =
                parts.stream().map(part -> part.over(project, events)).toList();
        return new ReferenceBreakdown(laid, limit, hideOther, asList);
    }

    /** What an event counts for. */
    List<String> valueOf(ReferenceProject project, Occurrence event) {
        List<String> values = new ArrayList<>();
        for (BreakdownPart part : parts) {
            String value = part.valueOf(project, event);
            values.add(value == null || value.isEmpty() ? NONE : value);
        }
        return values;
    }

    /** The value of all remaining ones: the sentinel in every place. */
    List<String> other() {
        return parts.stream().map(part -> OTHER).toList();
    }
}
