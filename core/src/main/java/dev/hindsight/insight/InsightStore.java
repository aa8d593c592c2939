package dev.hindsight.insight;

import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The rows of insights, one at a time. */
final class InsightStore {
    private static final Pattern SHORT_ID = Pattern.compile("[A-Za-z0-9]{1,12}");
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final int MOST_TRIES = 20;

    private final Supplier<String> shortIds;

    /** @param shortIds makes short ids that need not be unused */
    InsightStore(Supplier<String> shortIds) {
        this.shortIds = shortIds;
    }

    /** Which insights are found. */
    enum Which {
        LIVE,
        DELETED_TOO
    }

    /** The insight with an id or, if there is none, with that short id. */
    static Optional<InsightRow> find(Handle handle, long projectId, String key, Which which) {
        String where = " where i.project_id = :project" + (which == Which.LIVE ? " and not i.deleted" : "");
        if (ID.matcher(key).matches()) {
            Optional<InsightRow> found = one(handle, where + " and i.id = :key", projectId, Long.valueOf(key));
            if (found.isPresent()) {
                return found;
            }
        }
        if (!SHORT_ID.matcher(key).matches()) {
            return Optional.empty();
        }
        return one(handle, where + " and i.short_id = :key", projectId, key);
    }

    /** As {@link #find}; until the transaction ends nobody else changes it, its tags or its tiles. */
    static Optional<InsightRow> lock(Handle handle, long projectId, String key, Which which) {
        return find(handle, projectId, key, which).flatMap(found -> {
            // An update that changes nothing, because "for update" would keep others even from referring to the
            // insight.
            handle.createUpdate("update hindsight.insight set version = version where id = :id")
                    .bind("id", found.id())
                    .execute();
            return find(handle, projectId, Long.toString(found.id()), which);
        });
    }

    private static Optional<InsightRow> one(Handle handle, String where, long projectId, Object key) {
        return handle.createQuery("select " + InsightRow.COLUMNS + " from hindsight.insight i" + where)
                .bind("project", projectId)
                .bind("key", key)
                .map((row, context) -> InsightRow.read(row))
                .findOne();
    }

    /** Those of some live insights that a condition lets through. */
    static List<Long> live(Handle handle, long projectId, List<Long> ids, Levels.Condition visible) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Query query = handle.createQuery("select i.id from hindsight.insight i where i.project_id = :project"
                        + " and not i.deleted and i.id in (<ids>) and " + visible.sql() + " order by i.id")
                .bind("project", projectId)
                .bindList("ids", ids);
        visible.bind(query);
        return query.mapTo(Long.class).list();
    }

    /** As {@link #live}, those that are deleted included. */
    static Set<Long> visible(Handle handle, long projectId, Collection<Long> ids, Levels.Condition visible) {
        Query query = handle.createQuery("select i.id from hindsight.insight i where i.project_id = :project"
                        + " and i.id in (<ids>) and " + visible.sql())
                .bind("project", projectId)
                .bindList("ids", List.copyOf(ids));
        visible.bind(query);
        return query.mapTo(Long.class).set();
    }

    /** As {@link #live}, whole. */
    static List<InsightRow> rows(Handle handle, long projectId, Collection<Long> ids, Levels.Condition visible) {
        Query query = some(handle, projectId, ids, " and " + visible.sql() + " order by i.id");
        visible.bind(query);
        return query.map((row, context) -> InsightRow.read(row)).list();
    }

    /** The live ones of some insights, by id; until the transaction ends nobody else changes them. */
    static List<InsightRow> lock(Handle handle, long projectId, Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : some(handle, projectId, ids, " order by i.id for update")
                        .map((row, context) -> InsightRow.read(row))
                        .list();
    }

    private static Query some(Handle handle, long projectId, Collection<Long> ids, String suffix) {
        return handle.createQuery(
                        "select " + InsightRow.COLUMNS + " from hindsight.insight i where i.project_id = :project"
                                + " and not i.deleted and i.id in (<ids>)" + suffix)
                .bind("project", projectId)
                .bindList("ids", List.copyOf(ids));
    }

    /** What rules about some insights of a project are found by, deleted ones included. */
    static List<Guarded> guarded(Handle handle, long projectId, List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle.createQuery(
                        "select id, created_by from hindsight.insight where project_id = :project and id in (<ids>)")
                .bind("project", projectId)
                .bindList("ids", ids)
                .map((row, context) ->
                        new Guarded(Resource.INSIGHT, row.getLong("id"), row.getObject("created_by", Long.class)))
                .list();
    }

    /** A short id that no insight of the project has or had. */
    String unusedShortId(Handle handle, long projectId) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            String shortId = shortIds.get();
            boolean used = handle.createQuery("select count(*) from hindsight.insight where project_id = :project"
                                    + " and short_id = :shortId")
                            .bind("project", projectId)
                            .bind("shortId", shortId)
                            .mapTo(Long.class)
                            .one()
                    > 0;
            if (!used) {
                return shortId;
            }
        }
        throw new IllegalStateException("found no unused short id in " + MOST_TRIES + " tries");
    }

    /** Stores a new row; returns its id. */
    long insert(Handle handle, InsightRow row) {
        return values(
                        handle.createUpdate("insert into hindsight.insight (project_id, short_id, name, derived_name,"
                                + " description, filters, query, query_kind, legacy_kind, list_order, deleted, saved,"
                                + " favorited, is_sample, created_at, created_by, last_modified_at, last_modified_by,"
                                + " updated_at, version, deleted_at, deleted_by) values (:projectId, :shortId, :name, :derivedName, :description,"
                                + " :filtersText, :queryText, :queryKind, :legacy, :order, :deleted, :saved, :favorited,"
                                + " :isSample, :createdAt, :createdBy, :lastModifiedAt, :lastModifiedBy, :updatedAt,"
                                + " :version, :deletedAt, :deletedBy)"),
                        row)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    void update(Handle handle, InsightRow row) {
        values(
                        handle.createUpdate("update hindsight.insight set name = :name, derived_name = :derivedName,"
                                + " description = :description, filters = :filtersText, query = :queryText,"
                                + " query_kind = :queryKind, legacy_kind = :legacy, list_order = :order,"
                                + " deleted = :deleted, saved = :saved, favorited = :favorited, is_sample = :isSample,"
                                + " last_modified_at = :lastModifiedAt, last_modified_by = :lastModifiedBy,"
                                + " updated_at = :updatedAt, version = :version, deleted_at = :deletedAt,"
                                + " deleted_by = :deletedBy where id = :id"),
                        row)
                .execute();
    }

    private static <S extends SqlStatement<S>> S values(S statement, InsightRow row) {
        return statement
                .bind("id", row.id())
                .bind("projectId", row.projectId())
                .bind("shortId", row.shortId())
                .bind("name", row.name())
                .bind("derivedName", row.derivedName())
                .bind("description", row.description())
                .bind("filtersText", row.filters().toString())
                .bind("queryText", row.query() == null ? null : row.query().toString())
                .bind("queryKind", row.queryKind())
                .bind("legacy", row.legacyKind())
                .bind("order", row.order())
                .bind("deleted", row.deleted())
                .bind("saved", row.saved())
                .bind("favorited", row.favorited())
                .bind("isSample", row.isSample())
                .bind("createdAt", row.createdAt())
                .bind("createdBy", row.createdBy())
                .bind("lastModifiedAt", row.lastModifiedAt())
                .bind("lastModifiedBy", row.lastModifiedBy())
                .bind("updatedAt", row.updatedAt())
                .bind("version", row.version())
                .bind("deletedAt", row.deletedAt())
                .bind("deletedBy", row.deletedBy());
    }
}
