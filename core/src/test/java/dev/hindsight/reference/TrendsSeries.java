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
    }

    TrendsMath math() {
        return math;
    }

    /** The name of the event or action, or those of a group's children. */
    String name() {
        List<String> names = new ArrayList<>();
        if (isGroup()) {
            series.path("nodes").forEach(child -> names.add(nameOf(child)));
        } else {
            names.add(nameOf(series));
        }
        return String.join(", ", names);
    }

    private String nameOf(JsonNode node) {
        if (isAction(node)) {
            JsonNode action = project.actions().of(node);
            return action == null ? "Unnamed action" : ReferenceActions.name(action);
        }
        return node.hasNonNull("event") ? node.get("event").asText() : "All events";
    }

    private boolean isGroup() {
        return series.path("kind").asText().equals("GroupNode");
    }

    private static boolean isAction(JsonNode node) {
        return node.path("kind").asText().equals("ActionsNode");
    }

    /** Whether the series is of an action that is not stored: it has no rows (contract queries 1.6). */
    boolean isUnknown() {
        return isAction(series) && project.actions().of(series) == null;
    }

    /** Whether every event is one of the series, which has no name then. */
    boolean isOfAllEvents() {
        return !isGroup() && !isAction(series) && !series.hasNonNull("event");
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
        List<ReferenceProject.Occurrence> candidates = new ArrayList<>();
        Map<String, Instant> firsts = new HashMap<>();
        for (ReferenceProject.Occurrence event : project.events()) {
            String actor = math.actorOf(event);
            if (actor != null && isNamed(event) && (!math.filtersBeforeFirstTime() || passes(event))) {
                candidates.add(event);
                firsts.merge(actor, event.timestamp(), (left, right) -> left.isBefore(right) ? left : right);
            }
        }
        candidates.removeIf(event -> !event.timestamp().equals(firsts.get(math.actorOf(event))));
        return candidates;
    }

    private boolean isNamed(ReferenceProject.Occurrence event) {
        if (!isGroup()) {
            return isNamed(series, event);
        }
        // Children that name no event, or an action that is not stored, are skipped; without any other child there is
        // no
        // filter by name (contract queries 1.5).
        boolean anyUsable = false;
        boolean anyHolds = false;
        for (JsonNode child : series.path("nodes")) {
            boolean usable = isAction(child) ? project.actions().of(child) != null : child.hasNonNull("event");
            if (usable) {
                anyUsable = true;
                anyHolds |= isNamed(child, event) && filter.passes(child.path("properties"), event);
            }
        }
        return anyHolds || !anyUsable;
    }

    private boolean isNamed(JsonNode node, ReferenceProject.Occurrence event) {
        if (isAction(node)) {
            JsonNode action = project.actions().of(node);
            return action != null && ReferenceActions.has(action, event, filter);
        }
        if (!node.path("kind").asText().equals("EventsNode")) {
            throw new NotInReference("series of kind " + node.path("kind").asText());
        }
        return !node.hasNonNull("event") || node.get("event").asText().equals(event.event());
    }

    private boolean passes(ReferenceProject.Occurrence event) {
        return math.actorOf(event) != null
                && filter.passes(series.path("properties"), event)
                && filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }
}
