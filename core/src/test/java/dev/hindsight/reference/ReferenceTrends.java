package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers a trends query event by event (contract queries 3). Expects a query that is valid. */
public final class ReferenceTrends {
    private static final String OTHER = "$$_posthog_breakdown_other_$$";
    private static final String NONE = "$$_posthog_breakdown_null_$$";
    private static final Set<String> TOTAL_VALUE = Set.of(
            "BoldNumber",
            "ActionsPie",
            "ActionsDonut",
            "ActionsProportionBar",
            "ActionsBarValue",
            "ActionsTable",
            "WorldMap");
    private static final Set<String> TIME_SERIES = Set.of(
            "ActionsLineGraph",
            "ActionsBar",
            "ActionsUnstackedBar",
            "ActionsStackedBar",
            "ActionsAreaGraph",
            "ActionsLineGraphCumulative");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ReferenceProject project;
    private final JsonNode query;
    private final ReferenceDates dates;
    private final ReferenceFilter filter;
    private final boolean totalValue;
    private final boolean cumulative;
    private final ReferenceRange current;
    private final @Nullable ReferenceBreakdown breakdown;

    private ReferenceTrends(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        refuseWhatIsNotInterpreted(query);
        String display = text(query.path("trendsFilter").path("display"), "ActionsLineGraph");
        totalValue = TOTAL_VALUE.contains(display);
        cumulative = display.equals("ActionsLineGraphCumulative");
        dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        filter = new ReferenceFilter(project, dates);
        current = ReferenceRange.current(
                dates,
                totalValue ? ReferenceRange.Interval.DAY : interval(text(query.path("interval"), "day")),
                query.path("dateRange"),
                project.earliest());
        breakdown = ReferenceBreakdown.of(query.path("breakdownFilter"), display);
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceTrends(project, query, now).results();
    }

    private static void refuseWhatIsNotInterpreted(JsonNode query) {
        JsonNode trends = query.path("trendsFilter");
        String display = text(trends.path("display"), "ActionsLineGraph");
        if (!TOTAL_VALUE.contains(display) && !TIME_SERIES.contains(display)) {
            throw new NotInReference("display " + display);
        }
        for (String formula : List.of("formula", "formulas", "formulaNodes")) {
            if (trends.hasNonNull(formula)) {
                throw new NotInReference("formulas");
            }
        }
        if (trends.path("smoothingIntervals").asInt(1) > 1) {
            throw new NotInReference("smoothing");
        }
        if (query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("sampling");
        }
    }

    private static ReferenceRange.Interval interval(String name) {
        return switch (name) {
            case "second", "minute", "hour", "day", "week", "month" ->
                ReferenceRange.Interval.valueOf(name.toUpperCase(Locale.ROOT));
            default -> throw new NotInReference("interval " + name);
        };
    }

    private ArrayNode results() {
        ArrayNode rows = JSON.arrayNode();
        JsonNode compare = query.path("compareFilter");
        boolean comparing = compare.path("compare").asBoolean(false);
        addPeriod(rows, current, comparing ? "current" : null);
        if (comparing) {
            String compareTo = Texts.of(compare.path("compare_to"));
            addPeriod(rows, current.previous(query.path("dateRange"), compareTo), "previous");
        }
        return rows;
    }

    private void addPeriod(ArrayNode rows, ReferenceRange range, @Nullable String compareLabel) {
        JsonNode series = query.path("series");
        for (int i = 0; i < series.size(); i++) {
            for (Line line : lines(series.get(i), range)) {
                ObjectNode row = row(series.get(i), i, line, range);
                if (compareLabel != null) {
                    row.put("compare", true).put("compare_label", compareLabel);
                }
                rows.add(row);
            }
        }
    }

    /** The figures of one row: by bucket, or one value for total-value displays. */
    private record Line(@Nullable String breakdownValue, List<Long> data, long total) {}

    private List<Line> lines(JsonNode series, ReferenceRange range) {
        List<ReferenceProject.Occurrence> counted = new ArrayList<>();
        for (ReferenceProject.Occurrence event : project.events()) {
            if (range.contains(event.timestamp()) && isOf(series, event)) {
                counted.add(event);
            }
        }
        ReferenceBreakdown by = breakdown;
        if (by == null) {
            return List.of(line(null, series, counted, range));
        }
        Map<String, List<ReferenceProject.Occurrence>> groups = new TreeMap<>(Texts::compare);
        for (ReferenceProject.Occurrence event : counted) {
            String value = by.valueOf(project, event);
            groups.computeIfAbsent(value == null || value.isEmpty() ? NONE : value, any -> new ArrayList<>())
                    .add(event);
        }
        List<Line> lines = new ArrayList<>();
        groups.forEach((value, events) -> lines.add(line(value, series, events, range)));
        return ranked(lines, by);
    }

    private boolean isOf(JsonNode series, ReferenceProject.Occurrence event) {
        if (!series.path("kind").asText().equals("EventsNode")) {
            throw new NotInReference("series of kind " + series.path("kind").asText());
        }
        if (series.hasNonNull("event") && !series.get("event").asText().equals(event.event())) {
            return false;
        }
        return filter.passes(series.path("properties"), event)
                && filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }

    private Line line(
            @Nullable String value, JsonNode series, List<ReferenceProject.Occurrence> events, ReferenceRange range) {
        boolean persons = switch (text(series.path("math"), "total")) {
            case "total" -> false;
            case "dau" -> true;
            default -> throw new NotInReference("math " + series.path("math").asText());
        };
        if (totalValue) {
            long total =
                    persons ? events.stream().map(project::personKey).distinct().count() : events.size();
            return new Line(value, List.of(total), total);
        }
        List<Bucket> buckets = range.allBuckets();
        Map<Instant, Integer> indexes = new HashMap<>();
        for (int i = 0; i < buckets.size(); i++) {
            indexes.put(buckets.get(i).start().toInstant(), i);
        }
        long[] data = new long[buckets.size()];
        Set<List<Object>> seen = new HashSet<>();
        List<ReferenceProject.Occurrence> inTime = new ArrayList<>(events);
        inTime.sort(Comparator.comparing(ReferenceProject.Occurrence::timestamp));
        for (ReferenceProject.Occurrence event : inTime) {
            Bucket bucket = range.start(event.timestamp().atZone(project.zone()));
            Integer index = indexes.get(bucket.start().toInstant());
            if (index == null) {
                throw new IllegalStateException("no bucket for " + event + " among " + buckets);
            }
            // Cumulative persons count once in the range, others once a bucket.
            if (!persons || seen.add(List.of(project.personKey(event), cumulative ? "" : index))) {
                data[index]++;
            }
        }
        long total = 0;
        for (int i = 0; i < data.length; i++) {
            total += data[i];
            if (cumulative) {
                data[i] = total;
            }
        }
        return new Line(value, boxed(data), total);
    }

    /** The first {@code limit} values stay, the others become one line (contract queries 3.7). */
    private List<Line> ranked(List<Line> lines, ReferenceBreakdown by) {
        Comparator<Line> noneLast = Comparator.comparing(line -> NONE.equals(line.breakdownValue()));
        Comparator<Line> biggestFirst = Comparator.comparingLong(Line::total).reversed();
        Comparator<Line> byValue = Comparator.comparing(line -> String.valueOf(line.breakdownValue()), Texts::compare);
        List<Line> ranking = new ArrayList<>(lines);
        ranking.sort(
                totalValue
                        ? biggestFirst.thenComparing(byValue)
                        : noneLast.thenComparing(biggestFirst).thenComparing(byValue));
        List<Line> kept = new ArrayList<>(ranking.subList(0, Math.min(by.limit(), ranking.size())));
        List<Line> rest = ranking.subList(kept.size(), ranking.size());
        kept.sort(noneLast.thenComparing(biggestFirst).thenComparing(byValue));
        if (!rest.isEmpty() && !by.hideOther()) {
            long[] data = new long[rest.get(0).data().size()];
            long total = 0;
            for (Line line : rest) {
                total += line.total();
                for (int i = 0; i < data.length; i++) {
                    data[i] += line.data().get(i);
                }
            }
            kept.add(new Line(OTHER, boxed(data), total));
        }
        return kept;
    }

    private static List<Long> boxed(long[] data) {
        return Arrays.stream(data).boxed().toList();
    }

    private ObjectNode row(JsonNode series, int order, Line line, ReferenceRange range) {
        ObjectNode row = JSON.objectNode();
        String name = text(series.path("event"), "All events");
        ArrayNode data = row.putArray("data");
        ArrayNode days = row.putArray("days");
        if (totalValue) {
            row.put("count", 0).put("aggregated_value", line.total());
        } else {
            ArrayNode labels = row.putArray("labels");
            List<Bucket> buckets = range.allBuckets();
            double count = 0;
            for (int i = 0; i < buckets.size(); i++) {
                if (range.shows(buckets.get(i))) {
                    data.add(line.data().get(i));
                    days.add(range.dayText(buckets.get(i)));
                    labels.add(range.label(buckets.get(i)));
                    count = cumulative
                            ? line.data().get(i)
                            : count + line.data().get(i);
                }
            }
            row.put("count", count);
        }
        row.put("label", name).put("order", order).set("action", action(series, order));
        ReferenceBreakdown by = breakdown;
        if (by != null && line.breakdownValue() != null) {
            String value = line.breakdownValue();
            row.put("label", query.path("series").size() == 1 ? value : name + " - " + value);
            if (by.asList()) {
                row.putArray("breakdown_value").add(value);
            } else {
                row.put("breakdown_value", value);
            }
        }
        return row;
    }

    private ObjectNode action(JsonNode series, int order) {
        ObjectNode action = JSON.objectNode();
        action.set("id", series.hasNonNull("event") ? series.get("event") : JSON.nullNode());
        action.put("type", "events").put("order", order).put("name", text(series.path("event"), "All events"));
        for (String copied : List.of("custom_name", "math_property", "math_hogql", "math_group_type_index")) {
            action.set(copied, series.hasNonNull(copied) ? series.get(copied) : JSON.nullNode());
        }
        action.put("math", text(series.path("math"), "total"));
        action.putObject("properties");
        if (!totalValue) {
            ArrayNode days = action.putArray("days");
            for (Bucket bucket : current.allBuckets()) {
                if (current.shows(bucket)) {
                    days.add(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(bucket.start()));
                }
            }
        }
        return action;
    }

    private static String text(JsonNode node, String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }
}
