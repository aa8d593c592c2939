package dev.hindsight.query.funnels;

import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One actor's way through an unordered funnel: as many different steps as possible in one window (contract queries 4.3). */
final class UnorderedWalk {
    private final Steps steps;
    private final List<Deque<Long>> queues = new ArrayList<>();
    private int most;
    private long[] times = new long[0];

    UnorderedWalk(Steps steps) {
        this.steps = steps;
        for (int i = 0; i < steps.count(); i++) {
            queues.add(new ArrayDeque<>());
        }
    }

    /** The outcome; null when no step was done, or all that was done is excluded. */
    @Nullable
    Outcome outcome(Trail trail) {
        for (int event = 0; event < trail.size() && most < steps.count(); event++) {
            long time = trail.time(event);
            if (trail.mask(event) >> Steps.EXCLUSIONS != 0) {
                queues.forEach(Deque::clear);
            }
            forget(time - steps.window());
            add(trail.mask(event), time);
            if (queues.stream().noneMatch(Deque::isEmpty)) {
                record();
            }
        }
        record();
        return most == 0 ? null : new Outcome(times);
    }

    /** Events that lie too far back go, after what they were part of is noted. */
    private void forget(long before) {
        if (queues.stream().anyMatch(queue -> !queue.isEmpty() && queue.getFirst() < before)) {
            record();
            for (Deque<Long> queue : queues) {
                while (!queue.isEmpty() && queue.getFirst() < before) {
                    queue.removeFirst();
                }
            }
        }
    }

    /** An event that matches several steps goes to the one whose newest event is the oldest. */
    private void add(long mask, long time) {
        Deque<Long> chosen = null;
        long newest = Long.MAX_VALUE;
        for (int i = 0; i < queues.size(); i++) {
            if ((mask >> i & 1) == 1) {
                Deque<Long> queue = queues.get(i);
                long last = queue.isEmpty() ? Long.MIN_VALUE : queue.getLast();
                if (chosen == null || last < newest) {
                    chosen = queue;
                    newest = last;
                }
            }
        }
        if (chosen != null) {
            chosen.addLast(time);
        }
    }

    private void record() {
        long[] oldest = queues.stream()
                .filter(queue -> !queue.isEmpty())
                .mapToLong(Deque::getFirst)
                .sorted()
                .toArray();
        if (oldest.length > most) {
            most = oldest.length;
            times = Arrays.copyOf(oldest, steps.count());
            Arrays.fill(times, most, steps.count(), Long.MIN_VALUE);
        }
    }
}
