package dev.hindsight.reference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The queues of an unordered funnel (contract queries 4.3 and 4.4). */
final class UnorderedWalk {
    private final Duration window;
    private final Predicate<Instant> begins;
    /** The times of the events that are held for each step, oldest first. */
    private final List<Deque<Instant>> queues = new ArrayList<>();

    private List<Instant> recorded = List.of();

    /** @param begins when what is recorded may have begun */
    UnorderedWalk(int steps, Duration window, Predicate<Instant> begins) {
        this.begins = begins;
        this.window = window;
        for (int step = 1; step <= steps; step++) {
            queues.add(new ArrayDeque<>());
        }
    }

    /**
     * How many steps lie in one window.
     *
     * @param deeds in order of time
     * @return null when there is no step
     */
    @Nullable
    FunnelPath furthest(List<FunnelDeed> deeds) {
        int next = 0;
        while (next < deeds.size()) {
            Instant at = deeds.get(next).at();
            List<FunnelDeed> together = new ArrayList<>();
            while (next < deeds.size() && deeds.get(next).at().equals(at)) {
                together.add(deeds.get(next));
                next++;
            }
            // What lies outside the window is recorded first, so an exclusion does not clear it.
            if (isOld(at)) {
                record();
                queues.forEach(queue -> queue.removeIf(old -> isOld(old, at)));
            }
            FunnelDeed first = together.get(0);
            if (together.stream().allMatch(first::matchesTheSameAs)) {
                together.forEach(this::take);
            } else {
                takeAtOnce(together);
            }
        }
        record();
        return recorded.isEmpty() ? null : new FunnelPath(List.copyOf(recorded));
    }

    private void take(FunnelDeed deed) {
        if (!deed.exclusions().isEmpty()) {
            queues.forEach(Deque::clear);
        }
        for (int step : byNewest()) {
            if (deed.steps().contains(step)) {
                queues.get(step - 1).addLast(deed.at());
                break;
            }
        }
        recordIfComplete();
    }

    /**
     * Ties ignore exclusions and resolve in favour of converting, as in ordered funnels: step by step, that with the oldest
     * newest event first, a step gets one of the events if the steps before it keep one too. The contract says nothing of
     * ties in unordered funnels but that the storage order does not matter.
     */
    private void takeAtOnce(List<FunnelDeed> together) {
        List<Integer> taken = new ArrayList<>();
        for (int step : byNewest()) {
            List<Integer> more = new ArrayList<>(taken);
            more.add(step);
            if (canTake(more, together)) {
                taken = more;
            }
        }
        taken.forEach(step -> queues.get(step - 1).addLast(together.get(0).at()));
        recordIfComplete();
    }

    /** Whether each of these steps can have an event of its own. */
    private static boolean canTake(List<Integer> steps, List<FunnelDeed> together) {
        if (steps.isEmpty()) {
            return true;
        }
        for (FunnelDeed deed : together) {
            if (deed.steps().contains(steps.get(0))) {
                List<FunnelDeed> others = new ArrayList<>(together);
                others.remove(deed);
                if (canTake(steps.subList(1, steps.size()), others)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The steps, that whose newest event is oldest first, those without an event before all others. */
    private List<Integer> byNewest() {
        List<Integer> steps = new ArrayList<>();
        for (int step = 1; step <= queues.size(); step++) {
            steps.add(step);
        }
        steps.sort(Comparator.comparing(step -> newest(queues.get(step - 1))));
        return steps;
    }

    private void recordIfComplete() {
        if (queues.stream().noneMatch(Deque::isEmpty)) {
            record();
        }
    }

    private boolean isOld(Instant now) {
        return queues.stream().anyMatch(queue -> queue.stream().anyMatch(at -> isOld(at, now)));
    }

    private boolean isOld(Instant at, Instant now) {
        return Duration.between(at, now).compareTo(window) > 0;
    }

    private static Instant newest(Deque<Instant> queue) {
        return queue.isEmpty() ? Instant.MIN : queue.getLast();
    }

    private void record() {
        List<Instant> oldest = queues.stream()
                .filter(queue -> !queue.isEmpty())
                .map(Deque::getFirst)
                .sorted()
                .toList();
        if (oldest.size() > recorded.size() && begins.test(oldest.get(0))) {
            recorded = oldest;
        }
    }
}
