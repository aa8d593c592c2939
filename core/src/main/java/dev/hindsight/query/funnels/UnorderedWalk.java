package dev.hindsight.query.funnels;

import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
        int from = 0;
        while (from < trail.size() && most < steps.count()) {
            int until = from + 1;
            boolean alike = true;
            while (until < trail.size() && trail.time(until) == trail.time(from)) {
                alike &= steps.areAlike(trail.mask(until), trail.mask(from));
                until++;
            }
            // An exclusion does not undo what lies outside the window.
            forget(trail.time(from) - steps.window());
            if (alike) {
                for (int event = from; event < until && most < steps.count(); event++) {
                    take(trail.mask(event), trail.time(event));
                }
            } else {
                takeTied(trail, from, until);
            }
            from = until;
        }
        record();
        return most == 0 ? null : new Outcome(times);
    }

    /** Events that lie too far back go, after what they were part of is noted. */
    private void forget(long before) {
        boolean recorded = false;
        for (Deque<Long> queue : queues) {
            while (!queue.isEmpty() && queue.getFirst() < before) {
                if (!recorded) {
                    record();
                    recorded = true;
                }
                queue.removeFirst();
            }
        }
    }

    private void take(long mask, long time) {
        if (mask >> Steps.EXCLUSIONS != 0) {
            queues.forEach(Deque::clear);
        }
        int chosen = 0;
        for (int k = 1; k <= queues.size(); k++) {
            if (Walk.matches(mask, k) && (chosen == 0 || newest(k) < newest(chosen))) {
                chosen = k;
            }
        }
        if (chosen != 0) {
            queues.get(chosen - 1).addLast(time);
        }
        recordIfComplete();
    }

    /** Events of one instant that match different steps fill as many as they can, whatever their order; they exclude nothing. */
    private void takeTied(Trail trail, int from, int until) {
        Tie tie = new Tie(steps, trail, from, until, event -> false);
        for (int k : byNewest()) {
            if (tie.place(k)) {
                queues.get(k - 1).addLast(trail.time(from));
            }
        }
        recordIfComplete();
    }

    /** The steps, counted from 1, in the order in which they get an event: that whose newest event is the oldest comes first. */
    private List<Integer> byNewest() {
        List<Integer> order = new ArrayList<>();
        for (int k = 1; k <= queues.size(); k++) {
            order.add(k);
        }
        order.sort(Comparator.comparingLong(this::newest));
        return order;
    }

    /** When step {@code k} got its newest event; before everything when it has none. */
    private long newest(int k) {
        Deque<Long> queue = queues.get(k - 1);
        return queue.isEmpty() ? Long.MIN_VALUE : queue.getLast();
    }

    private void recordIfComplete() {
        for (Deque<Long> queue : queues) {
            if (queue.isEmpty()) {
                return;
            }
        }
        record();
    }

    private void record() {
        int there = 0;
        for (Deque<Long> queue : queues) {
            there += queue.isEmpty() ? 0 : 1;
        }
        if (there <= most) {
            return;
        }
        most = there;
        times = new long[steps.count()];
        int next = 0;
        for (Deque<Long> queue : queues) {
            if (!queue.isEmpty()) {
                times[next++] = queue.getFirst();
            }
        }
        Arrays.sort(times, 0, there);
        Arrays.fill(times, there, times.length, Long.MIN_VALUE);
    }
}
