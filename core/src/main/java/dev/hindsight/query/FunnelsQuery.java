package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many get from step to step (contract queries 4).
 *
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param groupTypeIndex counts groups of this type; null: persons, or what the expression says
 * @param actorExpression counts its different values, where it has any; null: persons. Groups come before it
 * @param breakdown null: none
 */
public record FunnelsQuery(
        List<Step> steps,
        DateRange dateRange,
        Interval interval,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        @Nullable Integer groupTypeIndex,
        @Nullable String actorExpression,
        @Nullable Breakdown breakdown,
        Comparison comparison,
        Viz viz,
        Order order,
        long windowSeconds,
        List<Exclusion> exclusions,
        Attribution attribution,
        int attributionStep,
        int fromStep,
        int toStep,
        @Nullable Integer binCount,
        boolean hideIncompleteWindows)
        implements RunnableQuery {
    public FunnelsQuery {
        steps = List.copyOf(steps);
        exclusions = List.copyOf(exclusions);
    }

    /** Whether persons are counted, not groups or values. */
    public boolean countsPersons() {
        return groupTypeIndex == null && actorExpression == null;
    }

    /** @param optional may be left out on the way */
    public record Step(SeriesNode node, boolean optional) {}

    /** Who does this after {@code fromStep} and before {@code toStep}, counted from 0, is not counted. */
    public record Exclusion(SeriesNode node, int fromStep, int toStep) {}

    /** What is shown. */
    public enum Viz implements Wire {
        STEPS,
        TIME_TO_CONVERT,
        TRENDS,
        FLOW;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** In which order steps have to come. */
    public enum Order implements Wire {
        ORDERED,
        UNORDERED,
        STRICT;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whose breakdown value somebody has. */
    public enum Attribution implements Wire {
        FIRST_TOUCH,
        LAST_TOUCH,
        ALL_EVENTS,
        STEP;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public String kind() {
        return "FunnelsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.funnels(this);
    }
}
