package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which events take part in a funnel, and as which steps (contract queries 4.2). */
final class FunnelSteps {
    private final ReferenceProject project;
    private final JsonNode query;
    private final JsonNode series;
    private final JsonNode exclusions;
    private final ReferenceSeries filtered;
    private final ReferenceFilter filter;
    private final @Nullable FunnelBreakdown breakdown;
    private final Map<JsonNode, Map<String, Instant>> firsts = new HashMap<>();

    FunnelSteps(ReferenceProject project, JsonNode query, ReferenceFilter filter, @Nullable FunnelBreakdown breakdown) {
        this.breakdown = breakdown;
        this.project = project;
        this.query = query;
        this.filter = filter;
        series = query.path("series");
        exclusions = query.path("funnelsFilter").path("exclusions");
        filtered = new ReferenceSeries(project, filter, query);
    }

    /** Of each actor what takes part, in order of time. */
    Map<String, List<FunnelDeed>> deedsByActor(ReferenceRange range) {
        boolean strict =
                query.path("funnelsFilter").path("funnelOrderType").asText().equals("strict");
        Map<String, List<FunnelDeed>> byActor = new LinkedHashMap<>();
        List<Occurrence> events = new ArrayList<>(project.events());
        events.sort((left, right) -> left.timestamp().compareTo(right.timestamp()));
        for (int i = 0; i < events.size(); i++) {
            Occurrence event = events.get(i);
            if (!range.containsExactly(event.timestamp()) || !filtered.passesQuery(event)) {
                continue;
            }
            FunnelDeed deed = new FunnelDeed(i, event.timestamp(), steps(event), excluded(event), value(event));
            // A strict funnel also heeds what is no step of it.
            boolean counts =
                    strict || !deed.steps().isEmpty() || !deed.exclusions().isEmpty();
            if (counts && !actor(event).isEmpty()) {
                byActor.computeIfAbsent(actor(event), any -> new ArrayList<>()).add(deed);
            }
        }
        return byActor;
    }

    /** A person, or the group of an event: empty when it is of none (contract queries 4.1). */
    private String actor(Occurrence event) {
        JsonNode group = query.path("aggregation_group_type_index");
        if (!group.isInt()) {
            return project.personKey(event);
        }
        String key = Texts.of(event.properties().get("$group_" + group.asInt()));
        return key == null ? "" : key;
    }

    private List<String> value(Occurrence event) {
        return breakdown == null ? List.of() : breakdown.valueOf(project, event);
    }

    private SortedSet<Integer> steps(Occurrence event) {
        SortedSet<Integer> steps = new TreeSet<>();
        for (int step = 1; step <= series.size(); step++) {
            if (isStep(series.get(step - 1), event)) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** Contract queries 4.4: what lies after step {@code funnelFromStep + 1} and before {@code funnelToStep + 1}. */
    private SortedSet<Integer> excluded(Occurrence event) {
        SortedSet<Integer> before = new TreeSet<>();
        for (JsonNode exclusion : exclusions) {
            int from = exclusion.path("funnelFromStep").asInt() + 1;
            int to = exclusion.path("funnelToStep").asInt() + 1;
            for (int step = from + 1; step <= to && matches(exclusion, event); step++) {
                before.add(step);
            }
        }
        return before;
    }

    private boolean isStep(JsonNode node, Occurrence event) {
        return switch (node.path("math").asText("total")) {
            case "total" -> matches(node, event);
            case "first_time_for_user", "first_time_for_user_with_filters" ->
                matches(node, event) && event.timestamp().equals(first(node, event));
            default -> throw new NotInReference("math of a step");
        };
    }

    /**
     * When the actor of an event did this for the first time, in all history. Of several events at that microsecond each is the
     * first.
     */
    private @Nullable Instant first(JsonNode node, Occurrence of) {
        boolean passing = node.path("math").asText().equals("first_time_for_user_with_filters");
        Map<String, Instant> byActor = firsts.computeIfAbsent(node, any -> {
            Map<String, Instant> found = new HashMap<>();
            for (Occurrence event : project.events()) {
                if (passing ? matches(node, event) : isNamed(node, event)) {
                    found.merge(actor(event), event.timestamp(), (left, right) -> left.isBefore(right) ? left : right);
                }
            }
            return found;
        });
        return byActor.get(actor(of));
    }

    private boolean matches(JsonNode node, Occurrence event) {
        return isNamed(node, event) && filter.passes(node.path("properties"), event);
    }

    private boolean isNamed(JsonNode node, Occurrence event) {
        switch (node.path("kind").asText()) {
            case "EventsNode" -> {
                return !node.hasNonNull("event") || node.path("event").asText().equals(event.event());
            }
            case "GroupNode" -> {
                for (JsonNode child : node.path("nodes")) {
                    if (matches(child, event)) {
                        return true;
                    }
                }
                // Without a child no name is asked for (contract queries 1.5).
                return node.path("nodes").isEmpty();
            }
            default -> throw new NotInReference(node.path("kind").asText());
        }
    }
}
