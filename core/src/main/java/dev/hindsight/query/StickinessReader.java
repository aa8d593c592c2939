package dev.hindsight.query;

import dev.hindsight.query.StickinessQuery.Criteria;
import dev.hindsight.query.StickinessQuery.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads stickiness queries (contract queries 6.2). */
final class StickinessReader {
    private static final Criteria ONCE = new Criteria(Operator.GTE, 1);
    private static final String[] DISPLAY_ONLY = {
        "display",
        "showLegend",
        "legendPosition",
        "showValuesOnSeries",
        "showMultipleYAxes",
        "hiddenLegendIndexes",
        "resultCustomizationBy",
        "resultCustomizations"
    };

    private enum ComputedAs implements Wire {
        NON_CUMULATIVE,
        CUMULATIVE;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private StickinessReader() {}

    static StickinessQuery read(StrictObject object) {
        List<SeriesNode> series = SeriesReader.required(object);
        CommonParts common = CommonParts.read(object);
        Interval interval = object.choice("interval", Interval.values());
        Integer count = object.integer("intervalCount", 1, 10_000);
        StrictObject filter = object.object("stickinessFilter");
        boolean cumulative =
                filter != null && filter.choice("computedAs", ComputedAs.values()) == ComputedAs.CUMULATIVE;
        Criteria criteria = filter == null ? ONCE : criteria(filter.object("stickinessCriteria"));
        if (filter != null) {
            filter.ignoring(DISPLAY_ONLY).end();
        }
        StickinessQuery query = new StickinessQuery(
                series,
                common.dateRange(),
                interval == null ? Interval.DAY : interval,
                count == null ? 1 : count,
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                CommonParts.comparison(object),
                cumulative,
                criteria);
        object.end();
        return query;
    }

    private static Criteria criteria(@Nullable StrictObject object) {
        if (object == null) {
            return ONCE;
        }
        Operator operator = object.choice("operator", Operator.values());
        Integer value = object.integer("value", 1, 1_000_000_000);
        object.end();
        return new Criteria(operator == null ? Operator.GTE : operator, value == null ? 1 : value);
    }
}
