package dev.hindsight.query.funnels;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Events of one instant, and the steps that they can take one after the other in one run, each event one (contract queries 4.3,
 * equal timestamps). It is a matching of steps with events: a step that finds all its events taken asks the steps before it to
 * take another one.
 */
final class Tie {
    private static final int NONE = -1;

    private final Steps steps;
    private final Trail trail;
    private final int from;
    private final int until;
    private final IntPredicate used;
    /** For each event, from {@link #from}, the step that it is for. */
    private final int[] stepOf;

    /** @param used whether the run has an event at an index already */
    Tie(Steps steps, Trail trail, int from, int until, IntPredicate used) {
        this.steps = steps;
        this.trail = trail;
        this.from = from;
        this.until = until;
        this.used = used;
        stepOf = new int[until - from];
        Arrays.fill(stepOf, NONE);
    }

    /** The index of an event for step {@code first} that leaves the others for the steps after; negative when there is none. */
    int eventFor(int first) {
        boolean goesOn = place(first);
        for (int k = first + 1; goesOn && k <= steps.count(); k++) {
            goesOn = place(k) || steps.isOptional(k);
        }
        for (int i = 0; i < stepOf.length; i++) {
            if (stepOf[i] == first) {
                return from + i;
            }
        }
        return NONE;
    }

    /** Gives a step an event too, if those that have one can keep one. */
    boolean place(int k) {
        return place(k, new boolean[until - from]);
    }

    private boolean place(int k, boolean[] tried) {
        for (int i = 0; i < stepOf.length; i++) {
            int event = from + i;
            if (tried[i] || !Walk.matches(trail.mask(event), k) || used.test(event)) {
                continue;
            }
            tried[i] = true;
            if (stepOf[i] == NONE || place(stepOf[i], tried)) {
                stepOf[i] = k;
                return true;
            }
        }
        return false;
    }
}
