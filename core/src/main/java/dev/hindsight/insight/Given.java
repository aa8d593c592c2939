package dev.hindsight.insight;

import org.jspecify.annotations.Nullable;

/**
 * A value that a change sets, null included. No {@code Given} at all leaves the field as it is.
 *
 * @param value null clears the field
 */
public record Given<T>(@Nullable T value) {
    /** What the field becomes. */
    public static <T> @Nullable T or(@Nullable Given<T> given, @Nullable T current) {
        return given == null ? current : given.value();
    }
}
