package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.StickinessQuery;
import dev.hindsight.query.TrendsQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Puts the names that users give to series into a result that was calculated without them (contract insights-api 4.10). */
final class CustomNames {
    private static final JsonMapper JSON = new JsonMapper();

    private CustomNames() {}

    /** The result with names; the same bytes when the query has none. */
    static byte[] apply(RunnableQuery query, byte[] results) {
        List<SeriesNode> series = series(query);
        if (series.stream().allMatch(node -> node.customName() == null)) {
            return results;
        }
        try {
            JsonNode rows = JSON.readTree(results);
            name(rows, series);
            return JSON.writeValueAsBytes(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored result is not JSON", e);
        }
    }

    private static List<SeriesNode> series(RunnableQuery query) {
        if (query instanceof TrendsQuery trends) {
            return trends.series();
        }
        if (query instanceof FunnelsQuery funnels && funnels.order() != FunnelsQuery.Order.UNORDERED) {
            return funnels.steps().stream().map(FunnelsQuery.Step::node).toList();
        }
        if (query instanceof LifecycleQuery lifecycle) {
            return lifecycle.series();
        }
        return query instanceof StickinessQuery stickiness ? stickiness.series() : List.of();
    }

    /** Names the rows; those of a funnel that is broken down are in lists. */
    private static void name(JsonNode rows, List<SeriesNode> series) {
        for (JsonNode row : rows) {
            if (row.isArray()) {
                name(row, series);
            } else if (row instanceof ObjectNode box && box.has("series_label")) {
                name(box, series.get(box.path("series_index").asInt()));
            } else if (row.get("action") instanceof ObjectNode action) {
                action.put(
                        "custom_name", series.get(action.path("order").asInt()).customName());
            } else if (row instanceof ObjectNode step && step.has("custom_name")) {
                step.put("custom_name", series.get(step.path("order").asInt()).customName());
            }
        }
    }

    /** A box is labelled by its series and property (contract queries 3.4 D). */
    private static void name(ObjectNode box, SeriesNode series) {
        if (series.customName() != null) {
            box.put(
                    "series_label",
                    series.customName() + " - " + series.measure().property());
        }
    }
}
