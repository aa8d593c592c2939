package dev.hindsight.query;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.FunnelsQuery.Attribution;
import dev.hindsight.query.FunnelsQuery.Exclusion;
import dev.hindsight.query.FunnelsQuery.Order;
import dev.hindsight.query.FunnelsQuery.Step;
import dev.hindsight.query.FunnelsQuery.Viz;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which funnels make sense (contract queries 4.1, validation). */
final class FunnelRules {
    private static final int MAX_STEPS = 32;

    private FunnelRules() {}

    static void check(FunnelsQuery query) {
        int steps = query.steps().size();
        if (steps < 2) {
            throw invalid("series", "funnels_require_at_least_two_steps", "A funnel needs at least two steps.");
        }
        if (steps > MAX_STEPS) {
            throw invalid(
                    "series",
                    "funnel_max_steps_exceeded",
                    "A funnel has at most " + MAX_STEPS + " steps, not " + steps + ".");
        }
        int from = query.fromStep();
        int to = query.toStep();
        if (from < 0 || from > steps - 2 || to < 1 || to > steps - 1 || from >= to) {
            throw invalid(
                    "funnelsFilter__funnelFromStep",
                    "funnel_step_range_invalid",
                    "funnelFromStep has to come before funnelToStep, and both are steps from 0 to " + (steps - 1)
                            + ".");
        }
        query.exclusions().forEach(exclusion -> exclusion(query, exclusion));
        optional(query);
        if (query.order() == Order.UNORDERED
                && query.breakdown() != null
                && query.attribution() == Attribution.STEP
                && query.attributionStep() != 0) {
            throw invalid(
                    "funnelsFilter__breakdownAttributionValue",
                    "invalid_input",
                    "An unordered funnel can be attributed to step 0 only.");
        }
        if (query.attributionStep() >= steps) {
            throw invalid(
                    "funnelsFilter__breakdownAttributionValue",
                    "invalid_input",
                    "The funnel has the steps 0 to " + (steps - 1) + ".");
        }
    }

    private static void exclusion(FunnelsQuery query, Exclusion exclusion) {
        int steps = query.steps().size();
        int from = exclusion.fromStep();
        int to = exclusion.toStep();
        if (from < 0 || from >= to || from >= steps - 1 || to > steps - 1) {
            throw exclusionInvalid("An exclusion lies between two steps: its funnelFromStep has to come before its"
                    + " funnelToStep, and both are steps of the funnel.");
        }
        if (query.order() == Order.UNORDERED && (from != 0 || to != steps - 1)) {
            throw exclusionInvalid("An exclusion of an unordered funnel has to span all steps.");
        }
        for (Step step : query.steps().subList(from, to + 1)) {
            if (covers(exclusion.node(), step.node())) {
                throw exclusionInvalid("An exclusion must not be the same as a step that it lies between.");
            }
        }
    }

    /** Whether every event of the step is one of the exclusion. */
    private static boolean covers(SeriesNode exclusion, SeriesNode step) {
        boolean sameOrFewerFilters = exclusion.properties().filters().isEmpty()
                || exclusion.properties().equals(step.properties());
        return sameOrFewerFilters && Objects.equals(name(exclusion), name(step));
    }

    private static @Nullable Object name(SeriesNode node) {
        if (node instanceof SeriesNode.EventsNode events) {
            return events.event() == null ? List.of() : events.event();
        }
        return node instanceof SeriesNode.ActionsNode action ? Integer.valueOf(action.id()) : node;
    }

    private static void optional(FunnelsQuery query) {
        List<Step> steps = query.steps();
        if (steps.stream().noneMatch(Step::optional)) {
            return;
        }
        if (query.order() == Order.UNORDERED || query.viz() != Viz.STEPS) {
            throw optionalInvalid("Optional steps need an ordered or strict funnel shown as steps.");
        }
        if (steps.get(0).optional()) {
            throw optionalInvalid("The first step of a funnel cannot be optional.");
        }
        for (int i = 1; i < steps.size(); i++) {
            Step before = steps.get(i - 1);
            Step step = steps.get(i);
            if (before.optional() && !step.optional() && before.node().equals(step.node())) {
                throw optionalInvalid("An optional step must not be followed by the same step, required.");
            }
        }
    }

    private static HindsightException exclusionInvalid(String detail) {
        return invalid("funnelsFilter__exclusions", "funnel_exclusions_invalid", detail);
    }

    private static HindsightException optionalInvalid(String detail) {
        return invalid("series", "funnel_optional_steps_invalid", detail);
    }

    private static HindsightException invalid(String attr, String code, String detail) {
        return HindsightException.invalid(attr, code, detail);
    }
}
