package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceRange.Bucket;
import dev.hindsight.reference.TrendsLines.Line;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers a trends query event by event (contract queries 3). Expects a query that is valid. */
public final class ReferenceTrends {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ReferenceProject project;
    private final JsonNode query;
    private final ReferenceDates dates;
    private final TrendsDisplay display;
    private final ReferenceRange.Interval interval;
    private final ReferenceRange current;
    private final @Nullable ReferenceBreakdown breakdown;

    private ReferenceTrends(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        if (query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("sampling");
        }
        display = TrendsDisplay.of(query);
        dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        interval = interval(text(query.path("interval"), "day"));
        current = ReferenceRange.current(
                dates,
                display.alwaysRoundsDays() ? ReferenceRange.Interval.DAY : interval,
                query.path("dateRange"),
                project.earliest());
        breakdown = ReferenceBreakdown.of(query.path("breakdownFilter"), display.name());
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceTrends(project, query, now).results();
    }

    private static ReferenceRange.Interval interval(String name) {
        return switch (name) {
            case "second", "minute", "hour", "day", "week", "month", "quarter", "year" ->
                ReferenceRange.Interval.valueOf(name.toUpperCase(Locale.ROOT));
            default -> throw new NotInReference("interval " + name);
        };
    }

    private ArrayNode results() {
        if (query.path("series").isEmpty()) {
            throw new NotInReference("no series");
        }
        if (display.isHeatmap()) {
            return counted(0).isUnknown() ? JSON.arrayNode() : JSON.arrayNode().add(heatmap());
        }
        if (display.isBoxPlot()) {
            return boxes();
        }
        JsonNode compare = query.path("compareFilter");
        if (!display.compares(query)) {
            return TrendsFormulas.applied(query, display, List.of(rows(current, null)));
        }
        ReferenceRange previous = current.previous(query.path("dateRange"), Texts.of(compare.path("compare_to")));
        return TrendsFormulas.applied(query, display, List.of(rows(current, "current"), rows(previous, "previous")));
    }

    /** The rows of one period, a list for each series. */
    private List<List<ObjectNode>> rows(ReferenceRange range, @Nullable String compareLabel) {
        List<List<ObjectNode>> rows = new ArrayList<>();
        JsonNode series = query.path("series");
        int smoothing = display.isSlope()
                ? 1
                : query.path("trendsFilter").path("smoothingIntervals").asInt(1);
        for (int i = 0; i < series.size(); i++) {
            TrendsSeries counted = counted(i);
            List<ObjectNode> ofSeries = new ArrayList<>();
            // Formulas still have a letter for a series that is dropped; without a breakdown it contributes zeros.
            List<Line> lines = counted.isUnknown() && !TrendsFormulas.areIn(query)
                    ? List.of()
                    : new TrendsLines(project, counted, range, display, smoothing, breakdown).all();
            for (Line line : lines) {
                ObjectNode row = row(series.get(i), counted, i, line, range);
                if (compareLabel != null) {
                    row.put("compare", true).put("compare_label", compareLabel);
                }
                ofSeries.add(row);
            }
            rows.add(ofSeries);
        }
        return rows;
    }

    private TrendsSeries counted(int index) {
        JsonNode series = query.path("series").get(index);
        return new TrendsSeries(
                project, query, series, dates, new TrendsMath(project, series, interval, display.alwaysRoundsDays()));
    }

    /** Of the first series alone. */
    private ObjectNode heatmap() {
        TrendsSeries counted = counted(0);
        boolean bySessionStart =
                query.path("calendarHeatmapFilter").path("bucketBySessionStart").asBoolean(false);
        ObjectNode row = new TrendsHeatmap(counted.math(), current, counted.counted(current), bySessionStart).numbers();
        row.put("label", counted.name())
                .set("action", action(query.path("series").get(0), counted, 0));
        return row;
    }

    /** The boxes of all series; none at all when any of them has no property. */
    private ArrayNode boxes() {
        ArrayNode boxes = JSON.arrayNode();
        for (JsonNode series : query.path("series")) {
            if (!series.hasNonNull("math_property")) {
                return boxes;
            }
        }
        for (int i = 0; i < query.path("series").size(); i++) {
            JsonNode series = query.path("series").get(i);
            if (!counted(i).isUnknown()) {
                new TrendsBoxPlot(counted(i), series, i, current).boxes().forEach(boxes::add);
            }
        }
        return boxes;
    }

    private ObjectNode row(JsonNode series, TrendsSeries counted, int order, Line line, ReferenceRange range) {
        String name = counted.name();
        ObjectNode row = JSON.objectNode();
        ArrayNode data = row.putArray("data");
        ArrayNode days = row.putArray("days");
        if (display.isTotalValue()) {
            row.put("count", 0).put("aggregated_value", line.data().get(0));
        } else {
            ArrayNode labels = row.putArray("labels");
            double count = 0;
            for (double figure : line.data()) {
                data.add(figure);
                count = display.isCumulative() ? figure : count + figure;
            }
            List<Bucket> buckets = range.allBuckets();
            for (int i = 0; i < buckets.size(); i++) {
                if (display.shows(range, i)) {
                    days.add(range.dayText(buckets.get(i)));
                    labels.add(range.label(buckets.get(i)));
                }
            }
            if (display.isSlope()) {
                row.put("incomplete_end", !buckets.isEmpty() && range.isAfterNow(buckets.get(buckets.size() - 1)));
            }
            row.put("count", count);
        }
        row.put("label", name).put("order", order).set("action", action(series, counted, order));
        ReferenceBreakdown by = breakdown;
        List<String> value = line.breakdownValue();
        if (by != null && value != null) {
            String label = String.join("::", value);
            row.put("label", query.path("series").size() == 1 ? label : name + " - " + label);
            if (by.asList()) {
                value.forEach(row.putArray("breakdown_value")::add);
            } else {
                row.put("breakdown_value", label);
            }
        }
        return row;
    }

    private ObjectNode action(JsonNode series, TrendsSeries counted, int order) {
        ObjectNode action = JSON.objectNode();
        action.put("id", counted.isOfAllEvents() ? null : counted.name());
        action.put("type", "events").put("order", order).put("name", counted.name());
        for (String copied : List.of("custom_name", "math_property", "math_hogql", "math_group_type_index")) {
            action.set(copied, series.hasNonNull(copied) ? series.get(copied) : JSON.nullNode());
        }
        action.put("math", text(series.path("math"), "total"));
        action.putObject("properties");
        if (!display.alwaysRoundsDays()) {
            ArrayNode days = action.putArray("days");
            List<Bucket> buckets = current.allBuckets();
            for (int i = 0; i < buckets.size(); i++) {
                if (display.shows(current, i)) {
                    days.add(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                            buckets.get(i).start()));
                }
            }
        }
        return action;
    }

    private static String text(JsonNode node, String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }
}
