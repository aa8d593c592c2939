package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.Interval;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.trends.TrendsRunner.Cell;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shapes the numbers of a series into result rows (contract queries 3.4 A and B, order as in 3.7). */
final class TrendsShape {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int REAL = 0;
    private static final int NONE = 1;
    private static final int OTHER = 2;

    private final TrendsQuery query;
    private final Period current;

    TrendsShape(TrendsQuery query, Period current) {
        this.query = query;
        this.current = current;
    }

    /** One line of a chart; {@code breakdown} is null when there is no breakdown. */
    private static final class Line {
        private final @Nullable String breakdown;
        private final double[] values;

        Line(@Nullable String breakdown, int size) {
            this.breakdown = breakdown;
            this.values = new double[size];
        }

        double total() {
            return DoubleStream.of(values).sum();
        }

        int rank() {
            if (Breakdown.OTHER.equals(breakdown)) {
                return OTHER;
            }
            return Breakdown.NONE.equals(breakdown) ? NONE : REAL;
        }
    }

    List<ObjectNode> rows(int index, Period period, List<Cell> cells) {
        int[] kept = kept(period.buckets());
        List<ObjectNode> rows = new ArrayList<>();
        for (Line line : lines(period, cells)) {
            ObjectNode row = isTotalValue() ? totalRow(line) : seriesRow(line, period, kept);
            rows.add(named(row, line, index, period));
        }
        return rows;
    }

    /** With daily buckets, days that were filtered out leave no bucket behind (contract queries 2.1). */
    private int[] kept(Buckets buckets) {
        Set<DayOfWeek> days =
                query.roundingInterval() == Interval.DAY ? query.dateRange().daysOfWeek() : Set.of();
        return IntStream.range(0, buckets.size())
                .filter(i ->
                        days.isEmpty() || days.contains(buckets.starts().get(i).getDayOfWeek()))
                .toArray();
    }

    private boolean isTotalValue() {
        return query.trendsFilter().display().isTotalValue();
    }

    private List<Line> lines(Period period, List<Cell> cells) {
        int size = isTotalValue() ? 1 : period.buckets().size();
        if (query.breakdown() == null) {
            Line line = new Line(null, size);
            cells.forEach(cell -> line.values[cell.bucket()] += cell.value());
            return List.of(line);
        }
        Map<String, Line> byValue = new LinkedHashMap<>();
        for (Cell cell : cells) {
            String value = cell.breakdown() == null ? Breakdown.OTHER : cell.breakdown();
            byValue.computeIfAbsent(value, key -> new Line(key, size)).values[cell.bucket()] += cell.value();
        }
        return ordered(byValue.values());
    }

    private List<Line> ordered(Collection<Line> lines) {
        boolean hideOther = query.breakdown() != null && query.breakdown().hideOther();
        return lines.stream()
                .filter(line -> !(hideOther && line.rank() == OTHER))
                .sorted(Comparator.comparingInt(Line::rank)
                        .thenComparing(Comparator.comparingDouble(Line::total).reversed())
                        .thenComparing(line -> String.valueOf(line.breakdown), TrendsShape::byCharacters))
                .toList();
    }

    /** The order of the engines, which compare UTF-8: by characters, also beyond the first 65,536. */
    private static int byCharacters(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode totalRow(Line line) {
        ObjectNode row = JSON.objectNode();
        row.putArray("data");
        row.putArray("days");
        row.put("count", 0);
        return number(row, "aggregated_value", line.values[0]);
    }

    private ObjectNode seriesRow(Line line, Period period, int[] kept) {
        double[] values = IntStream.of(kept).mapToDouble(i -> line.values[i]).toArray();
        boolean cumulative = query.trendsFilter().display().family() == Display.Family.CUMULATIVE;
        if (cumulative) {
            for (int i = 1; i < values.length; i++) {
                values[i] += values[i - 1];
            }
        }
        List<String> labels = BucketLabels.labels(period.buckets(), period.range());
        List<String> days = BucketLabels.days(period.buckets());
        ObjectNode row = JSON.objectNode();
        ArrayNode data = row.putArray("data");
        ArrayNode labelNodes = row.putArray("labels");
        ArrayNode dayNodes = row.putArray("days");
        for (int i = 0; i < kept.length; i++) {
            data.add(JsonNumbers.of(values[i]));
            labelNodes.add(labels.get(kept[i]));
            dayNodes.add(days.get(kept[i]));
        }
        double last = values.length == 0 ? 0 : values[values.length - 1];
        double count = cumulative ? last : DoubleStream.of(values).sum();
        row.set("count", Double.isFinite(count) ? JSON.numberNode(count) : JSON.nullNode());
        return row;
    }

    private ObjectNode named(ObjectNode row, Line line, int index, Period period) {
        SeriesNode series = query.series().get(index);
        String name = name(series);
        row.put("label", name);
        row.put("order", index);
        row.set("action", action(series, index));
        row.set("filter", filter(period));
        if (line.breakdown != null) {
            row.put("label", query.series().size() == 1 ? line.breakdown : name + " - " + line.breakdown);
            if (query.breakdown() != null && query.breakdown().listValued()) {
                row.putArray("breakdown_value").add(line.breakdown);
            } else {
                row.put("breakdown_value", line.breakdown);
            }
        }
        if (query.comparison().compare()) {
            row.put("compare", true);
            row.put("compare_label", period.previous() ? "previous" : "current");
        }
        return row;
    }

    private static String name(SeriesNode series) {
        return series instanceof SeriesNode.EventsNode events && events.event() != null ? events.event() : "All events";
    }

    /** Says which series a row is of; its custom name is added when a result is shown, see the cache. */
    private ObjectNode action(SeriesNode series, int index) {
        String id = series instanceof SeriesNode.EventsNode events ? events.event() : null;
        Measure measure = series.measure();
        ObjectNode action = JSON.objectNode();
        action.put("id", id);
        action.put("type", "events");
        action.put("order", index);
        action.put("name", name(series));
        action.putNull("custom_name");
        action.put("math", measure.math().wire());
        action.put("math_property", measure.property());
        action.put("math_hogql", measure.expression());
        action.put("math_group_type_index", measure.groupTypeIndex());
        action.putObject("properties");
        ArrayNode days = action.putArray("days");
        Buckets buckets = current.buckets();
        for (int i : kept(buckets)) {
            days.add(Envelope.iso(buckets.starts().get(i)));
        }
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

    private static ObjectNode number(ObjectNode row, String key, double value) {
        row.set(key, JsonNumbers.of(value));
        return row;
    }
}
