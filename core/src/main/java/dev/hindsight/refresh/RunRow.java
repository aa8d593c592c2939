package dev.hindsight.refresh;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A calculation as all nodes see it.
 *
 * @param background whether somebody left it to the background
 * @param attempts how often the background began it
 * @param token of the owner, another one for each calculation
 * @param beat goes up for as long as the owner is alive
 * @param stopWanted whether the owner is to stop
 * @param requestedAt the answer has to be begun at or after this
 * @param failure the name of a {@link Failure}
 * @param rowsRead how many rows the engine has gone through, of {@code rowsTotal}; null: nobody knows
 */
record RunRow(
        long projectId,
        String cacheKey,
        RunState state,
        boolean background,
        @Nullable Long askedBy,
        int attempts,
        String token,
        String node,
        long beat,
        boolean stopWanted,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant expiresAt,
        @Nullable String failure,
        @Nullable String errorCode,
        @Nullable String errorDetail,
        @Nullable String errorAttr,
        @Nullable Long rowsRead,
        @Nullable Long rowsTotal) {
    /** By names of columns: found by reflection, they would cost more than the statement. */
    static RunRow read(ResultSet row, StatementContext context) throws SQLException {
        return new RunRow(
                row.getLong("project_id"),
                row.getString("cache_key"),
                RunState.valueOf(row.getString("state")),
                row.getBoolean("background"),
                row.getObject("asked_by", Long.class),
                row.getInt("attempts"),
                row.getString("token"),
                row.getString("node"),
                row.getLong("beat"),
                row.getBoolean("stop_wanted"),
                Times.required(row, "requested_at"),
                Times.optional(row, "started_at"),
                Times.optional(row, "ended_at"),
                Times.required(row, "expires_at"),
                row.getString("failure"),
                row.getString("error_code"),
                row.getString("error_detail"),
                row.getString("error_attr"),
                row.getObject("rows_read", Long.class),
                row.getObject("rows_total", Long.class));
    }

    RunKey key() {
        return new RunKey(projectId, cacheKey);
    }

    /** Whether a calculation that began then is the one that is wanted. */
    boolean startedSince(@Nullable Instant notBefore) {
        return notBefore == null || (startedAt != null && !startedAt.isBefore(notBefore));
    }

    /** What a failed one ended with. */
    HindsightException error() {
        Failure kind = failure == null ? Failure.UNAVAILABLE : Failure.valueOf(failure);
        return new HindsightException(
                kind,
                errorCode == null ? kind.defaultCode() : errorCode,
                errorDetail == null ? "The calculation failed." : errorDetail,
                errorAttr);
    }
}
