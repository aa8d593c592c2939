package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.DashboardInsights;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.TagStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.Overlay;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Puts dashboards together with what hangs on them, as one caller sees it. */
final class DashboardAssembly {
    private static final Comparator<TileRow> READING_ORDER = Comparator.comparingDouble(TileRow::line)
            .thenComparingDouble(TileRow::column)
            .thenComparing(TileRow::id);

    private final TileStore tiles;
    private final TagStore tags;
    private final DashboardInsights insights;
    private final MemberStore members;

    DashboardAssembly(TileStore tiles, TagStore tags, DashboardInsights insights, MemberStore members) {
        this.tiles = tiles;
        this.tags = tags;
        this.insights = insights;
        this.members = members;
    }

    /** Dashboards without their tiles. */
    List<Dashboard> list(Handle handle, List<DashboardRow> rows, Levels levels) {
        Map<Long, AccessLevel> byId =
                levels.of(rows.stream().map(DashboardRow::guarded).toList());
        Set<Long> collaborates = levels.collaborates(rows.stream()
                .filter(DashboardRow::restricted)
                .map(DashboardRow::guarded)
                .toList());
        Map<Long, List<String>> tagsById =
                tags.of(handle, rows.stream().map(DashboardRow::id).toList());
        Map<Long, User> users = members.findUsers(rows.stream()
                .flatMap(row -> Stream.of(row.createdBy(), row.deletedBy()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> {
                    AccessLevel level = byId.getOrDefault(row.id(), AccessLevel.NONE);
                    boolean editable = level.includes(AccessLevel.EDITOR)
                            && (!row.restricted() || collaborates.contains(row.id()));
                    return row.dashboard(users, tagsById.getOrDefault(row.id(), List.of()), level, editable, List.of());
                })
                .toList();
    }

    /** A dashboard with its tiles, whose insights have the questions that are asked on it. */
    Dashboard one(Handle handle, Caller caller, Project project, Levels levels, DashboardRow row, Overlay given) {
        List<TileRow> shown = tiles.live(handle, row.id());
        Map<Long, Insight> seen = insights.seen(handle, caller, project, insightsOf(shown));
        Overlay overlay =
                new Overlay(row.filters().with(given.filters()), row.variables().with(given.variables()));
        return list(handle, List.of(row), levels).get(0).with(tiles(shown, seen, overlay));
    }

    static List<Long> insightsOf(List<TileRow> rows) {
        return rows.stream().map(TileRow::insightId).filter(Objects::nonNull).toList();
    }

    /** @param seen the insights that whoever looks may see */
    static List<Tile> tiles(List<TileRow> rows, Map<Long, Insight> seen, Overlay overlay) {
        return rows.stream()
                .sorted(READING_ORDER)
                .map(row -> tile(row, row.insightId() == null ? null : seen.get(row.insightId()), overlay))
                .toList();
    }

    private static Tile tile(TileRow row, @Nullable Insight insight, Overlay overlay) {
        if (insight == null) {
            return tile(row, null, row.insightId() == null ? row.filters() : DashboardFilters.NONE, null);
        }
        if (insight.query() == null) {
            return tile(row, insight, row.filters(), null);
        }
        try {
            Insight asked = insight.withQuery(overlay.onTile(row.filters()).over(insight.query()));
            return tile(row, asked, row.filters(), null);
        } catch (HindsightException e) {
            return tile(
                    row,
                    insight,
                    row.filters(),
                    "The insight cannot be asked with the filters of the dashboard: " + e.detail());
        }
    }

    private static Tile tile(
            TileRow row, @Nullable Insight insight, DashboardFilters filters, @Nullable String problem) {
        return new Tile(row.id(), insight, row.text(), row.layouts(), row.color(), filters, problem);
    }
}
