package dev.hindsight.query.funnels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one actor did, in time order. */
final class Trail {
    private long[] times = new long[4];
    private long[] masks = new long[4];
    /** Null: what they match is what they can do. */
    private long @Nullable [] matched;
    /** Null: no breakdown. */
    private @Nullable List<List<String>> values;

    private int size;

    /**
     * Adds an event; not where others have breakdown values.
     *
     * @param micros since 1970 UTC, not before the last one
     * @param mask a bit for each step that it matches, from bit 0, and for each exclusion, from {@link Steps#EXCLUSIONS}
     */
    void add(long micros, long mask) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            masks = Arrays.copyOf(masks, size * 2);
            matched = matched == null ? null : Arrays.copyOf(matched, size * 2);
        }
        times[size] = micros;
        masks[size] = mask;
        size++;
    }

    /** As above, with its breakdown values; empty without a breakdown. */
    void add(long micros, long mask, List<String> value) {
        if (!value.isEmpty()) {
            List<List<String>> all = values == null ? new ArrayList<>() : values;
            values = all;
            all.add(value);
        }
        add(micros, mask);
    }

    /** Adds an event that matches more than it can do. */
    void add(long micros, long mask, long matches, List<String> value) {
        add(micros, mask, value);
        long[] all = matched == null ? masks.clone() : matched;
        matched = all;
        all[size - 1] = matches;
    }

    /** Takes all events out. */
    void clear() {
        size = 0;
        matched = null;
        values = null;
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
        return matched == null ? masks[event] : matched[event];
    }

    List<String> value(int event) {
        return values == null ? List.of() : values.get(event);
    }

    /** The events that are left when each gets a new mask; those with a negative one are left out. */
    Trail with(MaskOf mask) {
        Trail trail = new Trail();
        for (int i = 0; i < size; i++) {
            long kept = mask.of(i);
            if (kept >= 0) {
                trail.add(times[i], kept, matched(i), value(i));
            }
        }
        return trail;
    }

    /** The mask of the event at an index. */
    interface MaskOf {
        long of(int event);
    }
}
