package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.FunnelPoint;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.ValueOrder;
import dev.hindsight.query.funnels.Walk.Outcome;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** How many of those who enter in a period convert (contract queries 4.6, trends). */
final class FunnelTrends {
    private static final int DEFAULT_LIMIT = 25;

    private final FunnelsQuery query;
    private final Steps steps;
    private final Buckets buckets;
    private final ResolvedRange range;
    private final Instant now;
    private final Map<List<String>, Line> byValue = new LinkedHashMap<>();

    FunnelTrends(FunnelsQuery query, QueryContext context, ResolvedRange range) {
        this.query = query;
        // An unordered funnel may do later steps first.
        boolean all = query.order() == FunnelsQuery.Order.UNORDERED;
        this.steps = Steps.of(query, all ? query.steps().size() : query.toStep() + 1);
        this.buckets = Buckets.of(range, query.interval(), context.weekStart());
        this.range = range;
        this.now = context.now();
    }

    /** Who entered and who converted, period by period. */
    private final class Line {
        private final long[] entered = new long[buckets.size()];
        private final long[] converted = new long[buckets.size()];

        long total() {
            return LongStream.of(entered).sum();
        }
    }

    void add(Attributions.Share share) {
        enter(share, (bucket, outcome) -> {
            Line line = byValue.computeIfAbsent(share.value(), value -> new Line());
            line.entered[bucket]++;
            if (outcome.reached(query.toStep())) {
                line.converted[bucket]++;
            }
        });
    }

    /** The period of a point; -1 when it names none. */
    int bucket(FunnelPoint point) {
        String entrance = point.entrance();
        if (entrance == null) {
            return -1;
        }
        // Clients also send days with their midnight.
        String day = buckets.interval().withinDay() || entrance.length() <= 10 ? entrance : entrance.substring(0, 10);
        int bucket = BucketLabels.days(buckets).indexOf(day);
        if (bucket < 0) {
            throw HindsightException.invalid(
                    "source__funnelTrendsEntrancePeriodStart", "Name one of the days of the insight.");
        }
        return bucket;
    }

    /** How somebody who is behind a point went; nothing for others. */
    void people(Attributions.Share share, int only, FunnelPoint point, Consumer<Outcome> people) {
        enter(share, (bucket, outcome) -> {
            if ((only < 0 || bucket == only) && outcome.reached(query.toStep()) != point.dropOff()) {
                people.accept(outcome);
            }
        });
    }

    /** Takes somebody who entered in a period. */
    private interface Entrance {
        void take(int bucket, Outcome outcome);
    }

    private void enter(Attributions.Share share, Entrance entrance) {
        Trail trail = share.trail();
        int[] buckets = new int[trail.size()];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = bucket(trail.time(i));
        }
        int latest = -1;
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] > latest) {
                latest = buckets[i];
                enter(trail, buckets, i, entrance);
            }
        }
    }

    private int bucket(long micros) {
        return buckets.indexOf(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    /** Follows the runs that begin in the period of the event at {@code from}, for as long as their windows reach. */
    private void enter(Trail trail, int[] buckets, int from, Entrance entrance) {
        int bucket = buckets[from];
        int until = from + 1;
        // Clocks that go back just after midnight bring the day before again, for a while.
        for (int i = until; i < buckets.length && buckets[i] <= bucket; i++) {
            until = buckets[i] == bucket ? i + 1 : until;
        }
        long last = trail.time(until - 1) + steps.window();
        int end = until;
        while (end < trail.size() && trail.time(end) <= last) {
            end++;
        }
        Trail part = new Trail();
        for (int i = from; i < end; i++) {
            // Later events go on with what was begun, and begin nothing.
            boolean begins = buckets[i] == bucket || query.order() == FunnelsQuery.Order.UNORDERED;
            long mask = begins ? trail.mask(i) : trail.mask(i) & ~1L;
            part.add(trail.time(i), mask, trail.matched(i), trail.value(i));
        }
        Outcome outcome = steps.walk(part);
        if (outcome != null && outcome.reached(query.fromStep()) && bucket(outcome.times()[0]) == bucket) {
            entrance.take(bucket, outcome);
        }
    }

    ArrayNode json() {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        Breakdown breakdown = query.breakdown();
        if (breakdown == null) {
            rows.add(row(byValue.getOrDefault(List.of(), new Line())));
            return rows;
        }
        Integer limit = breakdown.limit();
        List<Map.Entry<List<String>, Line>> ordered = new ArrayList<>(byValue.entrySet());
        ordered.sort(Map.Entry.<List<String>, Line>comparingByValue(
                        Comparator.comparingLong(Line::total).reversed())
                .thenComparing(Map.Entry.comparingByKey(new ValueOrder())));
        for (Map.Entry<List<String>, Line> entry :
                ordered.subList(0, Math.min(ordered.size(), limit == null ? DEFAULT_LIMIT : limit))) {
            ObjectNode row = row(entry.getValue());
            if (FunnelShape.isOfCohort(query, entry.getKey())) {
                String cohort = entry.getKey().get(0);
                row.put("breakdown_value", cohort.equals(Breakdown.ALL) ? 0 : Integer.parseInt(cohort));
            } else {
                ArrayNode value = row.putArray("breakdown_value");
                entry.getKey().forEach(value::add);
            }
            rows.add(row);
        }
        return rows;
    }

    private ObjectNode row(Line line) {
        List<String> days = BucketLabels.days(buckets);
        List<String> labels = BucketLabels.labels(buckets, range);
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        ArrayNode dayNodes = JsonNodeFactory.instance.arrayNode();
        ArrayNode labelNodes = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < buckets.size(); i++) {
            if (isOpen(i)) {
                continue;
            }
            double rate = line.entered[i] == 0 ? 0 : 100.0 * line.converted[i] / line.entered[i];
            data.add(Math.round(rate * 100) / 100.0);
            dayNodes.add(days.get(i));
            labelNodes.add(labels.get(i));
        }
        row.put("count", data.size());
        row.set("data", data);
        row.set("days", dayNodes);
        row.set("labels", labelNodes);
        return row;
    }

    /** Whether somebody of the period could still convert, and such periods are not to be seen. */
    private boolean isOpen(int bucket) {
        return query.hideIncompleteWindows()
                && buckets.end(bucket).plusSeconds(query.windowSeconds()).isAfter(now);
    }
}
