package dev.hindsight.query;

import org.jspecify.annotations.Nullable;

/**
 * How a series is counted (contract queries 3.2).
 *
 * @param property what property math aggregates
 * @param groupTypeIndex the group that group math counts
 */
public record Measure(
        SeriesMath math,
        @Nullable String property,
        String propertyType,
        @Nullable Double multiplier,
        @Nullable String expression,
        @Nullable Integer groupTypeIndex) {}
