package dev.hindsight.query.funnels;

import dev.hindsight.query.ValueOrder;
import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How many people of one breakdown value did each step, and how long it took them from the step before. */
final class StepCounts {
    private static final double MICROS = 1e6;

    private final List<String> value;
    private final long[] counts;
    private final List<Durations> times = new ArrayList<>();

    StepCounts(List<String> value, int steps) {
        this.value = value;
        this.counts = new long[steps];
        for (int i = 0; i < steps; i++) {
            times.add(new Durations());
        }
    }

    List<String> value() {
        return value;
    }

    long count(int step) {
        return counts[step];
    }

    Durations times(int step) {
        return times.get(step);
    }

    void add(Outcome outcome) {
        for (int step = 0; step < counts.length; step++) {
            if (!outcome.reached(step)) {
                continue;
            }
            counts[step]++;
            if (step > 0 && outcome.reached(step - 1)) {
                double seconds = (outcome.times()[step] - outcome.times()[step - 1]) / MICROS;
                // Steps at one instant take no time, and are left out of averages (contract queries 4.6).
                if (seconds > 0) {
                    times.get(step).add(seconds);
                }
            }
        }
    }

    void add(StepCounts other) {
        for (int step = 0; step < counts.length; step++) {
            counts[step] += other.counts[step];
            times.get(step).addAll(other.times.get(step));
        }
    }

    /** Whoever has most people at the last step comes first; of equals, at the step before, and so on. */
    static Comparator<StepCounts> byLastStep() {
        return (left, right) -> {
            int steps = left.counts.length;
            int different = IntStream.iterate(steps - 1, i -> i >= 0, i -> i - 1)
                    .filter(i -> left.counts[i] != right.counts[i])
                    .findFirst()
                    .orElse(-1);
            return different < 0
                    ? new ValueOrder().compare(left.value, right.value)
                    : Long.compare(right.counts[different], left.counts[different]);
        };
    }

    boolean isEmpty() {
        return LongStream.of(counts).allMatch(count -> count == 0);
    }
}
