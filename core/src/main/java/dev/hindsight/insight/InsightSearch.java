package dev.hindsight.insight;

import dev.hindsight.access.Levels;
import dev.hindsight.project.Project;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Interval;
import dev.hindsight.query.time.RangeResolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A filter as SQL: conditions and their values together. Made for one use. */
final class InsightSearch {
    static final String LAST_VIEWED =
            "(select max(v.last_viewed_at) from hindsight.insight_view v" + " where v.insight_id = i.id)";

    private static final String VISIBLE_TILE =
            " from hindsight.tile x join hindsight.dashboard d on d.id = x.dashboard_id"
                    + " where x.insight_id = i.id and x.deleted is not true and not d.deleted";

    private static final Map<String, String> KINDS = Map.of(
            "TRENDS", "TrendsQuery",
            "FUNNELS", "FunnelsQuery",
            "RETENTION", "RetentionQuery",
            "PATHS", "PathsQuery",
            "STICKINESS", "StickinessQuery",
            "LIFECYCLE", "LifecycleQuery",
            "SQL", "HogQLQuery");

    // Databases and clients know no times beyond these.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Project project;
    private final Instant now;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, List<?>> lists = new HashMap<>();
    private final InsightOrder order;
    private final Levels.Condition visible;

    InsightSearch(InsightFilter filter, Project project, long userId, Levels.Condition visible, Instant now) {
        this.project = project;
        this.now = now;
        this.order = filter.order();
        where("i.project_id = :project and not i.deleted", "project", project.id());
        this.visible = visible;
        conditions.add(visible.sql());
        if (filter.shortId() != null) {
            where("i.short_id = :shortId", "shortId", filter.shortId());
        }
        if (filter.saved() != null) {
            conditions.add(filter.saved() ? "(i.saved or exists (select 1" + VISIBLE_TILE + "))" : "not i.saved");
        }
        if (filter.favorited()) {
            conditions.add("i.favorited");
        }
        if (filter.mine()) {
            where("i.created_by = :caller", "caller", userId);
        }
        if (!filter.createdBy().isEmpty()) {
            whereIn("i.created_by in (<creators>)", "creators", filter.createdBy());
        }
        if (filter.search() != null) {
            search(filter.search());
        }
        if (filter.type() != null) {
            type(filter.type());
        }
        if (!filter.tags().isEmpty()) {
            whereIn(
                    "exists (select 1 from hindsight.insight_tag l join hindsight.tag t on t.id = l.tag_id"
                            + " where l.insight_id = i.id and t.name in (<tags>))",
                    "tags",
                    filter.tags());
        }
        dashboards(filter.dashboards().stream().distinct().toList());
        window("i.last_modified_at", "modified", filter.modified());
        window("i.created_at", "created", filter.created());
        window(LAST_VIEWED, "viewed", filter.viewed());
    }

    private void search(String text) {
        // The database changes the case of both sides, so that they agree about letters beyond ASCII.
        String like = " like lower(:search) escape '!'";
        String pattern = "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        where(
                "(lower(i.name)" + like + " or lower(i.derived_name)" + like + " or lower(i.description)" + like
                        + " or exists (select 1 from hindsight.insight_tag l join hindsight.tag t on t.id = l.tag_id"
                        + " where l.insight_id = i.id and lower(t.name)" + like + "))",
                "search",
                pattern);
    }

    private void type(String type) {
        if (type.equals("JSON")) {
            whereIn("i.query_kind not in (<kinds>)", "kinds", List.copyOf(KINDS.values()));
            return;
        }
        String legacy = "(i.query is null and i.legacy_kind = :type)";
        values.put("type", type);
        String kind = KINDS.get(type);
        if (kind == null) {
            conditions.add(legacy);
        } else {
            where("(i.query_kind = :kind or " + legacy + ")", "kind", kind);
        }
    }

    private void dashboards(List<Long> ids) {
        if (!ids.isEmpty()) {
            values.put("dashboardCount", ids.size());
            whereIn(
                    "(select count(*)" + VISIBLE_TILE + " and x.dashboard_id in (<dashboards>)) = :dashboardCount",
                    "dashboards",
                    ids);
        }
    }

    private void window(String column, String name, TimeWindow window) {
        Instant after = instant(window.after());
        if (after != null) {
            where(column + " > :" + name + "After", name + "After", after);
        }
        Instant before = instant(window.before());
        if (before != null) {
            where(column + " < :" + name + "Before", name + "Before", before);
        }
    }

    private @Nullable Instant instant(@Nullable DateBound bound) {
        if (bound == null || bound instanceof DateBound.Earliest) {
            return null;
        }
        RangeResolver resolver =
                new RangeResolver(project.timezone(), project.weekStart(), Interval.DAY, now, () -> EARLIEST);
        Instant instant = resolver.position(bound).toInstant();
        return instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    }

    private void where(String condition, String name, Object value) {
        conditions.add(condition);
        values.put(name, value);
    }

    private void whereIn(String condition, String name, List<?> list) {
        conditions.add(condition);
        lists.put(name, list);
    }

    long count(Handle handle) {
        return query(handle, "select count(*)", "").mapTo(Long.class).one();
    }

    List<InsightRow> page(Handle handle, int limit, int offset) {
        return query(
                        handle,
                        "select " + InsightRow.COLUMNS,
                        " order by " + order.sql() + " limit :limit offset :offset")
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> InsightRow.read(row))
                .list();
    }

    private Query query(Handle handle, String select, String suffix) {
        Query query = handle.createQuery(
                select + " from hindsight.insight i where " + String.join(" and ", conditions) + suffix);
        query.bindMap(values);
        lists.forEach(query::bindList);
        visible.bind(query);
        return query;
    }
}
