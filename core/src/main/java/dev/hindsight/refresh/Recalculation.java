package dev.hindsight.refresh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Deadline;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.RunnableQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calculates answers that are kept with what they were calculated from. */
final class Recalculation {
    /** How long an answer is kept (contract insights-api 4.3). */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final JsonMapper JSON = new JsonMapper();

    private final Calculator calculator;
    private final Cache cache;
    private final Clock clock;
    private final Observer observer;

    Recalculation(Calculator calculator, Cache cache, Clock clock, Observer observer) {
        this.calculator = calculator;
        this.cache = cache;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Calculates an answer: of what was calculated before, what still holds is not calculated again.
     *
     * @param moment when the calculation begins
     * @param everything whether nothing is taken over
     */
    Runs.Calculated run(RunnableQuery query, Moment moment, RunKey key, boolean everything, Deadline deadline) {
        long begun = System.nanoTime();
        Failure failure = Failure.UNAVAILABLE; // what callers are told of a fault of ours
        try {
            Runs.Calculated made = calculated(query, moment, key, everything, deadline);
            failure = null;
            return made;
        } catch (HindsightException e) {
            failure = e.failure();
            throw e;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            observer.calculated(query.kind(), failure, deadline.asker().background(), took);
        }
    }

    private Runs.Calculated calculated(
            RunnableQuery query, Moment moment, RunKey key, boolean everything, Deadline deadline) {
        Calculator.Currency currency = calculator.currency(query, moment.context());
        Optional<Boolean> persons = currency.timed() || currency.isBeforeAll(moment.changes())
                ? Optional.empty()
                : Reads.persons(query, moment.context().definitions(), moment.project());
        KnownBuckets known = persons.isEmpty() || everything
                ? KnownBuckets.NONE
                : cache.buckets(key)
                        .map(kept -> KeptBuckets.stillHolding(kept, moment.changes()))
                        .orElse(KnownBuckets.NONE);
        QueryResult result = calculator.calculate(query, moment.context(), known, deadline);
        byte[] buckets = persons.map(read -> KeptBuckets.of(result.buckets(), moment.changes(), read))
                .orElse(KeptBuckets.NOTHING);
        String proof = persons.map(
                        read -> Proof.of(currency, read, moment.changes()).text())
                .orElse(null);
        CachedResult made = made(moment, key, result, buckets.length, proof);
        return new Runs.Calculated(made, end -> cache.keep(made, buckets, end));
    }

    private CachedResult made(Moment moment, RunKey key, QueryResult result, int extra, @Nullable String proof) {
        Instant lastRefresh = moment.context().now();
        byte[] results = bytes(result);
        Instant now = clock.instant();
        return new CachedResult(
                key.projectId(),
                key.cacheKey(),
                results,
                result.envelope().toString(),
                lastRefresh,
                Freshness.of(result.interval()).targetAge(lastRefresh),
                result.rangeEnd(),
                result.interval().wire(),
                now,
                now.plus(KEPT),
                results.length + extra,
                now,
                proof);
    }

    private static byte[] bytes(QueryResult result) {
        try {
            return JSON.writeValueAsBytes(result.results());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
