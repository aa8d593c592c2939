package dev.hindsight.insight;

import dev.hindsight.access.Levels;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** One insight, without its last view. */
    Insight one(Handle handle, InsightRow row, Levels levels) {
        return insights(handle, List.of(row), Map.of(), levels).get(0);
    }

    /** The insights of a list, with their last views. */
    List<Insight> list(Handle handle, List<InsightRow> rows, Levels levels) {
        return insights(handle, rows, views.latest(handle, ids(rows)), levels);
    }

    private List<Insight> insights(Handle handle, List<InsightRow> rows, Map<Long, Instant> viewed, Levels levels) {
        List<Long> ids = ids(rows);
        Map<Long, List<String>> tagsById = tags.of(handle, ids);
        Map<Long, List<Insight.Tile>> tilesById = tiles.of(handle, ids);
        Map<Long, User> users = members.findUsers(rows.stream()
                .flatMap(row -> Stream.of(row.createdBy(), row.lastModifiedBy()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> insight(
                        row,
                        users,
                        tagsById.getOrDefault(row.id(), List.of()),
                        tilesById.getOrDefault(row.id(), List.of()),
                        viewed.get(row.id()),
                        levels))
                .toList();
    }

    private static Insight insight(
            InsightRow row,
            Map<Long, User> users,
            List<String> tags,
            List<Insight.Tile> tiles,
            @Nullable Instant viewed,
            Levels levels) {
        return new Insight(
                row.id(),
                row.projectId(),
                row.shortId(),
                row.name(),
                row.derivedName(),
                row.description(),
                row.filters(),
                row.query(),
                row.order(),
                row.deleted(),
                row.saved(),
                row.favorited(),
                row.isSample(),
                row.createdAt(),
                user(users, row.createdBy()),
                row.lastModifiedAt(),
                user(users, row.lastModifiedBy()),
                row.updatedAt(),
                row.version(),
                tags,
                tiles,
                viewed,
                levels.of(row.createdBy()));
    }

    private static @Nullable User user(Map<Long, User> users, @Nullable Long id) {
        return id == null ? null : users.get(id);
    }

    private static List<Long> ids(List<InsightRow> rows) {
        return rows.stream().map(InsightRow::id).toList();
    }
}
