package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import java.util.Set;

/**
 * What lies over the question of an insight when it is looked at on a dashboard, or with filters of one's own (contract
 * insights-api 4.12).
 *
 * @param variables values for SQL
 */
public record Overlay(DashboardFilters filters, SqlVariables variables) {
    public static final Overlay NONE = new Overlay(DashboardFilters.NONE, SqlVariables.NONE);

    private static final Set<String> WRAPPERS = Set.of("InsightVizNode", "DataTableNode", "DataVisualizationNode");

    /** The overlay with that of a tile over it: a tile that has filters goes by them alone. */
    public Overlay onTile(DashboardFilters tile) {
        return tile.isEmpty() ? this : new Overlay(tile, SqlVariables.NONE);
    }

    public boolean isEmpty() {
        return filters.isEmpty() && variables.isEmpty();
    }

    /**
     * The question that is answered instead of a stored one. Kinds of questions that know nothing of filters stay as they are.
     *
     * @param query a node as it is stored, wrapped or bare; stays as it is
     * @throws HindsightException {@code parse_error} when the outcome is no valid question, though the stored one is
     */
    public JsonNode over(JsonNode query) {
        if (isEmpty() || !query.isObject()) {
            return query;
        }
        ObjectNode changed = query.deepCopy();
        JsonNode source = WRAPPERS.contains(changed.path("kind").asText()) ? changed.path("source") : changed;
        if (source instanceof ObjectNode node) {
            FilterOverlay.put(filters, node);
            variables.putInto(node);
        }
        if (!changed.equals(query)) {
            QueryReader.read(changed);
        }
        return changed;
    }
}
