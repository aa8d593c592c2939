package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers a retention query person by person (contract queries 5). Expects a query that is valid. */
public final class ReferenceRetention {
    private final ReferenceProject project;
    private final JsonNode options;
    private final String period;
    private final int columns;
    private final ReferenceFilter filter;
    private final ReferenceSeries shared;
    private final ReferenceRange range;
    private final List<Bucket> rows;

    private ReferenceRetention(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        options = query.path("retentionFilter");
        boolean aggregates = !options.path("aggregationType").asText("count").equals("count");
        if (query.hasNonNull("breakdownFilter")
                || query.hasNonNull("aggregation_group_type_index")
                || query.path("samplingFactor").asDouble(1) < 1
                || !options.path("retentionCustomBrackets").isEmpty()
                || options.path("timeWindowMode").asText("").equals("24_hour_windows")
                || aggregates) {
            throw new NotInReference("breakdowns, groups, sampling, brackets, 24-hour windows, sums of retention");
        }
        period = options.path("period").asText("Day");
        int given =
                options.has("totalIntervals") ? options.path("totalIntervals").asInt(0) : 8;
        columns = given == 0 ? 7 : given;
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        filter = new ReferenceFilter(project, dates);
        shared = new ReferenceSeries(project, filter, query);
        ReferenceRange asked = ReferenceRange.current(
                dates,
                ReferenceRange.Interval.valueOf(period.toUpperCase(Locale.ROOT)),
                query.path("dateRange"),
                project.earliest());
        // Rows are whole periods: dates of one period are a row of it, even when the later one comes first.
        range = asked.with(asked.start(asked.from).start(), asked.to);
        rows = query.path("dateRange").hasNonNull("date_from") ? range.allBuckets() : lastOnes();
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceRetention(project, query, now).results();
    }

    /** As many periods as there are columns, up to the one of date_to (contract queries 5.2). */
    private List<Bucket> lastOnes() {
        List<Bucket> last = new ArrayList<>(List.of(range.start(range.to)));
        while (last.size() < columns) {
            last.add(0, range.start(last.get(0).start().minus(1, ChronoUnit.MICROS)));
        }
        return last;
    }

    private ArrayNode results() {
        long[][] counts = new long[rows.size()][columns];
        Map<String, List<Occurrence>> byPerson = new HashMap<>();
        for (Occurrence event : project.events()) {
            if (shared.passesQuery(event)) {
                byPerson.computeIfAbsent(project.personKey(event), any -> new ArrayList<>())
                        .add(event);
            }
        }
        for (List<Occurrence> events : byPerson.values()) {
            Collection<Integer> returns = returns(events);
            for (int cohort : cohorts(events)) {
                counts[cohort][0]++;
                for (int k = 1; k < columns; k++) {
                    if (isBack(returns, cohort, k)) {
                        counts[cohort][k]++;
                    }
                }
            }
        }
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode row = result.addObject();
            row.put(
                    "date",
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(rows.get(i).start()));
            row.put("label", period + " " + i).putNull("breakdown_value");
            ArrayNode values = row.putArray("values");
            for (int k = 0; k < columns; k++) {
                values.addObject().put("count", counts[i][k]).put("label", period + " " + k);
            }
        }
        return result;
    }

    private boolean isBack(Collection<Integer> returns, int cohort, int k) {
        boolean cumulative = options.path("cumulative").asBoolean(false);
        for (int at = cohort + k; at < cohort + (cumulative ? columns : k + 1); at++) {
            if (returns.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** In which periods somebody came back often enough. */
    private Collection<Integer> returns(List<Occurrence> events) {
        Map<Integer, Integer> times = new HashMap<>();
        for (Occurrence event : events) {
            if (isNamed("returningEntity", event) && passesOwn("returningEntity", event) && index(event) >= 0) {
                times.merge(index(event), 1, Integer::sum);
            }
        }
        times.values()
                .removeIf(often -> often < options.path("minimumOccurrences").asInt(1));
        return times.keySet();
    }

    /** Which cohorts somebody is in. */
    private Set<Integer> cohorts(List<Occurrence> events) {
        String type = options.path("retentionType").asText("retention_recurring");
        boolean ever = type.equals("retention_first_ever_occurrence");
        List<Occurrence> starts = new ArrayList<>();
        for (Occurrence event : events) {
            if (isNamed("targetEntity", event) && (ever || passesOwn("targetEntity", event))) {
                starts.add(event);
            }
        }
        if (!type.equals("retention_recurring")) {
            Instant first = starts.stream()
                    .map(Occurrence::timestamp)
                    .min(Instant::compareTo)
                    .orElse(Instant.EPOCH);
            starts.removeIf(event -> !event.timestamp().equals(first));
        }
        Set<Integer> cohorts = new TreeSet<>();
        for (Occurrence event : starts) {
            // What was done at the same microsecond was done first alike: any of it may pass.
            if (passesOwn("targetEntity", event) && index(event) >= 0) {
                cohorts.add(index(event));
            }
        }
        return cohorts;
    }

    private int index(Occurrence event) {
        return rows.indexOf(range.start(event.timestamp().atZone(project.zone())));
    }

    private boolean isNamed(String entity, Occurrence event) {
        JsonNode node = options.path(entity);
        if (node.path("type").asText("events").equals("actions")) {
            throw new NotInReference("actions of retention");
        }
        JsonNode id = node.isObject() ? node.path("id") : JsonNodeFactory.instance.textNode("$pageview");
        return id.isNull() || id.isMissingNode() || id.asText().equals(event.event());
    }

    private boolean passesOwn(String entity, Occurrence event) {
        return filter.passes(options.path(entity).path("properties"), event);
    }
}
