package dev.hindsight.dashboard;

import dev.hindsight.insight.Given;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a dashboard; what is null stays as it is. {@link DashboardBody#patch} reads one from JSON and checks every value.
 *
 * @param deletesInsights whether those of its insights that the caller may edit are deleted with it
 * @param restores whether a deleted dashboard is found too, to be brought back
 * @param tiles only those that change
 */
public record DashboardPatch(
        @Nullable Given<String> name,
        @Nullable String description,
        @Nullable DashboardFilters filters,
        @Nullable SqlVariables variables,
        @Nullable Boolean restricted,
        @Nullable Boolean pinned,
        @Nullable List<String> tags,
        @Nullable Boolean deleted,
        boolean deletesInsights,
        boolean restores,
        List<TileChange> tiles) {
    public DashboardPatch {
        tags = tags == null ? null : List.copyOf(tags);
        tiles = List.copyOf(tiles);
    }
}
