package dev.hindsight.query.funnels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one actor did, in time order. */
final class Trail {
    private long[] times = new long[4];
    private long[] masks = new long[4];
    private long[] matched = new long[4];
    private final List<List<String>> values = new ArrayList<>();
    private int size;

    /**
     * Adds an event.
     *
     * @param micros since 1970 UTC, not before the last one
     * @param mask a bit for each step that it matches, from bit 0, and for each exclusion, from {@link Steps#EXCLUSIONS}
     * @param value its breakdown values; empty without a breakdown
     */
    void add(long micros, long mask, List<String> value) {
        add(micros, mask, mask, value);
    }

    /** Adds an event that matches more than it can do. */
    void add(long micros, long mask, long matches, List<String> value) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            masks = Arrays.copyOf(masks, size * 2);
            matched = Arrays.copyOf(matched, size * 2);
        }
        times[size] = micros;
        masks[size] = mask;
        matched[size] = matches;
        values.add(value);
        size++;
    }

    int size() {
        return size;
    }

    long time(int event) {
        return times[event];
    }

    /** What the event can do. */
    long mask(int event) {
        return masks[event];
    }

    /** What the event matches, also when it carries another value than the one that is asked for and so cannot do it. */
    long matched(int event) {
        return matched[event];
    }

    List<String> value(int event) {
        return values.get(event);
    }

    /** The events that are left when each gets a new mask; those with a negative one are left out. */
    Trail with(MaskOf mask) {
        Trail trail = new Trail();
        for (int i = 0; i < size; i++) {
            long kept = mask.of(i);
            if (kept >= 0) {
                trail.add(times[i], kept, matched[i], values.get(i));
            }
        }
        return trail;
    }

    /** The mask of the event at an index. */
    interface MaskOf {
        long of(int event);
    }
}
