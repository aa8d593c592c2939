package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the answer of an insight by its form, and by what its question says of how to draw it.
 *
 * @param insight as the API spells it
 * @param source the query that was asked; missing for insights in the old form
 */
record ChartReader(JsonNode insight, JsonNode source) {
    private static final int LONGEST_CELL = 500;

    static ChartReader of(JsonNode insight) {
        JsonNode query = insight.path("query");
        JsonNode source = query.path("source").isObject() ? query.path("source") : query;
        return new ChartReader(insight, source.isObject() ? source : MissingNode.getInstance());
    }

    Optional<Chart> read() {
        JsonNode result = insight.path("result");
        if (result.path("bins").isArray()) {
            return Optional.of(new FunnelCharts(List.of(result)).times());
        }
        if (!result.isArray()) {
            return Optional.empty();
        }
        List<JsonNode> rows = new ArrayList<>();
        result.forEach(rows::add);
        if (insight.path("columns").isArray()) {
            return Optional.of(columns(rows));
        }
        return rows.isEmpty() ? Optional.of(nothing()) : ofRows(rows);
    }

    private Optional<Chart> ofRows(List<JsonNode> rows) {
        JsonNode first = rows.get(0);
        if (first.path("bins").isArray()) {
            return Optional.of(new FunnelCharts(rows).times());
        }
        if (isFunnel(first)) {
            return Optional.of(new FunnelCharts(rows).steps());
        }
        if (first.path("values").isArray()) {
            return Optional.of(RetentionCharts.of(rows));
        }
        if (first.has("source") && first.has("target")) {
            return Optional.of(paths(rows));
        }
        if (first.path("calendar_heatmap_data").isObject()) {
            return Optional.of(RetentionCharts.hours(first.path("calendar_heatmap_data")));
        }
        if (first.has("median") && first.has("p25")) {
            return Optional.of(boxes(rows));
        }
        if (first.has("aggregated_value")) {
            return Optional.of(new TrendsCharts(rows, display()).totals());
        }
        return first.path("data").isArray()
                ? Optional.of(new TrendsCharts(rows, display()).series(first.has("status"), kind()))
                : Optional.empty();
    }

    private static boolean isFunnel(JsonNode first) {
        JsonNode step = first.isArray() ? first.path(0) : first;
        return step.has("average_conversion_time") && step.has("count");
    }

    /** The kind of query, such as {@code TrendsQuery}; of old insights such as {@code TRENDS}. */
    private String kind() {
        return source.path("kind").asText(insight.at("/filters/insight").asText("TRENDS"));
    }

    /** How the question wants to be drawn; empty: it does not say. */
    private String display() {
        for (String place : List.of("/trendsFilter/display", "/stickinessFilter/display")) {
            if (source.at(place).isTextual()) {
                return source.at(place).textValue();
            }
        }
        return insight.at("/filters/display").asText("");
    }

    private static Chart nothing() {
        DataTable empty = DataTable.of(List.of("Nothing"), List.of());
        return new Chart(new Figure.Rows(empty), empty);
    }

    private Chart columns(List<JsonNode> rows) {
        List<String> head = new ArrayList<>();
        insight.path("columns").forEach(column -> head.add(cell(column)));
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < head.size(); i++) {
                texts.add(cell(row.path(i)));
            }
            cells.add(texts);
        }
        return table(head, cells);
    }

    private static Chart paths(List<JsonNode> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            cells.add(List.of(
                    step(row.path("source").asText()),
                    step(row.path("target").asText()),
                    cell(row.path("value")),
                    Figures.duration(row.path("average_conversion_time").asDouble(Double.NaN) / 1000)));
        }
        return table(List.of("From", "To", "Times", "Average time"), cells);
    }

    /** {@code 2_/pricing} is the second page of a way. */
    private static String step(String key) {
        int end = key.indexOf('_');
        return end < 0 ? key : key.substring(0, end) + ". " + key.substring(end + 1);
    }

    private static Chart boxes(List<JsonNode> rows) {
        List<String> measures = List.of("min", "p25", "median", "p75", "max", "mean");
        List<String> head = new ArrayList<>(List.of("Time", "Series"));
        head.addAll(measures);
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> texts = new ArrayList<>(List.of(cell(row.path("label")), cell(row.path("series_label"))));
            measures.forEach(measure -> texts.add(cell(row.path(measure))));
            cells.add(texts);
        }
        return table(head, cells);
    }

    private static Chart table(List<String> head, List<List<String>> cells) {
        DataTable table = DataTable.of(head, cells);
        return new Chart(new Figure.Rows(table), table);
    }

    /** A value as a text. */
    static String cell(JsonNode value) {
        if (value.isNumber()) {
            return Figures.of(value.doubleValue());
        }
        String text = value.isContainerNode() ? value.toString() : value.isNull() ? "" : value.asText("");
        return text.codePointCount(0, text.length()) <= LONGEST_CELL
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_CELL)) + "…";
    }
}
