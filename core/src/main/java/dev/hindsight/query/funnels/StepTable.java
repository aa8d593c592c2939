package dev.hindsight.query.funnels;

import dev.hindsight.query.Breakdown;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts who did which step, value by value. */
final class StepTable {
    static final String OTHER = "Other";
    private static final int DEFAULT_LIMIT = 25;

    private final FunnelsQuery query;
    private final Steps steps;
    private final Map<List<String>, StepCounts> byValue = new LinkedHashMap<>();
    private final Durations totalTimes = new Durations();

    StepTable(FunnelsQuery query) {
        this.query = query;
        this.steps = Steps.of(query, query.steps().size());
    }

    void add(Attributions.Share share) {
        Outcome outcome = steps.walk(share.trail());
        if (outcome == null) {
            return;
        }
        byValue.computeIfAbsent(share.value(), value -> new StepCounts(value, steps.count()))
                .add(outcome);
        int last = steps.count() - 1;
        if (outcome.reached(last)) {
            totalTimes.add((outcome.times()[last] - outcome.times()[0]) / 1e6);
        }
    }

    /** How long those took who did the last step. */
    Durations totalTimes() {
        return totalTimes;
    }

    /** The counts in their order; those over the limit together at the end (contract queries 4.5). */
    List<StepCounts> counts() {
        List<StepCounts> ordered =
                byValue.values().stream().sorted(StepCounts.byLastStep()).toList();
        Breakdown breakdown = query.breakdown();
        Integer given = breakdown == null ? null : breakdown.limit();
        int limit = given == null ? DEFAULT_LIMIT : given;
        if (breakdown == null || ordered.size() <= limit) {
            return ordered;
        }
        List<StepCounts> kept = new ArrayList<>(ordered.subList(0, limit));
        if (breakdown.hideOther()) {
            return kept;
        }
        StepCounts other = new StepCounts(List.of(OTHER), steps.count());
        ordered.subList(limit, ordered.size()).forEach(other::add);
        kept.add(other);
        return kept;
    }
}
