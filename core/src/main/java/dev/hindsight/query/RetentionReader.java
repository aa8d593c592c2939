package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.RetentionQuery.Aggregation;
import dev.hindsight.query.RetentionQuery.Period;
import dev.hindsight.query.RetentionQuery.Start;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads retention queries (contract queries 5.1). */
final class RetentionReader {
    private static final int MAX_INTERVALS = 100;
    private static final Measure COUNT = new Measure(SeriesMath.TOTAL, null, "event_properties", null, null, null);
    private static final SeriesNode PAGEVIEW = new SeriesNode.EventsNode("$pageview", COUNT, FilterGroup.NONE, null);
    private static final String[] DISPLAY_ONLY = {
        "retentionReference",
        "meanRetentionCalculation",
        "display",
        "dashboardDisplay",
        "showTrendLines",
        "selectedInterval",
        "goalLines",
        "cohortLabelStartIndex",
        "showLegend",
        "legendPosition"
    };

    private enum Window implements Wire {
        STRICT_CALENDAR_DATES("strict_calendar_dates"),
        ROLLING("24_hour_windows");

        private final String wire;

        Window(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    private enum Kind implements Wire {
        COUNT,
        SUM,
        AVG;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private RetentionReader() {}

    static RetentionQuery read(StrictObject object) {
        StrictObject filter = object.object("retentionFilter");
        if (filter == null) {
            throw StrictObject.error(object.at("retentionFilter"), "is required");
        }
        CommonParts common = CommonParts.read(object);
        Period period = filter.choice("period", Period.values());
        List<Integer> brackets = brackets(filter);
        Window window = filter.choice("timeWindowMode", Window.values());
        Start start = filter.choice("retentionType", Start.values());
        Integer minimum = filter.integer("minimumOccurrences", 1, 1_000_000);
        RetentionQuery query = new RetentionQuery(
                common.dateRange(),
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                object.integer("aggregation_group_type_index", 0, 4),
                BreakdownReader.read(object),
                entity(filter, "targetEntity"),
                entity(filter, "returningEntity"),
                period == null ? Period.DAY : period,
                intervals(filter, brackets),
                start == null ? Start.RECURRING : start,
                filter.flag("cumulative"),
                minimum == null ? 1 : minimum,
                window == Window.ROLLING,
                brackets,
                aggregation(filter));
        filter.ignoring(DISPLAY_ONLY).end();
        object.end();
        return checked(query);
    }

    private static RetentionQuery checked(RetentionQuery query) {
        if (query.rollingWindows() && query.cumulative()) {
            throw HindsightException.invalid(
                    "retentionFilter__cumulative",
                    "retention_cumulative_24_hour_windows_unsupported",
                    "Cumulative retention needs calendar dates: windows of 24 hours cannot be cumulated.");
        }
        if (query.rollingWindows() && query.aggregation() != null) {
            throw HindsightException.invalid(
                    "retentionFilter__aggregationType",
                    "retention_24_hour_windows_property_aggregation_unsupported",
                    "Sums and averages need calendar dates, not windows of 24 hours.");
        }
        return query;
    }

    /** Eight when the field is absent, seven when it is there and says nothing (contract queries 1.1 and 5.1). */
    private static int intervals(StrictObject filter, List<Integer> brackets) {
        if (!filter.has("totalIntervals")) {
            return 8;
        }
        Integer given = filter.integer("totalIntervals");
        int intervals = given == null || given == 0 ? 7 : given;
        int reach = brackets.stream().mapToInt(Integer::intValue).sum();
        if (intervals < 0 || intervals > MAX_INTERVALS || reach > MAX_INTERVALS) {
            throw tooMany(MAX_INTERVALS + " intervals, not " + Math.max(intervals, reach));
        }
        return intervals;
    }

    static HindsightException tooMany(String limit) {
        return HindsightException.invalid(
                "retentionFilter__totalIntervals",
                "retention_too_many_intervals",
                "A retention table may have at most " + limit + ".");
    }

    private static List<Integer> brackets(StrictObject filter) {
        List<Integer> brackets = new ArrayList<>();
        int sum = 0;
        for (JsonNode each : filter.list("retentionCustomBrackets", MAX_INTERVALS)) {
            if (!each.isNumber() || each.doubleValue() != Math.rint(each.doubleValue()) || each.doubleValue() < 1) {
                throw StrictObject.error(
                        filter.at("retentionCustomBrackets"),
                        "expected whole numbers over 0, got " + StrictObject.typeOf(each));
            }
            sum = (int) Math.min(sum + each.doubleValue(), 1_000_000);
            brackets.add((int) Math.min(each.doubleValue(), 1_000_000));
        }
        if (sum > MAX_INTERVALS) {
            throw tooMany(MAX_INTERVALS + " intervals in its brackets, not " + sum);
        }
        return brackets;
    }

    private static @Nullable Aggregation aggregation(StrictObject filter) {
        Kind kind = filter.choice("aggregationType", Kind.values());
        String property = filter.text("aggregationProperty");
        String type = filter.text("aggregationPropertyType");
        if (type != null && !type.equals("event") && !type.equals("person")) {
            throw StrictObject.error(filter.at("aggregationPropertyType"), "is neither event nor person");
        }
        if (kind == null || kind == Kind.COUNT) {
            return null;
        }
        if (property == null || property.isEmpty()) {
            throw HindsightException.invalid(
                    "retentionFilter__aggregationProperty",
                    "A retention of sums or averages needs the property that it adds up.");
        }
        return new Aggregation(kind == Kind.AVG, property, "person".equals(type));
    }

    private static SeriesNode entity(StrictObject filter, String key) {
        StrictObject entity = filter.object(key);
        if (entity == null) {
            return PAGEVIEW;
        }
        entity.ignoring("kind", "uuid");
        entity.text("name");
        entity.integer("order");
        String customName = entity.text("custom_name");
        String type = entity.text("type");
        FilterGroup properties = FilterReader.read(entity);
        SeriesNode node;
        if ("actions".equals(type)) {
            Integer id = entity.wholeNumber("id");
            if (id == null) {
                throw StrictObject.error(entity.at("id"), "is required");
            }
            node = new SeriesNode.ActionsNode(id, COUNT, properties, customName);
        } else if (type == null || type.equals("events")) {
            JsonNode id = entity.raw("id");
            node = new SeriesNode.EventsNode(id == null ? null : id.asText(), COUNT, properties, customName);
        } else {
            throw StrictObject.error(
                    entity.at("type"), "\"" + StrictObject.shortened(type) + "\" is neither events nor actions");
        }
        entity.end();
        return node;
    }
}
