package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.Display;

/** Options of funnels that are more than another name. */
final class FunnelOptions {
    private FunnelOptions() {}

    static void put(OldObject filters, ObjectNode options, Places places) {
        // Before there were kinds of funnels, one over time was told by how it was drawn.
        if (!options.has("funnelVizType") && Display.LINE.wire().equals(filters.text("display"))) {
            options.put("funnelVizType", "trends");
        }
        // The automatic number of bins is what a funnel has when nobody says any.
        if (options.path("binCount").asText().equals("auto")) {
            options.remove("binCount");
        }
        if (!options.has("funnelWindowInterval") && filters.has("funnel_window_days")) {
            Translation.put(filters, "funnel_window_days", Form.WHOLE, options, "funnelWindowInterval", places);
            options.put("funnelWindowIntervalUnit", "day");
        }
        ArrayNode exclusions = OldSeries.exclusions(filters, places);
        if (!exclusions.isEmpty()) {
            options.set("exclusions", exclusions);
        }
        TrendsOptions.putHiddenBreakdowns(filters, options);
    }

    /** An exclusion's place among the steps. */
    static void putSteps(OldObject exclusion, ObjectNode node, Places places) {
        Translation.put(exclusion, "funnel_from_step", Form.WHOLE, node, "funnelFromStep", places);
        Translation.put(exclusion, "funnel_to_step", Form.WHOLE, node, "funnelToStep", places);
    }
}
