package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers a funnels query actor by actor (contract queries 4). Expects a query that is valid. */
public final class ReferenceFunnels {
    private final JsonNode query;
    private final JsonNode options;
    private final JsonNode series;
    private final FunnelSteps steps;
    private final ReferenceRange range;

    private ReferenceFunnels(ReferenceProject project, JsonNode query, Instant now) {
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
                || query.path("compareFilter").path("compare").asBoolean()) {
            throw new NotInReference("other shapes of a funnel");
        }
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        steps = new FunnelSteps(project, query, new ReferenceFilter(project, dates));
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

    private String order() {
        return options.path("funnelOrderType").asText("ordered");
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
        List<FunnelPath> paths = new ArrayList<>();
        for (List<FunnelDeed> deeds : steps.deedsByActor(range).values()) {
            FunnelPath path = path(deeds);
            if (path != null) {
                paths.add(path);
            }
        }
        return paths.isEmpty() ? JsonNodeFactory.instance.arrayNode() : rows(paths);
    }

    private @Nullable FunnelPath path(List<FunnelDeed> deeds) {
        if (order().equals("unordered")) {
            return new UnorderedWalk(series.size(), window()).furthest(deeds);
        }
        boolean strict = order().equals("strict");
        return new FunnelWalk(series.size(), window(), strict, optionalSteps(), null).furthest(deeds);
    }

    private Set<Integer> optionalSteps() {
        Set<Integer> optional = new HashSet<>();
        if (series.get(0).path("optionalInFunnel").asBoolean()) {
            throw new NotInReference("a funnel that is not valid");
        }
        for (int step = 1; step <= series.size(); step++) {
            if (series.get(step - 1).path("optionalInFunnel").asBoolean()) {
                optional.add(step);
            }
        }
        return optional;
    }

    /** Contract queries 4.6. */
    private ArrayNode rows(List<FunnelPath> paths) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int step = 1; step <= series.size(); step++) {
            int reached = step;
            ObjectNode row = rows.addObject();
            name(row, step);
            row.put("order", step - 1)
                    .put(
                            "count",
                            paths.stream().filter(path -> path.took(reached)).count());
            row.putArray("people");
            List<Duration> times = conversionTimes(paths, step);
            row.put("average_conversion_time", FunnelTimes.average(times));
            row.put("median_conversion_time", FunnelTimes.median(times));
        }
        return rows;
    }

    /**
     * Instant conversions do not count. The contract lets a skipped step contribute no time and leaves open whether the step after
     * it does: here it does not, as nothing was done one step before.
     */
    private static List<Duration> conversionTimes(List<FunnelPath> paths, int step) {
        List<Duration> times = new ArrayList<>();
        for (FunnelPath path : paths) {
            if (step > 1 && path.took(step) && path.took(step - 1)) {
                Duration time = Duration.between(path.at(step - 1), path.at(step));
                if (!time.isZero()) {
                    times.add(time);
                }
            }
        }
        return times;
    }

    private void name(ObjectNode row, int step) {
        if (order().equals("unordered")) {
            row.putNull("action_id")
                    .put("name", step == 1 ? "Completed 1 step" : "Completed " + step + " steps")
                    .putNull("custom_name")
                    .put("type", "events");
            return;
        }
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
