package dev.hindsight.insight;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Levels;
import dev.hindsight.project.Project;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Interval;
import dev.hindsight.query.time.RangeResolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

    private static final String LIVE_TILE = " from hindsight.tile x join hindsight.dashboard d on d.id = x.dashboard_id"
            + " where x.insight_id = i.id and x.deleted is not true and not d.deleted and ";

    /** What PostHog calls the insights that it makes for every feature flag. */
    private static final List<String> OF_FLAGS =
            List.of("Feature Flag Called Total Volume", "Feature Flag calls made by unique users per variant");

    private static final Map<String, String> KINDS = Map.of(
            "TRENDS", "TrendsQuery",
            "FUNNELS", "FunnelsQuery",
            "RETENTION", "RetentionQuery",
            "PATHS", "PathsQuery",
            "STICKINESS", "StickinessQuery",
            "LIFECYCLE", "LifecycleQuery",
            "SQL", "HogQLQuery");

    /** What is counted where nobody has chosen anything, so that no text names it. */
    private static final String UNSAID_EVENT = "$pageview";

    private static final String UNSAID =
            "(i.query is null and coalesce(i.legacy_kind, 'TRENDS') in ('TRENDS', 'SESSIONS',"
                    + " 'STICKINESS', 'LIFECYCLE') and i.filters not like '%\"events\":%' and i.filters not like '%\"actions\":%')"
                    + " or (i.query is null and i.legacy_kind = 'RETENTION' and (i.filters not like '%\"target_entity\":%'"
                    + " or i.filters not like '%\"returning_entity\":%'))"
                    + " or (i.query_kind = 'RetentionQuery' and (i.query not like '%\"targetEntity\":%'"
                    + " or i.query not like '%\"returningEntity\":%'))";

    // Databases and clients know no times beyond these.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Project project;
    private final Instant now;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, List<?>> lists = new HashMap<>();
    private final InsightFilter filter;
    private final Levels.Condition access;
    private final Levels.Condition dashboards;

    InsightSearch(InsightFilter filter, Project project, long userId, Viewpoint viewpoint, Instant now) {
        this.project = project;
        this.now = now;
        this.filter = filter;
        this.access = viewpoint.insights().atLeast(filter.deleted() ? AccessLevel.EDITOR : AccessLevel.VIEWER, "i");
        this.dashboards = viewpoint.dashboards().visible("d");
        where(
                "i.project_id = :project and " + (filter.deleted() ? "i.deleted" : "not i.deleted"),
                "project",
                project.id());
        conditions.add(access.sql());
        if (filter.shortId() != null) {
            where("i.short_id = :shortId", "shortId", filter.shortId());
        }
        if (filter.saved() != null) {
            conditions.add(
                    filter.saved()
                            ? "(i.saved or exists (select 1" + LIVE_TILE + dashboards.sql() + "))"
                            : "not i.saved");
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
        events(filter.events());
        flags(filter.flag(), filter.hideFlags());
        window("i.last_modified_at", "modified", filter.modified());
        window("i.created_at", "created", filter.created());
        window(LAST_VIEWED, "viewed", filter.viewed());
    }

    /** As stored JSON names events: under "event" in queries, under "id" in some of their parts and in the old form. */
    private void events(List<String> events) {
        for (int i = 0; i < events.size(); i++) {
            String quoted = JsonNodeFactory.instance.textNode(events.get(i)).toString();
            String named =
                    asked("like :event" + i + " escape '!'") + " or " + asked("like :eventId" + i + " escape '!'");
            conditions.add("(" + named + (events.get(i).equals(UNSAID_EVENT) ? " or " + UNSAID : "") + ")");
            values.put("event" + i, containing("\"event\":" + quoted));
            values.put("eventId" + i, containing("\"id\":" + quoted));
        }
    }

    /** As a breakdown and as a filter name flags: in the name of a property, or as the value of the one that holds the name. */
    private void flags(@Nullable String flag, boolean hideFlags) {
        if (flag != null) {
            String quoted = JsonNodeFactory.instance.textNode(flag).toString();
            where(
                    "(" + asked("like :flag escape '!'") + " or ((" + asked("like :flagProperty escape '!'") + ") and ("
                            + asked("like :flagValue escape '!'") + ")))",
                    "flag",
                    containing("$feature/" + quoted.substring(1)));
            values.put("flagProperty", containing("\"$feature_flag\""));
            values.put("flagValue", containing(quoted));
        }
        if (hideFlags) {
            whereIn("(i.name is null or i.name not in (<flagNames>))", "flagNames", OF_FLAGS);
        }
    }

    /** That the question is such a text, in the form in which it is asked. */
    private static String asked(String such) {
        return "i.query " + such + " or (i.query is null and i.filters " + such + ")";
    }

    /** A pattern for LIKE with ! as the escape. */
    private static String containing(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private void type(String type) {
        if (type.equals("JSON")) {
            whereIn("i.query_kind not in (<kinds>)", "kinds", List.copyOf(KINDS.values()));
            return;
        }
        values.put("type", type);
        String kind = KINDS.get(type);
        if (kind == null) {
            conditions.add("(i.query is null and i.legacy_kind = :type)");
        } else {
            // Filters in the old form that name no kind are trends, and so are those of sessions.
            where(
                    "(i.query_kind = :kind or (i.query is null"
                            + " and coalesce(nullif(i.legacy_kind, 'SESSIONS'), 'TRENDS') = :type))",
                    "kind",
                    kind);
        }
    }

    private void dashboards(List<Long> ids) {
        if (!ids.isEmpty()) {
            values.put("dashboardCount", ids.size());
            whereIn(
                    "(select count(*)" + LIVE_TILE + dashboards.sql()
                            + " and x.dashboard_id in (<dashboards>)) = :dashboardCount",
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
                        " order by " + order().sql() + " limit :limit offset :offset")
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> InsightRow.read(row))
                .list();
    }

    /**
     * The insights that the searched text fits, all of them. Nearness is counted here, because not every database can: it reads
     * the names of all insights that the other conditions let through.
     */
    List<TextMatch> matches(Handle handle, String text) {
        NearText searched = new NearText(text);
        // The database changes the case of both sides, so that they agree about letters beyond ASCII.
        String like = " like lower(:search) escape '!'";
        String exact = "(lower(i.name)" + like + " or lower(i.derived_name)" + like + " or lower(i.description)" + like
                + " or exists (select 1 from hindsight.insight_tag l join hindsight.tag t on t.id = l.tag_id"
                + " where l.insight_id = i.id and lower(t.name)" + like + "))";
        List<TextMatch> matches = new ArrayList<>();
        query(
                        handle,
                        "select i.id, i.name, i.derived_name, i.description, case when " + exact
                                + " then true else false end as is_exact",
                        " order by " + order().sql())
                .bind("search", containing(text))
                .map((row, context) -> TextMatch.of(
                        searched,
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("derived_name"),
                        row.getString("description"),
                        row.getBoolean("is_exact")))
                .forEach(match -> match.ifPresent(matches::add));
        if (filter.order() == null) {
            matches.sort(TextMatch.BEST_FIRST);
        }
        return matches;
    }

    /** The insights with some ids, in the order of the ids. */
    static List<InsightRow> rows(Handle handle, List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle
                .createQuery("select " + InsightRow.COLUMNS + " from hindsight.insight i where i.id in (<ids>)")
                .bindList("ids", ids)
                .map((row, context) -> InsightRow.read(row))
                .stream()
                .sorted(Comparator.comparingInt(row -> ids.indexOf(row.id())))
                .toList();
    }

    private InsightOrder order() {
        return filter.order() == null ? InsightOrder.BY_HAND : filter.order();
    }

    private Query query(Handle handle, String select, String suffix) {
        Query query = handle.createQuery(
                select + " from hindsight.insight i where " + String.join(" and ", conditions) + suffix);
        query.bindMap(values);
        lists.forEach(query::bindList);
        access.bind(query);
        dashboards.bind(query);
        return query;
    }
}
