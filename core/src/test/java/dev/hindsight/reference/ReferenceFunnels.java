package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Answers a funnels query actor by actor (contract queries 4). Expects a query that is valid. */
public final class ReferenceFunnels {
    private final ReferenceProject project;
    private final JsonNode query;
    private final JsonNode options;
    private final JsonNode series;
    private final ReferenceFilter filter;
    private final ReferenceRange range;

    private ReferenceFunnels(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        options = query.path("funnelsFilter");
        series = query.path("series");
        if (query.hasNonNull("aggregation_group_type_index")
                || options.hasNonNull("funnelAggregateByHogQL")
                || query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("groups, expressions, sampling");
        }
        if (query.path("breakdownFilter").hasNonNull("breakdown")
                || !query.path("breakdownFilter").path("breakdowns").isEmpty()) {
            throw new NotInReference("breakdowns of a funnel");
        }
        if (!options.path("funnelVizType").asText("steps").equals("steps")
                || options.path("funnelOrderType").asText().equals("unordered")
                || query.path("compareFilter").path("compare").asBoolean()) {
            throw new NotInReference("other shapes of a funnel");
        }
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        filter = new ReferenceFilter(project, dates);
        range = ReferenceRange.current(dates, interval(), query.path("dateRange"), project.earliest());
    }

    /** The {@code results} of the query at the time {@code now}. */
    public static JsonNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceFunnels(project, query, now).results();
    }

    private ReferenceRange.Interval interval() {
        String name = query.path("interval").asText("day");
        return ReferenceRange.Interval.valueOf(name.equals("null") ? "DAY" : name.toUpperCase(Locale.ROOT));
    }

    private boolean strict() {
        return options.path("funnelOrderType").asText().equals("strict");
    }

    /** Contract queries 4.1: the size of the conversion window. */
    private Duration window() {
        long count = options.path("funnelWindowInterval").asLong(0);
        String unit = options.path("funnelWindowIntervalUnit").asText("day");
        return Duration.ofSeconds((count == 0 ? 14 : count)
                * switch (unit) {
                    case "second" -> 1;
                    case "minute" -> 60;
                    case "hour" -> 3_600;
                    case "week" -> 7 * 86_400;
                    case "month" -> 31 * 86_400;
                    default -> 86_400;
                });
    }

    private JsonNode results() {
        List<FunnelWalk.Run> runs = new ArrayList<>();
        for (List<FunnelDeed> deeds : deedsByActor().values()) {
            FunnelWalk.Run furthest =
                    new FunnelWalk(series.size(), window(), strict(), optionalSteps(), null).furthest(deeds);
            if (furthest != null) {
                runs.add(furthest);
            }
        }
        return runs.isEmpty() ? JsonNodeFactory.instance.arrayNode() : steps(runs);
    }

    private Set<Integer> optionalSteps() {
        Set<Integer> optional = new HashSet<>();
        for (int step = 1; step <= series.size(); step++) {
            if (series.get(step - 1).path("optionalInFunnel").asBoolean()) {
                optional.add(step);
            }
        }
        return optional;
    }

    /** Contract queries 4.2: what takes part, of each actor in order of time. */
    private Map<String, List<FunnelDeed>> deedsByActor() {
        Map<String, List<FunnelDeed>> byActor = new LinkedHashMap<>();
        List<Occurrence> events = new ArrayList<>(project.events());
        events.sort((left, right) -> left.timestamp().compareTo(right.timestamp()));
        int number = 0;
        for (Occurrence event : events) {
            number++;
            if (!takesPart(event)) {
                continue;
            }
            SortedSet<Integer> steps = new TreeSet<>();
            for (int step = 1; step <= series.size(); step++) {
                if (matches(series.get(step - 1), event)) {
                    steps.add(step);
                }
            }
            SortedSet<Integer> exclusions = new TreeSet<>();
            for (JsonNode exclusion : options.path("exclusions")) {
                int from = exclusion.path("funnelFromStep").asInt();
                int to = exclusion.path("funnelToStep").asInt();
                for (int step = from + 2; step <= to + 1 && matches(exclusion, event); step++) {
                    exclusions.add(step);
                }
            }
            if (strict() || !steps.isEmpty() || !exclusions.isEmpty()) {
                byActor.computeIfAbsent(project.personKey(event), any -> new ArrayList<>())
                        .add(new FunnelDeed(number, event.timestamp(), steps, exclusions, null));
            }
        }
        return byActor;
    }

    private boolean takesPart(Occurrence event) {
        return range.containsExactly(event.timestamp())
                && filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }

    private boolean matches(JsonNode node, Occurrence event) {
        if (node.path("math").asText("total").startsWith("first")) {
            throw new NotInReference("first time");
        }
        switch (node.path("kind").asText()) {
            case "EventsNode" -> {
                return (!node.hasNonNull("event") || node.path("event").asText().equals(event.event()))
                        && filter.passes(node.path("properties"), event);
            }
            case "GroupNode" -> {
                for (JsonNode child : node.path("nodes")) {
                    if (matches(child, event)) {
                        return filter.passes(node.path("properties"), event);
                    }
                }
                return false;
            }
            default -> throw new NotInReference(node.path("kind").asText());
        }
    }

    /** Contract queries 4.6. */
    private ArrayNode steps(List<FunnelWalk.Run> runs) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int step = 1; step <= series.size(); step++) {
            int reached = step;
            ObjectNode row = rows.addObject();
            name(row, step);
            row.put("order", step - 1)
                    .put(
                            "count",
                            runs.stream().filter(run -> took(run, reached)).count());
            row.putArray("people");
            List<Duration> times = conversionTimes(runs, step);
            row.put("average_conversion_time", FunnelTimes.average(times));
            row.put("median_conversion_time", FunnelTimes.median(times));
        }
        return rows;
    }

    /** From the step before, or from the nearest earlier one when that was skipped; instant conversions do not count. */
    private static List<Duration> conversionTimes(List<FunnelWalk.Run> runs, int step) {
        List<Duration> times = new ArrayList<>();
        for (FunnelWalk.Run run : runs) {
            if (step == 1 || !took(run, step)) {
                continue;
            }
            int before = step - 1;
            while (!took(run, before)) {
                before--;
            }
            Duration time = Duration.between(run.at(before), run.at(step));
            if (!time.isZero()) {
                times.add(time);
            }
        }
        return times;
    }

    private static boolean took(FunnelWalk.Run run, int step) {
        return step <= run.step() && run.taken.get(step - 1) != null;
    }

    private void name(ObjectNode row, int step) {
        JsonNode node = series.get(step - 1);
        JsonNode name = node.path("event");
        String type = "events";
        if (node.path("kind").asText().equals("GroupNode")) {
            List<String> names = new ArrayList<>();
            node.path("nodes").forEach(child -> names.add(child.path("event").asText()));
            name = JsonNodeFactory.instance.textNode(String.join(", ", names));
            type = "group";
        }
        row.set("action_id", name.isMissingNode() ? JsonNodeFactory.instance.nullNode() : name);
        row.set("name", name.isMissingNode() ? JsonNodeFactory.instance.nullNode() : name);
        row.put("type", type);
        row.put("custom_name", node.path("custom_name").textValue());
    }
}
