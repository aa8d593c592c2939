package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers a lifecycle query person by person (contract queries 6.1). Expects a query that is valid. */
public final class ReferenceLifecycle {
    private static final List<String> STATUSES = List.of("new", "returning", "resurrecting", "dormant");

    private final ReferenceProject project;
    private final JsonNode query;
    private final ReferenceSeries series;
    private final ReferenceRange range;
    private final boolean onlyInsightDates;

    private ReferenceLifecycle(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        if (query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("sampling");
        }
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        series = new ReferenceSeries(project, new ReferenceFilter(project, dates), query);
        range = ReferenceRange.current(
                dates,
                ReferenceRange.Interval.valueOf(
                        query.path("interval").asText("day").toUpperCase(Locale.ROOT)),
                query.path("dateRange"),
                project.earliest());
        onlyInsightDates =
                query.path("lifecycleFilter").path("onlyUseInsightDates").asBoolean(false);
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceLifecycle(project, query, now).results();
    }

    /**
     * What a person or a group did: in which intervals, among those that are read.
     *
     * @param created null when nothing tells of it
     */
    private record Activity(@Nullable Instant created, Set<Instant> intervals) {}

    private ArrayNode results() {
        // Days of the week do not matter here (contract queries 2.1), so the axis is every interval.
        List<Bucket> axis = range.allBuckets();
        if (axis.isEmpty()) {
            throw new NotInReference("a lifecycle of no interval");
        }
        List<Instant> starts = new ArrayList<>();
        starts.add(before(axis.get(0)));
        axis.forEach(bucket -> starts.add(bucket.start().toInstant()));
        double[][] data = new double[STATUSES.size()][axis.size()];
        for (Activity activity : activities(starts)) {
            for (int i = 1; i < starts.size(); i++) {
                String status = status(activity, starts, i);
                if (!status.isEmpty()) {
                    data[STATUSES.indexOf(status)][i - 1] += status.equals("dormant") ? -1 : 1;
                }
            }
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < STATUSES.size(); i++) {
            rows.add(row(STATUSES.get(i), data[i]));
        }
        return rows;
    }

    /** Where the interval before an interval starts. */
    private Instant before(Bucket bucket) {
        return range.start(bucket.start().minus(1, ChronoUnit.MICROS)).start().toInstant();
    }

    /** @param starts of the intervals that are read: the one before the axis and those of the axis */
    private Iterable<Activity> activities(List<Instant> starts) {
        Map<String, Activity> byActor = new HashMap<>();
        List<Bucket> axis = range.allBuckets();
        for (Occurrence event : project.events()) {
            Instant interval = range.start(event.timestamp().atZone(project.zone()))
                    .start()
                    .toInstant();
            // Intervals are read whole, wherever in them the range begins and ends.
            boolean read = starts.contains(interval)
                    && range.isWithin(axis, event.timestamp())
                    && !(onlyInsightDates && interval.equals(starts.get(0)));
            boolean anonymous = "false".equals(Texts.of(event.properties().get("$process_person_profile")));
            String actor = actor(event);
            if (read && !anonymous && actor != null && isOfEverySeries(event)) {
                byActor.computeIfAbsent(actor, any -> new Activity(created(event, actor), new TreeSet<>()))
                        .intervals()
                        .add(interval);
            }
        }
        return byActor.values();
    }

    /** A person, or the group of an event; null when it is of none. */
    private @Nullable String actor(Occurrence event) {
        JsonNode group = query.path("aggregation_group_type_index");
        if (!group.isInt()) {
            return project.personKey(event);
        }
        String key = Texts.of(event.properties().get("$group_" + group.intValue()));
        return key == null || key.isEmpty() ? null : key;
    }

    private @Nullable Instant created(Occurrence event, String actor) {
        JsonNode group = query.path("aggregation_group_type_index");
        return group.isInt()
                ? ReferenceGroup.since(project, group.intValue(), actor)
                : project.personOf(event).createdAt();
    }

    private boolean isOfEverySeries(Occurrence event) {
        for (JsonNode each : query.path("series")) {
            if (!series.has(each, event)) {
                return false;
            }
        }
        return true;
    }

    /** The status of somebody in interval {@code i}; empty for none. */
    private String status(Activity activity, List<Instant> starts, int i) {
        Set<Instant> active = activity.intervals();
        boolean before = active.contains(starts.get(i - 1));
        if (!active.contains(starts.get(i))) {
            return before ? "dormant" : "";
        }
        if (onlyInsightDates && i == 1) {
            return "new";
        }
        Instant created = activity.created();
        boolean createdThen = created != null
                && range.start(created.atZone(project.zone()))
                        .start()
                        .toInstant()
                        .equals(starts.get(i));
        if (createdThen && active.iterator().next().equals(starts.get(i))) {
            return "new";
        }
        return before ? "returning" : "resurrecting";
    }

    private ObjectNode row(String status, double[] data) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        JsonNode first = query.path("series").path(0);
        String name = ReferenceSeries.name(first);
        ObjectNode action = row.putObject("action");
        action.set("id", first.hasNonNull("event") ? first.get("event") : JsonNodeFactory.instance.nullNode());
        action.put("name", name).put("type", "events").put("order", 0);
        if (first.hasNonNull("custom_name")) {
            action.set("custom_name", first.get("custom_name"));
        }
        if (!first.hasNonNull("math")) {
            action.put("math", "total");
        }
        row.put("label", name + " - " + status).put("status", status);
        double count = 0;
        ArrayNode numbers = row.putArray("data");
        for (double number : data) {
            numbers.add(number);
            count += number;
        }
        row.put("count", count);
        ArrayNode days = row.putArray("days");
        ArrayNode labels = row.putArray("labels");
        for (Bucket bucket : range.allBuckets()) {
            // The contract gives hours a time; shorter intervals, of which it says nothing, need one as well.
            days.add(range.dayText(bucket));
            labels.add(range.label(bucket));
        }
        return row;
    }
}
