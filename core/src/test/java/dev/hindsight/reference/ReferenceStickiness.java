package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers a stickiness query actor by actor (contract queries 6.2). Expects a query that is valid. */
public final class ReferenceStickiness {
    private final ReferenceProject project;
    private final JsonNode query;
    private final String interval;
    private final ReferenceSeries events;
    private final ReferenceRange current;

    private ReferenceStickiness(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        if (query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("sampling");
        }
        interval = query.hasNonNull("interval") ? query.get("interval").asText() : "day";
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        events = new ReferenceSeries(project, new ReferenceFilter(project, dates), query);
        current = ReferenceRange.current(
                dates,
                ReferenceRange.Interval.valueOf(interval.toUpperCase(Locale.ROOT)),
                query.path("dateRange"),
                project.earliest());
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceStickiness(project, query, now).results();
    }

    private ArrayNode results() {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        JsonNode compare = query.path("compareFilter");
        boolean comparing = compare.path("compare").asBoolean(false);
        addRows(rows, current, comparing ? "current" : null);
        if (comparing) {
            addRows(rows, current.previous(query.path("dateRange"), Texts.of(compare.path("compare_to"))), "previous");
        }
        return rows;
    }

    private void addRows(ArrayNode rows, ReferenceRange range, @Nullable String compareLabel) {
        JsonNode series = query.path("series");
        for (int i = 0; i < series.size(); i++) {
            ObjectNode row = row(series.get(i), i, range);
            if (compareLabel != null) {
                row.put("compare", true).put("compare_label", compareLabel);
            }
            rows.add(row);
        }
    }

    /** How many of the merged intervals of the range count, for each actor of whom any does. */
    private List<Integer> countsOfActors(JsonNode series, ReferenceRange range) {
        // How often each actor did it in each of the intervals: only those in which it was done at all are looked at.
        Map<String, Map<Integer, Integer>> times = new HashMap<>();
        for (Occurrence event : project.events()) {
            String actor = actor(series, event);
            if (actor != null && range.contains(event.timestamp()) && events.has(series, event)) {
                times.computeIfAbsent(actor, any -> new HashMap<>()).merge(merged(range, event), 1, Integer::sum);
            }
        }
        List<Integer> counts = new ArrayList<>();
        for (Map<Integer, Integer> ofActor : times.values()) {
            int count = (int) ofActor.values().stream().filter(this::isEnough).count();
            if (count > 0) {
                counts.add(count);
            }
        }
        return counts;
    }

    private @Nullable String actor(JsonNode series, Occurrence event) {
        String math = series.path("math").asText("");
        if (math.equals("hogql")) {
            throw new NotInReference("actors of an expression");
        }
        if (!math.equals("unique_group")) {
            return project.personKey(event);
        }
        String group = Texts.of(event.properties()
                .get("$group_" + series.path("math_group_type_index").asInt()));
        return "".equals(group) ? null : group;
    }

    /** Which of the merged intervals an event lies in, counted back from the last. */
    private int merged(ReferenceRange range, Occurrence event) {
        Bucket bucket = range.start(event.timestamp().atZone(project.zone()));
        List<Bucket> buckets = range.allBuckets();
        int index = buckets.indexOf(bucket);
        if (index < 0) {
            throw new IllegalStateException("no interval for " + event + " among " + buckets);
        }
        return (buckets.size() - 1 - index) / query.path("intervalCount").asInt(1);
    }

    private boolean isEnough(int times) {
        JsonNode criteria = query.path("stickinessFilter").path("stickinessCriteria");
        int value = criteria.path("value").asInt(1);
        return switch (criteria.path("operator").asText("gte")) {
            case "lte" -> times <= value;
            case "exact" -> times == value;
            default -> times >= value;
        };
    }

    private ObjectNode row(JsonNode series, int order, ReferenceRange range) {
        int merge = query.path("intervalCount").asInt(1);
        int intervals = (range.allBuckets().size() + merge - 1) / merge;
        boolean cumulative =
                query.path("stickinessFilter").path("computedAs").asText("").equals("cumulative");
        List<Integer> counts = countsOfActors(series, range);
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("count", counts.size());
        ArrayNode data = row.putArray("data");
        ArrayNode days = row.putArray("days");
        ArrayNode labels = row.putArray("labels");
        for (int i = 1; i <= intervals; i++) {
            int wanted = i;
            data.add(counts.stream()
                    .filter(count -> cumulative ? count >= wanted : count == wanted)
                    .count());
            days.add(i);
            labels.add(i + " " + interval + (i == 1 ? "" : "s") + (cumulative ? " or more" : ""));
        }
        String name = ReferenceSeries.name(series);
        row.put("label", name);
        ObjectNode action = row.putObject("action").put("order", order).put("type", "events");
        action.put("name", name);
        action.set("id", series.hasNonNull("event") ? series.get("event") : JsonNodeFactory.instance.nullNode());
        action.set("custom_name", series.path("custom_name"));
        if (!series.hasNonNull("custom_name")) {
            action.putNull("custom_name");
        }
        return row;
    }
}
