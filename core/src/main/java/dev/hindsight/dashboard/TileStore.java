package dev.hindsight.dashboard;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The tiles of dashboards, as far as they are not the affair of the insights that they show. */
final class TileStore {
    private static final String SELECT = "select t.id, t.insight_id, t.body, t.layouts, t.color, t.filters_overrides,"
            + " t.deleted from hindsight.tile t";

    /** All tiles, those that were removed included. */
    List<TileRow> all(Handle handle, long dashboardId) {
        return handle.createQuery(SELECT + " where t.dashboard_id = :dashboard order by t.id")
                .bind("dashboard", dashboardId)
                .map((row, context) -> TileRow.read(row))
                .list();
    }

    /** The tiles that show, by id. */
    List<TileRow> live(Handle handle, long dashboardId) {
        return handle.createQuery(SELECT + " left join hindsight.insight i on i.id = t.insight_id"
                        + " where t.dashboard_id = :dashboard and t.deleted is not true and i.deleted is not true"
                        + " order by t.id")
                .bind("dashboard", dashboardId)
                .map((row, context) -> TileRow.read(row))
                .list();
    }

    /** The tile of an insight that shows. */
    TileRow of(Handle handle, long dashboardId, long insightId) {
        return handle.createQuery(SELECT + " where t.dashboard_id = :dashboard and t.insight_id = :insight")
                .bind("dashboard", dashboardId)
                .bind("insight", insightId)
                .map((row, context) -> TileRow.read(row))
                .one();
    }

    long addText(Handle handle, long dashboardId, String text) {
        return handle.createUpdate("insert into hindsight.tile (dashboard_id, body, layouts, filters_overrides)"
                        + " values (:dashboard, :text, '{}', '{}')")
                .bind("dashboard", dashboardId)
                .bind("text", text)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    void update(Handle handle, TileRow row) {
        handle.createUpdate("update hindsight.tile set body = :text, layouts = :layouts, color = :color,"
                        + " filters_overrides = :filters where id = :id")
                .bind("id", row.id())
                .bind("text", row.text())
                .bind("layouts", row.layouts().toString())
                .bind("color", row.color())
                .bind("filters", row.filters().json().toString())
                .execute();
        if (row.insightId() == null) {
            handle.createUpdate("update hindsight.tile set deleted = :deleted where id = :id and"
                            + " coalesce(deleted, false) <> :deleted")
                    .bind("id", row.id())
                    .bind("deleted", row.deleted())
                    .execute();
        }
    }
}
