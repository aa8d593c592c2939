package dev.hindsight.query;

import java.util.List;

/** Reads lifecycle queries (contract queries 6.1). */
final class LifecycleReader {
    private LifecycleReader() {}

    static LifecycleQuery read(StrictObject object) {
        List<SeriesNode> series = SeriesReader.required(object);
        CommonParts common = CommonParts.read(object);
        Interval interval = object.choice("interval", Interval.values());
        Integer groupTypeIndex = object.integer("aggregation_group_type_index", 0, 4);
        object.ignoring("customAggregationTarget");
        StrictObject filter = object.object("lifecycleFilter");
        boolean onlyInsightDates = false;
        if (filter != null) {
            onlyInsightDates = filter.flag("onlyUseInsightDates");
            filter.ignoring(
                            "toggledLifecycles",
                            "showValuesOnSeries",
                            "showPercentagesOnSeries",
                            "showLegend",
                            "legendPosition",
                            "stacked")
                    .end();
        }
        object.end();
        return new LifecycleQuery(
                series,
                common.dateRange(),
                interval == null ? Interval.DAY : interval,
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                onlyInsightDates,
                groupTypeIndex);
    }
}
