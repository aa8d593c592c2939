package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which events a series of a trends query counts (contract queries 1.5, 2.4, 2.5 and 3.2). */
final class TrendsSeries {
    private final ReferenceProject project;
    private final JsonNode query;
    private final JsonNode series;
    private final ReferenceFilter filter;
    private final TrendsMath math;

    TrendsSeries(ReferenceProject project, JsonNode query, JsonNode series, ReferenceDates dates, TrendsMath math) {
        this.project = project;
        this.query = query;
        this.series = series;
        filter = new ReferenceFilter(project, dates);
        this.math = math;
        if (!series.path("kind").asText().equals("EventsNode")) {
            throw new NotInReference("series of kind " + series.path("kind").asText());
        }
    }

    TrendsMath math() {
        return math;
    }

    String name() {
        return series.hasNonNull("event") ? series.get("event").asText() : "All events";
    }

    /** The events of all times that are named and pass the filters. */
    List<ReferenceProject.Occurrence> ofAllTimes() {
        return project.events().stream()
                .filter(event -> isNamed(event) && passes(event))
                .toList();
    }

    /** The events of the range that count, in no particular order. */
    List<ReferenceProject.Occurrence> counted(ReferenceRange range) {
        List<ReferenceProject.Occurrence> counted = new ArrayList<>();
        for (ReferenceProject.Occurrence event : math.isFirstTime() ? firstTimes() : project.events()) {
            if (range.contains(event.timestamp()) && isNamed(event) && passes(event)) {
                counted.add(event);
            }
        }
        return counted;
    }

    /**
     * The first events of all persons, in all history. What somebody did at the same microsecond was done first alike, so
     * such a person counts if any of these events passes.
     */
    private List<ReferenceProject.Occurrence> firstTimes() {
        boolean filterFirst = math.name().equals("first_matching_event_for_user");
        List<ReferenceProject.Occurrence> candidates = new ArrayList<>();
        Map<String, Instant> firsts = new HashMap<>();
        for (ReferenceProject.Occurrence event : project.events()) {
            if (isNamed(event) && (!filterFirst || passes(event))) {
                candidates.add(event);
                firsts.merge(
                        project.personKey(event),
                        event.timestamp(),
                        (left, right) -> left.isBefore(right) ? left : right);
            }
        }
        candidates.removeIf(event -> !event.timestamp().equals(firsts.get(project.personKey(event))));
        return candidates;
    }

    private boolean isNamed(ReferenceProject.Occurrence event) {
        return !series.hasNonNull("event") || series.get("event").asText().equals(event.event());
    }

    private boolean passes(ReferenceProject.Occurrence event) {
        return filter.passes(series.path("properties"), event)
                && filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }
}
