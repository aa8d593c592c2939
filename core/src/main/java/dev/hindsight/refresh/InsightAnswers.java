package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.project.Project;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.ShareTarget;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the questions of insights, for those who may see them. */
public final class InsightAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(InsightAnswers.class);

    private final Access access;
    private final Answers answers;
    private final Clock clock;

    InsightAnswers(Access access, Answers answers, Clock clock) {
        this.access = access;
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * Answers an insight's question. One whose filters cannot be translated into a question has no answer, only the reason.
     *
     * @param insight as the caller got it
     * @return when the calculation did not come to an end, the answer says so instead of throwing: the insight itself can be
     *     shown all the same (contract insights-api 4.9)
     * @throws HindsightException {@code INVALID} when the question cannot be calculated as it is, attr {@code filters} when it
     *     cannot even be asked; {@code FORBIDDEN} or {@code
     *     NOT_FOUND} when the caller may not see the insight
     */
    public Answer answer(Caller caller, Insight insight, RefreshMode mode) {
        return answer(caller, insight, mode, null);
    }

    /**
     * As above.
     *
     * @param id what the caller calls the calculation, to ask for its status and stop it; null: nothing
     */
    public Answer answer(Caller caller, Insight insight, RefreshMode mode, @Nullable String id) {
        Project project = visible(caller, insight.projectId(), List.of(insight), Scope.INSIGHT_READ);
        return answer(project, insight, mode, caller.user().id(), id);
    }

    /**
     * As the first, for an insight that is shown whatever becomes of its question, as in a list: the answer says what went wrong, and
     * nothing of the inside.
     *
     * @throws HindsightException {@code FORBIDDEN} or {@code NOT_FOUND} when the caller may not see the insight
     */
    public Answer answerOrReason(Caller caller, Insight insight, RefreshMode mode) {
        Project project = visible(caller, insight.projectId(), List.of(insight), Scope.INSIGHT_READ);
        return answerOrReason(project, insight, mode, caller.user().id());
    }

    /** As above, for somebody who was found to see the insight. */
    Answer answerOrReason(Project project, Insight insight, RefreshMode mode, @Nullable Long userId) {
        try {
            return answer(project, insight, mode, userId, null);
        } catch (HindsightException e) {
            return Answer.failed(key(project, insight), e.detail()).in(project.timezone());
        } catch (RuntimeException e) {
            // The caller sees the others; whoever runs the server has to see this one.
            LOG.error("The insight {} could not be answered", insight.id(), e);
            return Answer.failed(key(project, insight), "The insight could not be calculated.")
                    .in(project.timezone());
        }
    }

    private String key(Project project, Insight insight) {
        try {
            return answers.key(project, query(insight));
        } catch (HindsightException e) {
            return answers.key(project, null);
        }
    }

    /**
     * Answers the question of an insight for a visitor of its share, who may not wish for all that callers may (contract
     * insights-api 4.5). Nothing is thrown for a question that cannot be calculated: the visitor can do nothing about it.
     *
     * @param insight as the visitor got it
     */
    public Answer shared(OpenShare share, Insight insight, RefreshMode wanted) {
        Project project = share.project();
        if (insight.projectId() != project.id()
                || !share.target().equals(new ShareTarget(project.id(), Resource.INSIGHT, insight.id()))) {
            throw HindsightException.notFound();
        }
        try {
            Instant lastRefresh = wanted == RefreshMode.FORCE_BLOCKING ? lastRefresh(project, insight) : null;
            return answer(project, insight, SharedRefresh.of(wanted, lastRefresh, clock.instant()), null, null);
        } catch (HindsightException e) {
            return Answer.failed(answers.key(project, null), e.detail());
        }
    }

    private @Nullable Instant lastRefresh(Project project, Insight insight) {
        RunnableQuery query = query(insight);
        Answer cached =
                query == null ? null : answers.cached(project, List.of(query)).get(query);
        return cached == null || cached.result() == null
                ? null
                : cached.result().lastRefresh();
    }

    /** As the first, for somebody who was found to see the insight. */
    Answer answer(Project project, Insight insight, RefreshMode mode, @Nullable Long userId, @Nullable String id) {
        Answer answer = found(project, insight, mode, userId, id);
        return mode == RefreshMode.FORCE_CACHE ? answer : answer.in(project.timezone());
    }

    private Answer found(
            Project project, Insight insight, RefreshMode mode, @Nullable Long userId, @Nullable String id) {
        JsonNode json = insight.query();
        if (json == null) {
            if (mode != RefreshMode.FORCE_CACHE) {
                throw HindsightException.invalid("filters", String.valueOf(insight.problem()));
            }
            return unasked(project, insight);
        }
        Question question;
        try {
            question = Question.of(project, json, userId, id);
        } catch (HindsightException e) {
            return Answer.failed(answers.key(project, null), e.detail());
        }
        try {
            return answers.answer(question, mode);
        } catch (HindsightException e) {
            return switch (e.failure()) {
                case TIMEOUT, CANCELLED, THROTTLED, UNAVAILABLE ->
                    Answer.failed(answers.key(project, question.query()), e.detail());
                default -> throw e;
            };
        }
    }

    /**
     * The cached answers to several insights of a project, with one look-up; nothing is calculated.
     *
     * @return an answer for each insight, by its id
     */
    public Map<Long, Answer> cached(Caller caller, long projectId, List<Insight> insights) {
        Map<Long, Answer> found = cached(visible(caller, projectId, insights, Scope.INSIGHT_READ), insights);
        shown(found.values());
        return found;
    }

    /** As above, for somebody who was found to see the insights. */
    Map<Long, Answer> cached(Project project, List<Insight> insights) {
        Map<Long, RunnableQuery> queries = new HashMap<>();
        Map<Long, Answer> found = new HashMap<>();
        for (Insight insight : insights) {
            try {
                RunnableQuery query = query(insight);
                if (query == null) {
                    found.put(insight.id(), unasked(project, insight));
                } else {
                    queries.put(insight.id(), query);
                }
            } catch (HindsightException e) {
                found.put(insight.id(), Answer.failed(answers.key(project, null), e.detail()));
            }
        }
        Map<RunnableQuery, Answer> byQuery = answers.cached(project, new ArrayList<>(queries.values()));
        queries.forEach((id, query) -> found.put(id, byQuery.get(query)));
        return found;
    }

    /**
     * Whether {@link #answer} would give the answer with this basis again, provided that the metadata are still of the edition that they were of
     * before it was given ({@link dev.hindsight.metadata.Editions}): all that is looked at is events and the time. When in doubt, no.
     */
    public boolean holds(Basis basis) {
        return answers.holds(basis);
    }

    /** Says that somebody sees an answer again, so that it counts as one that was given. */
    public void shown(Basis basis) {
        answers.shown(basis);
    }

    /** Says that somebody sees these, which were looked up for nobody in particular. */
    void shown(Collection<Answer> found) {
        found.forEach(answers::shown);
    }

    private Answer unasked(Project project, Insight insight) {
        return failed(project, String.valueOf(insight.problem()));
    }

    /** The answer to a question that cannot even be read. */
    Answer failed(Project project, String error) {
        return Answer.failed(answers.key(project, null), error);
    }

    /** The project of insights that the caller may see. */
    Project visible(Caller caller, long projectId, List<Insight> insights, Scope scope) {
        Project project = access.requireProject(caller, projectId, scope);
        List<Guarded> guarded = insights.stream().map(Insight::guarded).toList();
        Map<Long, AccessLevel> levels =
                access.levels(caller, project, Resource.INSIGHT).of(guarded);
        for (Insight insight : insights) {
            if (insight.projectId() != projectId
                    || !levels.getOrDefault(insight.id(), AccessLevel.NONE).includes(AccessLevel.VIEWER)) {
                throw HindsightException.notFound();
            }
        }
        return project;
    }

    /** The question to calculate; null when there is none. */
    private static @Nullable RunnableQuery query(Insight insight) {
        JsonNode query = insight.query();
        return query == null ? null : QueryReader.read(query).toRun();
    }
}
