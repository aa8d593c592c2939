package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.chart.Figure.Line;
import dev.hindsight.servlet.chart.Figure.Named;
import dev.hindsight.servlet.chart.Figure.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Charts of values: over time, by days of use, or one a row.
 *
 * @param rows at least one
 * @param display how they want to be drawn; empty: as usual
 */
record TrendsCharts(List<JsonNode> rows, String display) {
    private static final Map<String, String> SPECIAL =
            Map.of("$$_posthog_breakdown_other_$$", "Other", "$$_posthog_breakdown_null_$$", "None");

    /** Values in buckets. */
    Chart series(boolean lifecycle, String kind) {
        JsonNode longest = rows.stream()
                .max(Comparator.comparingInt(row -> row.path("data").size()))
                .orElseThrow();
        int size = longest.path("data").size();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add(longest.path("labels").path(i).asText(Integer.toString(i + 1)));
        }
        List<Line> lines = new ArrayList<>();
        for (JsonNode row : rows) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                values.add(row.path("data").path(i).asDouble(Double.NaN));
            }
            lines.add(new Line(lifecycle ? status(row) : name(row), values, isEarlier(row)));
        }
        String unit = kind.startsWith("Funnels") || kind.equals("FUNNELS") ? "%" : "";
        boolean stickiness = kind.startsWith("Stickiness") || kind.equals("STICKINESS");
        Shape shape = lifecycle ? Shape.STACKED : stickiness && display.isEmpty() ? Shape.BARS : shape();
        return new Chart(
                new Figure.Buckets(names, lines, shape, unit),
                table(stickiness ? "Active on" : "Time", names, lines, unit));
    }

    private Shape shape() {
        return switch (display) {
            case "ActionsBar", "ActionsStackedBar" ->
                rows.stream().anyMatch(TrendsCharts::isEarlier) ? Shape.BARS : Shape.STACKED;
            case "ActionsUnstackedBar" -> Shape.BARS;
            case "ActionsAreaGraph" -> Shape.AREAS;
            default -> Shape.LINES;
        };
    }

    /** One value a row. */
    Chart totals() {
        List<Named> values = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        double sum = 0;
        for (JsonNode row : rows) {
            Named value = new Named(name(row), row.path("aggregated_value").asDouble(Double.NaN));
            values.add(value);
            cells.add(List.of(value.name(), Figures.of(value.value())));
            sum += Math.max(0, value.value());
        }
        DataTable table = DataTable.of(List.of("Name", "Value"), cells);
        return new Chart(
                switch (display) {
                    case "BoldNumber" -> new Figure.Numbers(values);
                    case "ActionsPie", "ActionsDonut" ->
                        sum > 0 ? new Figure.Parts(values, display.equals("ActionsDonut")) : new Figure.Ranking(values);
                    case "ActionsTable" -> new Figure.Rows(table);
                    default -> new Figure.Ranking(values);
                },
                table);
    }

    /** One row a bucket, one column a line; {@code first} says what the buckets are. */
    static DataTable table(String first, List<String> names, List<Line> lines, String unit) {
        List<String> head = new ArrayList<>(List.of(first));
        lines.forEach(line -> head.add(line.name()));
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            List<String> row = new ArrayList<>(List.of(names.get(i)));
            for (Line line : lines) {
                String text = Figures.of(line.values().get(i));
                row.add(text.isEmpty() ? "" : text + unit);
            }
            cells.add(row);
        }
        return DataTable.of(head, cells);
    }

    static boolean isEarlier(JsonNode row) {
        return row.path("compare_label").asText("").equals("previous");
    }

    private static String status(JsonNode row) {
        String status = row.path("status").asText("");
        return status.isEmpty() ? name(row) : status.substring(0, 1).toUpperCase(Locale.ROOT) + status.substring(1);
    }

    private static String name(JsonNode row) {
        String custom = row.at("/action/custom_name").asText("");
        boolean one = row.path("breakdown_value").isMissingNode() && !custom.isBlank();
        String label = one ? custom : row.path("label").asText("");
        for (Map.Entry<String, String> special : SPECIAL.entrySet()) {
            label = label.replace(special.getKey(), special.getValue());
        }
        if (label.isBlank()) {
            label = breakdown(row.path("breakdown_value"));
        }
        return isEarlier(row) ? label + " (before)" : label;
    }

    /** What a row is of, when it is one of several by the values of a property; {@code Total} otherwise. */
    static String breakdown(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(breakdown(part)));
            return String.join(", ", parts);
        }
        String text = ChartReader.cell(value);
        return text.isBlank() ? "Total" : SPECIAL.getOrDefault(text, text);
    }
}
