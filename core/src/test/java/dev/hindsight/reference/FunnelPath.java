package dev.hindsight.reference;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far an actor came in a funnel.
 *
 * @param times when each step was done, up to the furthest; null for one that was skipped
 */
record FunnelPath(List<@Nullable Instant> times) {
    /** @param step counted from 1 */
    boolean took(int step) {
        return step <= times.size() && times.get(step - 1) != null;
    }

    /** When a step was done that was not skipped. */
    Instant at(int step) {
        return Objects.requireNonNull(times.get(step - 1));
    }
}
