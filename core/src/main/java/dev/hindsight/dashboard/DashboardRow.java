package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.insight.Given;
import dev.hindsight.insight.JsonText;
import dev.hindsight.project.User;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import dev.hindsight.sharing.ShareTarget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A dashboard as it is stored, without its tiles. */
record DashboardRow(
        long id,
        long projectId,
        @Nullable String name,
        String description,
        DashboardFilters filters,
        SqlVariables variables,
        boolean restricted,
        boolean pinned,
        boolean deleted,
        Instant createdAt,
        @Nullable Long createdBy,
        Instant lastModifiedAt,
        long version,
        @Nullable Instant deletedAt,
        @Nullable Long deletedBy) {
    /** The restriction level at which only collaborators may edit (contract insights-api 2.1). */
    static final int RESTRICTED = 37;

    /** The one at which everybody in the project may, whom rules let. */
    static final int OPEN = 21;

    static final String COLUMNS =
            "d.id, d.project_id, d.name, d.description, d.filters, d.variables, d.restriction_level,"
                    + " d.pinned, d.deleted, d.created_at, d.created_by, d.last_modified_at, d.version, d.deleted_at, d.deleted_by";

    static DashboardRow read(ResultSet row) throws SQLException {
        return new DashboardRow(
                row.getLong("id"),
                row.getLong("project_id"),
                row.getString("name"),
                row.getString("description"),
                new DashboardFilters(JsonText.read(row.getString("filters"))),
                new SqlVariables(JsonText.read(row.getString("variables"))),
                row.getInt("restriction_level") == RESTRICTED,
                row.getBoolean("pinned"),
                row.getBoolean("deleted"),
                Objects.requireNonNull(instant(row, "created_at")),
                row.getObject("created_by", Long.class),
                Objects.requireNonNull(instant(row, "last_modified_at")),
                row.getLong("version"),
                instant(row, "deleted_at"),
                row.getObject("deleted_by", Long.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** With the changes of a patch, but still of the same version. */
    DashboardRow with(DashboardPatch patch, long userId, Instant at) {
        boolean nowDeleted = Objects.requireNonNullElse(patch.deleted(), deleted);
        boolean asBefore = nowDeleted == deleted;
        return new DashboardRow(
                id,
                projectId,
                Given.or(patch.name(), name),
                Objects.requireNonNullElse(patch.description(), description),
                Objects.requireNonNullElse(patch.filters(), filters),
                Objects.requireNonNullElse(patch.variables(), variables),
                Objects.requireNonNullElse(patch.restricted(), restricted),
                Objects.requireNonNullElse(patch.pinned(), pinned),
                nowDeleted,
                createdAt,
                createdBy,
                lastModifiedAt,
                version,
                asBefore ? deletedAt : nowDeleted ? at : null,
                asBefore ? deletedBy : nowDeleted ? (Long) userId : null);
    }

    /** The version after this one. */
    DashboardRow next(Instant at) {
        return new DashboardRow(
                id,
                projectId,
                name,
                description,
                filters,
                variables,
                restricted,
                pinned,
                deleted,
                createdAt,
                createdBy,
                at,
                version + 1,
                deletedAt,
                deletedBy);
    }

    int level() {
        return restricted ? RESTRICTED : OPEN;
    }

    /** What rules about it are found by. */
    Guarded guarded() {
        return new Guarded(Resource.DASHBOARD, id, createdBy);
    }

    ShareTarget shareTarget() {
        return new ShareTarget(projectId, Resource.DASHBOARD, id);
    }

    /** For whoever has a share of it: nothing that they could edit. */
    Dashboard shared(Map<Long, User> users, List<String> tags, List<Tile> tiles) {
        return dashboard(users, tags, true, null, false, tiles);
    }

    Dashboard dashboard(
            Map<Long, User> users, List<String> tags, @Nullable AccessLevel level, boolean editable, List<Tile> tiles) {
        return dashboard(users, tags, restricted, level, editable, tiles);
    }

    private Dashboard dashboard(
            Map<Long, User> users,
            List<String> tags,
            boolean shownAsRestricted,
            @Nullable AccessLevel level,
            boolean editable,
            List<Tile> tiles) {
        return new Dashboard(
                id,
                projectId,
                name,
                description,
                filters,
                variables,
                tags,
                shownAsRestricted,
                pinned,
                createdAt,
                createdBy == null ? null : users.get(createdBy),
                lastModifiedAt,
                // What was deleted before that was noted has no time; it is deleted all the same.
                deleted && deletedAt == null ? lastModifiedAt : deletedAt,
                deletedBy == null ? null : users.get(deletedBy),
                version,
                level,
                editable,
                tiles);
    }
}
