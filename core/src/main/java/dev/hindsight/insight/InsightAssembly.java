package dev.hindsight.insight;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Puts rows together with what hangs on them: one statement for each kind of thing, however many rows there are. */
final class InsightAssembly {
    private final TagStore tags;
    private final TileStore tiles;
    private final ViewStore views;
    private final MemberStore members;

    InsightAssembly(TagStore tags, TileStore tiles, ViewStore views, MemberStore members) {
        this.tags = tags;
        this.tiles = tiles;
        this.views = views;
        this.members = members;
    }

    List<String> tags(Handle handle, InsightRow row) {
        return tags.of(handle, List.of(row.id())).getOrDefault(row.id(), List.of());
    }

    /** One insight, without its last view. */
    Insight one(Handle handle, InsightRow row, Viewpoint viewpoint) {
        return insights(handle, List.of(row), Map.of(), viewpoint).get(0);
    }

    /**
     * Insights for somebody without an account: on no dashboard but the one that is shared with them, because others are none of
     * their business.
     *
     * @param dashboardId null when it is no dashboard that is shared
     */
    List<Insight> shared(Handle handle, List<InsightRow> rows, @Nullable Long dashboardId) {
        List<Long> ids = ids(rows);
        Map<Long, List<String>> tagsById = tags.of(handle, ids);
        Map<Long, List<Insight.Tile>> tilesById = dashboardId == null ? Map.of() : tiles.on(handle, ids, dashboardId);
        Map<Long, User> users = users(rows);
        return rows.stream()
                .map(row -> row.insight(
                        users,
                        tagsById.getOrDefault(row.id(), List.of()),
                        tilesById.getOrDefault(row.id(), List.of()),
                        null,
                        null,
                        true,
                        false))
                .toList();
    }

    /** The insights of a list, with their last views. */
    List<Insight> list(Handle handle, List<InsightRow> rows, Viewpoint viewpoint) {
        return insights(handle, rows, views.latest(handle, ids(rows)), viewpoint);
    }

    /** The insights of a list, each with a given view. */
    List<Insight> viewed(Handle handle, List<InsightRow> rows, Map<Long, Instant> views, Viewpoint viewpoint) {
        return insights(handle, rows, views, viewpoint);
    }

    private List<Insight> insights(
            Handle handle, List<InsightRow> rows, Map<Long, Instant> viewed, Viewpoint viewpoint) {
        List<Long> ids = ids(rows);
        Map<Long, List<String>> tagsById = tags.of(handle, ids);
        List<TileStore.Placed> tilesOfAll = tiles.of(handle, ids);
        Map<Long, List<TileStore.Placed>> tilesById =
                tilesOfAll.stream().collect(Collectors.groupingBy(TileStore.Placed::insightId));
        List<TileStore.Place> places =
                tilesOfAll.stream().map(TileStore.Placed::place).distinct().toList();
        Set<Long> seen = PlaceChange.ids(PlaceChange.seen(viewpoint.dashboards(), places));
        Set<Long> open = PlaceChange.open(viewpoint.dashboards(), places);
        Map<Long, AccessLevel> levels = viewpoint
                .insights()
                .of(rows.stream()
                        .map(row -> new Guarded(Resource.INSIGHT, row.id(), row.createdBy()))
                        .toList());
        Map<Long, User> users = users(rows);
        return rows.stream()
                .map(row -> {
                    List<TileStore.Placed> placed = tilesById.getOrDefault(row.id(), List.of());
                    return row.insight(
                            users,
                            tagsById.getOrDefault(row.id(), List.of()),
                            placed.stream()
                                    .filter(tile -> seen.contains(tile.place().id()))
                                    .map(TileStore.Placed::tile)
                                    .toList(),
                            viewed.get(row.id()),
                            levels.get(row.id()),
                            placed.stream().anyMatch(tile -> tile.place().restricted()),
                            placed.isEmpty()
                                    || placed.stream()
                                            .anyMatch(tile ->
                                                    open.contains(tile.place().id())));
                })
                .toList();
    }

    private Map<Long, User> users(List<InsightRow> rows) {
        return members.findUsers(rows.stream()
                .flatMap(row -> Stream.of(row.createdBy(), row.lastModifiedBy(), row.deletedBy()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    }

    private static List<Long> ids(List<InsightRow> rows) {
        return rows.stream().map(InsightRow::id).toList();
    }
}
