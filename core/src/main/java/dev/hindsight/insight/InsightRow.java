package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.project.User;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.legacy.LegacyFilters;
import dev.hindsight.sharing.ShareTarget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An insight as it is stored, without what hangs on it.
 *
 * @param filters the question in the old form, which is asked when there is no query
 * @param queryKind the kind of what {@code query} runs; null without a query
 */
record InsightRow(
        long id,
        long projectId,
        String shortId,
        @Nullable String name,
        @Nullable String derivedName,
        @Nullable String description,
        JsonNode filters,
        @Nullable JsonNode query,
        @Nullable String queryKind,
        @Nullable Integer order,
        boolean deleted,
        boolean saved,
        boolean favorited,
        boolean isSample,
        Instant createdAt,
        @Nullable Long createdBy,
        Instant lastModifiedAt,
        @Nullable Long lastModifiedBy,
        Instant updatedAt,
        long version,
        @Nullable Instant deletedAt,
        @Nullable Long deletedBy) {
    static final String COLUMNS = "i.id, i.project_id, i.short_id, i.name, i.derived_name, i.description, i.filters,"
            + " i.query, i.query_kind, i.list_order, i.deleted, i.saved, i.favorited, i.is_sample, i.created_at,"
            + " i.created_by, i.last_modified_at, i.last_modified_by, i.updated_at, i.version, i.deleted_at,"
            + " i.deleted_by";

    private static final int LONGEST_KIND = 40;

    /** A row that is not stored yet: its id is 0. */
    static InsightRow of(InsightDraft draft, long projectId, String shortId, long userId, Instant at) {
        return new InsightRow(
                0,
                projectId,
                shortId,
                draft.name(),
                draft.derivedName(),
                draft.description(),
                draft.filters(),
                draft.query(),
                kind(draft.query()),
                draft.order(),
                draft.deleted(),
                draft.saved(),
                draft.favorited(),
                false,
                at,
                userId,
                at,
                userId,
                at,
                1,
                draft.deleted() ? at : null,
                draft.deleted() ? (Long) userId : null);
    }

    static InsightRow read(ResultSet row) throws SQLException {
        return new InsightRow(
                row.getLong("id"),
                row.getLong("project_id"),
                row.getString("short_id"),
                row.getString("name"),
                row.getString("derived_name"),
                row.getString("description"),
                JsonText.read(row.getString("filters")),
                JsonText.readNullable(row.getString("query")),
                row.getString("query_kind"),
                row.getObject("list_order", Integer.class),
                row.getBoolean("deleted"),
                row.getBoolean("saved"),
                row.getBoolean("favorited"),
                row.getBoolean("is_sample"),
                instant(row, "created_at"),
                row.getObject("created_by", Long.class),
                instant(row, "last_modified_at"),
                row.getObject("last_modified_by", Long.class),
                instant(row, "updated_at"),
                row.getLong("version"),
                nullableInstant(row, "deleted_at"),
                row.getObject("deleted_by", Long.class));
    }

    /** With the changes of a patch, but still of the same version; tags and dashboards are not part of a row. */
    InsightRow with(InsightPatch patch, long userId, Instant at) {
        String newName = Given.or(patch.name(), name);
        String newDescription = Given.or(patch.description(), description);
        JsonNode newFilters = patch.filters() == null ? filters : patch.filters();
        JsonNode newQuery = Given.or(patch.query(), query);
        boolean material = !Objects.equals(newName, name)
                || !Objects.equals(newDescription, description)
                || !newFilters.equals(filters)
                || !Objects.equals(newQuery, query);
        boolean goes = Boolean.TRUE.equals(patch.deleted()) && !deleted;
        boolean comesBack = Boolean.FALSE.equals(patch.deleted());
        return new InsightRow(
                id,
                projectId,
                shortId,
                newName,
                Given.or(patch.derivedName(), derivedName),
                newDescription,
                newFilters,
                newQuery,
                patch.query() == null ? queryKind : kind(newQuery),
                Given.or(patch.order(), order),
                patch.deleted() == null ? deleted : patch.deleted(),
                patch.saved() == null || patch.saved(),
                patch.favorited() == null ? favorited : patch.favorited(),
                false,
                createdAt,
                createdBy,
                material ? at : lastModifiedAt,
                material ? (Long) userId : lastModifiedBy,
                updatedAt,
                version,
                goes ? at : comesBack ? null : deletedAt,
                goes ? (Long) userId : comesBack ? null : deletedBy);
    }

    InsightRow withId(long stored) {
        return copy(stored, updatedAt, version);
    }

    /** The version after this one. */
    InsightRow next(Instant at) {
        return copy(id, at, version + 1);
    }

    private InsightRow copy(long newId, Instant newUpdatedAt, long newVersion) {
        return new InsightRow(
                newId,
                projectId,
                shortId,
                name,
                derivedName,
                description,
                filters,
                query,
                queryKind,
                order,
                deleted,
                saved,
                favorited,
                isSample,
                createdAt,
                createdBy,
                lastModifiedAt,
                lastModifiedBy,
                newUpdatedAt,
                newVersion,
                deletedAt,
                deletedBy);
    }

    /** What rules about it are found by. */
    Guarded guarded() {
        return new Guarded(Resource.INSIGHT, id, createdBy);
    }

    /** The kind of insight that filters in the old form name; null when they name none that could be one. */
    @Nullable
    String legacyKind() {
        String kind = filters.path("insight").textValue();
        return kind == null || kind.length() > LONGEST_KIND || kind.indexOf('\0') >= 0 ? null : kind;
    }

    /** What its shares are found by. */
    ShareTarget shareTarget() {
        return new ShareTarget(projectId, Resource.INSIGHT, id);
    }

    /** What people call it; null when nobody gave it a name. */
    @Nullable
    String displayName() {
        if (name != null && !name.isEmpty()) {
            return name;
        }
        return derivedName == null || derivedName.isEmpty() ? null : derivedName;
    }

    private static @Nullable String kind(@Nullable JsonNode query) {
        return query == null ? null : QueryReader.read(query).toRun().kind();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** The insight with what hangs on it, as somebody sees it. */
    Insight insight(
            Map<Long, User> users,
            List<String> tags,
            List<Insight.Tile> tiles,
            @Nullable Instant viewed,
            @Nullable AccessLevel level,
            boolean restricted,
            boolean editable) {
        InsightQuestion question = InsightQuestion.of(query, filters);
        return new Insight(
                id,
                projectId,
                shortId,
                name,
                derivedName,
                description,
                LegacyFilters.unwrapped(filters),
                question.query(),
                question.problem(),
                order,
                deleted,
                saved,
                favorited,
                isSample,
                createdAt,
                createdBy == null ? null : users.get(createdBy),
                lastModifiedAt,
                lastModifiedBy == null ? null : users.get(lastModifiedBy),
                updatedAt,
                version,
                deletedAt,
                deletedBy == null ? null : users.get(deletedBy),
                tags,
                tiles,
                viewed,
                level,
                restricted,
                editable);
    }
}
