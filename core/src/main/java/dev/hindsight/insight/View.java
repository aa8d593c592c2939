package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.Overlay;
import dev.hindsight.query.SqlVariables;
import org.jspecify.annotations.Nullable;

/**
 * How somebody looks at an insight: through a dashboard, with filters of their own, or both (contract insights-api 3.4 and
 * 4.12).
 *
 * @param dashboardId the dashboard whose filters count; one that does not show the insight, or that the caller cannot see,
 *     changes nothing; null: none
 * @param filters laid over those of the dashboard
 * @param variables laid over those of the dashboard
 * @param tileFilters laid over those of the dashboard's tile, which count alone where there are any
 */
public record View(
        @Nullable Long dashboardId, DashboardFilters filters, SqlVariables variables, DashboardFilters tileFilters) {
    /** The insight as it is stored. */
    public static final View PLAIN = new View(null, DashboardFilters.NONE, SqlVariables.NONE, DashboardFilters.NONE);

    /** Where an insight shows, and what lies over its question there. */
    record OnDashboard(
            ShownInsight.Placement placement,
            DashboardFilters filters,
            SqlVariables variables,
            DashboardFilters tileFilters) {}

    /**
     * The insight with the question that is answered for this view.
     *
     * @param there null when the dashboard does not show it
     * @throws HindsightException {@code validation_error} naming the parameter whose filters make no valid question
     */
    ShownInsight of(Insight insight, @Nullable OnDashboard there) {
        DashboardFilters tile =
                there == null ? tileFilters : there.tileFilters().with(tileFilters);
        Overlay overlay = there == null
                ? new Overlay(filters, variables)
                : new Overlay(there.filters().with(filters), there.variables().with(variables));
        ShownInsight.Placement placement = there == null ? null : there.placement();
        JsonNode query = insight.query();
        if (query == null) {
            return new ShownInsight(insight, placement);
        }
        try {
            return new ShownInsight(insight.withQuery(overlay.onTile(tile).over(query)), placement);
        } catch (HindsightException e) {
            throw HindsightException.invalid(
                    cause(tile), "The insight cannot be asked with these filters: " + e.detail());
        }
    }

    /** The parameter that brought what lies over the question. */
    private String cause(DashboardFilters tile) {
        if (!tile.isEmpty()) {
            return tileFilters.isEmpty() ? "from_dashboard" : "tile_filters_override";
        }
        if (!filters.isEmpty()) {
            return "filters_override";
        }
        return dashboardId == null ? "variables_override" : "from_dashboard";
    }
}
