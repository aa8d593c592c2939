package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.chart.Figure.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Charts of funnels.
 *
 * @param rows steps, or lists of steps that differ by a breakdown; or objects with {@code bins}
 */
record FunnelCharts(List<JsonNode> rows) {
    /** How many came how far. */
    Chart steps() {
        List<List<JsonNode>> funnels = new ArrayList<>();
        if (rows.get(0).isArray()) {
            rows.forEach(row -> funnels.add(list(row)));
        } else {
            // Of compared periods one after the other.
            Map<String, List<JsonNode>> byPeriod = new LinkedHashMap<>();
            rows.forEach(
                    row -> byPeriod.computeIfAbsent(row.path("compare_label").asText(""), any -> new ArrayList<>())
                            .add(row));
            funnels.addAll(byPeriod.values());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode step : funnels.get(0)) {
            names.add((names.size() + 1) + ". " + name(step));
        }
        List<Line> lines = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        for (List<JsonNode> funnel : funnels) {
            JsonNode first = funnel.get(0);
            String of = before(
                    first.has("breakdown_value") ? TrendsCharts.breakdown(first.path("breakdown_value")) : "People",
                    first);
            List<Double> counts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                JsonNode step = i < funnel.size() ? funnel.get(i) : first.path("none");
                counts.add(step.path("count").asDouble(Double.NaN));
                double before = counts.get(Math.max(0, i - 1));
                cells.add(List.of(
                        funnels.size() == 1 ? names.get(i) : of + ": " + names.get(i),
                        Figures.of(counts.get(i)),
                        Figures.share(counts.get(i), counts.get(0)),
                        Figures.share(counts.get(i), before),
                        Figures.duration(step.path("average_conversion_time").asDouble(Double.NaN))));
            }
            lines.add(new Line(of, counts, TrendsCharts.isEarlier(first)));
        }
        DataTable table = DataTable.of(
                List.of("Step", "Count", "Of the first step", "Of the step before", "Average time"), cells);
        return new Chart(new Figure.Steps(names, lines), table);
    }

    /** How long they took: {@code bins} are pairs of a begin in seconds and a count, and begin alike in all rows. */
    Chart times() {
        List<String> names = new ArrayList<>();
        rows.get(0)
                .path("bins")
                .forEach(bin -> names.add(Figures.duration(bin.path(0).asDouble(0))));
        List<Line> lines = new ArrayList<>();
        for (JsonNode row : rows) {
            List<Double> counts = new ArrayList<>();
            row.path("bins").forEach(bin -> counts.add(bin.path(1).asDouble(Double.NaN)));
            lines.add(new Line(before("Conversions", row), counts, TrendsCharts.isEarlier(row)));
        }
        return new Chart(
                new Figure.Buckets(names, lines, Figure.Shape.BARS, ""), TrendsCharts.table("Took", names, lines, ""));
    }

    private static String before(String name, JsonNode row) {
        return TrendsCharts.isEarlier(row) ? name + " (before)" : name;
    }

    private static String name(JsonNode step) {
        String custom = step.path("custom_name").asText("");
        String name = custom.isBlank() ? step.path("name").asText("") : custom;
        return name.isBlank() ? "All events" : name;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }
}
