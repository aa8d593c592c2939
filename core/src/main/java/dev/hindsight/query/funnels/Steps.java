package dev.hindsight.query.funnels;

import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.FunnelsQuery.Exclusion;
import java.util.List;

/**
 * The rules of one funnel.
 *
 * @param count how many steps
 * @param window in microseconds, its end included
 * @param optional for each step whether it may be left out
 */
record Steps(int count, long window, FunnelsQuery.Order order, List<Boolean> optional, List<Exclusion> exclusions) {
    /** The bit of the first exclusion in a mask. */
    static final int EXCLUSIONS = 32;

    static final long STEP_MASK = (1L << EXCLUSIONS) - 1;

    Steps {
        optional = List.copyOf(optional);
        exclusions = List.copyOf(exclusions);
    }

    /** The first {@code count} steps of a query. */
    static Steps of(FunnelsQuery query, int count) {
        return new Steps(
                count,
                query.windowSeconds() * 1_000_000,
                query.order(),
                query.steps().stream().map(FunnelsQuery.Step::optional).toList().subList(0, count),
                query.exclusions());
    }

    /** How far somebody got; null when they did not enter, or are excluded. */
    Walk.@org.jspecify.annotations.Nullable Outcome walk(Trail trail) {
        return order == FunnelsQuery.Order.UNORDERED
                ? new UnorderedWalk(this).outcome(trail)
                : new Walk(this).outcome(trail);
    }

    /** Whether two masks stand for the same steps, and for exclusions between the same steps. */
    boolean areAlike(long left, long right) {
        return left == right || ((left & STEP_MASK) == (right & STEP_MASK) && excluded(left) == excluded(right));
    }

    /** A bit for each step that the exclusions of a mask stand before. */
    private long excluded(long mask) {
        long before = 0;
        for (int i = 0; i < exclusions.size(); i++) {
            Exclusion exclusion = exclusions.get(i);
            for (int step = exclusion.fromStep() + 1;
                    (mask >> (EXCLUSIONS + i) & 1) == 1 && step <= exclusion.toStep();
                    step++) {
                before |= 1L << step;
            }
        }
        return before;
    }

    /** Whether step {@code k}, counted from 1, may be left out. */
    boolean isOptional(int k) {
        return k >= 1 && optional.get(k - 1);
    }
}
