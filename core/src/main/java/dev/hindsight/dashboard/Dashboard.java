package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.project.User;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Insights and texts side by side, as one caller sees them, without answers.
 *
 * @param filters laid over the questions of its insights
 * @param variables laid over those of them that are SQL
 * @param tags in the order in which they were added
 * @param restricted whether only its creator, administrators and whom a rule about it names may edit it
 * @param createdBy null when that person is gone
 * @param deletedAt null while it is there
 * @param deletedBy null likewise, and when nobody noted who deleted it or that person is gone
 * @param version grows by one with every change that is made here; insights that come or go from their own side do not count
 * @param accessLevel what rules let the caller do with it; null for whoever sees it through a share
 * @param editable whether the caller may edit it: they are an editor, and its restriction lets them
 * @param tiles what it shows, in reading order; empty in lists
 */
public record Dashboard(
        long id,
        long projectId,
        @Nullable String name,
        String description,
        DashboardFilters filters,
        SqlVariables variables,
        List<String> tags,
        boolean restricted,
        boolean pinned,
        Instant createdAt,
        @Nullable User createdBy,
        Instant lastModifiedAt,
        @Nullable Instant deletedAt,
        @Nullable User deletedBy,
        long version,
        @Nullable AccessLevel accessLevel,
        boolean editable,
        List<Tile> tiles) {
    public Dashboard {
        tags = List.copyOf(tags);
        tiles = List.copyOf(tiles);
    }

    /** This dashboard with other tiles, such as some of its own. */
    public Dashboard with(List<Tile> shown) {
        return new Dashboard(
                id,
                projectId,
                name,
                description,
                filters,
                variables,
                tags,
                restricted,
                pinned,
                createdAt,
                createdBy,
                lastModifiedAt,
                deletedAt,
                deletedBy,
                version,
                accessLevel,
                editable,
                shown);
    }

    public boolean deleted() {
        return deletedAt != null;
    }

    /** What rules about it are found by. */
    public Guarded guarded() {
        return new Guarded(Resource.DASHBOARD, id, createdBy == null ? null : createdBy.id());
    }
}
