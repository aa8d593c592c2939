package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Levels;
import dev.hindsight.dashboard.DashboardStore.Which;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The dashboards of a list: those that are there and that somebody can see, or the deleted ones that they may bring back. */
final class DashboardSearch {
    private static final String LIKE = " like lower(:search) escape '!'";

    private static final String FOUND = " and (lower(d.name)" + LIKE + " or lower(d.description)" + LIKE
            + " or exists (select 1 from hindsight.dashboard_tag l join hindsight.tag t on t.id = l.tag_id"
            + " where l.dashboard_id = d.id and lower(t.name)" + LIKE + "))";

    private final long projectId;
    private final @Nullable String search;
    private final List<Levels.Condition> access;
    private final String where;

    /** @param search part of the name, the description or a tag, in upper or lower case; null: all */
    DashboardSearch(long projectId, boolean deleted, @Nullable String search, Levels levels) {
        this.projectId = projectId;
        this.search = search;
        this.access = deleted
                ? List.of(levels.atLeast(AccessLevel.EDITOR, "d"), levels.collaborates("d"))
                : List.of(levels.visible("d"));
        this.where = " from hindsight.dashboard d where d.project_id = :project"
                + (deleted ? Which.DELETED : Which.LIVE).sql() + " and "
                + access.get(0).sql()
                + (deleted
                        ? " and (d.restriction_level <> " + DashboardRow.RESTRICTED + " or "
                                + access.get(1).sql() + ")"
                        : "")
                + (search == null ? "" : FOUND);
    }

    long count(Handle handle) {
        return query(handle, "select count(*)", "").mapTo(Long.class).one();
    }

    /** Those that are pinned first, then by name. */
    List<DashboardRow> page(Handle handle, int limit, int offset) {
        return query(
                        handle,
                        "select " + DashboardRow.COLUMNS,
                        " order by d.pinned desc, lower(d.name) nulls last, d.id limit :limit offset :offset")
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> DashboardRow.read(row))
                .list();
    }

    private Query query(Handle handle, String select, String suffix) {
        Query query = handle.createQuery(select + where + suffix).bind("project", projectId);
        access.forEach(condition -> condition.bind(query));
        return search == null
                ? query
                : query.bind(
                        "search",
                        "%" + search.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
    }
}
