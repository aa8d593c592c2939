package dev.hindsight.insight;

import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightHistory.State;
import dev.hindsight.insight.TileStore.Place;
import dev.hindsight.project.Project;
import dev.hindsight.sharing.Shares;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes insights and what hangs on them, inside a transaction and after all checks of the caller. */
final class InsightChange {
    private final InsightStore store;
    private final TagStore tags;
    private final TileStore tiles;
    private final PlaceChange placeChange;
    private final ViewStore views;
    private final InsightHistory history;
    private final Shares shares;

    InsightChange(
            InsightStore store,
            TagStore tags,
            TileStore tiles,
            ViewStore views,
            InsightHistory history,
            Shares shares) {
        this.store = store;
        this.tags = tags;
        this.tiles = tiles;
        this.placeChange = new PlaceChange(tiles);
        this.views = views;
        this.history = history;
        this.shares = shares;
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

    InsightRow create(
            Handle handle, Project project, Caller caller, Levels dashboards, InsightDraft draft, Instant at) {
        long userId = caller.user().id();
        if (!draft.tags().isEmpty()) {
            tags.lock(handle, project.id());
        }
        List<Place> places = placeChange.wanted(handle, project, dashboards, draft.dashboards());
        placeChange.requireEditable(dashboards, places, List.of());
        String shortId = store.unusedShortId(handle, project.id());
        InsightRow draftRow = InsightRow.of(draft, project.id(), shortId, userId, at);
        InsightRow row = draftRow.withId(store.insert(handle, draftRow));
        views.noteFirst(handle, project.id(), row.id(), userId, at);
        if (!row.deleted()) {
            tiles.add(handle, row.id(), places.stream().map(Place::id).toList());
        }
        tags.replace(handle, project.id(), row.id(), List.of(), draft.tags());
        history.created(handle, project, caller, row, at);
        return row;
    }

    /** Changes a row that the transaction has locked; returns it as it was when nothing differs. */
    InsightRow update(
            Handle handle,
            Project project,
            Caller caller,
            Levels dashboards,
            InsightRow row,
            InsightPatch patch,
            Instant at) {
        State before = state(handle, row);
        placeChange.requireCollaboration(
                dashboards,
                row.deleted() && patch.dashboards() == null ? tiles.placesLeft(handle, row.id()) : before.dashboards());
        InsightRow patched = row.with(patch, caller.user().id(), at);
        boolean comesBack = row.deleted() && !patched.deleted();
        if (comesBack && patch.dashboards() == null) {
            tiles.restoreAll(handle, row.id());
        }
        List<Place> there = comesBack ? tiles.places(handle, row.id()) : before.dashboards();
        List<Place> after = patched.deleted()
                ? List.of()
                : patch.dashboards() == null
                        ? there
                        : placeChange.after(handle, project, dashboards, there, patch.dashboards());
        List<String> newTags = patch.tags() == null ? before.tags() : patch.tags();

        boolean tagsChange = !new HashSet<>(newTags).equals(new HashSet<>(before.tags()));
        boolean tilesChange = !PlaceChange.ids(after).equals(PlaceChange.ids(before.dashboards()));
        if (!tagsChange && !tilesChange && patched.equals(row)) {
            return row;
        }
        if (tagsChange) {
            tags.lock(handle, project.id());
            tags.replace(handle, project.id(), row.id(), before.tags(), newTags);
        }
        if (patched.deleted()) {
            tiles.removeAll(handle, row.id());
        } else {
            tiles.add(handle, row.id(), PlaceChange.minus(after, there));
            tiles.remove(handle, row.id(), PlaceChange.minus(there, after));
        }
        if (comesBack) {
            tiles.forgetRemoved(handle, row.id());
        }
        if (patched.deleted() && shares.switchOff(row.shareTarget())) {
            history.unshared(handle, project, caller, row, at);
        }
        InsightRow next = patched.next(at);
        store.update(handle, next);
        history.changed(handle, project, caller, before, new State(next, newTags, after), at);
        return next;
    }

    /** @throws HindsightException {@code FORBIDDEN} when no dashboard of an insight lets the caller change it */
    void requireCollaboration(Handle handle, Levels dashboards, InsightRow row) {
        placeChange.requireCollaboration(dashboards, tiles.places(handle, row.id()));
    }

    boolean collaborates(Handle handle, Levels dashboards, InsightRow row) {
        return placeChange.isOpen(dashboards, tiles.places(handle, row.id()));
    }

    /** Shows an insight, whose row the transaction has locked, on a dashboard, or no longer. */
    void place(
            Handle handle,
            Project project,
            Caller caller,
            InsightRow row,
            long dashboardId,
            boolean shown,
            Instant at) {
        State before = state(handle, row);
        if (shown) {
            tiles.add(handle, row.id(), List.of(dashboardId));
        } else {
            tiles.remove(handle, row.id(), List.of(dashboardId));
        }
        State after = state(handle, row.next(at));
        if (!after.dashboards().equals(before.dashboards())) {
            store.update(handle, after.row());
            history.changed(handle, project, caller, before, after, at);
        }
    }

    private State state(Handle handle, InsightRow row) {
        List<String> current = tags.of(handle, List.of(row.id())).getOrDefault(row.id(), List.of());
        return new State(row, current, tiles.places(handle, row.id()));
    }
}
