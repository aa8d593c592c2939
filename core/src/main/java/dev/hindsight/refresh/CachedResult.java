package dev.hindsight.refresh;

import java.time.Instant;
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
        @Nullable String proof) {}
