package dev.hindsight.refresh;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The answers kept in the metadata database. */
interface CachedResults {
    String COLUMNS = "project_id, cache_key, results, envelope, last_refresh, target_age, range_end, query_interval,"
            + " written_at, expires_at, size_bytes, read_at, proof";

    /** Replaces an answer; false, with nothing changed, if there is none or a newer one. One from the future is none: a clock was wrong. */
    @SqlUpdate("""
            update hindsight.cached_result
            set results = :results, envelope = :envelope, last_refresh = :lastRefresh, target_age = :targetAge,
                range_end = :rangeEnd, query_interval = :queryInterval, written_at = :writtenAt,
                expires_at = :expiresAt, size_bytes = :sizeBytes, read_at = :readAt,
                proof = :proof, buckets = :buckets
            where project_id = :projectId and cache_key = :cacheKey
                and (last_refresh <= :lastRefresh or last_refresh > :writtenAt)
            """)
    boolean replace(@BindMethods CachedResult result, byte[] buckets);

    /** Adds an answer; false, with nothing changed, if one is there already. */
    @SqlUpdate("insert into hindsight.cached_result (" + COLUMNS
            + ", buckets) select :projectId, :cacheKey, :results, :envelope, :lastRefresh, :targetAge, :rangeEnd, :queryInterval,"
            + " :writtenAt, :expiresAt, :sizeBytes, :readAt, :proof, :buckets where not exists (select 1 from hindsight.cached_result"
            + " where project_id = :projectId and cache_key = :cacheKey)")
    boolean add(@BindMethods CachedResult result, byte[] buckets);

    @SqlQuery(
            "select buckets from hindsight.cached_result where project_id = :projectId and cache_key = :key and buckets is not null")
    Optional<byte[]> buckets(long projectId, String key);

    @SqlUpdate("update hindsight.cached_result set buckets = null where project_id = :projectId and cache_key = :key")
    void forgetBuckets(long projectId, String key);

    @SqlUpdate("delete from hindsight.cached_result where project_id = :projectId and cache_key = :key")
    void remove(long projectId, String key);

    @SqlUpdate("update hindsight.cached_result set read_at = :now where project_id = :projectId and cache_key = :key")
    void read(long projectId, String key, Instant now);

    /** How many bytes the answers of a project take. */
    @SqlQuery("select coalesce(sum(size_bytes), 0) from hindsight.cached_result where project_id = :projectId")
    long size(long projectId);

    /** Removes those that nobody has read since. */
    @SqlUpdate("delete from hindsight.cached_result where project_id = :projectId and read_at <= :since")
    int removeUnread(long projectId, Instant since);

    /** When the least recently read one was read. */
    @SqlQuery("select read_at from hindsight.cached_result where project_id = :projectId order by read_at limit 1")
    Optional<Instant> leastRecentlyRead(long projectId);

    @SqlUpdate("delete from hindsight.cached_result where expires_at <= :now")
    int removeExpired(Instant now);
}
