package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Levels;
import dev.hindsight.dashboard.DashboardStore.Which;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The dashboards of a list: those that are there and that somebody can see, or the deleted ones that they may bring back.
 *
 * @param search part of the name, the description or a tag, in upper or lower case; null: all
 */
record DashboardSearch(
        long projectId, Which which, @Nullable String search, Levels levels) {
    private static final String LIKE = " like lower(:search) escape '!'";

    private static final String FOUND = " and (lower(d.name)" + LIKE + " or lower(d.description)" + LIKE
            + " or exists (select 1 from hindsight.dashboard_tag l join hindsight.tag t on t.id = l.tag_id"
            + " where l.dashboard_id = d.id and lower(t.name)" + LIKE + "))";

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
        Levels.Condition visible = levels.visible("d");
        Levels.Condition editable = levels.atLeast(AccessLevel.EDITOR, "d");
        Levels.Condition collaborates = levels.collaborates("d");
        boolean deleted = which != Which.LIVE;
        Query query =
                handle.createQuery(select + " from hindsight.dashboard d where d.project_id = :project" + which.sql()
                        + " and "
                        + (deleted
                                ? editable.sql() + " and (d.restriction_level <> " + DashboardRow.RESTRICTED + " or "
                                        + collaborates.sql() + ")"
                                : visible.sql())
                        + (search == null ? "" : FOUND)
                        + suffix);
        query.bind("project", projectId);
        if (deleted) {
            editable.bind(query);
            collaborates.bind(query);
        } else {
            visible.bind(query);
        }
        return search == null
                ? query
                : query.bind(
                        "search",
                        "%" + search.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
    }
}
