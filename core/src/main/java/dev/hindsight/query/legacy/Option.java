package dev.hindsight.query.legacy;

import java.util.List;
import java.util.Map;

/**
 * A key of the old filters that is a field of the node under another name.
 *
 * @param field in the part of the node that has the options of its kind
 */
record Option(String key, String field, Form form) {
    private static final Map<InsightKind, List<Option>> BY_KIND = Map.of(
            InsightKind.TRENDS,
            List.of(
                    new Option("smoothing_intervals", "smoothingIntervals", Form.WHOLE),
                    new Option("formula", "formula", Form.TEXT),
                    new Option("show_legend", "showLegend", Form.ANY),
                    new Option("show_values_on_series", "showValuesOnSeries", Form.ANY),
                    new Option("show_percent_stack_view", "showPercentStackView", Form.ANY),
                    new Option("aggregation_axis_format", "aggregationAxisFormat", Form.ANY),
                    new Option("aggregation_axis_prefix", "aggregationAxisPrefix", Form.ANY),
                    new Option("aggregation_axis_postfix", "aggregationAxisPostfix", Form.ANY),
                    new Option("decimal_places", "decimalPlaces", Form.ANY)),
            InsightKind.FUNNELS,
            List.of(
                    new Option("funnel_viz_type", "funnelVizType", Form.TEXT),
                    new Option("funnel_order_type", "funnelOrderType", Form.TEXT),
                    new Option("funnel_from_step", "funnelFromStep", Form.WHOLE),
                    new Option("funnel_to_step", "funnelToStep", Form.WHOLE),
                    new Option("funnel_window_interval", "funnelWindowInterval", Form.WHOLE),
                    new Option("funnel_window_interval_unit", "funnelWindowIntervalUnit", Form.TEXT),
                    new Option("funnel_step_reference", "funnelStepReference", Form.ANY),
                    new Option("breakdown_attribution_type", "breakdownAttributionType", Form.TEXT),
                    new Option("breakdown_attribution_value", "breakdownAttributionValue", Form.WHOLE),
                    new Option("bin_count", "binCount", Form.WHOLE),
                    new Option("layout", "layout", Form.ANY),
                    new Option("funnel_aggregate_by_hogql", "funnelAggregateByHogQL", Form.TEXT)),
            InsightKind.RETENTION,
            List.of(
                    new Option("retention_type", "retentionType", Form.TEXT),
                    new Option("retention_reference", "retentionReference", Form.ANY),
                    new Option("total_intervals", "totalIntervals", Form.WHOLE),
                    new Option("period", "period", Form.TEXT),
                    new Option("cumulative", "cumulative", Form.FLAG),
                    new Option("mean_retention_calculation", "meanRetentionCalculation", Form.ANY)),
            InsightKind.PATHS,
            List.of(
                    new Option("include_event_types", "includeEventTypes", Form.TEXTS),
                    new Option("paths_hogql_expression", "pathsHogQLExpression", Form.TEXT),
                    new Option("start_point", "startPoint", Form.TEXT),
                    new Option("end_point", "endPoint", Form.TEXT),
                    new Option("path_groupings", "pathGroupings", Form.TEXTS),
                    new Option("exclude_events", "excludeEvents", Form.TEXTS),
                    new Option("step_limit", "stepLimit", Form.WHOLE),
                    new Option("path_replacements", "pathReplacements", Form.FLAG),
                    new Option("edge_limit", "edgeLimit", Form.WHOLE),
                    new Option("min_edge_weight", "minEdgeWeight", Form.WHOLE),
                    new Option("max_edge_weight", "maxEdgeWeight", Form.WHOLE)),
            InsightKind.LIFECYCLE,
            List.of(
                    new Option("toggledLifecycles", "toggledLifecycles", Form.ANY),
                    new Option("show_values_on_series", "showValuesOnSeries", Form.ANY)),
            InsightKind.STICKINESS,
            List.of(
                    new Option("show_legend", "showLegend", Form.ANY),
                    new Option("show_values_on_series", "showValuesOnSeries", Form.ANY)));

    /** The options of a kind of insight that only have other names. */
    static List<Option> of(InsightKind kind) {
        return BY_KIND.getOrDefault(kind, List.of());
    }
}
