package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shapes the counts of steps into results (contract queries 4.6, steps). */
final class FunnelShape {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final FunnelsQuery query;
    private final QueryContext context;

    FunnelShape(FunnelsQuery query, QueryContext context) {
        this.query = query;
        this.context = context;
    }

    /** A list of steps; with a breakdown, a list of such lists. */
    ArrayNode rows(StepTable table, @Nullable String compareLabel) {
        ArrayNode rows = JSON.arrayNode();
        for (StepCounts counts : table.counts()) {
            ArrayNode target = query.breakdown() == null ? rows : rows.addArray();
            for (int step = 0; step < query.steps().size(); step++) {
                target.add(compared(row(step, counts), compareLabel));
            }
        }
        return rows;
    }

    /** Marks a row of one of the periods that are compared; null: nothing is. */
    static ObjectNode compared(ObjectNode row, @Nullable String label) {
        return label == null ? row : row.put("compare", true).put("compare_label", label);
    }

    private ObjectNode row(int step, StepCounts counts) {
        SeriesNode node = query.steps().get(step).node();
        ObjectNode row = JSON.objectNode();
        if (query.order() == FunnelsQuery.Order.UNORDERED) {
            row.putNull("action_id");
            row.put("name", "Completed " + (step + 1) + (step == 0 ? " step" : " steps"));
        } else if (node instanceof SeriesNode.ActionsNode action) {
            row.put("action_id", action.id());
            row.put("name", context.definitions().label(node));
        } else {
            boolean everyEvent = node instanceof SeriesNode.EventsNode events && events.event() == null;
            String name = everyEvent ? null : context.definitions().label(node);
            row.put("action_id", name);
            row.put("name", name);
        }
        row.putNull("custom_name");
        row.put("order", step);
        row.putArray("people");
        row.put("count", scaled(counts.count(step)));
        row.put("type", type(node));
        row.set(
                "average_conversion_time",
                number(step == 0 ? null : counts.times(step).average()));
        row.set(
                "median_conversion_time",
                number(step == 0 ? null : counts.times(step).median()));
        if (isOfCohort(query, counts.value())) {
            String value = counts.value().get(0);
            int id = value.equals(Breakdown.ALL) ? 0 : Integer.parseInt(value);
            row.put("breakdown_value", id);
            row.put(
                    "breakdown",
                    id == 0
                            ? "all users"
                            : context.definitions().cohort(id).map(Cohort::name).orElse(value));
        } else if (query.breakdown() != null) {
            for (String key : new String[] {"breakdown", "breakdown_value"}) {
                ArrayNode value = row.putArray(key);
                counts.value().forEach(value::add);
            }
        }
        return row;
    }

    /** Whether a row is that of a cohort, which goes by its id (contract queries 4.5). */
    static boolean isOfCohort(FunnelsQuery query, List<String> value) {
        Breakdown breakdown = query.breakdown();
        return breakdown != null
                && breakdown.parts().size() == 1
                && breakdown.parts().get(0).isCohort()
                && !value.equals(List.of(StepTable.OTHER));
    }

    private static String type(SeriesNode node) {
        if (node instanceof SeriesNode.ActionsNode) {
            return "actions";
        }
        return node instanceof SeriesNode.GroupNode ? "group" : "events";
    }

    private long scaled(long count) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? count : Math.round(count / factor);
    }

    static JsonNode number(@Nullable Double number) {
        return number == null ? JSON.nullNode() : JsonNumbers.of(number);
    }
}
