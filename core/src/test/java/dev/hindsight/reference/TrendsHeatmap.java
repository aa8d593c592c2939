package dev.hindsight.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Counts a series by weekday and hour (contract queries 3.4 C).
 *
 * @param math total or dau
 * @param bySessionStart everything somebody did in a session counts where the first of it does; what is without a session
 *     stays where it is, of which the contract says nothing
 */
record TrendsHeatmap(TrendsMath math, ReferenceRange range, List<Occurrence> events, boolean bySessionStart) {
    private static final int ANY = -1;

    /** The fields of the only row that say what was counted. */
    ObjectNode numbers() {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        double all = figure(ANY, ANY);
        row.putArray("data");
        row.put("aggregated_value", all).put("count", all);
        ObjectNode map = row.putObject("calendar_heatmap_data");
        ArrayNode cells = map.putArray("data");
        ArrayNode ofRows = map.putArray("rowAggregations");
        ArrayNode ofColumns = map.putArray("columnAggregations");
        for (int day = 1; day <= 7; day++) {
            for (int hour = 0; hour < 24; hour++) {
                if (figure(day, hour) > 0) {
                    cells.addObject().put("row", day).put("column", hour).put("value", figure(day, hour));
                }
            }
            if (figure(day, ANY) > 0) {
                ofRows.addObject().put("row", day).put("value", figure(day, ANY));
            }
        }
        for (int hour = 0; hour < 24; hour++) {
            if (figure(ANY, hour) > 0) {
                ofColumns.addObject().put("column", hour).put("value", figure(ANY, hour));
            }
        }
        map.put("allAggregations", all);
        return row;
    }

    /** Of the events on a weekday and in an hour of the clock; {@code ANY} is all of them. */
    private double figure(int weekday, int hour) {
        List<Occurrence> found = new ArrayList<>();
        for (Occurrence event : events) {
            ZonedDateTime at = range.local(timeOf(event));
            if ((weekday == ANY || at.getDayOfWeek().getValue() == weekday) && (hour == ANY || at.getHour() == hour)) {
                found.add(event);
            }
        }
        return math.of(found);
    }

    private Instant timeOf(Occurrence event) {
        String session = Texts.of(event.properties().get("$session_id"));
        Instant first = event.timestamp();
        if (!bySessionStart || session == null || session.isEmpty()) {
            return first;
        }
        for (Occurrence other : events) {
            if (session.equals(Texts.of(other.properties().get("$session_id")))
                    && Objects.equals(math.actorOf(event), math.actorOf(other))
                    && other.timestamp().isBefore(first)) {
                first = other.timestamp();
            }
        }
        return first;
    }
}
