package dev.hindsight.refresh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Changes;
import dev.hindsight.event.EventStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.Exported;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.RunnableQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions: from the cache when the mode allows its age, else by calculating (contract insights-api 4). Asks nobody
 * whether the caller may see the answer: {@link Queries} and {@link InsightAnswers} do.
 */
final class Answers {
    private static final JsonMapper JSON = new JsonMapper();

    /** What is old after this much more time is worth a calculation before: a little longer than a round of warming. */
    private static final Duration SOON = Duration.ofSeconds(90);

    private final ProjectStore projects;
    private final ProjectDefinitions.Stores definitions;
    private final EventStore events;
    private final Calculator calculator;
    private final Recalculation recalculation;
    private final Clock clock;
    private final Refresh.Limits limits;
    private final Cache cache;
    private final RunStore store;
    private final TicketStore tickets;
    private final Runs runs;
    private final Consumer<RunKey> scheduling;
    private final Observer observer;

    /** @param scheduling has some node look at a question in the queue */
    Answers(
            ProjectStore projects,
            ProjectDefinitions.Stores definitions,
            EventStore events,
            Calculator calculator,
            Clock clock,
            Refresh.Limits limits,
            Cache cache,
            RunStore store,
            TicketStore tickets,
            Runs runs,
            Consumer<RunKey> scheduling,
            Observer observer) {
        this.projects = projects;
        this.definitions = definitions;
        this.events = events;
        this.calculator = calculator;
        this.recalculation = new Recalculation(calculator, cache, clock, observer);
        this.clock = clock;
        this.limits = limits;
        this.cache = cache;
        this.store = store;
        this.tickets = tickets;
        this.runs = runs;
        this.scheduling = scheduling;
        this.observer = observer;
    }

    /** The key that the answer to a question is kept under. */
    String key(Project project, @Nullable RunnableQuery query) {
        Definitions definitions =
                query == null ? Definitions.NONE : new ProjectDefinitions(this.definitions, project).of(query);
        return CacheKey.of(project, query, definitions).text();
    }

    /** Answers one question, by the table of contract insights-api 4.4. */
    Answer answer(Question question, RefreshMode mode) {
        Answer given = given(question, mode);
        shown(given);
        return given;
    }

    /** Whether an answer would be given again if nothing of the metadata has changed; costs no look at the metadata. */
    boolean holds(Basis basis) {
        return basis.holds(events.changes(basis.projectId()), clock.instant(), calculator);
    }

    /** Says that somebody sees an answer again. */
    void shown(Basis basis) {
        observer.answered(basis.reason());
    }

    /** Says that somebody sees an answer. */
    void shown(Answer answer) {
        Answer.Result result = answer.result();
        observer.answered(result == null ? null : result.reason());
    }

    private Answer given(Question question, RefreshMode mode) {
        Definitions definitions = new ProjectDefinitions(this.definitions, question.project()).of(question.query());
        Moment moment = moment(question.project(), definitions);
        RunKey key = new RunKey(
                question.project().id(),
                CacheKey.of(question.project(), question.query(), definitions).text());
        return switch (mode) {
            case FORCE_BLOCKING -> {
                observer.wanted(Observer.Cause.FORCED);
                yield calculated(
                        question,
                        key,
                        (startedAt, deadline) -> recalculation.run(
                                question.query(),
                                moment(question.project(), definitions).at(startedAt),
                                key,
                                true,
                                deadline),
                        moment.context().now());
            }
            case FORCE_ASYNC -> {
                observer.wanted(Observer.Cause.FORCED);
                cache.forgetBuckets(key);
                yield enqueued(Answer.miss(key.cacheKey()), question, key, true);
            }
            default -> {
                Optional<CachedResult> cached = cache.find(key);
                if (cached.isEmpty()) {
                    yield answer(
                            question,
                            moment,
                            key,
                            whatToDo(mode, null),
                            null,
                            Answer.miss(key.cacheKey()),
                            Observer.Cause.MISSING);
                }
                Standing standing = Standing.of(cached.get(), question.query(), moment, calculator);
                Answer known = Answer.of(cached.get(), question.query(), standing.reason());
                ToDo toDo = whatToDo(mode, standing.state());
                if (toDo != ToDo.CALCULATE) {
                    cache.noteRead(cached.get());
                }
                Answer given = answer(question, moment, key, toDo, cached.get(), known, standing.cause());
                yield toDo == ToDo.SHOW && given.run() == null
                        ? given.on(new Basis(cached.get(), question.query(), moment, standing))
                        : given;
            }
        };
    }

    /** @param kept what was found; null: nothing */
    private Answer answer(
            Question question,
            Moment moment,
            RunKey key,
            ToDo toDo,
            @Nullable CachedResult kept,
            Answer known,
            Observer.Cause cause) {
        if (toDo != ToDo.SHOW) {
            observer.wanted(cause);
        }
        return switch (toDo) {
            case SHOW -> known.with(running(key));
            case CALCULATE ->
                calculated(question, key, calculation(question, moment.context().definitions(), key, kept), null);
            case ENQUEUE -> enqueued(known, question, key, false);
        };
    }

    private enum ToDo {
        /** What is cached, or nothing. */
        SHOW,
        /** The caller waits for a new answer. */
        CALCULATE,
        /** What is cached, or nothing; a new answer comes later. */
        ENQUEUE
    }

    /** @param state of what is cached; null: nothing */
    private static ToDo whatToDo(RefreshMode mode, Freshness.@Nullable State state) {
        if (state == Freshness.State.FRESH) {
            return ToDo.SHOW;
        }
        return switch (mode) {
            case FORCE_CACHE -> ToDo.SHOW;
            case ASYNC -> ToDo.ENQUEUE;
            case LAZY_ASYNC -> state == Freshness.State.AGED ? ToDo.SHOW : ToDo.ENQUEUE;
            case ASYNC_EXCEPT_ON_CACHE_MISS -> state == null ? ToDo.CALCULATE : ToDo.ENQUEUE;
            case BLOCKING, FORCE_BLOCKING, FORCE_ASYNC -> ToDo.CALCULATE;
        };
    }

    private @Nullable RunStatus running(RunKey key) {
        return store.background(key)
                .map(row -> RunStatus.of(key.cacheKey(), row, null, clock.instant()))
                .orElse(null);
    }

    private Answer enqueued(Answer known, Question question, RunKey key, boolean again) {
        Instant now = clock.instant();
        Ticket ticket = ticket(question, key);
        if (ticket != null) {
            tickets.put(ticket, now);
        }
        store.enqueue(key, question.json().toString(), question.userId(), again, runs.node(), now);
        String id = ticket == null ? key.cacheKey() : ticket.id();
        Optional<RunRow> row = store.find(key);
        scheduling.accept(key);
        if (row.isEmpty() || !row.get().state().isFinal()) {
            return known.with(
                    row.map(found -> RunStatus.of(id, found, null, now)).orElse(null));
        }
        // Whoever was at it already has come to the end meanwhile.
        return cache.find(key)
                .map(found -> Answer.of(found, question.query(), Answer.Reason.WITHIN_AGE))
                .orElseGet(() -> Answer.failed(key.cacheKey(), row.get().error().detail()));
    }

    private static @Nullable Ticket ticket(Question question, RunKey key) {
        String id = question.ticket();
        Long user = question.userId();
        return id == null || user == null ? null : new Ticket(key.projectId(), id, key.cacheKey(), user);
    }

    /** @param notBefore an answer whose calculation began before this will not do; null: any that is being calculated will */
    private Answer calculated(
            Question question, RunKey key, Runs.Calculation calculation, @Nullable Instant notBefore) {
        Ticket ticket = ticket(question, key);
        if (ticket != null) {
            tickets.put(ticket, clock.instant());
        }
        Call call = new Call(
                key, notBefore, ticket, Deadline.in(limits.timeout(), Asker.waitingIn(key.projectId())), false);
        Client.Waiting waiting = CurrentClient.get().waits(call::stop);
        try (waiting) {
            return Answer.of(runs.obtain(call, calculation), question.query(), Answer.Reason.CALCULATED);
        }
    }

    /** @param kept what was found, and is too old; null: nothing */
    private Runs.Calculation calculation(
            Question question, Definitions definitions, RunKey key, @Nullable CachedResult kept) {
        return new Runs.Calculation() {
            @Override
            public Runs.Calculated calculate(Instant startedAt, Deadline deadline) {
                // What changed is looked at when it begins, which may be after others have come to their end.
                Moment moment = moment(question.project(), definitions).at(startedAt);
                return recalculation.run(question.query(), moment, key, false, deadline);
            }

            @Override
            public Optional<CachedResult> madeMeanwhile() {
                return cache.findOther(key, kept)
                        .filter(other -> Standing.of(
                                                other,
                                                question.query(),
                                                moment(question.project(), definitions),
                                                calculator)
                                        .state()
                                == Freshness.State.FRESH);
            }
        };
    }

    /** Calculates what somebody left to the background. */
    void calculateInBackground(RunRow row) {
        Project project = projects.find(row.projectId()).orElseThrow(HindsightException::notFound);
        RunnableQuery query = question(row);
        Definitions meant = new ProjectDefinitions(definitions, project).of(query);
        RunKey key = new RunKey(project.id(), CacheKey.of(project, query, meant).text());
        // Settings may have changed since: then the answer belongs to another key, where the next caller finds it.
        runs.obtain(
                new Call(
                        row.key(),
                        row.requestedAt(),
                        null,
                        Deadline.in(limits.backgroundTimeout(), Asker.backgroundOf(project.id())),
                        true),
                (startedAt, deadline) ->
                        recalculation.run(query, moment(project, meant).at(startedAt), key, false, deadline));
    }

    /**
     * Calculates the answer to a question if the one that is kept will soon be old, or there is none.
     *
     * @return whether it was calculated
     */
    boolean warm(long projectId, JsonNode json) {
        Project project = projects.find(projectId).orElseThrow(HindsightException::notFound);
        RunnableQuery query = QueryReader.read(json).toRun();
        Definitions meant = new ProjectDefinitions(definitions, project).of(query);
        Moment moment = moment(project, meant);
        RunKey key = new RunKey(projectId, CacheKey.of(project, query, meant).text());
        Optional<CachedResult> cached = cache.find(key);
        if (cached.isPresent()
                && Standing.of(
                                        cached.get(),
                                        query,
                                        moment.at(moment.context().now().plus(SOON)),
                                        calculator)
                                .state()
                        == Freshness.State.FRESH) {
            return false;
        }
        observer.wanted(Observer.Cause.AHEAD);
        runs.obtain(
                new Call(key, null, null, Deadline.in(limits.backgroundTimeout(), Asker.backgroundOf(projectId)), true),
                (startedAt, deadline) ->
                        recalculation.run(query, moment(project, meant).at(startedAt), key, false, deadline));
        return true;
    }

    /** Hands over the rows of a question that has as many as there are; keeps nothing. Empty for one of another kind. */
    Optional<Exported> export(Project project, RunnableQuery query, Consumer<ArrayNode> rows) {
        Definitions meant = new ProjectDefinitions(definitions, project).of(query);
        Deadline deadline = Deadline.in(limits.backgroundTimeout(), Asker.waitingIn(project.id()));
        Client.Waiting waiting = CurrentClient.get().waits(deadline::cancel);
        try (waiting) {
            return calculator.export(query, moment(project, meant).context(), rows, deadline);
        }
    }

    private RunnableQuery question(RunRow row) {
        try {
            return QueryReader.read(JSON.readTree(store.question(row.key()).orElse("")))
                    .toRun();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored question is not JSON", e);
        }
    }

    /** The cached answers to several questions, with one look-up; the misses too. */
    Map<RunnableQuery, Answer> cached(Project project, List<RunnableQuery> queries) {
        if (queries.isEmpty()) {
            return Map.of();
        }
        Map<RunnableQuery, String> keys = new HashMap<>();
        ProjectDefinitions definitions = new ProjectDefinitions(this.definitions, project);
        queries.forEach(query -> keys.put(
                query, CacheKey.of(project, query, definitions.of(query)).text()));
        Map<String, CachedResult> found = cache.find(project.id(), keys.values());
        Moment moment = moment(project, Definitions.NONE);
        Map<RunnableQuery, Answer> answers = new HashMap<>();
        keys.forEach((query, key) -> {
            CachedResult result = found.get(key);
            answers.put(
                    query,
                    result == null
                            ? Answer.miss(key)
                            : Answer.of(
                                    result,
                                    query,
                                    Standing.of(result, query, moment, calculator)
                                            .reason()));
        });
        return answers;
    }

    private Moment moment(Project project, Definitions definitions) {
        // First: what is read later may be newer, which only makes the answer seem older than it is.
        Changes changes = events.changes(project.id());
        QueryContext context = new QueryContext(
                project.id(),
                project.timezone(),
                project.weekStart(),
                project.testAccountFilters(),
                pathCleaning(project),
                events.propertyTypes(project.id(), changes),
                definitions,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return new Moment(project, context, changes);
    }

    private static List<PathCleaningRule> pathCleaning(Project project) {
        List<PathCleaningRule> rules = new ArrayList<>();
        project.pathCleaningFilters()
                .forEach(rule -> rules.add(new PathCleaningRule(
                        rule.path("regex").asText(), rule.path("alias").asText())));
        return rules;
    }
}
