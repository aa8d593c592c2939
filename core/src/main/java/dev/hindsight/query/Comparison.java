package dev.hindsight.query;

import org.jspecify.annotations.Nullable;

/**
 * Whether an earlier period is calculated too (contract queries 2.3).
 *
 * @param to how far back it lies; null: directly before
 */
public record Comparison(boolean compare, DateBound.@Nullable Relative to) {
    /** Only the range itself. */
    public static final Comparison OFF = new Comparison(false, null);
}
