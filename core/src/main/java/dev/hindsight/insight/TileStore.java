package dev.hindsight.insight;

import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The tiles that show insights on dashboards. */
final class TileStore {
    /** Only collaborators may edit such a dashboard (contract insights-api 2.1). */
    static final int RESTRICTED = 37;

    private static final String PLACE = "d.id, d.name, d.created_by, d.restriction_level";

    /** A dashboard, as far as insights have to do with it. */
    record Place(long id, @Nullable String name, @Nullable Long createdBy, boolean restricted) {
        Guarded guarded() {
            return new Guarded(Resource.DASHBOARD, id, createdBy);
        }

        static Place read(ResultSet row) throws SQLException {
            return new Place(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getObject("created_by", Long.class),
                    row.getInt("restriction_level") == RESTRICTED);
        }
    }

    /** A tile of an insight, and where it is. */
    record Placed(long insightId, Insight.Tile tile, Place place) {}

    /** The tiles of insights, whoever may see them, in the order of their ids. */
    List<Placed> of(Handle handle, Collection<Long> insightIds) {
        if (insightIds.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("select t.insight_id, t.id as tile_id, t.deleted, " + PLACE
                        + " from hindsight.tile t join hindsight.dashboard d on d.id = t.dashboard_id"
                        + " where t.insight_id in (<ids>) and t.deleted is not true and not d.deleted order by t.id")
                .bindList("ids", List.copyOf(insightIds))
                .map((row, context) -> new Placed(
                        row.getLong("insight_id"),
                        new Insight.Tile(
                                row.getLong("tile_id"), row.getLong("id"), row.getObject("deleted", Boolean.class)),
                        Place.read(row)))
                .list();
    }

    /** The tiles of insights on one dashboard that show, by insight. */
    Map<Long, List<Insight.Tile>> on(Handle handle, Collection<Long> insightIds, long dashboardId) {
        return of(handle, insightIds).stream()
                .filter(placed -> placed.place().id() == dashboardId)
                .collect(Collectors.groupingBy(
                        Placed::insightId, Collectors.mapping(Placed::tile, Collectors.toList())));
    }

    /** How a dashboard that somebody may see shows an insight; empty when it does not. */
    Optional<View.OnDashboard> on(
            Handle handle, long projectId, long insightId, long dashboardId, Levels.Condition visible) {
        Query query = handle.createQuery("select t.layouts, t.color, t.filters_overrides, d.filters, d.variables"
                        + " from hindsight.tile t join hindsight.dashboard d on d.id = t.dashboard_id"
                        + " where t.insight_id = :insight and d.id = :dashboard and d.project_id = :project"
                        + " and t.deleted is not true and not d.deleted and " + visible.sql())
                .bind("insight", insightId)
                .bind("dashboard", dashboardId)
                .bind("project", projectId);
        visible.bind(query);
        return query.map((row, context) -> new View.OnDashboard(
                        new ShownInsight.Placement(
                                dashboardId, row.getString("color"), JsonText.read(row.getString("layouts"))),
                        new DashboardFilters(JsonText.read(row.getString("filters"))),
                        new SqlVariables(JsonText.read(row.getString("variables"))),
                        new DashboardFilters(JsonText.read(row.getString("filters_overrides")))))
                .findOne();
    }

    /** The dashboards that an insight shows on, whoever may see them, by id. */
    List<Place> places(Handle handle, long insightId) {
        return places(handle, insightId, "t.deleted is not true");
    }

    /** The dashboards that an insight would show on again if it came back, by id. */
    List<Place> placesLeft(Handle handle, long insightId) {
        return places(handle, insightId, "t.removed_with_insight");
    }

    private static List<Place> places(Handle handle, long insightId, String which) {
        return handle.createQuery("select " + PLACE + " from hindsight.tile t join hindsight.dashboard d"
                        + " on d.id = t.dashboard_id where t.insight_id = :insight and not d.deleted and " + which
                        + " order by d.id")
                .bind("insight", insightId)
                .map((row, context) -> Place.read(row))
                .list();
    }

    /** Those of some dashboards that are the project's and not deleted, by id. */
    List<Place> places(Handle handle, long projectId, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("select " + PLACE + " from hindsight.dashboard d where d.project_id = :project"
                        + " and d.id in (<ids>) and not d.deleted order by d.id")
                .bind("project", projectId)
                .bindList("ids", List.copyOf(ids))
                .map((row, context) -> Place.read(row))
                .list();
    }

    /** Shows an insight on more dashboards: tiles that were removed come back with their layout, others are new. */
    void add(Handle handle, long insightId, List<Long> dashboardIds) {
        if (dashboardIds.isEmpty()) {
            return;
        }
        handle.createUpdate(
                        "update hindsight.tile set deleted = false, removed_with_insight = false where insight_id = :insight"
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

    /** With its deletion an insight goes from every dashboard. */
    void removeAll(Handle handle, long insightId) {
        handle.createUpdate("update hindsight.tile set deleted = true, removed_with_insight = true"
                        + " where insight_id = :insight and deleted is not true")
                .bind("insight", insightId)
                .execute();
    }

    /** An insight that comes back shows again where it did when it was deleted. */
    void restoreAll(Handle handle, long insightId) {
        handle.createUpdate("update hindsight.tile set deleted = false, removed_with_insight = false"
                        + " where insight_id = :insight and removed_with_insight")
                .bind("insight", insightId)
                .execute();
    }

    /** Forgets where an insight showed when it was deleted. */
    void forgetRemoved(Handle handle, long insightId) {
        handle.createUpdate("update hindsight.tile set removed_with_insight = false where insight_id = :insight")
                .bind("insight", insightId)
                .execute();
    }
}
