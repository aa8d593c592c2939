package dev.hindsight.insight;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.TileStore.Place;
import dev.hindsight.project.Project;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * On which dashboards an insight is to show, and whether the caller may say so. Dashboards that the caller cannot see are out of
 * the question: they can neither be named nor be left out by a list that does not know them.
 */
final class PlaceChange {
    private final TileStore tiles;

    PlaceChange(TileStore tiles) {
        this.tiles = tiles;
    }

    /** The named dashboards, all of them. */
    List<Place> wanted(Handle handle, Project project, Levels levels, List<Long> ids) {
        List<Place> found = seen(levels, tiles.places(handle, project.id(), ids));
        Set<Long> known = ids(found);
        for (Long id : ids) {
            if (!known.contains(id)) {
                throw BodyField.noDashboard(id.toString());
            }
        }
        return found;
    }

    /** Where an insight shows when the dashboards that the caller can see are to be exactly the named ones. */
    List<Place> after(Handle handle, Project project, Levels levels, List<Place> there, List<Long> named) {
        List<Place> wanted = wanted(handle, project, levels, named);
        List<Place> seen = seen(levels, there);
        Set<Long> seenIds = ids(seen);
        Set<Long> wantedIds = ids(wanted);
        requireEditable(
                levels,
                wanted.stream().filter(place -> !seenIds.contains(place.id())).toList(),
                seen.stream().filter(place -> !wantedIds.contains(place.id())).toList());
        List<Place> after = new ArrayList<>(wanted);
        there.stream().filter(place -> !seenIds.contains(place.id())).forEach(after::add);
        return after;
    }

    /** Whoever puts an insight on a dashboard, or takes it away, changes the dashboard. */
    void requireEditable(Levels levels, List<Place> added, List<Place> removed) {
        List<Place> all = new ArrayList<>(added);
        all.addAll(removed);
        Map<Long, AccessLevel> level = levels.of(guarded(all));
        Set<Long> open = open(levels, all);
        for (Place place : all) {
            if (!open.contains(place.id())
                    || !level.getOrDefault(place.id(), AccessLevel.NONE).includes(AccessLevel.EDITOR)) {
                String what = added.contains(place) ? "add insights to" : "remove insights from";
                throw HindsightException.forbidden(
                        "You don't have permission to " + what + " dashboard: " + place.id());
            }
        }
    }

    /** An insight can be changed by whom one of its dashboards lets (contract insights-api 1.4). */
    void requireCollaboration(Levels levels, List<Place> there) {
        if (!isOpen(levels, there)) {
            throw HindsightException.forbidden(
                    "This insight is on a dashboard that can only be edited by its owner, team"
                            + " members invited to editing the dashboard, and project admins.");
        }
    }

    /** Whether one of the dashboards of an insight lets the caller change it, or there are none. */
    boolean isOpen(Levels levels, List<Place> there) {
        return there.isEmpty() || !open(levels, there).isEmpty();
    }

    /** Those whose restriction, if they have one, does not keep the caller from editing. */
    static Set<Long> open(Levels levels, List<Place> places) {
        Set<Long> open = levels.collaborates(
                guarded(places.stream().filter(Place::restricted).toList()));
        places.stream().filter(place -> !place.restricted()).map(Place::id).forEach(open::add);
        return open;
    }

    /** Those that the caller can see. */
    static List<Place> seen(Levels levels, List<Place> places) {
        Map<Long, AccessLevel> level = levels.of(guarded(places));
        return places.stream()
                .filter(place ->
                        level.getOrDefault(place.id(), AccessLevel.NONE).includes(AccessLevel.VIEWER))
                .toList();
    }

    private static List<Guarded> guarded(List<Place> places) {
        return places.stream().map(Place::guarded).toList();
    }

    static Set<Long> ids(List<Place> places) {
        return places.stream().map(Place::id).collect(Collectors.toCollection(HashSet::new));
    }

    /** The ids of those places that are not among the others. */
    static List<Long> minus(List<Place> some, List<Place> others) {
        Set<Long> excluded = ids(others);
        return some.stream().map(Place::id).filter(id -> !excluded.contains(id)).toList();
    }
}
