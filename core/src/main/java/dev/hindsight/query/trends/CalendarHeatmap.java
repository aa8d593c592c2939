package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.ResolvedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Counts the first series by weekday and hour of the clock (contract queries 3.4 C). */
final class CalendarHeatmap {
    private static final long HOUR = 3_600_000_000L;

    private final Dialect dialect;
    private final TrendsQuery query;
    private final SeriesNode series;
    private final SeriesEvents events;
    private final Definitions definitions;

    CalendarHeatmap(Dialect dialect, TrendsQuery query, QueryContext context, ResolvedRange range) {
        this.dialect = dialect;
        this.query = query;
        this.series = query.series().get(0);
        this.definitions = context.definitions();
        this.events = new SeriesEvents(
                dialect, query, context, series, range.countedFrom().toInstant(), range.countedUntil());
    }

    /**
     * One number.
     *
     * @param weekday 1 for Monday to 7 for Sunday; 0 for all of them
     * @param hour -1 for all of them
     */
    record Cell(int weekday, int hour, double value) {}

    static Cell cell(ResultSet row) throws SQLException {
        int weekday = row.getInt(2);
        int hour = row.getInt(3);
        return new Cell(weekday, row.wasNull() ? -1 : hour, row.getDouble(1));
    }

    /** Each number of the map, and those over weekdays, over hours and over all: people are not those of the cells added up. */
    Sql sql() {
        boolean people = counting() == Counting.ACTORS;
        String amount = people ? "count(DISTINCT actor)" : "coalesce(sum(events), 0)";
        return Sql.format(
                "SELECT " + amount
                        + " AS amount, weekday, hour FROM (SELECT e.actor, e.events, {} AS weekday, {} AS hour"
                        + " FROM ({}) e) cells GROUP BY GROUPING SETS ((weekday, hour), (weekday), (hour), ())",
                dialect.isoWeekday(events.bucket().localDate()),
                hour(),
                counted());
    }

    private Counting counting() {
        return Counting.of(series.measure(), query);
    }

    private Sql counted() {
        Sql from = events.from(Sql.EMPTY);
        if (!query.trendsFilter().bySessionStart()) {
            return Sql.format("SELECT {} AS actor, 1 AS events, e.timestamp {}", events.actor(), from);
        }
        // Events without a session are counted where they are.
        Sql session = Sql.format("nullif({}, '')", dialect.eventProperty("$session_id"));
        return Sql.format(
                "SELECT actor, count(*) AS events, min(timestamp) AS timestamp"
                        + " FROM (SELECT {} AS actor, {} AS session, e.timestamp {}) in_sessions"
                        + " GROUP BY actor, session, CASE WHEN session IS NULL THEN timestamp END",
                events.actor(),
                session,
                from);
    }

    private Sql hour() {
        Sql timestamp = Sql.of("e.timestamp");
        Sql local = Sql.format(
                "{} + ({})",
                dialect.epochMicros(timestamp),
                events.bucket().offsets().micros(timestamp));
        return Sql.format("CAST({} % 24 AS INTEGER)", dialect.floorDivide(local, HOUR));
    }

    ObjectNode row(List<Cell> cells) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode data = json.objectNode();
        ArrayNode single = data.putArray("data");
        ArrayNode rows = data.putArray("rowAggregations");
        ArrayNode columns = data.putArray("columnAggregations");
        double all = 0;
        List<Cell> ordered = cells.stream()
                .sorted(Comparator.comparingInt(Cell::weekday).thenComparingInt(Cell::hour))
                .toList();
        for (Cell cell : ordered) {
            double value = scaled(cell.value());
            if (cell.weekday() == 0 && cell.hour() < 0) {
                all = value;
            } else if (cell.weekday() == 0) {
                columns.addObject().put("column", cell.hour()).set("value", JsonNumbers.of(value));
            } else if (cell.hour() < 0) {
                rows.addObject().put("row", cell.weekday()).set("value", JsonNumbers.of(value));
            } else {
                single.addObject()
                        .put("row", cell.weekday())
                        .put("column", cell.hour())
                        .set("value", JsonNumbers.of(value));
            }
        }
        data.set("allAggregations", JsonNumbers.of(all));
        ObjectNode row = json.objectNode();
        row.set("action", TrendsShape.action(series, 0, definitions));
        row.put("label", definitions.label(series));
        row.putArray("data");
        row.set("aggregated_value", JsonNumbers.of(all));
        row.set("count", JsonNumbers.of(all));
        row.set("calendar_heatmap_data", data);
        return row;
    }

    private double scaled(double value) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? value : Math.rint(value / factor);
    }
}
