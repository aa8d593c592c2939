package dev.hindsight.reference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of ordered and strict funnels (contract queries 4.3 and 4.4), rule by rule as the contract numbers them.
 * Steps are counted from 1.
 */
final class FunnelWalk {
    private final int steps;
    private final Duration window;
    private final boolean strict;
    private final Set<Integer> optional;
    private final @Nullable Attributed attributed;
    private final Predicate<Instant> begins;
    /** {@code run[k]} holds step k. */
    private final @Nullable Run[] run;

    private @Nullable Run best;

    /** The event of {@code step} has to carry {@code value} (contract queries 4.5, attribution to a step). */
    record Attributed(int step, List<String> value) {}

    /**
     * A walk.
     *
     * @param optional the steps that may be skipped
     * @param begins when a first step may be
     */
    FunnelWalk(
            int steps,
            Duration window,
            boolean strict,
            Set<Integer> optional,
            @Nullable Attributed attributed,
            Predicate<Instant> begins) {
        this.begins = begins;
        this.steps = steps;
        this.window = window;
        this.strict = strict;
        this.optional = optional;
        this.attributed = attributed;
        run = new Run[steps + 1];
    }

    /** A way through the funnel so far. */
    private static final class Run {
        /** When its first step was. */
        final Instant start;
        /** What was done at each step, null at those that were skipped; the last is the furthest step. */
        final List<@Nullable FunnelDeed> taken;

        private boolean excluded;

        private Run(Instant start, List<@Nullable FunnelDeed> taken, boolean excluded) {
            this.start = start;
            this.taken = taken;
            this.excluded = excluded;
        }

        int step() {
            return taken.size();
        }

        private Run with(int step, FunnelDeed deed) {
            List<@Nullable FunnelDeed> more = new ArrayList<>(taken);
            while (more.size() < step - 1) {
                more.add(null);
            }
            more.add(deed);
            return new Run(start, more, excluded);
        }
    }

    /**
     * How far somebody came.
     *
     * @param deeds in order of time
     * @return null when no step was reached, or when an exclusion drops the actor from the funnel
     */
    @Nullable
    FunnelPath furthest(List<FunnelDeed> deeds) {
        int next = 0;
        // Rule 1, and rule 7 in the condition.
        while (next < deeds.size() && run[steps] == null) {
            Instant at = deeds.get(next).at();
            List<FunnelDeed> together = new ArrayList<>();
            while (next < deeds.size() && deeds.get(next).at().equals(at)) {
                together.add(deeds.get(next));
                next++;
            }
            run[0] = new Run(at, List.of(), false);
            take(together);
        }
        // Rule 8.
        if (best == null || best.excluded) {
            return null;
        }
        List<@Nullable Instant> times = new ArrayList<>();
        for (FunnelDeed deed : best.taken) {
            times.add(deed == null ? null : deed.at());
        }
        return new FunnelPath(times);
    }

    private void take(List<FunnelDeed> together) {
        FunnelDeed first = together.get(0);
        if (together.stream().allMatch(deed -> areAlike(first, deed))) {
            for (FunnelDeed deed : together) {
                // Rule 2.
                for (int step = steps; step >= 1; step--) {
                    if (deed.exclusions().contains(step)) {
                        exclude(step, deed);
                    }
                }
                for (int step = steps; step >= 1; step--) {
                    if (mayTake(step, deed)) {
                        take(step, deed);
                    }
                }
                if (strict) {
                    for (int step = 1; step <= steps; step++) {
                        if (!deed.steps().contains(step)) {
                            run[step] = null;
                        }
                    }
                }
            }
            return;
        }
        // Equal timestamps: step by step, without exclusions and without the strict rule.
        for (int step = 1; step <= steps; step++) {
            takeAtOnce(step, together);
        }
    }

    /** An event of another value than the one that is asked for cannot do that step, so the order would matter. */
    private boolean areAlike(FunnelDeed one, FunnelDeed other) {
        boolean alike = one.matchesTheSameAs(other);
        for (int step = 1; step <= steps; step++) {
            alike &= mayTake(step, one) == mayTake(step, other);
        }
        return alike;
    }

    /**
     * Lets one of several events of one instant take a step, one that its run has not used. The contract leaves open which, and
     * says that ties resolve in favour of converting whatever the storage order: so the one that leaves the others for the
     * steps after.
     */
    private void takeAtOnce(int step, List<FunnelDeed> together) {
        Run from = before(step, together.get(0));
        if (from == null) {
            return;
        }
        FunnelDeed chosen = null;
        String best = "";
        for (FunnelDeed deed : unused(step, together, from.taken)) {
            String way = way(step + 1, together, from.with(step, deed).taken);
            if (chosen == null || way.compareTo(best) > 0) {
                chosen = deed;
                best = way;
            }
        }
        if (chosen != null) {
            take(step, chosen);
        }
    }

    /** The steps from this one on that the events can take one after the other: 1 for one that is taken, 0 for one skipped. */
    private String way(int step, List<FunnelDeed> together, List<@Nullable FunnelDeed> used) {
        List<FunnelDeed> unused = unused(step, together, used);
        if (unused.isEmpty()) {
            return step < steps && optional.contains(step) ? "0" + way(step + 1, together, used) : "";
        }
        String best = "";
        for (FunnelDeed deed : unused) {
            List<@Nullable FunnelDeed> more = new ArrayList<>(used);
            more.add(deed);
            String way = "1" + way(step + 1, together, more);
            best = way.compareTo(best) > 0 ? way : best;
        }
        return best;
    }

    /** Of events that are as good as each other only one. */
    private List<FunnelDeed> unused(int step, List<FunnelDeed> together, List<@Nullable FunnelDeed> used) {
        Map<List<Object>, FunnelDeed> unused = new LinkedHashMap<>();
        for (FunnelDeed deed : together) {
            if (step <= steps && mayTake(step, deed) && !used.contains(deed)) {
                unused.putIfAbsent(List.of(deed.steps(), deed.value()), deed);
            }
        }
        return List.copyOf(unused.values());
    }

    private boolean mayTake(int step, FunnelDeed deed) {
        return deed.steps().contains(step)
                && (step > 1 || begins.test(deed.at()))
                && (attributed == null
                        || attributed.step() != step
                        || attributed.value().equals(deed.value()));
    }

    /** The run that step {@code step} would continue by rules 3, 4 and 9; null when there is none. */
    private @Nullable Run before(int step, FunnelDeed deed) {
        int previous = step - 1;
        while (!reaches(run[previous], deed)) {
            if (!optional.contains(previous)) {
                return null;
            }
            previous--;
        }
        Run found = run[previous];
        return found == null || sameStart(run[step], found) ? null : found;
    }

    private boolean reaches(@Nullable Run from, FunnelDeed deed) {
        return from != null && Duration.between(from.start, deed.at()).compareTo(window) <= 0;
    }

    private void take(int step, FunnelDeed deed) {
        Run from = before(step, deed);
        if (from == null) {
            return;
        }
        Run longer = from.with(step, deed);
        // Rule 5, and the end of rule 10.
        if (!longer.excluded) {
            run[step] = longer;
        }
        // Rule 6.
        if (best == null || step > best.step() || (step == best.step() && best.excluded)) {
            best = new Run(longer.start, longer.taken, longer.excluded);
        }
    }

    /** Rule 10. A skipped step was not done, so nothing is excluded after it. */
    private void exclude(int step, FunnelDeed deed) {
        Run from = run[step - 1];
        if (from == null || !reaches(from, deed) || sameStart(run[step], from)) {
            return;
        }
        from.excluded = true;
        if (best != null && best.step() == step - 1 && reaches(best, deed)) {
            best.excluded = true;
        }
    }

    private static boolean sameStart(@Nullable Run run, Run other) {
        return run != null && run.start.equals(other.start);
    }
}
