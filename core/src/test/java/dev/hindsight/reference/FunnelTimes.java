package dev.hindsight.reference;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Averages of conversion times, in seconds (contract queries 4.6). */
final class FunnelTimes {
    private FunnelTimes() {}

    /** Null without times. */
    static @Nullable Double average(List<Duration> times) {
        if (times.isEmpty()) {
            return null;
        }
        long micros = 0;
        for (Duration time : times) {
            micros += micros(time);
        }
        return (double) micros / times.size() / 1_000_000;
    }

    /** Between the two in the middle when they are even in number; null without times. */
    static @Nullable Double median(List<Duration> times) {
        if (times.isEmpty()) {
            return null;
        }
        List<Duration> sorted = times.stream().sorted().toList();
        long upper = micros(sorted.get(sorted.size() / 2));
        long lower = micros(sorted.get((sorted.size() - 1) / 2));
        return (double) (lower + upper) / 2 / 1_000_000;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }
}
