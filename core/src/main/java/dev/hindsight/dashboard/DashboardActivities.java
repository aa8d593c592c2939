package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.ActivityLog.Audience;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.activity.Discretion;
import dev.hindsight.dashboard.DashboardStore.Which;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.DashboardInsights;
import dev.hindsight.insight.Insights;
import dev.hindsight.project.Project;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What happened to dashboards (contract insights-api 3.9), without what the caller may not see: neither dashboards nor tiles of
 * insights. Every method asks first whether the caller may: {@code FORBIDDEN} without the scope {@code activity_log:read} or for
 * another organization's project. Thread-safe.
 */
public final class DashboardActivities {
    private final Jdbi jdbi;
    private final Access access;
    private final ActivityLog log;
    private final DashboardInsights insights;
    private final DashboardStore store = new DashboardStore();

    public DashboardActivities(Jdbi jdbi, Access access, Insights insights, ActivityLog log) {
        this.jdbi = jdbi;
        this.access = access;
        this.log = log;
        this.insights = insights.ofDashboards();
    }

    /** Entries about all dashboards of a project, deleted ones included, newest first. */
    public ActivityPage ofProject(Caller caller, long projectId, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        Levels levels = access.levels(caller, project, Resource.DASHBOARD);
        Levels.Condition visible = levels.visible("d");
        Audience audience = visible.isAlways()
                ? Audience.ALL
                : new Audience(
                        "exists (select 1 from hindsight.dashboard d where d.id = cast(a.item_id as bigint)"
                                + " and d.project_id = a.project_id and " + visible.sql() + ")",
                        visible::bind);
        return jdbi.withHandle(handle -> shown(
                handle,
                caller,
                project,
                levels,
                log.page(handle, project.id(), DashboardHistory.SCOPE, null, audience, paging)));
    }

    /**
     * Entries about one dashboard, newest first.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such dashboard or it is deleted
     */
    public ActivityPage ofDashboard(Caller caller, long projectId, long id, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        Levels levels = access.levels(caller, project, Resource.DASHBOARD);
        return jdbi.withHandle(handle -> {
            String item = item(handle, project, levels, id);
            return shown(
                    handle,
                    caller,
                    project,
                    levels,
                    log.page(handle, project.id(), DashboardHistory.SCOPE, item, Audience.ALL, paging));
        });
    }

    /**
     * One entry about a dashboard.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such dashboard, it is deleted, or has no such entry
     */
    public Activity entry(Caller caller, long projectId, long id, UUID entryId) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        Levels levels = access.levels(caller, project, Resource.DASHBOARD);
        return jdbi.withHandle(handle -> {
            String item = item(handle, project, levels, id);
            Activity entry = log.find(handle, project.id(), DashboardHistory.SCOPE, item, entryId)
                    .orElseThrow(HindsightException::notFound);
            return shown(handle, caller, project, levels, new ActivityPage(1, List.of(entry)))
                    .entries()
                    .get(0);
        });
    }

    private String item(Handle handle, Project project, Levels levels, long id) {
        DashboardRow row = store.find(handle, project.id(), id, Which.LIVE).orElseThrow(HindsightException::notFound);
        levels.require(row.id(), row.createdBy(), AccessLevel.VIEWER);
        return Long.toString(row.id());
    }

    /** Without what the caller may not know, such as the tiles of insights that they cannot see. */
    private ActivityPage shown(Handle handle, Caller caller, Project project, Levels levels, ActivityPage page) {
        Set<Long> named = new HashSet<>();
        page.entries()
                .forEach(entry -> entry.detail()
                        .path("changes")
                        .forEach(change -> tiles(change, list -> {
                            for (JsonNode tile : list) {
                                if (tile.hasNonNull("insight")) {
                                    named.add(tile.path("insight").asLong());
                                }
                            }
                        })));
        Set<Long> visible = insights.visible(handle, caller, project, named);
        Discretion discretion =
                Discretion.of(caller, levels.of(store.guarded(handle, project.id(), Discretion.items(page))));
        page.entries()
                .forEach(entry -> discretion.hide(entry, change -> {
                    tiles(change, list -> hideInsights(list, visible));
                    return false;
                }));
        return page;
    }

    private static void hideInsights(ArrayNode tiles, Set<Long> visible) {
        for (int i = tiles.size() - 1; i >= 0; i--) {
            JsonNode insight = tiles.get(i).path("insight");
            if (insight.isNumber() && !visible.contains(insight.asLong())) {
                tiles.remove(i);
            }
        }
    }

    /** Looks at the lists of tiles in a change. */
    private static void tiles(JsonNode change, Consumer<ArrayNode> look) {
        if (change.path("field").asText().equals("tiles")) {
            for (String side : new String[] {"before", "after"}) {
                if (change.path(side) instanceof ArrayNode list) {
                    look.accept(list);
                }
            }
        }
    }
}
