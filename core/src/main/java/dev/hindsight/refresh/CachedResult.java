package dev.hindsight.refresh;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A stored answer; public only because the mapper of rows has to reach it.
 *
 * @param results JSON, ready to send
 * @param envelope a JSON object of the response's other fields
 * @param lastRefresh when its calculation began
 * @param targetAge when it counts as old
 * @param rangeEnd the end of the range it covers
 * @param expiresAt when it may be removed
 * @param readAt when somebody read it last, give or take an hour
 * @param proof what it was calculated from, as in {@link Proof#text}; null: nobody knows
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that go out as they are; compared by nobody
public record CachedResult(
        long projectId,
        String cacheKey,
        byte[] results,
        String envelope,
        Instant lastRefresh,
        @Nullable Instant targetAge,
        @Nullable Instant rangeEnd,
        String queryInterval,
        Instant writtenAt,
        Instant expiresAt,
        long sizeBytes,
        Instant readAt,
        @Nullable String proof) {
    RunKey key() {
        return new RunKey(projectId, cacheKey);
    }

    /** What tells how old it is, without what is shown. */
    CachedResult withoutResults() {
        return new CachedResult(
                projectId,
                cacheKey,
                new byte[0],
                "{}",
                lastRefresh,
                targetAge,
                rangeEnd,
                queryInterval,
                writtenAt,
                expiresAt,
                sizeBytes,
                readAt,
                proof);
    }

    /** By names of columns: found by reflection, they would cost more than the statement. */
    static CachedResult read(ResultSet row, StatementContext context) throws SQLException {
        return new CachedResult(
                row.getLong("project_id"),
                row.getString("cache_key"),
                row.getBytes("results"),
                row.getString("envelope"),
                Times.required(row, "last_refresh"),
                Times.optional(row, "target_age"),
                Times.optional(row, "range_end"),
                row.getString("query_interval"),
                Times.required(row, "written_at"),
                Times.required(row, "expires_at"),
                row.getLong("size_bytes"),
                Times.required(row, "read_at"),
                row.getString("proof"));
    }
}
