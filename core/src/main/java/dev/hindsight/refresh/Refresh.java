package dev.hindsight.refresh;

import dev.hindsight.access.Access;
import dev.hindsight.action.ActionStore;
import dev.hindsight.cohort.CohortStore;
import dev.hindsight.engine.Engine;
import dev.hindsight.event.EventStore;
import dev.hindsight.insight.WantedInsights;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** Puts this package together: one cache and one calculator behind every way to ask. */
public final class Refresh implements AutoCloseable {
    /** So many tiles of a dashboard are answered at once beside the one that its caller's thread is at. */
    private static final int TILE_HELPERS_EACH = 3;

    /** And so many of all dashboards together. */
    private static final int TILE_HELPERS = 12;

    private final Runs runs;
    private final Background background;
    private final Watch watch;
    private final Queries queries;
    private final InsightAnswers insightAnswers;
    private final SideBySide tiles;
    private final DashboardAnswers dashboardAnswers;
    private final Calculations calculations;
    private final Load load;

    /**
     * How much time and how many threads calculations get.
     *
     * @param timeout of one that somebody waits for, waiting for its turn included
     * @param backgroundTimeout of one in the background
     * @param backgroundThreads how many are calculated in the background at once
     * @param warming how much of each hour answers may be calculated before anybody asks; zero: not at all
     */
    public record Limits(Duration timeout, Duration backgroundTimeout, int backgroundThreads, Duration warming) {}

    /**
     * Begins to work on what is left in the background.
     *
     * @param observer hears what is answered and calculated
     */
    public Refresh(
            MetadataDatabase metadata,
            ProjectStore projects,
            EventStore events,
            Engine engine,
            Access access,
            Clock clock,
            Limits limits,
            Observer observer) {
        Jdbi jdbi = metadata.jdbi();
        Cache cache = new Cache(jdbi, clock);
        RunStore store = new RunStore(jdbi);
        TicketStore tickets = new TicketStore(jdbi);
        this.runs = new Runs(store, cache::find, clock);
        boolean warms = !limits.warming().isZero();
        this.background =
                new Background(metadata.dataSource(), store, runs.node(), limits.backgroundThreads(), clock, warms);
        Answers answers = new Answers(
                projects,
                new ProjectDefinitions.Stores(new ActionStore(jdbi), new CohortStore(jdbi)),
                events,
                new Calculator(engine),
                clock,
                limits,
                cache,
                store,
                tickets,
                runs,
                background::schedule,
                observer);
        this.queries = new Queries(access, answers);
        this.insightAnswers = new InsightAnswers(access, answers, clock);
        this.tiles = new SideBySide(TILE_HELPERS_EACH, TILE_HELPERS);
        this.dashboardAnswers = new DashboardAnswers(insightAnswers, tiles, clock, limits.timeout());
        this.calculations = new Calculations(access, cache, store, tickets, runs, clock);
        Warmer warmer = new Warmer(new WantedInsights(jdbi), answers, store, clock, limits.warming());
        background.start(answers::calculateInBackground, warmer::round);
        this.watch = new Watch(store, tickets, runs, background::schedule, clock, Watch.Pace.USUAL);
        this.load = new Load(runs, watch, engine);
    }

    public Queries queries() {
        return queries;
    }

    public InsightAnswers insightAnswers() {
        return insightAnswers;
    }

    public DashboardAnswers dashboardAnswers() {
        return dashboardAnswers;
    }

    public Calculations calculations() {
        return calculations;
    }

    public Load load() {
        return load;
    }

    /** Stops what runs; what was left to the background goes on when a node is there again. */
    @Override
    public void close() {
        runs.close();
        tiles.close();
        background.close();
        watch.close();
    }
}
