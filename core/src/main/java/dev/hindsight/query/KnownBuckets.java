package dev.hindsight.query;

import java.time.Instant;
import java.util.OptionalDouble;

/** The values of buckets that were calculated before and still hold, so that they need not be calculated again. */
@FunctionalInterface
public interface KnownBuckets {
    /** Nothing is known. */
    KnownBuckets NONE = bucket -> OptionalDouble.empty();

    /** The value of a bucket; empty when it is not known, or does not hold any more. */
    OptionalDouble value(Bucket bucket);

    /**
     * What one value of a query is of.
     *
     * @param series its index
     * @param from events from here on count
     * @param until events from here on do not
     */
    record Bucket(int series, Instant from, Instant until) {}
}
