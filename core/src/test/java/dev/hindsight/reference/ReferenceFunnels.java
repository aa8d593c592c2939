package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers a funnels query actor by actor (contract queries 4). Expects a query that is valid. */
public final class ReferenceFunnels {
    private final JsonNode query;
    private final JsonNode options;
    private final JsonNode series;
    private final @Nullable FunnelBreakdown breakdown;
    private final FunnelSteps steps;
    private final ReferenceRange range;
    private final ZoneId zone;
    private final Instant now;

    private ReferenceFunnels(ReferenceProject project, JsonNode query, Instant now) {
        this.query = query;
        this.now = now;
        zone = project.zone();
        options = query.path("funnelsFilter");
        series = query.path("series");
        if (options.hasNonNull("funnelAggregateByHogQL")
                || query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("expressions, sampling");
        }
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        breakdown = FunnelBreakdown.of(query);
        steps = new FunnelSteps(project, query, new ReferenceFilter(project, dates), breakdown);
        // Explicit dates keep a begin as it is only in trends, lifecycle and stickiness (contract queries 2.1).
        range = ReferenceRange.current(dates, interval(), query.path("dateRange"), project.earliest(), true);
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
        boolean compares = query.path("compareFilter").path("compare").asBoolean();
        String viz = options.path("funnelVizType").asText("steps");
        String to = Texts.of(query.path("compareFilter").path("compare_to"));
        ReferenceRange previous = compares ? range.previous(query.path("dateRange"), to) : null;
        if (viz.equals("trends")) {
            return previous == null
                    ? trends(range, null)
                    : trends(range, "current").addAll(trends(previous, "previous"));
        }
        if (viz.equals("time_to_convert")) {
            return times(previous);
        }
        ArrayNode rows = steps(range, compares ? "current" : null);
        return previous == null ? rows : rows.addAll(steps(previous, "previous"));
    }

    /** Compared times share their bins. */
    private JsonNode times(@Nullable ReferenceRange previous) {
        FunnelCharts charts = new FunnelCharts(query, range, window(), now);
        List<FunnelPath> paths = byValue(range, null).getOrDefault(List.of(), List.of());
        if (previous == null) {
            return charts.timeToConvert(paths, paths);
        }
        List<FunnelPath> earlier = byValue(previous, null).getOrDefault(List.of(), List.of());
        List<FunnelPath> all = new ArrayList<>(paths);
        all.addAll(earlier);
        return JsonNodeFactory.instance
                .arrayNode()
                .add(charts.timeToConvert(paths, all).put("compare", true).put("compare_label", "current"))
                .add(charts.timeToConvert(earlier, all).put("compare", true).put("compare_label", "previous"));
    }

    private ArrayNode steps(ReferenceRange in, @Nullable String compareLabel) {
        Map<List<String>, List<FunnelPath>> byValue = byValue(in, breakdown);
        if (breakdown != null) {
            return ranked(breakdown, byValue, compareLabel);
        }
        return byValue.isEmpty()
                ? JsonNodeFactory.instance.arrayNode()
                : rows(pathsOf(byValue, List.of()), null, compareLabel);
    }

    /** How far everybody comes; without a breakdown all under the empty list. */
    private Map<List<String>, List<FunnelPath>> byValue(ReferenceRange in, @Nullable FunnelBreakdown by) {
        Map<List<String>, List<FunnelPath>> byValue = new HashMap<>();
        for (List<FunnelDeed> deeds : steps.deedsByActor(in).values()) {
            for (FunnelBreakdown.Share share : shares(deeds, by)) {
                path(share, series.size(), at -> true)
                        .ifPresent(path -> byValue.computeIfAbsent(share.value(), any -> new ArrayList<>())
                                .add(path));
            }
        }
        return byValue;
    }

    private List<FunnelBreakdown.Share> shares(List<FunnelDeed> deeds, @Nullable FunnelBreakdown by) {
        return by == null ? List.of(new FunnelBreakdown.Share(List.of(), deeds, null)) : by.shares(deeds, options);
    }

    /**
     * Each period by itself (contract queries 4.6, trends): its runs begin in it and may end later. The contract treats ties
     * like other events there, in an order that it does not name; here they convert as in steps.
     */
    private ArrayNode trends(ReferenceRange in, @Nullable String compareLabel) {
        FunnelCharts charts = new FunnelCharts(query, in, window(), now);
        int last = order().equals("unordered") ? series.size() : charts.toStep();
        for (List<FunnelDeed> deeds : steps.deedsByActor(in).values()) {
            for (FunnelBreakdown.Share share : shares(deeds, breakdown)) {
                Set<ReferenceRange.Bucket> periods = new HashSet<>();
                share.deeds().forEach(deed -> periods.add(in.start(deed.at().atZone(zone))));
                for (ReferenceRange.Bucket period : periods) {
                    List<FunnelDeed> since = share.deeds().stream()
                            .filter(deed -> !deed.at().isBefore(period.start().toInstant()))
                            .toList();
                    Optional<FunnelPath> path = path(
                            new FunnelBreakdown.Share(share.value(), since, share.attributed()),
                            last,
                            at -> in.start(at.atZone(zone)).equals(period));
                    charts.add(share.value(), period, path.orElse(null));
                }
            }
        }
        ArrayNode lines = charts.trends(breakdown);
        if (compareLabel != null) {
            lines.forEach(line -> ((ObjectNode) line).put("compare", true).put("compare_label", compareLabel));
        }
        return lines;
    }

    /** Contract queries 4.5: the limit, and its order, in which equal values come in ascending order and Other last. */
    private ArrayNode ranked(
            FunnelBreakdown by, Map<List<String>, List<FunnelPath>> byValue, @Nullable String compareLabel) {
        List<List<String>> values = new ArrayList<>(byValue.keySet());
        Comparator<List<String>> order = Comparator.comparing(any -> 0);
        for (int step = series.size(); step >= 1; step--) {
            int reached = step;
            order = order.thenComparing(value -> -count(pathsOf(byValue, value), reached));
        }
        values.sort(order.thenComparing(ReferenceBreakdown.ASCENDING));
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        List<FunnelPath> others = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (i < by.limit()) {
                results.add(rows(pathsOf(byValue, values.get(i)), values.get(i), compareLabel));
            } else {
                others.addAll(pathsOf(byValue, values.get(i)));
            }
        }
        if (!others.isEmpty() && !by.hidesOther()) {
            results.add(rows(others, List.of("Other"), compareLabel));
        }
        return results;
    }

    private static List<FunnelPath> pathsOf(Map<List<String>, List<FunnelPath>> byValue, List<String> value) {
        return byValue.getOrDefault(value, List.of());
    }

    private static long count(List<FunnelPath> paths, int step) {
        return paths.stream().filter(path -> path.took(step)).count();
    }

    private Optional<FunnelPath> path(FunnelBreakdown.Share share, int last, Predicate<Instant> begins) {
        if (order().equals("unordered")) {
            return Optional.ofNullable(new UnorderedWalk(last, window(), begins).furthest(share.deeds()));
        }
        boolean strict = order().equals("strict");
        return Optional.ofNullable(new FunnelWalk(last, window(), strict, optionalSteps(), share.attributed(), begins)
                .furthest(share.deeds()));
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
    private ArrayNode rows(List<FunnelPath> paths, @Nullable List<String> value, @Nullable String compareLabel) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int step = 1; step <= series.size(); step++) {
            ObjectNode row = rows.addObject();
            name(row, step);
            row.put("order", step - 1).put("count", count(paths, step));
            if (compareLabel != null) {
                row.put("compare", true).put("compare_label", compareLabel);
            }
            if (value != null) {
                value.forEach(row.withArray("breakdown")::add);
                value.forEach(row.withArray("breakdown_value")::add);
            }
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
        JsonNode node = series.get(step - 1);
        boolean isGroup = node.path("kind").asText().equals("GroupNode");
        row.put("type", isGroup ? "group" : "events");
        if (order().equals("unordered")) {
            row.putNull("action_id").putNull("custom_name");
            row.put("name", step == 1 ? "Completed 1 step" : "Completed " + step + " steps");
            return;
        }
        String name = node.path("event").textValue();
        if (isGroup) {
            List<String> names = new ArrayList<>();
            node.path("nodes").forEach(child -> names.add(child.path("event").asText()));
            name = String.join(", ", names);
        }
        row.put("action_id", name)
                .put("name", name)
                .put("custom_name", node.path("custom_name").textValue());
    }
}
