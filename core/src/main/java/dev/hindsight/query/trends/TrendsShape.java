package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.Display;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.Measure;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsFilter;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Shapes lines into result rows (contract queries 3.4 A and B). */
final class TrendsShape {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TrendsQuery query;
    private final SeriesLines lines;
    private final Period current;
    private final QueryContext context;

    TrendsShape(TrendsQuery query, SeriesLines lines, Period current, QueryContext context) {
        this.query = query;
        this.lines = lines;
        this.current = current;
        this.context = context;
    }

    /** The row of a line of the series at {@code index}. */
    ObjectNode ofSeries(int index, Line line, Period period) {
        SeriesNode series = query.series().get(index);
        String name = context.definitions().label(series);
        ObjectNode row = numbers(line, period);
        row.put("label", name);
        row.put("order", index);
        row.set("action", action(series, index));
        if (line.key() != null) {
            String value = label(line.key());
            row.put("label", query.series().size() == 1 ? value : name + " - " + value);
        }
        return row;
    }

    /** The row of a line of the formula at {@code index} (contract queries 3.5). */
    ObjectNode ofFormula(int index, Line line, Period period) {
        TrendsFilter.Formula formula = query.trendsFilter().formulas().get(index);
        String name = formula.customName();
        ObjectNode row = numbers(line, period);
        row.put("label", name == null ? "Formula (" + formula.text() + ")" : name);
        row.put("order", index);
        row.putNull("action");
        if (isTotalValue()) {
            row.putNull("data");
        }
        return row;
    }

    private boolean isTotalValue() {
        return query.trendsFilter().display().isTotalValue();
    }

    private ObjectNode numbers(Line line, Period period) {
        ObjectNode row = isTotalValue() ? totalValue(line) : timeSeries(line, period);
        row.set("filter", filter(period));
        if (line.key() != null && query.breakdown() != null) {
            List<String> values = line.key().values();
            if (query.breakdown().listValued()) {
                ArrayNode listed = row.putArray("breakdown_value");
                for (int i = 0; i < values.size(); i++) {
                    listed.add(value(query.breakdown().parts().get(i), values.get(i)));
                }
            } else {
                row.set("breakdown_value", value(query.breakdown().parts().get(0), values.get(0)));
            }
        }
        if (query.comparison().compare()) {
            row.put("compare", true);
            row.put("compare_label", period.previous() ? "previous" : "current");
        }
        return row;
    }

    /** Cohorts are told by their ids as numbers. */
    private static JsonNode value(Breakdown.Part part, String value) {
        return isCohort(part, value) ? JSON.numberNode(Integer.parseInt(value)) : JSON.textNode(value);
    }

    private static boolean isCohort(Breakdown.Part part, String value) {
        return part.type() == Breakdown.Type.COHORT && !value.equals(Breakdown.ALL) && !value.equals(Breakdown.OTHER);
    }

    private String label(BreakdownKey key) {
        List<Breakdown.Part> parts = Objects.requireNonNull(query.breakdown()).parts();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < key.values().size(); i++) {
            String value = key.values().get(i);
            if (isCohort(parts.get(i), value)) {
                value = context.definitions()
                        .cohort(Integer.parseInt(value))
                        .map(Cohort::name)
                        .orElse(value);
            } else if (parts.get(i).isCohort() && value.equals(Breakdown.ALL)) {
                value = "all users";
            }
            names.add(value);
        }
        return String.join("::", names);
    }

    private static ObjectNode totalValue(Line line) {
        ObjectNode row = JSON.objectNode();
        row.putArray("data");
        row.putArray("days");
        row.put("count", 0);
        row.set("aggregated_value", JsonNumbers.of(line.values()[0]));
        return row;
    }

    private ObjectNode timeSeries(Line line, Period period) {
        List<String> labels = BucketLabels.labels(period.buckets(), period.range());
        List<String> days = BucketLabels.days(period.buckets());
        ObjectNode row = JSON.objectNode();
        ArrayNode data = row.putArray("data");
        ArrayNode labelNodes = row.putArray("labels");
        ArrayNode dayNodes = row.putArray("days");
        for (double value : line.values()) {
            data.add(JsonNumbers.of(value));
        }
        for (int bucket : lines.shown(period.buckets())) {
            labelNodes.add(labels.get(bucket));
            dayNodes.add(days.get(bucket));
        }
        row.set("count", Double.isFinite(line.count()) ? JSON.numberNode(line.count()) : JSON.nullNode());
        if (query.trendsFilter().display() == Display.SLOPE_GRAPH) {
            ZonedDateTime end = period.buckets().end();
            row.put("incomplete_end", end != null && end.toInstant().isAfter(context.now()));
        }
        return row;
    }

    /** Says which series a row is of; its custom name is added when a result is shown, see the cache. */
    private ObjectNode action(SeriesNode series, int index) {
        ObjectNode action = action(series, index, context.definitions());
        ArrayNode days = action.putArray("days");
        Buckets buckets = current.buckets();
        for (int i : lines.shown(buckets)) {
            days.add(Envelope.iso(buckets.starts().get(i)));
        }
        return action;
    }

    static ObjectNode action(SeriesNode series, int index, Definitions definitions) {
        Measure measure = series.measure();
        String name = definitions.label(series);
        boolean everyEvent = series instanceof SeriesNode.EventsNode events && events.event() == null;
        ObjectNode action = JSON.objectNode();
        JsonNode id = everyEvent ? JSON.nullNode() : JSON.textNode(name);
        action.set("id", id);
        action.put("type", "events");
        action.put("order", index);
        action.put("name", name);
        action.putNull("custom_name");
        action.put("math", measure.math().wire());
        action.put("math_property", measure.property());
        action.put("math_hogql", measure.expression());
        action.put("math_group_type_index", measure.groupTypeIndex());
        action.putObject("properties");
        return action;
    }

    /**
     * The settings that the row was calculated with; few clients read it. Only what is small and part of the question's
     * meaning: the row may be shown to whoever asks the same question in other words.
     */
    private ObjectNode filter(Period period) {
        ObjectNode filter = JSON.objectNode();
        filter.put("insight", "TRENDS");
        filter.put("filter_test_accounts", query.filterTestAccounts());
        filter.put("date_from", Envelope.iso(period.range().from()));
        filter.put("date_to", Envelope.iso(period.range().to()));
        filter.put("entity_type", "events");
        filter.put("interval", query.interval().wire());
        filter.put("display", query.trendsFilter().display().wire());
        return filter;
    }
}
