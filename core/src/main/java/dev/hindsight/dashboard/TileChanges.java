package dev.hindsight.dashboard;

import dev.hindsight.access.Caller;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.DashboardInsights;
import dev.hindsight.project.Project;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of tiles, inside a transaction that has locked the dashboard, for a caller who may edit it. Insights that the
 * caller may not see cannot be added, nor told from those that do not exist.
 */
final class TileChanges {
    private final TileStore tiles;
    private final DashboardInsights insights;

    TileChanges(TileStore tiles, DashboardInsights insights) {
        this.tiles = tiles;
        this.insights = insights;
    }

    /** @throws HindsightException {@code validation_error} naming the place in {@code tiles}; {@code FORBIDDEN} */
    void apply(Handle handle, Caller caller, Project project, long dashboardId, List<TileChange> changes, Instant at) {
        if (changes.isEmpty()) {
            return;
        }
        Known known = new Known(tiles.all(handle, dashboardId));
        List<Long> about = known.insights(changes);
        insights.lock(handle, project, about);
        Set<Long> seen = insights.seen(handle, caller, project, about).keySet();
        for (int i = 0; i < changes.size(); i++) {
            TileChange change = changes.get(i);
            String place = "tiles__" + i;
            TileRow row = known.row(change, place);
            check(change, row, seen, place);
            Long insight = row == null ? change.insightId() : row.insightId();
            if (insight == null) {
                row = row == null && !change.removes() ? newText(handle, dashboardId, change) : row;
            } else if (wanted(change, row) && !shown(row)) {
                if (!seen.contains(insight)) {
                    // Named by its tile, so its own id is not told.
                    throw Body.unknownId(place + "__id", Objects.requireNonNull(change.id()));
                }
                insights.add(handle, caller, project, dashboardId, insight, at);
                row = tiles.of(handle, dashboardId, insight);
            } else if (shown(row) && !wanted(change, row)) {
                insights.remove(handle, caller, project, dashboardId, insight, at);
                row = tiles.of(handle, dashboardId, insight);
            }
            if (row != null) {
                // Filters say much about an insight, so who may not see it does not set them either.
                boolean withFilters = row.insightId() == null || seen.contains(row.insightId());
                known.put(look(handle, row, row.with(change, withFilters)));
            }
        }
    }

    private static boolean shown(@Nullable TileRow row) {
        return row != null && !row.deleted();
    }

    private static boolean wanted(TileChange change, @Nullable TileRow row) {
        return change.deleted() == null ? shown(row) || change.id() == null : !change.removes();
    }

    private TileRow newText(Handle handle, long dashboardId, TileChange change) {
        String text = Objects.requireNonNull(change.text());
        return TileRow.text(tiles.addText(handle, dashboardId, text), text);
    }

    private TileRow look(Handle handle, TileRow before, TileRow after) {
        if (!after.equals(before)) {
            tiles.update(handle, after);
        }
        return after;
    }

    private static void check(TileChange change, @Nullable TileRow row, Set<Long> seen, String place) {
        Long insight = change.insightId();
        if (insight != null && !seen.contains(insight)) {
            throw Body.unknownId(place + "__insight", insight);
        }
        if (row == null) {
            return;
        }
        if (insight != null && !insight.equals(row.insightId())) {
            throw HindsightException.invalid(
                    place + "__insight", "A tile keeps its insight; remove it and add another one.");
        }
        if (change.text() != null && row.insightId() != null) {
            throw HindsightException.invalid(place + "__text", "The tile shows an insight, which has no text.");
        }
    }

    /** The tiles of a dashboard, as far as they are known. */
    private static final class Known {
        private final Map<Long, TileRow> byId;

        Known(List<TileRow> rows) {
            byId = new HashMap<>(rows.stream().collect(Collectors.toMap(TileRow::id, Function.identity())));
        }

        void put(TileRow row) {
            byId.put(row.id(), row);
        }

        /** The insights that changes are about. */
        List<Long> insights(List<TileChange> changes) {
            List<Long> ids = new ArrayList<>();
            for (TileChange change : changes) {
                TileRow row = change.id() == null ? null : byId.get(change.id());
                Stream.of(
                                Optional.ofNullable(change.insightId()),
                                Optional.ofNullable(row).map(TileRow::insightId))
                        .flatMap(Optional::stream)
                        .forEach(ids::add);
            }
            return ids.stream().distinct().toList();
        }

        /** The tile that a change is about; null when it is about a new one. */
        @Nullable
        TileRow row(TileChange change, String place) {
            if (change.id() != null) {
                TileRow row = byId.get(change.id());
                if (row == null) {
                    throw Body.unknownId(place + "__id", change.id());
                }
                return row;
            }
            return byId.values().stream()
                    .filter(row -> change.insightId() != null && Objects.equals(row.insightId(), change.insightId()))
                    .findFirst()
                    .orElse(null);
        }
    }
}
