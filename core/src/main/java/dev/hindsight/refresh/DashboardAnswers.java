package dev.hindsight.refresh;

import dev.hindsight.access.Caller;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.Tile;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.project.Project;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.ShareTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions of a dashboard's insights, several at a time. A tile that cannot be answered has its error in its own
 * answer and takes nothing from the others.
 */
public final class DashboardAnswers {
    private final InsightAnswers answers;
    private final SideBySide threads;
    private final Clock clock;
    private final Duration patience;

    /** @param patience after this no tile is begun any more, so that no reply takes longer than twice as long */
    DashboardAnswers(InsightAnswers answers, SideBySide threads, Clock clock, Duration patience) {
        this.answers = answers;
        this.threads = threads;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Answers all tiles that show an insight to the caller.
     *
     * @param dashboard as the caller got it, with the questions that it asks
     * @return an answer for each of these tiles, by the tile's id. One that there was no time for has what is cached, and
     *     says so.
     * @throws HindsightException {@code FORBIDDEN} or {@code NOT_FOUND} when the caller may not see the dashboard's insights,
     *     with the scope {@code dashboard:read}
     */
    public Map<Long, Answer> answers(Caller caller, Dashboard dashboard, RefreshMode mode) {
        List<Tile> tiles = tilesOfInsights(dashboard);
        Project project = answers.visible(
                caller,
                dashboard.projectId(),
                tiles.stream().map(DashboardAnswers::insight).toList(),
                Scope.DASHBOARD_READ);
        return answers(project, caller.user().id(), tiles, cached -> mode);
    }

    /**
     * Answers all tiles of insights for a visitor of the dashboard's share, who may not wish for all that callers may (contract
     * insights-api 4.5).
     *
     * @param dashboard as the visitor got it, or with some of its tiles
     * @return as {@link #answers}
     * @throws HindsightException {@code NOT_FOUND} for another dashboard than the one that is shared
     */
    public Map<Long, Answer> shared(OpenShare share, Dashboard dashboard, RefreshMode wanted) {
        ShareTarget target = new ShareTarget(dashboard.projectId(), Resource.DASHBOARD, dashboard.id());
        if (!share.target().equals(target)) {
            throw HindsightException.notFound();
        }
        List<Tile> tiles = tilesOfInsights(dashboard);
        if (tiles.stream().anyMatch(tile -> insight(tile).projectId() != dashboard.projectId())) {
            throw HindsightException.notFound();
        }
        return answers(share.project(), null, tiles, cached -> {
            Instant lastRefresh =
                    cached.result() == null ? null : cached.result().lastRefresh();
            return SharedRefresh.of(wanted, lastRefresh, clock.instant());
        });
    }

    private static List<Tile> tilesOfInsights(Dashboard dashboard) {
        return dashboard.tiles().stream().filter(tile -> tile.insight() != null).toList();
    }

    /** @param modes how a tile is refreshed, by what is cached for it */
    private Map<Long, Answer> answers(
            Project project, @Nullable Long userId, List<Tile> tiles, Function<Answer, RefreshMode> modes) {
        Map<Long, Answer> found = new HashMap<>();
        tiles.stream()
                .filter(tile -> tile.problem() != null)
                .forEach(tile -> found.put(tile.id(), answers.failed(project, String.valueOf(tile.problem()))));
        List<Tile> asked = tiles.stream().filter(tile -> tile.problem() == null).toList();
        Map<Long, Answer> cached = answers.cached(
                project, asked.stream().map(DashboardAnswers::insight).toList());
        asked.forEach(tile -> found.put(
                tile.id(), Objects.requireNonNull(cached.get(insight(tile).id()))));
        Map<Long, RefreshMode> modesById =
                asked.stream().collect(Collectors.toMap(Tile::id, tile -> modes.apply(known(found, tile))));
        List<Tile> refreshed = asked.stream()
                .filter(tile -> modesById.get(tile.id()) != RefreshMode.FORCE_CACHE)
                .toList();
        answers.shown(asked.stream()
                .filter(tile -> modesById.get(tile.id()) == RefreshMode.FORCE_CACHE)
                .map(tile -> known(found, tile))
                .toList());
        found.putAll(refreshed(project, userId, refreshed, found, modesById));
        return found;
    }

    private Map<Long, Answer> refreshed(
            Project project,
            @Nullable Long userId,
            List<Tile> tiles,
            Map<Long, Answer> cached,
            Map<Long, RefreshMode> modes) {
        Map<Long, Answer> answered = new ConcurrentHashMap<>();
        long end = System.nanoTime() + patience.toNanos();
        threads.forEach(tiles, tile -> {
            Answer known = known(cached, tile);
            RefreshMode mode = Objects.requireNonNull(modes.get(tile.id()));
            answered.put(
                    tile.id(),
                    System.nanoTime() - end < 0
                            ? answers.answerOrReason(project, insight(tile), mode, userId)
                            : late(known));
        });
        return answered;
    }

    private static Answer known(Map<Long, Answer> cached, Tile tile) {
        return Objects.requireNonNull(cached.get(tile.id()));
    }

    private Answer late(Answer known) {
        answers.shown(List.of(known));
        return new Answer(
                known.cacheKey(),
                known.result(),
                "The other tiles of the dashboard took all the time. Ask again, or for this insight alone.",
                null,
                null,
                null);
    }

    private static Insight insight(Tile tile) {
        return Objects.requireNonNull(tile.insight());
    }
}
