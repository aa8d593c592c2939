package dev.hindsight.refresh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.EventStore;
import dev.hindsight.project.Project;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import dev.hindsight.query.QueryResult;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions: from the cache when the mode allows its age, else by calculating (contract insights-api 4). Asks nobody
 * whether the caller may see the answer: {@link Queries} and {@link InsightAnswers} do.
 */
final class Answers {
    /** How long an answer is kept (contract insights-api 4.3). */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Expired answers are removed at most this often. */
    private static final Duration SWEEP = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Jdbi metadata;
    private final ProjectDefinitions.Stores definitions;
    private final EventStore events;
    private final Calculator calculator;
    private final Clock clock;
    private final Duration timeout;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.EPOCH);

    Answers(
            Jdbi metadata,
            ProjectDefinitions.Stores definitions,
            EventStore events,
            Engine engine,
            Clock clock,
            Duration timeout) {
        this.metadata = metadata;
        this.definitions = definitions;
        this.events = events;
        this.calculator = new Calculator(engine);
        this.clock = clock;
        this.timeout = timeout;
    }

    /** The key that the answer to a question is kept under. */
    String key(Project project, @Nullable RunnableQuery query) {
        Definitions definitions =
                query == null ? Definitions.NONE : new ProjectDefinitions(this.definitions, project).of(query);
        return CacheKey.of(project, query, definitions).text();
    }

    /** Answers one question. */
    Answer answer(Project project, RunnableQuery query, RefreshMode mode) {
        if (mode.isAsync()) {
            throw HindsightException.invalid(
                    "refresh",
                    "not_supported",
                    "refresh=" + mode.wire() + " is not available in this version; use force_cache, blocking or"
                            + " force_blocking.");
        }
        Definitions definitions = new ProjectDefinitions(this.definitions, project).of(query);
        QueryContext context = context(project, definitions);
        String key = CacheKey.of(project, query, definitions).text();
        if (mode != RefreshMode.FORCE_BLOCKING) {
            Optional<CachedResult> cached =
                    metadata.withExtension(CachedResults.class, dao -> dao.find(project.id(), key, context.now()));
            boolean good = mode == RefreshMode.FORCE_CACHE
                    || cached.filter(found -> isFresh(found, query, context)).isPresent();
            if (good) {
                return cached.map(found -> fromCache(found, query)).orElseGet(() -> Answer.miss(key));
            }
        }
        return calculate(query, context, key);
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
        Map<String, CachedResult> found = new HashMap<>();
        metadata.useExtension(
                CachedResults.class,
                dao -> dao.findAll(project.id(), List.copyOf(keys.values()), clock.instant())
                        .forEach(result -> found.put(result.cacheKey(), result)));
        Map<RunnableQuery, Answer> answers = new HashMap<>();
        keys.forEach((query, key) -> {
            CachedResult result = found.get(key);
            answers.put(query, result == null ? Answer.miss(key) : fromCache(result, query));
        });
        return answers;
    }

    private boolean isFresh(CachedResult cached, RunnableQuery query, QueryContext context) {
        Calculator.Currency currency = calculator.currency(query, context);
        return Freshness.of(currency.interval()).state(cached.lastRefresh(), currency.rangeEnd(), context.now())
                == Freshness.State.FRESH;
    }

    private Answer calculate(RunnableQuery query, QueryContext context, String key) {
        QueryResult result = calculator.calculate(query, context, Deadline.in(timeout));
        Instant lastRefresh = context.now();
        Instant targetAge = Freshness.of(result.interval()).targetAge(lastRefresh);
        byte[] results = bytes(result);
        keep(new CachedResult(
                context.projectId(),
                key,
                results,
                result.envelope().toString(),
                lastRefresh,
                targetAge,
                result.rangeEnd(),
                result.interval().wire(),
                clock.instant(),
                clock.instant().plus(KEPT),
                results.length));
        return new Answer(
                key,
                new Answer.Result(CustomNames.apply(query, results), result.envelope(), lastRefresh, targetAge, false),
                null);
    }

    /** Failing to keep an answer does not take it from the caller: the next one calculates it again. */
    private void keep(CachedResult result) {
        try {
            metadata.useExtension(CachedResults.class, dao -> {
                if (!dao.replace(result)) {
                    dao.add(result);
                }
                Instant due = nextSweep.get();
                if (!result.writtenAt().isBefore(due)
                        && nextSweep.compareAndSet(due, result.writtenAt().plus(SWEEP))) {
                    dao.removeExpired(result.writtenAt());
                }
            });
        } catch (RuntimeException e) {
            LOG.warn("An answer could not be kept; another call may have kept the same one", e);
        }
    }

    private static byte[] bytes(QueryResult result) {
        try {
            return JSON.writeValueAsBytes(result.results());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer fromCache(CachedResult cached, RunnableQuery query) {
        try {
            return new Answer(
                    cached.cacheKey(),
                    new Answer.Result(
                            CustomNames.apply(query, cached.results()),
                            (ObjectNode) JSON.readTree(cached.envelope()),
                            cached.lastRefresh(),
                            cached.targetAge(),
                            true),
                    null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored envelope is not JSON", e);
        }
    }

    private QueryContext context(Project project, Definitions definitions) {
        return new QueryContext(
                project.id(),
                project.timezone(),
                project.weekStart(),
                project.testAccountFilters(),
                pathCleaning(project),
                events.propertyTypes(project.id()),
                definitions,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private static List<PathCleaningRule> pathCleaning(Project project) {
        List<PathCleaningRule> rules = new ArrayList<>();
        project.pathCleaningFilters()
                .forEach(rule -> rules.add(new PathCleaningRule(
                        rule.path("regex").asText(), rule.path("alias").asText())));
        return rules;
    }
}
