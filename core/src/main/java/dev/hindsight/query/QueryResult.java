package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * What a run gives back.
 *
 * @param results the rows, shaped by kind (contract queries 3.4 for trends)
 * @param envelope the other fields of the response that belong to the calculation: {@code hasMore}, {@code hogql}, {@code
 *     resolved_date_range}, {@code timezone} and, where the kind has them, {@code columns} and {@code types}
 * @param interval decides after which time the result counts as old
 * @param rangeEnd the last instant that the result covers
 * @param buckets the values of those buckets that depend on the events of the bucket alone
 */
public record QueryResult(
        JsonNode results,
        ObjectNode envelope,
        Interval interval,
        Instant rangeEnd,
        Map<KnownBuckets.Bucket, Double> buckets) {
    /** Without buckets that stand alone. */
    public QueryResult(JsonNode results, ObjectNode envelope, Interval interval, Instant rangeEnd) {
        this(results, envelope, interval, rangeEnd, Map.of());
    }
}
