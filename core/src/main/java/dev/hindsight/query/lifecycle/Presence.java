package dev.hindsight.query.lifecycle;

import dev.hindsight.query.lifecycle.LifecycleRunner.Count;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what people are in each interval, told from the intervals that they were there in: one bit for each, the first for
 * the interval before the first one shown, in words of {@link #BITS} bits.
 */
final class Presence {
    static final int BITS = 62;

    /** Longer ranges take more columns than counting without bits does. */
    static final int MOST_WORDS = 4;

    private final int periods;
    private final boolean firstIsNew;
    private final Map<Status, long[]> people = new EnumMap<>(Status.class);

    /** @param firstIsNew whether everybody of the first interval is new, as nobody knows what was before */
    Presence(int periods, boolean firstIsNew) {
        this.periods = periods;
        this.firstIsNew = firstIsNew;
        for (Status status : Status.values()) {
            people.put(status, new long[periods]);
        }
    }

    /** How many words that many intervals take. */
    static int words(int periods) {
        return periods / BITS + 1;
    }

    /**
     * Adds people who were there in the same intervals.
     *
     * @param created the interval that they were created in; not one of the range for others
     */
    void add(long[] words, int created, long count) {
        boolean earlier = there(words, -1);
        boolean before = earlier;
        for (int period = 0; period < periods; period++) {
            boolean there = there(words, period);
            if (there) {
                of(status(period, earlier, before, created))[period] += count;
            } else if (before) {
                of(Status.DORMANT)[period] += count;
            }
            earlier |= there;
            before = there;
        }
    }

    private long[] of(Status status) {
        return Objects.requireNonNull(people.get(status));
    }

    private static boolean there(long[] words, int period) {
        int bit = period + 1;
        return (words[bit / BITS] >> bit % BITS & 1) == 1;
    }

    /** @param before whether they were there in the interval directly before; {@code earlier}: in any */
    private Status status(int period, boolean earlier, boolean before, int created) {
        if ((firstIsNew && period == 0) || (!earlier && created == period)) {
            return Status.NEW;
        }
        return before ? Status.RETURNING : Status.RESURRECTING;
    }

    List<Count> counts() {
        List<Count> counts = new ArrayList<>();
        for (Status status : Status.values()) {
            for (int period = 0; period < periods; period++) {
                counts.add(new Count(period, status, of(status)[period]));
            }
        }
        return counts;
    }
}
