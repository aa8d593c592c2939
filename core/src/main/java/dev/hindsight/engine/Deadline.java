package dev.hindsight.engine;

import java.time.Duration;

/** When a question that takes several statements has to be answered; each gets the time that is left. */
public record Deadline(long nanoTime) {
    /** That far from now. */
    public static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** What is left of it, zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
