package dev.hindsight.refresh;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * The answers kept in the metadata database, on one connection. Plain statements: an interface that is made into one for each
 * connection costs more than they do.
 */
record CachedResults(Handle handle) {
    static final String COLUMNS =
            "project_id, cache_key, results, envelope, last_refresh, target_age, range_end, query_interval,"
                    + " written_at, expires_at, size_bytes, read_at, proof";

    private static final String OF_PROJECT = " from hindsight.cached_result where project_id = :projectId";
    private static final String OF_KEY = " where project_id = :projectId and cache_key = :cacheKey";

    /** Replaces an answer; false, with nothing changed, if there is none or a newer one. One from the future is none: a clock was wrong. */
    boolean replace(CachedResult result, byte[] buckets) {
        return bound(
                                handle.createUpdate("update hindsight.cached_result set results = :results,"
                                        + " envelope = :envelope, last_refresh = :lastRefresh, target_age = :targetAge,"
                                        + " range_end = :rangeEnd, query_interval = :queryInterval, written_at = :writtenAt,"
                                        + " expires_at = :expiresAt, size_bytes = :sizeBytes, read_at = :readAt,"
                                        + " proof = :proof, buckets = :buckets" + OF_KEY
                                        + " and (last_refresh <= :lastRefresh or last_refresh > :writtenAt)"),
                                result,
                                buckets)
                        .execute()
                == 1;
    }

    /** Adds an answer, unless one is there already. */
    void add(CachedResult result, byte[] buckets) {
        bound(
                        handle.createUpdate("insert into hindsight.cached_result (" + COLUMNS
                                + ", buckets) select :projectId, :cacheKey, :results, :envelope, :lastRefresh, :targetAge,"
                                + " :rangeEnd, :queryInterval, :writtenAt, :expiresAt, :sizeBytes, :readAt, :proof, :buckets"
                                + " where not exists (select 1 from hindsight.cached_result" + OF_KEY + ")"),
                        result,
                        buckets)
                .execute();
    }

    private static Update bound(Update statement, CachedResult result, byte[] buckets) {
        return statement.bindMethods(result).bind("buckets", buckets);
    }

    Optional<byte[]> buckets(RunKey key) {
        return handle.createQuery("select buckets from hindsight.cached_result" + OF_KEY + " and buckets is not null")
                .bindMethods(key)
                .mapTo(byte[].class)
                .findOne();
    }

    void forgetBuckets(RunKey key) {
        handle.createUpdate("update hindsight.cached_result set buckets = null" + OF_KEY)
                .bindMethods(key)
                .execute();
    }

    void remove(RunKey key) {
        handle.createUpdate("delete from hindsight.cached_result" + OF_KEY)
                .bindMethods(key)
                .execute();
    }

    void read(RunKey key, Instant now) {
        handle.createUpdate("update hindsight.cached_result set read_at = :now" + OF_KEY)
                .bindMethods(key)
                .bind("now", now)
                .execute();
    }

    /** How many bytes the answers of a project take. */
    long size(long projectId) {
        return handle.createQuery("select coalesce(sum(size_bytes), 0)" + OF_PROJECT)
                .bind("projectId", projectId)
                .mapTo(Long.class)
                .one();
    }

    /** Removes those that nobody has read since. */
    void removeUnread(long projectId, Instant since) {
        handle.createUpdate("delete" + OF_PROJECT + " and read_at <= :since")
                .bind("projectId", projectId)
                .bind("since", since)
                .execute();
    }

    /** When the least recently read one was read. */
    Optional<Instant> leastRecentlyRead(long projectId) {
        return handle.createQuery("select read_at" + OF_PROJECT + " order by read_at limit 1")
                .bind("projectId", projectId)
                .mapTo(Instant.class)
                .findOne();
    }

    void removeExpired(Instant now) {
        handle.createUpdate("delete from hindsight.cached_result where expires_at <= :now")
                .bind("now", now)
                .execute();
    }
}
