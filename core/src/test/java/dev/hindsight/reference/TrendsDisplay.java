package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.util.List;
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
    private static final Set<String> SHAPES_OF_THEIR_OWN = Set.of("CalendarHeatmap", "BoxPlot");
    private static final Set<String> TIME_SERIES = Set.of(
            "ActionsLineGraph",
            "ActionsBar",
            "ActionsUnstackedBar",
            "ActionsStackedBar",
            "ActionsAreaGraph",
            "Metric",
            "SlopeGraph",
            "ActionsLineGraphCumulative");

    static TrendsDisplay of(JsonNode query) {
        JsonNode asked = query.path("trendsFilter").path("display");
        String name = asked.isTextual() ? asked.textValue() : "ActionsLineGraph";
        if (!SHAPES_OF_THEIR_OWN.contains(name) && !TOTAL_VALUE.contains(name) && !TIME_SERIES.contains(name)) {
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

    boolean isHeatmap() {
        return name.equals("CalendarHeatmap");
    }

    boolean isBoxPlot() {
        return name.equals("BoxPlot");
    }

    /** Whether dates are rounded as for days, whatever the interval. */
    boolean alwaysRoundsDays() {
        return isTotalValue() || isHeatmap();
    }

    /** Only the ends of the range are shown, with neither smoothing nor comparison. */
    boolean isSlope() {
        return name.equals("SlopeGraph");
    }

    /** Whether the output has a bucket: not of an unwanted weekday, and of a slope only the first and the last one. */
    boolean shows(ReferenceRange range, int bucket) {
        List<Bucket> buckets = range.allBuckets();
        if (!range.shows(buckets.get(bucket))) {
            return false;
        }
        boolean anyBefore = buckets.subList(0, bucket).stream().anyMatch(range::shows);
        boolean anyAfter = buckets.subList(bucket + 1, buckets.size()).stream().anyMatch(range::shows);
        return !isSlope() || !anyBefore || !anyAfter;
    }

    /** Whether the previous period is added. A metric shows how it changed unless it is told not to. */
    boolean compares(JsonNode query) {
        JsonNode trends = query.path("trendsFilter");
        boolean changes = name.equals("Metric")
                && trends.path("metricShowChange").asBoolean(true)
                && !trends.path("metricSummary").asText("").equals("latest")
                && !query.path("dateRange").path("date_from").asText("").equals("all");
        return !isSlope()
                && (changes || query.path("compareFilter").path("compare").asBoolean(false));
    }
}
