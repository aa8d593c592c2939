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
        "breakdown_histogram_bin_count",
        "metricShowChange",
        "metricSummary"
    };

    private TrendsReader() {}

    static TrendsQuery read(StrictObject object) {
        if (object.raw("series") == null) {
            throw StrictObject.error(object.at("series"), "is required");
        }
        List<SeriesNode> series = SeriesReader.read(object);
        if (series.isEmpty()) {
            throw HindsightException.invalid(
                    "series",
                    "insight_requires_at_least_one_series",
                    "An insight needs at least one series: an event or action to count.");
        }
        CommonParts common = CommonParts.read(object);
        Interval interval = object.choice("interval", Interval.values());
        object.integer("aggregation_group_type_index", 0, 4);
        object.object("calendarHeatmapFilter");
        object.object("conversionGoal");
        TrendsQuery query = new TrendsQuery(
                series,
                common.dateRange(),
                interval == null ? Interval.DAY : interval,
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                BreakdownReader.read(object),
                CommonParts.comparison(object),
                trendsFilter(object));
        object.end();
        return query;
    }

    private static TrendsFilter trendsFilter(StrictObject query) {
        StrictObject object = query.object("trendsFilter");
        if (object == null) {
            return new TrendsFilter(Display.LINE, List.of(), 1);
        }
        Display display = object.choice("display", Display.values());
        Integer smoothing = object.integer("smoothingIntervals", 1, 1_000);
        List<String> formulas = formulas(object);
        object.ignoring(DISPLAY_ONLY).end();
        return new TrendsFilter(display == null ? Display.LINE : display, formulas, smoothing == null ? 1 : smoothing);
    }

    private static List<String> formulas(StrictObject object) {
        List<String> nodes = new ArrayList<>();
        List<JsonNode> elements = object.list("formulaNodes", 50);
        for (int i = 0; i < elements.size(); i++) {
            StrictObject node = new StrictObject(elements.get(i), object.at("formulaNodes") + "[" + i + "]");
            nodes.add(node.requiredText("formula"));
            node.text("custom_name");
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
        return !texts.isEmpty() ? texts : singleton(single);
    }

    private static List<String> singleton(@Nullable String formula) {
        return formula == null || formula.isBlank() ? List.of() : List.of(formula);
    }
}
