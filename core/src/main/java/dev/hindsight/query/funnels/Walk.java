package dev.hindsight.query.funnels;

import dev.hindsight.query.FunnelsQuery.Exclusion;
import dev.hindsight.query.FunnelsQuery.Order;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One actor's way through an ordered or strict funnel: the reference state machine of contract queries 4.3 and 4.4. For each
 * step it keeps the latest run that reached it, so its memory is the steps, and its time the events.
 */
final class Walk {
    private static final long NOT_TAKEN = Long.MIN_VALUE;

    private final Steps steps;
    private final @Nullable Run[] runs;
    private @Nullable Run best;
    private boolean complete;

    Walk(Steps steps) {
        this.steps = steps;
        this.runs = new Run[steps.count() + 1];
    }

    /**
     * How far an actor got.
     *
     * @param times for each step when it was done, in microseconds; {@link Long#MIN_VALUE} for steps that were not
     */
    @SuppressWarnings("ArrayRecordComponent") // made once for each actor, compared never
    record Outcome(long[] times) {
        boolean reached(int step) {
            return times[step] != NOT_TAKEN;
        }
    }

    /** A way that somebody is on: when it began, and when and by which event its last step was done. */
    private static final class Run {
        private final long start;
        private final int step;
        private final long time;
        private final int event;
        /** Up to the step before; null: nothing was done yet. */
        private final @Nullable Run before;

        private boolean excluded;

        private Run(long start, int step, long time, int event, @Nullable Run before, boolean excluded) {
            this.start = start;
            this.step = step;
            this.time = time;
            this.event = event;
            this.before = before;
            this.excluded = excluded;
        }

        static Run fresh(long time) {
            return new Run(time, 0, time, -1, null, false);
        }

        Run taking(int k, long when, int by) {
            return new Run(start, k, when, by, this, excluded);
        }

        boolean used(int other) {
            for (Run run = this; run != null; run = run.before) {
                if (run.event == other) {
                    return true;
                }
            }
            return false;
        }

        /** When each step was done. */
        long[] times(int steps) {
            long[] times = new long[steps];
            Arrays.fill(times, NOT_TAKEN);
            for (Run run = this; run != null && run.step > 0; run = run.before) {
                times[run.step - 1] = run.time;
            }
            return times;
        }
    }

    /** The outcome, or null when nobody counts: the first step was never done, or the furthest way is excluded. */
    @Nullable
    Outcome outcome(Trail trail) {
        int from = 0;
        while (from < trail.size() && !complete) {
            int until = from + 1;
            boolean alike = true;
            while (until < trail.size() && trail.time(until) == trail.time(from)) {
                alike &= steps.areAlike(trail.mask(until), trail.mask(from))
                        && steps.areAlike(trail.matched(until), trail.matched(from));
                until++;
            }
            if (alike) {
                for (int event = from; event < until && !complete; event++) {
                    take(trail, event);
                }
            } else {
                takeTied(trail, from, until);
            }
            from = until;
        }
        Run found = best;
        return found == null || found.excluded ? null : new Outcome(found.times(steps.count()));
    }

    private void take(Trail trail, int event) {
        long time = trail.time(event);
        long mask = trail.mask(event);
        for (int i = 0; i < steps.exclusions().size(); i++) {
            if ((mask >> (Steps.EXCLUSIONS + i) & 1) == 1) {
                exclude(steps.exclusions().get(i), time);
            }
        }
        for (int k = steps.count(); k >= 1 && !complete; k--) {
            if (matches(mask, k)) {
                take(k, time, event);
            }
        }
        if (steps.order() == Order.STRICT) {
            for (int k = 1; k <= steps.count(); k++) {
                if (!matches(trail.matched(event), k)) {
                    runs[k] = null;
                }
            }
        }
    }

    static boolean matches(long mask, int k) {
        return (mask >> (k - 1) & 1) == 1;
    }

    /** Events of one instant that match different steps convert if they can, whatever their order. */
    private void takeTied(Trail trail, int from, int until) {
        long time = trail.time(from);
        for (int k = 1; k <= steps.count() && !complete; k++) {
            Run run = before(k, time);
            int event = run == null ? -1 : new Tie(steps, trail, from, until, run::used).eventFor(k);
            if (event >= 0) {
                take(k, time, event);
            }
        }
    }

    /** The run that step {@code k} would go on with: that of the step before, or of those before optional ones. */
    private @Nullable Run before(int k, long time) {
        for (int previous = k - 1; previous > 0; previous--) {
            Run run = runs[previous];
            if (run != null && time - run.start <= steps.window()) {
                return run;
            }
            if (!steps.isOptional(previous)) {
                return null;
            }
        }
        return Run.fresh(time);
    }

    private void take(int k, long time, int event) {
        Run run = before(k, time);
        Run there = runs[k];
        if (run == null || (there != null && there.start == run.start) || run.used(event)) {
            return;
        }
        Run taken = run.taking(k, time, event);
        if (!run.excluded) {
            runs[k] = taken;
        }
        Run furthest = best;
        if (furthest == null || k > furthest.step || (k == furthest.step && furthest.excluded)) {
            best = taken;
            complete = k == steps.count() && !taken.excluded;
        }
    }

    private void exclude(Exclusion exclusion, long time) {
        for (int done = exclusion.fromStep() + 1; done <= exclusion.toStep() && done < steps.count(); done++) {
            Run run = runs[done];
            Run next = runs[done + 1];
            boolean isBetween =
                    run != null && time - run.start <= steps.window() && (next == null || next.start != run.start);
            if (!isBetween) {
                continue;
            }
            run.excluded = true;
            Run furthest = best;
            if (furthest != null && furthest.step == done && time - furthest.start <= steps.window()) {
                furthest.excluded = true;
            }
        }
    }
}
