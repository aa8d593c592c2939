package dev.hindsight.refresh;

import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.Tile;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.project.Project;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the questions of a dashboard's insights, several at a time. A tile that cannot be answered has its error in its own
 * answer and takes nothing from the others.
 */
public final class DashboardAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(DashboardAnswers.class);

    private final InsightAnswers answers;
    private final SideBySide threads;
    private final Duration patience;

    /** @param patience after this no tile is begun any more, so that no reply takes longer than twice as long */
    DashboardAnswers(InsightAnswers answers, SideBySide threads, Duration patience) {
        this.answers = answers;
        this.threads = threads;
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
        List<Tile> tiles = dashboard.tiles().stream()
                .filter(tile -> tile.insight() != null)
                .toList();
        Project project = answers.visible(
                caller,
                dashboard.projectId(),
                tiles.stream().map(DashboardAnswers::insight).toList(),
                Scope.DASHBOARD_READ);
        Map<Long, Answer> found = new HashMap<>();
        tiles.stream()
                .filter(tile -> tile.problem() != null)
                .forEach(tile -> found.put(tile.id(), answers.failed(project, String.valueOf(tile.problem()))));
        List<Tile> asked = tiles.stream().filter(tile -> tile.problem() == null).toList();
        Map<Long, Answer> cached = answers.cached(
                project, asked.stream().map(DashboardAnswers::insight).toList());
        asked.forEach(tile -> found.put(
                tile.id(), Objects.requireNonNull(cached.get(insight(tile).id()))));
        if (mode != RefreshMode.FORCE_CACHE) {
            found.putAll(refreshed(project, caller.user().id(), asked, found, mode));
        }
        return found;
    }

    private Map<Long, Answer> refreshed(
            Project project, long userId, List<Tile> tiles, Map<Long, Answer> cached, RefreshMode mode) {
        Map<Long, Answer> answered = new ConcurrentHashMap<>();
        long end = System.nanoTime() + patience.toNanos();
        threads.forEach(tiles, tile -> {
            Answer known = Objects.requireNonNull(cached.get(tile.id()));
            answered.put(
                    tile.id(),
                    System.nanoTime() - end < 0 ? answer(project, userId, insight(tile), mode, known) : late(known));
        });
        return answered;
    }

    private Answer answer(Project project, long userId, Insight insight, RefreshMode mode, Answer known) {
        try {
            return answers.answer(project, insight, mode, userId, null);
        } catch (HindsightException e) {
            return Answer.failed(known.cacheKey(), e.detail());
        } catch (RuntimeException e) {
            // The caller sees the others; whoever runs the server has to see this one.
            LOG.error("The insight {} could not be answered for a dashboard", insight.id(), e);
            return Answer.failed(known.cacheKey(), "The insight could not be calculated.");
        }
    }

    private static Answer late(Answer known) {
        return new Answer(
                known.cacheKey(),
                known.result(),
                "The other tiles of the dashboard took all the time. Ask again, or for this insight alone.",
                null);
    }

    private static Insight insight(Tile tile) {
        return Objects.requireNonNull(tile.insight());
    }
}
