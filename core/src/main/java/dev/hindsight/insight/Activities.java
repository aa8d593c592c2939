package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.Project;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
            return shown(handle, project, viewpoint, new ActivityPage(1, List.of(entry)))
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

    /** Without dashboards that the caller cannot see; those that are deleted count as such. */
    private ActivityPage shown(Handle handle, Project project, Viewpoint viewpoint, ActivityPage page) {
        Set<Long> named = new HashSet<>();
        page.entries()
                .forEach(entry -> dashboards(entry)
                        .forEach(list -> list.forEach(
                                dashboard -> named.add(dashboard.path("id").asLong()))));
        if (named.isEmpty() || viewpoint.dashboards().managesAll()) {
            return page;
        }
        Set<Long> visible =
                PlaceChange.ids(PlaceChange.seen(viewpoint.dashboards(), tiles.places(handle, project.id(), named)));
        page.entries()
                .forEach(entry -> dashboards(entry).forEach(list -> {
                    for (int i = list.size() - 1; i >= 0; i--) {
                        if (!visible.contains(list.get(i).path("id").asLong())) {
                            list.remove(i);
                        }
                    }
                }));
        return page;
    }

    private static Stream<ArrayNode> dashboards(Activity entry) {
        return Stream.of(entry.detail().path("changes"))
                .flatMap(changes ->
                        Stream.iterate(0, i -> i < changes.size(), i -> i + 1).map(changes::get))
                .filter(change -> change.path("field").asText().equals("dashboards"))
                .map(ObjectNode.class::cast)
                .flatMap(change -> Stream.<JsonNode>of(change.path("before"), change.path("after")))
                .filter(ArrayNode.class::isInstance)
                .map(ArrayNode.class::cast);
    }
}
