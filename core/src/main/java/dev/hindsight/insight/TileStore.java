package dev.hindsight.insight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The tiles that show insights on dashboards. */
final class TileStore {
    /** A dashboard as the log of changes names it. */
    record DashboardName(long id, @Nullable String name) {}

    /** Visible tiles by insight, in the order of their ids; insights without any are absent. */
    Map<Long, List<Insight.Tile>> of(Handle handle, Collection<Long> insightIds) {
        Map<Long, List<Insight.Tile>> tiles = new HashMap<>();
        if (insightIds.isEmpty()) {
            return tiles;
        }
        handle.createQuery("select t.insight_id, t.id, t.dashboard_id, t.deleted from hindsight.tile t"
                        + " join hindsight.dashboard d on d.id = t.dashboard_id where t.insight_id in (<ids>)"
                        + " and t.deleted is not true and not d.deleted order by t.id")
                .bindList("ids", List.copyOf(insightIds))
                .map((row, context) -> Map.entry(
                        row.getLong("insight_id"),
                        new Insight.Tile(
                                row.getLong("id"),
                                row.getLong("dashboard_id"),
                                row.getObject("deleted", Boolean.class))))
                .forEach(tile -> tiles.computeIfAbsent(tile.getKey(), id -> new ArrayList<>())
                        .add(tile.getValue()));
        return tiles;
    }

    /** Those of some dashboards that are the project's and not deleted, by id. */
    List<DashboardName> dashboards(Handle handle, long projectId, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("select id, name from hindsight.dashboard where project_id = :project"
                        + " and id in (<ids>) and not deleted order by id")
                .bind("project", projectId)
                .bindList("ids", List.copyOf(ids))
                .map((row, context) -> new DashboardName(row.getLong("id"), row.getString("name")))
                .list();
    }

    /** Shows an insight on more dashboards: tiles that were removed come back with their layout, others are new. */
    void add(Handle handle, long insightId, List<Long> dashboardIds) {
        if (dashboardIds.isEmpty()) {
            return;
        }
        handle.createUpdate("update hindsight.tile set deleted = false where insight_id = :insight"
                        + " and dashboard_id in (<dashboards>) and deleted")
                .bind("insight", insightId)
                .bindList("dashboards", dashboardIds)
                .execute();
        List<Long> present = handle.createQuery("select dashboard_id from hindsight.tile where insight_id = :insight"
                        + " and dashboard_id in (<dashboards>)")
                .bind("insight", insightId)
                .bindList("dashboards", dashboardIds)
                .mapTo(Long.class)
                .list();
        PreparedBatch tiles = handle.prepareBatch("insert into hindsight.tile (dashboard_id, insight_id, layouts,"
                + " filters_overrides) values (:dashboard, :insight, '{}', '{}')");
        dashboardIds.stream()
                .filter(id -> !present.contains(id))
                .forEach(id ->
                        tiles.bind("dashboard", id).bind("insight", insightId).add());
        if (tiles.size() > 0) {
            tiles.execute();
        }
    }

    void remove(Handle handle, long insightId, List<Long> dashboardIds) {
        if (!dashboardIds.isEmpty()) {
            handle.createUpdate("update hindsight.tile set deleted = true where insight_id = :insight"
                            + " and dashboard_id in (<dashboards>)")
                    .bind("insight", insightId)
                    .bindList("dashboards", dashboardIds)
                    .execute();
        }
    }

    void removeAll(Handle handle, long insightId) {
        handle.createUpdate("update hindsight.tile set deleted = true where insight_id = :insight")
                .bind("insight", insightId)
                .execute();
    }
}
