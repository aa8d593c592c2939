package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads trends queries (contract queries 3.1). */
final class TrendsReader {
    private static final String[] DISPLAY_ONLY = {
        "showLegend",
        "legendPosition",
        "showAlertThresholdLines",
        "aggregationAxisFormat",
        "aggregationAxisPrefix",
        "aggregationAxisPostfix",
        "decimalPlaces",
        "minDecimalPlaces",
        "xAxisLabel",
        "yAxisLabel",
        "showValuesOnSeries",
        "showLabelsOnSeries",
        "showPercentStackView",
        "stackBreakdownValues",
        "yAxisScaleType",
        "showMultipleYAxes",
        "hiddenLegendIndexes",
        "resultCustomizationBy",
        "resultCustomizations",
        "goalLines",
        "showConfidenceIntervals",
        "confidenceLevel",
        "showTrendLines",
        "showMovingAverage",
        "movingAverageIntervals",
        "detailedResultsAggregationType",
        "excludeBoxPlotOutliers",
        "hideWeekends",
        "showAnnotations",
        "breakdown_histogram_bin_count"
    };

    private TrendsReader() {}

    static TrendsQuery read(StrictObject object) {
        List<SeriesNode> series = SeriesReader.required(object);
        CommonParts common = CommonParts.read(object);
        Interval interval = object.choice("interval", Interval.values());
        object.integer("aggregation_group_type_index", 0, 4);
        object.object("conversionGoal");
        TrendsFilter filter = trendsFilter(object);
        Comparison comparison = comparison(object, filter.display(), common.dateRange());
        TrendsQuery query = new TrendsQuery(
                series,
                common.dateRange(),
                interval == null ? Interval.DAY : interval,
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                BreakdownReader.read(object),
                comparison,
                filter);
        object.end();
        if (filter.smoothingIntervals() > 1 && !common.dateRange().daysOfWeek().isEmpty()) {
            throw HindsightException.invalid(
                    "trendsFilter__smoothingIntervals",
                    "days_of_week_unsupported_with_smoothing",
                    "Days of the week cannot be left out of a smoothed series.");
        }
        return query;
    }

    /** A slope graph compares its own ends; a metric compares unless it says otherwise (contract queries 3.3). */
    private static Comparison comparison(StrictObject query, Display display, DateRange range) {
        Comparison asked = CommonParts.comparison(query);
        if (display == Display.SLOPE_GRAPH) {
            return Comparison.OFF;
        }
        StrictObject filter = query.object("trendsFilter");
        if (display != Display.METRIC || filter == null || range.from() instanceof DateBound.Earliest) {
            return asked;
        }
        boolean without = Boolean.FALSE.equals(filter.optionalFlag("metricShowChange"))
                || "latest".equals(filter.text("metricSummary"));
        return without ? asked : new Comparison(true, asked.to());
    }

    private static TrendsFilter trendsFilter(StrictObject query) {
        StrictObject heatmap = query.object("calendarHeatmapFilter");
        boolean bySessionStart = heatmap != null && heatmap.flag("bucketBySessionStart");
        if (heatmap != null) {
            heatmap.end();
        }
        StrictObject object = query.object("trendsFilter");
        if (object == null) {
            return new TrendsFilter(Display.LINE, List.of(), 1, bySessionStart);
        }
        Display display = object.choice("display", Display.values());
        Integer smoothing = object.integer("smoothingIntervals", 1, 1_000);
        List<TrendsFilter.Formula> formulas = formulas(object);
        object.optionalFlag("metricShowChange");
        object.text("metricSummary");
        object.ignoring(DISPLAY_ONLY).end();
        return new TrendsFilter(
                display == null ? Display.LINE : display, formulas, smoothing == null ? 1 : smoothing, bySessionStart);
    }

    private static List<TrendsFilter.Formula> formulas(StrictObject object) {
        List<TrendsFilter.Formula> nodes = new ArrayList<>();
        List<JsonNode> elements = object.list("formulaNodes", 50);
        for (int i = 0; i < elements.size(); i++) {
            StrictObject node = new StrictObject(elements.get(i), object.at("formulaNodes") + "[" + i + "]");
            nodes.add(new TrendsFilter.Formula(node.requiredText("formula"), named(node.text("custom_name"))));
            node.end();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : object.list("formulas", 50)) {
            if (!element.isTextual()) {
                throw StrictObject.error(object.at("formulas"), "expected texts, got " + StrictObject.typeOf(element));
            }
            texts.add(element.textValue());
        }
        String single = object.text("formula");
        if (!nodes.isEmpty()) {
            return nodes;
        }
        if (texts.isEmpty() && single != null && !single.isBlank()) {
            texts.add(single);
        }
        return texts.stream().map(text -> new TrendsFilter.Formula(text, null)).toList();
    }

    private static @Nullable String named(@Nullable String name) {
        return name == null || name.isBlank() ? null : name;
    }
}
