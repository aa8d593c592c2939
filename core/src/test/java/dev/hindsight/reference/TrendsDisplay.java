package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What is calculated for a kind of chart (contract queries 3.3). */
record TrendsDisplay(String name) {
    private static final Set<String> TOTAL_VALUE = Set.of(
            "BoldNumber",
            "ActionsPie",
            "ActionsDonut",
            "ActionsProportionBar",
            "ActionsBarValue",
            "ActionsTable",
            "WorldMap");
    private static final Set<String> TIME_SERIES = Set.of(
            "ActionsLineGraph",
            "ActionsBar",
            "ActionsUnstackedBar",
            "ActionsStackedBar",
            "ActionsAreaGraph",
            "ActionsLineGraphCumulative");

    static TrendsDisplay of(JsonNode query) {
        JsonNode asked = query.path("trendsFilter").path("display");
        String name = asked.isTextual() ? asked.textValue() : "ActionsLineGraph";
        if (!TOTAL_VALUE.contains(name) && !TIME_SERIES.contains(name)) {
            throw new NotInReference("display " + name);
        }
        return new TrendsDisplay(name);
    }

    /** One figure over the whole range, in place of one for every bucket. */
    boolean isTotalValue() {
        return TOTAL_VALUE.contains(name);
    }

    /** Running totals. */
    boolean isCumulative() {
        return name.equals("ActionsLineGraphCumulative");
    }
}
