package dev.hindsight.insight;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightHistory.State;
import dev.hindsight.insight.TileStore.DashboardName;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes insights and what hangs on them, inside a transaction and after all checks of the caller. */
final class InsightChange {
    private final InsightStore store;
    private final TagStore tags;
    private final TileStore tiles;
    private final ViewStore views;
    private final InsightHistory history;

    InsightChange(InsightStore store, TagStore tags, TileStore tiles, ViewStore views, InsightHistory history) {
        this.store = store;
        this.tags = tags;
        this.tiles = tiles;
        this.views = views;
        this.history = history;
    }

    /** Refuses to change another version than the caller knows. */
    static void requireVersion(InsightRow row, @Nullable Long expected) {
        if (expected != null && expected != row.version()) {
            throw HindsightException.of(
                    Failure.VERSION_MISMATCH,
                    "The insight has version " + row.version() + ", not " + expected
                            + ": somebody else changed it. Read it again, then repeat the change.");
        }
    }

    InsightRow create(Handle handle, Project project, User user, InsightDraft draft, Instant at) {
        if (!draft.tags().isEmpty()) {
            tags.lock(handle, project.id());
        }
        List<DashboardName> dashboards = dashboards(handle, project, draft.dashboards());
        String shortId = store.unusedShortId(handle, project.id());
        InsightRow draftRow = InsightRow.of(draft, project.id(), shortId, user.id(), at);
        InsightRow row = draftRow.withId(store.insert(handle, draftRow));
        views.noteFirst(handle, project.id(), row.id(), user.id(), at);
        if (!row.deleted()) {
            tiles.add(
                    handle, row.id(), dashboards.stream().map(DashboardName::id).toList());
        }
        tags.replace(handle, project.id(), row.id(), List.of(), draft.tags());
        history.created(handle, project, user, row, at);
        return row;
    }

    /** Changes a row that the transaction has locked; returns it as it was when nothing differs. */
    InsightRow update(Handle handle, Project project, User user, InsightRow row, InsightPatch patch, Instant at) {
        List<DashboardName> wanted =
                patch.dashboards() == null ? List.of() : dashboards(handle, project, patch.dashboards());
        State before = state(handle, row);
        InsightRow patched = row.with(patch, user.id(), at);
        List<String> newTags = patch.tags() == null ? before.tags() : patch.tags();
        List<DashboardName> newDashboards =
                patched.deleted() ? List.of() : patch.dashboards() == null ? before.dashboards() : wanted;

        boolean tagsChange = !new HashSet<>(newTags).equals(new HashSet<>(before.tags()));
        boolean tilesChange = !ids(newDashboards).equals(ids(before.dashboards()));
        if (!tagsChange && !tilesChange && patched.equals(row)) {
            return row;
        }
        if (tagsChange) {
            tags.lock(handle, project.id());
            tags.replace(handle, project.id(), row.id(), before.tags(), newTags);
        }
        if (patched.deleted()) {
            tiles.removeAll(handle, row.id());
        } else if (tilesChange) {
            tiles.add(handle, row.id(), minus(newDashboards, before.dashboards()));
            tiles.remove(handle, row.id(), minus(before.dashboards(), newDashboards));
        }
        InsightRow next = patched.next(at);
        store.update(handle, next);
        history.changed(handle, project, user, before, new State(next, newTags, newDashboards), at);
        return next;
    }

    private State state(Handle handle, InsightRow row) {
        List<Long> id = List.of(row.id());
        List<String> current = tags.of(handle, id).getOrDefault(row.id(), List.of());
        List<Insight.Tile> visible = tiles.of(handle, id).getOrDefault(row.id(), List.of());
        List<Long> dashboardIds =
                visible.stream().map(Insight.Tile::dashboardId).toList();
        return new State(row, current, tiles.dashboards(handle, row.projectId(), dashboardIds));
    }

    /** The named dashboards, all of them. */
    private List<DashboardName> dashboards(Handle handle, Project project, List<Long> ids) {
        List<DashboardName> found = tiles.dashboards(handle, project.id(), ids);
        Set<Long> known = ids(found);
        for (Long id : ids) {
            if (!known.contains(id)) {
                throw BodyField.noDashboard(id.toString());
            }
        }
        return found;
    }

    private static Set<Long> ids(List<DashboardName> dashboards) {
        Set<Long> ids = new HashSet<>();
        dashboards.forEach(dashboard -> ids.add(dashboard.id()));
        return ids;
    }

    private static List<Long> minus(List<DashboardName> some, List<DashboardName> others) {
        Set<Long> excluded = ids(others);
        return some.stream()
                .map(DashboardName::id)
                .filter(id -> !excluded.contains(id))
                .toList();
    }
}
