package dev.hindsight.dashboard;

import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of dashboards. */
final class DashboardStore {
    /** Which dashboards are found. */
    enum Which {
        LIVE,
        DELETED,
        DELETED_TOO;

        /** Those of {@code d}, as a part of a condition. */
        String sql() {
            return switch (this) {
                case LIVE -> " and not d.deleted";
                case DELETED -> " and d.deleted";
                case DELETED_TOO -> "";
            };
        }
    }

    Optional<DashboardRow> find(Handle handle, long projectId, long id, Which which) {
        return handle.createQuery("select " + DashboardRow.COLUMNS + " from hindsight.dashboard d"
                        + " where d.project_id = :project and d.id = :id"
                        + which.sql())
                .bind("project", projectId)
                .bind("id", id)
                .map((row, context) -> DashboardRow.read(row))
                .findOne();
    }

    /**
     * As {@link #find}; until the transaction ends nobody else changes it or its tiles. Written as a change, because others who
     * add tiles from the side of an insight must be able to refer to the row meanwhile, which "for update" would keep them from.
     */
    Optional<DashboardRow> lock(Handle handle, long projectId, long id, Which which) {
        handle.createUpdate("update hindsight.dashboard set version = version where project_id = :project and id = :id")
                .bind("project", projectId)
                .bind("id", id)
                .execute();
        return find(handle, projectId, id, which);
    }

    /** Stores a new, open and live row. */
    long insert(Handle handle, long projectId, DashboardDraft draft, long userId, Instant at) {
        return handle.createUpdate("insert into hindsight.dashboard (project_id, name, description, filters, variables,"
                        + " restriction_level, pinned, deleted, created_at, created_by, last_modified_at, version)"
                        + " values (:project, :name, :description, :filters, :variables, :restriction, :pinned, false,"
                        + " :at, :user, :at, 1)")
                .bind("project", projectId)
                .bind("name", draft.name())
                .bind("description", draft.description())
                .bind("filters", draft.filters().json().toString())
                .bind("variables", draft.variables().json().toString())
                .bind("restriction", draft.restricted() ? DashboardRow.RESTRICTED : DashboardRow.OPEN)
                .bind("pinned", draft.pinned())
                .bind("user", userId)
                .bind("at", at)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    void update(Handle handle, DashboardRow row) {
        handle.createUpdate("update hindsight.dashboard set name = :name, description = :description,"
                        + " filters = :filters, variables = :variables, restriction_level = :restriction,"
                        + " pinned = :pinned, deleted = :deleted, last_modified_at = :modified, version = :version,"
                        + " deleted_at = :deletedAt, deleted_by = :deletedBy where id = :id")
                .bind("id", row.id())
                .bind("name", row.name())
                .bind("description", row.description())
                .bind("filters", row.filters().json().toString())
                .bind("variables", row.variables().json().toString())
                .bind("restriction", row.level())
                .bind("pinned", row.pinned())
                .bind("deleted", row.deleted())
                .bind("modified", row.lastModifiedAt())
                .bind("version", row.version())
                .bind("deletedAt", row.deletedAt())
                .bind("deletedBy", row.deletedBy())
                .execute();
    }

    /** What rules about some dashboards of a project are found by, deleted ones included. */
    List<Guarded> guarded(Handle handle, long projectId, List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle.createQuery(
                        "select id, created_by from hindsight.dashboard where project_id = :project and id in (<ids>)")
                .bind("project", projectId)
                .bindList("ids", ids)
                .map((row, context) ->
                        new Guarded(Resource.DASHBOARD, row.getLong("id"), row.getObject("created_by", Long.class)))
                .list();
    }

    /** The insights that a dashboard shows. */
    List<Guarded> insights(Handle handle, long dashboardId) {
        return handle.createQuery("select i.id, i.created_by from hindsight.tile t join hindsight.insight i"
                        + " on i.id = t.insight_id where t.dashboard_id = :dashboard and t.deleted is not true"
                        + " and not i.deleted")
                .bind("dashboard", dashboardId)
                .map((row, context) ->
                        new Guarded(Resource.INSIGHT, row.getLong("id"), row.getObject("created_by", Long.class)))
                .list();
    }
}
