package dev.hindsight.refresh;

import dev.hindsight.error.Outage;
import dev.hindsight.metadata.Editions;
import dev.hindsight.metadata.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that are kept: each for a week after it was written, all of a project within a budget or hardly more, which those give
 * way to that nobody has read for longest.
 */
final class Cache {
    /** The bytes that the answers of a project may take. */
    static final long BUDGET = 500L << 20;

    /** An answer of more bytes is not kept. */
    static final int LARGEST = 64 << 20;

    /** Room is made whenever a node has kept another such part of the budget: to see what all answers take, all are read. */
    private static final int WEIGHED_PART = 64;

    /** Expired answers are removed at most this often. */
    private static final Duration SWEEP = Duration.ofHours(1);

    /** Reading is noted at most this often. */
    private static final Duration READ = Duration.ofHours(1);

    private static final String SELECT =
            "select " + CachedResults.COLUMNS + " from hindsight.cached_result where project_id = :projectId and ";

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final Jdbi metadata;
    private final Clock clock;
    private final long budget;
    private final int largest;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.EPOCH);

    /** The bytes that this node has kept of each project since it made room last. */
    private final Map<Long, Long> unweighed = new ConcurrentHashMap<>();

    Cache(Jdbi metadata, Clock clock) {
        this(metadata, clock, BUDGET, LARGEST);
    }

    Cache(Jdbi metadata, Clock clock, long budget, int largest) {
        this.metadata = metadata;
        this.clock = clock;
        this.budget = budget;
        this.largest = largest;
    }

    /** Says that somebody sees an answer. */
    void noteRead(CachedResult shown) {
        Instant now = clock.instant();
        if (!shown.readAt().plus(READ).isBefore(now)) {
            return;
        }
        try {
            metadata.useHandle(handle -> new CachedResults(handle).read(shown.key(), now));
        } catch (JdbiException e) {
            if (!Outage.isCauseOf(e)) {
                throw e;
            }
            LOG.debug("That an answer was read is not noted", e); // a database that takes no changes can still be read
        }
    }

    Optional<CachedResult> find(RunKey key) {
        return find(key, null);
    }

    /** What others have kept since an answer was found, or nothing was. */
    Optional<CachedResult> findOther(RunKey key, @Nullable CachedResult known) {
        return find(key, known);
    }

    private Optional<CachedResult> find(RunKey key, @Nullable CachedResult unless) {
        return metadata.withHandle(handle -> handle.createQuery(SELECT + "cache_key = :key and expires_at > :now"
                        + (unless == null ? "" : " and written_at <> :known"))
                .bind("projectId", key.projectId())
                .bind("key", key.cacheKey())
                .bind("now", clock.instant())
                .bind("known", unless == null ? null : unless.writtenAt())
                .map(CachedResult::read)
                .findOne());
    }

    /** Several answers, by their keys. */
    Map<String, CachedResult> find(long projectId, Collection<String> keys) {
        return keys.isEmpty()
                ? Map.of()
                : metadata.withHandle(handle -> handle
                        .createQuery(SELECT + "cache_key in (<keys>) and expires_at > :now")
                        .bind("projectId", projectId)
                        .bindList("keys", List.copyOf(keys))
                        .bind("now", clock.instant())
                        .map(CachedResult::read)
                        .stream()
                        .collect(Collectors.toMap(CachedResult::cacheKey, result -> result)));
    }

    /** What is kept beside an answer. */
    Optional<byte[]> buckets(RunKey key) {
        return metadata.withHandle(handle -> new CachedResults(handle).buckets(key));
    }

    /** Lets the next calculation begin from nothing, although the answer goes on to be shown. */
    void forgetBuckets(RunKey key) {
        metadata.useHandle(handle -> new CachedResults(handle).forgetBuckets(key));
    }

    /**
     * Keeps an answer. Failing to do so does not take it from the caller: the next one calculates it again. Of one that is too
     * large nothing is kept, the one before it included.
     *
     * @param buckets values that are kept beside it, in a form of their own
     * @param end what is written in the same transaction
     * @return false: neither could be written, and another try might do it
     */
    boolean keep(CachedResult result, byte[] buckets, HandleConsumer<RuntimeException> end) {
        boolean sweeps = sweeps(result.writtenAt());
        boolean weighs = weighs(result);
        try {
            Transactions.use(metadata, handle -> {
                Editions.grows(handle, result.projectId());
                CachedResults results = new CachedResults(handle);
                if (result.sizeBytes() > largest) {
                    LOG.info("An answer of {} bytes is too large to be kept", result.sizeBytes());
                    results.remove(result.key());
                } else {
                    if (!results.replace(result, buckets)) {
                        results.add(result, buckets);
                    }
                    if (weighs) {
                        makeRoom(results, result);
                    }
                }
                if (sweeps) {
                    results.removeExpired(result.writtenAt());
                }
                end.useHandle(handle);
            });
            return true;
        } catch (RuntimeException e) {
            LOG.warn("An answer could not be kept; another call may have kept the same one", e);
            return false;
        }
    }

    private boolean sweeps(Instant now) {
        Instant due = nextSweep.get();
        return !now.isBefore(due) && nextSweep.compareAndSet(due, now.plus(SWEEP));
    }

    private boolean weighs(CachedResult newest) {
        long size = newest.sizeBytes();
        return unweighed.compute(
                        newest.projectId(),
                        (project, bytes) -> bytes == null || bytes + size > budget / WEIGHED_PART ? 0 : bytes + size)
                == 0;
    }

    private void makeRoom(CachedResults results, CachedResult newest) {
        while (results.size(newest.projectId()) > budget) {
            Optional<Instant> oldest =
                    results.leastRecentlyRead(newest.projectId()).filter(read -> read.isBefore(newest.readAt()));
            if (oldest.isEmpty()) {
                return;
            }
            results.removeUnread(newest.projectId(), oldest.get());
        }
    }
}
