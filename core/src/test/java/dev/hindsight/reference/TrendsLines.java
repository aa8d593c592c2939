package dev.hindsight.reference;

import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of one series in one period, split by values where the query asks for it (contract queries 3.3, 3.7). */
final class TrendsLines {
    private final ReferenceProject project;
    private final TrendsSeries series;
    private final ReferenceRange range;
    private final TrendsDisplay display;
    private final int smoothing;
    private final @Nullable ReferenceBreakdown breakdown;

    TrendsLines(
            ReferenceProject project,
            TrendsSeries series,
            ReferenceRange range,
            TrendsDisplay display,
            int smoothing,
            @Nullable ReferenceBreakdown breakdown) {
        this.project = project;
        this.series = series;
        this.range = range;
        this.display = display;
        this.smoothing = smoothing;
        this.breakdown = breakdown;
    }

    /**
     * The figures of one row.
     *
     * @param breakdownValue null without a breakdown
     * @param data a figure for every bucket that is shown, or the only one of a total-value display
     * @param total what rows are ranked by
     */
    record Line(@Nullable List<String> breakdownValue, List<Double> data, double total) {}

    List<Line> all() {
        List<ReferenceProject.Occurrence> counted = counted();
        if (breakdown == null) {
            return List.of(finished(line(null, counted)));
        }
        ReferenceBreakdown by = breakdown.over(project, counted);
        Map<List<String>, List<ReferenceProject.Occurrence>> groups = new TreeMap<>(ReferenceBreakdown.ASCENDING);
        for (ReferenceProject.Occurrence event : counted) {
            if (!series.math().leavesOut(event)) {
                groups.computeIfAbsent(by.valueOf(project, event), any -> new ArrayList<>())
                        .add(event);
            }
        }
        return ranked(groups, by).stream().map(this::finished).toList();
    }

    private List<ReferenceProject.Occurrence> counted() {
        if (series.math().activeDays() == 0) {
            return series.counted(range);
        }
        List<ReferenceProject.Occurrence> all = series.ofAllTimes();
        if (display.isTotalValue()) {
            return activeUsers().inTheLastDays(all);
        }
        Set<ReferenceProject.Occurrence> inAnyWindow = new LinkedHashSet<>();
        for (Bucket bucket : range.allBuckets()) {
            inAnyWindow.addAll(activeUsers().inTheWindowOf(bucket, all));
        }
        return List.copyOf(inAnyWindow);
    }

    private TrendsActiveUsers activeUsers() {
        return new TrendsActiveUsers(range, series.math().activeDays());
    }

    private Line line(@Nullable List<String> value, List<ReferenceProject.Occurrence> events) {
        if (display.isTotalValue()) {
            double figure = series.math().of(events);
            return new Line(value, List.of(figure), figure);
        }
        List<Double> data = new ArrayList<>();
        for (List<ReferenceProject.Occurrence> ofBucket : byBucket(events)) {
            data.add(series.math().of(ofBucket));
        }
        return new Line(value, data, Statistics.of("sum", data));
    }

    /**
     * The line as it is shown. Rows are ranked by the totals of all their buckets, those of unwanted weekdays included, which
     * have figures of active users. The contract does not say what is first of smoothing and running totals: it is smoothing.
     */
    private Line finished(Line line) {
        if (display.isTotalValue()) {
            return line;
        }
        List<Double> shown = new ArrayList<>();
        for (int i = 0; i < line.data().size(); i++) {
            if (display.shows(range, i)) {
                shown.add(line.data().get(i));
            }
        }
        List<Double> data = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < shown.size(); i++) {
            double figure = smooth(shown, i);
            sum += figure;
            if (!display.isCumulative()) {
                data.add(figure);
            } else {
                // A running total of nothing shows what was there before.
                data.add(sum == 0 && i > 0 ? data.get(i - 1) : sum);
            }
        }
        return new Line(line.breakdownValue(), data, line.total());
    }

    /** The mean of a figure and of those before it, rounded down (contract queries 3.6). */
    private double smooth(List<Double> data, int index) {
        if (smoothing <= 1) {
            return data.get(index);
        }
        int first = Math.max(0, index - smoothing + 1);
        return Math.floor(Statistics.of("avg", data.subList(first, index + 1)));
    }

    private List<List<ReferenceProject.Occurrence>> byBucket(List<ReferenceProject.Occurrence> events) {
        List<Bucket> buckets = range.allBuckets();
        if (series.math().activeDays() > 0) {
            return buckets.stream()
                    .map(bucket -> activeUsers().inTheWindowOf(bucket, events))
                    .toList();
        }
        List<List<ReferenceProject.Occurrence>> parts = new ArrayList<>();
        Map<Instant, Integer> indexes = new HashMap<>();
        for (int i = 0; i < buckets.size(); i++) {
            parts.add(new ArrayList<>());
            indexes.put(buckets.get(i).start().toInstant(), i);
        }
        boolean onceInTheRange = display.isCumulative() && series.math().countsOnceWhenCumulative();
        Set<@Nullable String> seen = new HashSet<>();
        List<ReferenceProject.Occurrence> inTime = new ArrayList<>(events);
        inTime.sort(Comparator.comparing(ReferenceProject.Occurrence::timestamp));
        for (ReferenceProject.Occurrence event : inTime) {
            Bucket bucket = range.start(event.timestamp().atZone(project.zone()));
            Integer index = indexes.get(bucket.start().toInstant());
            if (index == null && bucket.day().isBefore(buckets.get(0).day())) {
                continue; // clocks went back just after the range's first midnight: by them it is the day before again
            }
            if (index == null) {
                throw new IllegalStateException("no bucket for " + event + " among " + buckets);
            }
            if (!onceInTheRange || seen.add(series.math().actorOf(event))) {
                parts.get(index).add(event);
            }
        }
        return parts;
    }

    /** The first {@code limit} values stay, the others become one line (contract queries 3.7). */
    private List<Line> ranked(Map<List<String>, List<ReferenceProject.Occurrence>> groups, ReferenceBreakdown by) {
        List<Line> ranking = new ArrayList<>();
        groups.forEach((value, events) -> ranking.add(line(value, events)));
        Comparator<Line> noneLast = Comparator.comparing(line -> valueOf(line).contains(ReferenceBreakdown.NONE));
        Comparator<Line> biggestFirst = Comparator.comparingDouble(Line::total).reversed();
        Comparator<Line> byValue = Comparator.comparing(TrendsLines::valueOf, ReferenceBreakdown.ASCENDING);
        ranking.sort(
                display.isTotalValue()
                        ? biggestFirst.thenComparing(byValue)
                        : noneLast.thenComparing(biggestFirst).thenComparing(byValue));
        List<Line> kept = new ArrayList<>(ranking.subList(0, Math.min(by.limit(), ranking.size())));
        List<Line> rest = ranking.subList(kept.size(), ranking.size());
        kept.sort(noneLast.thenComparing(biggestFirst).thenComparing(byValue));
        if (!rest.isEmpty() && !by.hideOther()) {
            kept.add(other(rest, by, groups));
        }
        return kept;
    }

    private static List<String> valueOf(Line line) {
        return Objects.requireNonNull(line.breakdownValue());
    }

    private Line other(
            List<Line> rest, ReferenceBreakdown by, Map<List<String>, List<ReferenceProject.Occurrence>> groups) {
        String math = series.math().name();
        if (math.equals("min") || math.equals("max")) {
            // The contract does not say whether a value that is missing in a bucket takes part as 0 there. It does not:
            // the smallest of all remaining events is a number that somebody sent.
            List<ReferenceProject.Occurrence> events = new ArrayList<>();
            rest.forEach(line -> events.addAll(groups.getOrDefault(valueOf(line), List.of())));
            return line(by.other(), events);
        }
        List<Double> data = new ArrayList<>();
        for (int i = 0; i < rest.get(0).data().size(); i++) {
            double sum = 0;
            for (Line line : rest) {
                sum += line.data().get(i);
            }
            data.add(math.equals("avg") && display.isTotalValue() ? sum / rest.size() : sum);
        }
        return new Line(by.other(), data, 0);
    }
}
