package dev.hindsight.refresh;

import dev.hindsight.access.Access;
import dev.hindsight.action.ActionStore;
import dev.hindsight.cohort.CohortStore;
import dev.hindsight.engine.Engine;
import dev.hindsight.event.EventStore;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** Puts this package together: one cache and one calculator behind every way to ask. */
public final class Refresh {
    private final Queries queries;
    private final InsightAnswers insightAnswers;

    /** @param timeout of one calculation, waiting for its turn included */
    public Refresh(Jdbi metadata, EventStore events, Engine engine, Access access, Clock clock, Duration timeout) {
        Answers answers = new Answers(
                metadata,
                new ProjectDefinitions.Stores(new ActionStore(metadata), new CohortStore(metadata)),
                events,
                engine,
                clock,
                timeout);
        this.queries = new Queries(access, answers);
        this.insightAnswers = new InsightAnswers(access, answers);
    }

    public Queries queries() {
        return queries;
    }

    public InsightAnswers insightAnswers() {
        return insightAnswers;
    }
}
