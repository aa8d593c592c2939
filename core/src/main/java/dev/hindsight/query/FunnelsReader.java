package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.FunnelsQuery.Attribution;
import dev.hindsight.query.FunnelsQuery.Exclusion;
import dev.hindsight.query.FunnelsQuery.Order;
import dev.hindsight.query.FunnelsQuery.Step;
import dev.hindsight.query.FunnelsQuery.Viz;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads funnels (contract queries 4.1). */
final class FunnelsReader {
    private static final int MAX_STEPS = 32;
    private static final int MAX_EXCLUSIONS = 30;
    private static final int DEFAULT_WINDOW = 14;
    private static final int MAX_BINS = 90;
    private static final String[] DISPLAY_ONLY = {
        "layout",
        "funnelStepReference",
        "hiddenLegendBreakdowns",
        "resultCustomizations",
        "goalLines",
        "showTrendLines",
        "showLegend",
        "legendPosition",
        "showValuesOnSeries",
        "breakdownSorting",
        "showAnnotations",
        "useUdf",
        "customAggregationTarget"
    };

    /** The units of a window, in seconds; a month is 31 days. */
    private enum Unit implements Wire {
        SECOND(1, 3_600),
        MINUTE(60, 1_440),
        HOUR(3_600, 24 * 365),
        DAY(86_400, 365 * 5),
        WEEK(7 * 86_400, 53 * 5),
        MONTH(31 * 86_400, 12 * 5);

        private final long seconds;
        private final int most;

        Unit(long seconds, int most) {
            this.seconds = seconds;
            this.most = most;
        }

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private FunnelsReader() {}

    static FunnelsQuery read(StrictObject object) {
        if (object.raw("series") == null) {
            throw StrictObject.error(object.at("series"), "is required");
        }
        List<SeriesNode> nodes = SeriesReader.read(object);
        List<JsonNode> raw = object.list("series", 50);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            steps.add(new Step(nodes.get(i), raw.get(i).path("optionalInFunnel").asBoolean(false)));
        }
        CommonParts common = CommonParts.read(object);
        Interval interval = object.choice("interval", Interval.values());
        StrictObject filter = object.object("funnelsFilter");
        if (filter == null) {
            filter = new StrictObject(
                    com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(), "funnelsFilter");
        }
        Viz viz = filter.choice("funnelVizType", Viz.values());
        Order order = filter.choice("funnelOrderType", Order.values());
        Attribution attribution = filter.choice("breakdownAttributionType", Attribution.values());
        Integer attributionStep = filter.integer("breakdownAttributionValue", 0, MAX_STEPS - 1);
        Integer from = filter.integer("funnelFromStep");
        Integer to = filter.integer("funnelToStep");
        String actorExpression = filter.text("funnelAggregateByHogQL");
        FunnelsQuery query = new FunnelsQuery(
                steps,
                common.dateRange(),
                interval == null ? Interval.DAY : interval,
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                object.integer("aggregation_group_type_index", 0, 4),
                actorExpression == null || actorExpression.isBlank() ? null : actorExpression,
                BreakdownReader.read(object),
                CommonParts.comparison(object),
                viz == null ? Viz.STEPS : viz,
                order == null ? Order.ORDERED : order,
                window(filter),
                exclusions(filter),
                attribution == null ? Attribution.FIRST_TOUCH : attribution,
                attributionStep == null ? 0 : attributionStep,
                from == null ? 0 : from,
                to == null ? steps.size() - 1 : to,
                binCount(filter),
                filter.flag("hideIncompleteConversionWindowPeriods"));
        filter.ignoring(DISPLAY_ONLY).end();
        object.end();
        FunnelRules.check(query);
        return query;
    }

    /** Taken to the nearest number of bins that there can be (contract queries 4.6). */
    private static @Nullable Integer binCount(StrictObject filter) {
        Integer given = filter.integer("binCount");
        return given == null ? null : Integer.valueOf(Math.max(1, Math.min(MAX_BINS, given)));
    }

    private static long window(StrictObject filter) {
        Unit unit = filter.choice("funnelWindowIntervalUnit", Unit.values());
        Unit width = unit == null ? Unit.DAY : unit;
        Integer given = filter.integer("funnelWindowInterval");
        int count = given == null || given == 0 ? DEFAULT_WINDOW : given;
        if (count < 0 || count > width.most) {
            throw StrictObject.error(
                    filter.at("funnelWindowInterval"),
                    "must be 1 to " + width.most + " " + width.wire() + "s, not " + count);
        }
        return count * width.seconds;
    }

    private static List<Exclusion> exclusions(StrictObject filter) {
        List<Exclusion> exclusions = new ArrayList<>();
        List<JsonNode> elements = filter.list("exclusions", MAX_EXCLUSIONS);
        for (int i = 0; i < elements.size(); i++) {
            String path = filter.at("exclusions") + "[" + i + "]";
            StrictObject element = new StrictObject(elements.get(i), path);
            Integer from = element.integer("funnelFromStep");
            Integer to = element.integer("funnelToStep");
            if (from == null || to == null) {
                throw StrictObject.error(path, "needs funnelFromStep and funnelToStep");
            }
            ObjectNode node = elements.get(i).deepCopy();
            node.remove(List.of("funnelFromStep", "funnelToStep"));
            exclusions.add(new Exclusion(SeriesReader.node(new StrictObject(node, path)), from, to));
        }
        return exclusions;
    }
}
