package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.ActivityLog.Audience;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.activity.Discretion;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.Project;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What happened to insights (contract insights-api 3.9), without what the caller may not see: neither insights nor the names of
 * dashboards. Every method asks first whether the caller may: {@code FORBIDDEN} without the scope {@code activity_log:read} or
 * for another organization's project. Thread-safe.
 */
public final class Activities {
    private final Jdbi jdbi;
    private final Access access;
    private final ActivityLog log;
    private final TileStore tiles = new TileStore();

    public Activities(Jdbi jdbi, Access access, ActivityLog log) {
        this.jdbi = jdbi;
        this.access = access;
        this.log = log;
    }

    /** Entries about all insights of a project, deleted ones included, newest first. */
    public ActivityPage ofProject(Caller caller, long projectId, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        Levels.Condition visible = viewpoint.insights().visible("i");
        Audience audience = visible.isAlways()
                ? Audience.ALL
                : new Audience(
                        "exists (select 1 from hindsight.insight i where i.id = cast(a.item_id as bigint)"
                                + " and i.project_id = a.project_id and " + visible.sql() + ")",
                        visible::bind);
        return jdbi.withHandle(handle -> shown(
                handle,
                project,
                caller,
                viewpoint,
                log.page(handle, project.id(), InsightHistory.SCOPE, null, audience, paging)));
    }

    /**
     * Entries about one insight, newest first.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such insight or it is deleted
     */
    public ActivityPage ofInsight(Caller caller, long projectId, String idOrShortId, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        return jdbi.withHandle(handle -> {
            Viewpoint viewpoint = Viewpoint.of(access, caller, project);
            String item = item(handle, project, viewpoint, idOrShortId);
            return shown(
                    handle,
                    project,
                    caller,
                    viewpoint,
                    log.page(handle, project.id(), InsightHistory.SCOPE, item, Audience.ALL, paging));
        });
    }

    /**
     * One entry about an insight.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such insight, it is deleted, or has no such entry
     */
    public Activity entry(Caller caller, long projectId, String idOrShortId, UUID id) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        return jdbi.withHandle(handle -> {
            Viewpoint viewpoint = Viewpoint.of(access, caller, project);
            String item = item(handle, project, viewpoint, idOrShortId);
            Activity entry = log.find(handle, project.id(), InsightHistory.SCOPE, item, id)
                    .orElseThrow(HindsightException::notFound);
            return shown(handle, project, caller, viewpoint, new ActivityPage(1, List.of(entry)))
                    .entries()
                    .get(0);
        });
    }

    private static String item(Handle handle, Project project, Viewpoint viewpoint, String key) {
        InsightRow row =
                InsightStore.find(handle, project.id(), key, Which.LIVE).orElseThrow(HindsightException::notFound);
        viewpoint.insights().require(row.id(), row.createdBy(), AccessLevel.VIEWER);
        return Long.toString(row.id());
    }

    /** Without what the caller may not know. */
    private ActivityPage shown(Handle handle, Project project, Caller caller, Viewpoint viewpoint, ActivityPage page) {
        Set<Long> named = new HashSet<>();
        page.entries().forEach(entry -> ActivityView.dashboards(entry, named));
        ActivityView view = new ActivityView(
                PlaceChange.ids(PlaceChange.seen(viewpoint.dashboards(), tiles.places(handle, project.id(), named))));
        Discretion discretion = Discretion.of(
                caller, viewpoint.insights().of(InsightStore.guarded(handle, project.id(), Discretion.items(page))));
        page.entries().forEach(entry -> discretion.hide(entry, view::hides));
        return page;
    }
}
