package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.chart.Figure.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * Charts of funnels.
 *
 * @param rows steps, or lists of steps that differ by a breakdown
 */
record FunnelCharts(List<JsonNode> rows) {
    /** How many came how far. */
    Chart steps() {
        List<List<JsonNode>> funnels = new ArrayList<>();
        if (rows.get(0).isArray()) {
            rows.forEach(row -> funnels.add(list(row)));
        } else {
            funnels.add(rows);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode step : funnels.get(0)) {
            names.add((names.size() + 1) + ". " + name(step));
        }
        List<Line> lines = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        for (List<JsonNode> funnel : funnels) {
            String of = funnels.size() == 1 && !funnel.get(0).has("breakdown_value")
                    ? "People"
                    : TrendsCharts.breakdown(funnel.get(0).path("breakdown_value"));
            List<Double> counts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                JsonNode step =
                        i < funnel.size() ? funnel.get(i) : funnel.get(0).path("none");
                counts.add(step.path("count").asDouble(Double.NaN));
                double before = counts.get(Math.max(0, i - 1));
                cells.add(List.of(
                        funnels.size() == 1 ? names.get(i) : of + ": " + names.get(i),
                        Figures.of(counts.get(i)),
                        Figures.share(counts.get(i), counts.get(0)),
                        Figures.share(counts.get(i), before),
                        Figures.duration(step.path("average_conversion_time").asDouble(Double.NaN))));
            }
            lines.add(new Line(of, counts, false));
        }
        DataTable table = DataTable.of(
                List.of("Step", "Count", "Of the first step", "Of the step before", "Average time"), cells);
        return new Chart(new Figure.Steps(names, lines), table);
    }

    /** How long they took; {@code bins} are pairs of a begin in seconds and a count. */
    Chart times(JsonNode bins) {
        List<String> names = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (JsonNode bin : bins) {
            names.add(Figures.duration(bin.path(0).asDouble(0)));
            counts.add(bin.path(1).asDouble(Double.NaN));
        }
        List<Line> lines = List.of(new Line("Conversions", counts, false));
        return new Chart(
                new Figure.Buckets(names, lines, Figure.Shape.BARS, ""), TrendsCharts.table("Took", names, lines, ""));
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
