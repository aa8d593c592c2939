package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.chart.Figure.Cell;
import dev.hindsight.servlet.chart.Figure.GridRow;
import java.util.ArrayList;
import java.util.List;

/** Charts that are grids: who comes back, and when of the week things happen. */
final class RetentionCharts {
    private static final List<String> WEEKDAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private RetentionCharts() {}

    /** One row for those who came first in the same period. */
    static Chart of(List<JsonNode> rows) {
        List<String> columns = new ArrayList<>();
        List<GridRow> grid = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        JsonNode longest = rows.get(0).path("values");
        for (JsonNode row : rows) {
            longest = row.path("values").size() > longest.size() ? row.path("values") : longest;
        }
        longest.forEach(value -> columns.add(value.path("label").asText("")));
        for (JsonNode row : rows) {
            JsonNode values = row.path("values");
            double first = values.path(0).path("count").asDouble(0);
            List<Cell> shown = new ArrayList<>();
            List<String> texts = new ArrayList<>(List.of(name(row)));
            for (int i = 0; i < columns.size(); i++) {
                double count = values.path(i).path("count").asDouble(Double.NaN);
                String share = Figures.share(count, first);
                if (Double.isFinite(count)) {
                    shown.add(new Cell(i == 0 ? Figures.of(count) : share, first > 0 ? count / first : 0));
                }
                texts.add(Figures.of(count) + (i == 0 || share.isEmpty() ? "" : " (" + share + ")"));
            }
            grid.add(new GridRow(name(row), shown));
            cells.add(texts);
        }
        List<String> head = new ArrayList<>(List.of("Began"));
        head.addAll(columns);
        return new Chart(new Figure.Grid(columns, grid), DataTable.of(head, cells));
    }

    private static String name(JsonNode row) {
        String date = row.path("date").asText("");
        String day = date.length() >= 16 && !date.startsWith("00:00", 11)
                ? date.substring(0, 10) + " " + date.substring(11, 16)
                : date.substring(0, Math.min(10, date.length()));
        JsonNode breakdown = row.path("breakdown_value");
        return breakdown.isNull() || breakdown.isMissingNode() ? day : TrendsCharts.breakdown(breakdown) + ", " + day;
    }

    /** One row a weekday, one column an hour. */
    static Chart hours(JsonNode map) {
        double[][] values = new double[7][24];
        double most = 0;
        for (JsonNode cell : map.path("data")) {
            int row = cell.path("row").asInt(0) - 1;
            int column = cell.path("column").asInt(-1);
            if (row >= 0 && row < 7 && column >= 0 && column < 24) {
                values[row][column] = cell.path("value").asDouble(0);
                most = Math.max(most, values[row][column]);
            }
        }
        List<String> columns = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            columns.add(Integer.toString(hour));
        }
        List<GridRow> grid = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            List<Cell> shown = new ArrayList<>();
            List<String> texts = new ArrayList<>(List.of(WEEKDAYS.get(day)));
            for (double value : values[day]) {
                shown.add(new Cell(value == 0 ? "" : Figures.of(value), most > 0 ? value / most : 0));
                texts.add(Figures.of(value));
            }
            grid.add(new GridRow(WEEKDAYS.get(day), shown));
            cells.add(texts);
        }
        List<String> head = new ArrayList<>(List.of("Day"));
        head.addAll(columns);
        return new Chart(new Figure.Grid(columns, grid), DataTable.of(head, cells));
    }
}
