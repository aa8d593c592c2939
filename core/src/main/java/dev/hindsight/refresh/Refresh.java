package dev.hindsight.refresh;

import dev.hindsight.access.Access;
import dev.hindsight.engine.Engine;
import dev.hindsight.event.EventStore;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.time.Duration;

/** Puts this package together: one cache and one calculator behind every way to ask. */
public final class Refresh implements AutoCloseable {
    private final Answers answers;
    private final Queries queries;
    private final InsightAnswers insightAnswers;
    private final Calculations calculations;

    /**
     * How much time and how many threads calculations get.
     *
     * @param timeout of one that somebody waits for, waiting for its turn included
     * @param backgroundTimeout of one in the background
     * @param backgroundThreads how many are calculated in the background at once
     */
    public record Limits(Duration timeout, Duration backgroundTimeout, int backgroundThreads) {}

    /** Begins to work on what is left in the background. */
    public Refresh(
            MetadataDatabase metadata,
            ProjectStore projects,
            EventStore events,
            Engine engine,
            Access access,
            Clock clock,
            Limits limits) {
        this.answers = new Answers(metadata, projects, events, engine, clock, limits);
        this.queries = new Queries(access, answers);
        this.insightAnswers = new InsightAnswers(access, answers);
        this.calculations = new Calculations(access, answers);
    }

    public Queries queries() {
        return queries;
    }

    public InsightAnswers insightAnswers() {
        return insightAnswers;
    }

    public Calculations calculations() {
        return calculations;
    }

    @Override
    public void close() {
        answers.close();
    }
}
