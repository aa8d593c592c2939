package dev.hindsight.insight;

import dev.hindsight.query.DateBound;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time without its ends.
 *
 * @param after null: from the beginning
 * @param before null: to the end
 */
public record TimeWindow(
        @Nullable DateBound after, @Nullable DateBound before) {
    /** All of time. */
    public static final TimeWindow ALL = new TimeWindow(null, null);

    /** The window between two texts; what cannot be read as a date bounds nothing (contract insights-api 3.2). */
    static TimeWindow of(@Nullable String after, @Nullable String before) {
        return new TimeWindow(bound(after), bound(before));
    }

    private static @Nullable DateBound bound(@Nullable String text) {
        return text == null ? null : DateBound.parse(text).orElse(null);
    }
}
