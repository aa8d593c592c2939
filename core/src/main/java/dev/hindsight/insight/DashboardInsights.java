package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.project.Project;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What dashboards have to do with insights, within their transactions. Whoever calls has asked whether the caller may see, or
 * change, the dashboard.
 */
public final class DashboardInsights {
    private final Access access;
    private final InsightAssembly assembly;
    private final InsightChange change;

    DashboardInsights(Access access, InsightAssembly assembly, InsightChange change) {
        this.access = access;
        this.assembly = assembly;
        this.change = change;
    }

    /** Those of some insights that are live and that the caller may see, by their ids. */
    public Map<Long, Insight> seen(Handle handle, Caller caller, Project project, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        List<InsightRow> rows = InsightStore.rows(
                handle, project.id(), ids, viewpoint.insights().visible("i"));
        return assembly.list(handle, rows, viewpoint).stream()
                .collect(Collectors.toMap(Insight::id, Function.identity()));
    }

    /** The ids of those of some insights that the caller may see, deleted ones included. */
    public Set<Long> visible(Handle handle, Caller caller, Project project, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        Levels.Condition visible =
                Viewpoint.of(access, caller, project).insights().visible("i");
        return InsightStore.visible(handle, project.id(), ids, visible);
    }

    /** Until the transaction ends nobody else changes these insights, or where they show. */
    public void lock(Handle handle, Project project, Collection<Long> ids) {
        InsightStore.lock(handle, project.id(), ids);
    }

    /**
     * Shows an insight on one more dashboard; its tile comes back when it was there before.
     *
     * @param insight one that the caller sees
     * @throws dev.hindsight.error.HindsightException {@code FORBIDDEN} to who may not edit the insight
     */
    public void add(Handle handle, Caller caller, Project project, long dashboardId, long insight, Instant at) {
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        for (InsightRow row : InsightStore.lock(handle, project.id(), List.of(insight))) {
            viewpoint.insights().require(row.id(), row.createdBy(), AccessLevel.EDITOR);
            change.requireCollaboration(handle, viewpoint.dashboards(), row);
            change.place(handle, project, caller, row, dashboardId, true, at);
        }
    }

    /** Shows an insight no longer on a dashboard, whether or not the caller may see it. */
    public void remove(Handle handle, Caller caller, Project project, long dashboardId, long insight, Instant at) {
        for (InsightRow row : InsightStore.lock(handle, project.id(), List.of(insight))) {
            change.place(handle, project, caller, row, dashboardId, false, at);
        }
    }

    /** Deletes those of some insights that the caller may edit, and leaves the others. */
    public void delete(Handle handle, Caller caller, Project project, Collection<Long> ids, Instant at) {
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        List<InsightRow> rows = InsightStore.lock(handle, project.id(), ids);
        Map<Long, AccessLevel> levels =
                viewpoint.insights().of(rows.stream().map(InsightRow::guarded).toList());
        for (InsightRow row : rows) {
            if (levels.getOrDefault(row.id(), AccessLevel.NONE).includes(AccessLevel.EDITOR)
                    && change.collaborates(handle, viewpoint.dashboards(), row)) {
                change.update(
                        handle,
                        project,
                        caller,
                        viewpoint.dashboards(),
                        row,
                        InsightPatch.DELETION.withSaved(row.saved()),
                        at);
            }
        }
    }
}
