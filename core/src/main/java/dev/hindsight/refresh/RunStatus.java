package dev.hindsight.refresh;

import dev.hindsight.engine.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calculation as callers see it (contract insights-api 4.6).
 *
 * @param id what it is asked for by: the caller's own name for it, or the cache key
 * @param background whether it was left to the background
 * @param requestedAt when it was asked for
 * @param startedAt null: it has not begun
 * @param endedAt null: it has not come to its end
 * @param expiresAt when it is forgotten
 * @param error what went wrong, safe to show; null when nothing did
 * @param errorAttr the field of the question that it is about, with {@code __} between its names; null: none, or nobody knows
 * @param answer what it brought; null before
 * @param progress how far it has come, some seconds ago; null: not begun, or nobody knows
 * @param elapsed how long it has been calculated, or was; null: not begun
 */
public record RunStatus(
        String id,
        long projectId,
        RunState state,
        boolean background,
        @Nullable Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant expiresAt,
        @Nullable String error,
        @Nullable String errorAttr,
        @Nullable Answer answer,
        @Nullable Progress progress,
        @Nullable Duration elapsed) {
    static RunStatus of(String id, RunRow row, @Nullable Answer answer, Instant now) {
        String error = switch (row.state()) {
            case QUEUED, RUNNING -> null;
            case DONE -> answer == null ? "The answer could not be kept; ask again with refresh=blocking." : null;
            case FAILED, LOST -> row.errorDetail() == null ? "The calculation failed." : row.errorDetail();
            case CANCELLED -> "The query was cancelled.";
        };
        return new RunStatus(
                id,
                row.projectId(),
                row.state(),
                row.background(),
                row.requestedAt(),
                row.startedAt(),
                row.endedAt(),
                row.expiresAt(),
                error,
                row.state() == RunState.FAILED ? row.errorAttr() : null,
                answer,
                progress(row),
                elapsed(row, now));
    }

    private static @Nullable Progress progress(RunRow row) {
        Long rows = row.rowsRead();
        Long total = row.rowsTotal();
        return rows == null || total == null || total == 0 ? null : new Progress(rows, total);
    }

    private static @Nullable Duration elapsed(RunRow row, Instant now) {
        Instant startedAt = row.startedAt();
        Instant endedAt = row.endedAt();
        return startedAt == null ? null : Duration.between(startedAt, endedAt == null ? now : endedAt);
    }
}
