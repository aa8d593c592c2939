package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The funnels that are not shown as steps (contract queries 4.6). Steps are counted from 1 here. */
final class FunnelCharts {
    private static final int MAX_AUTOMATIC_BINS = 60;
    private static final int MAX_BINS = 90;
    private static final Duration EMPTY_WIDTH = Duration.ofSeconds(60);

    private final JsonNode options;
    private final ReferenceRange range;
    private final Duration window;
    private final Instant now;
    private final int from;
    private final int to;
    /** By breakdown value and period. */
    private final Map<List<String>, Map<Bucket, long[]>> enteredAndConverted = new HashMap<>();

    FunnelCharts(JsonNode query, ReferenceRange range, Duration window, Instant now) {
        options = query.path("funnelsFilter");
        this.range = range;
        this.window = window;
        this.now = now;
        from = options.path("funnelFromStep").asInt(0) + 1;
        to = options.path("funnelToStep").asInt(query.path("series").size() - 1) + 1;
    }

    private List<Duration> times(List<FunnelPath> paths) {
        List<Duration> times = new ArrayList<>();
        for (FunnelPath path : paths) {
            if (path.took(to)) {
                times.add(Duration.between(path.at(from), path.at(to)));
            }
        }
        return times;
    }

    /** @param binned those who say what the bins are */
    ObjectNode timeToConvert(List<FunnelPath> paths, List<FunnelPath> binned) {
        List<Duration> times = times(paths);
        List<Duration> all = times(binned);
        int count = (int) Math.ceil(Math.cbrt(all.size()));
        count = Math.max(1, Math.min(MAX_AUTOMATIC_BINS, count));
        if (options.hasNonNull("binCount")) {
            count = Math.max(1, Math.min(MAX_BINS, options.path("binCount").asInt()));
        }
        Duration shortest = all.stream().min(Duration::compareTo).orElse(Duration.ZERO);
        Duration longest = all.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        long low = shortest.toSeconds();
        long high = longest.toNanos() > 0 ? longest.minusNanos(1).toSeconds() + 1 : 0;
        long width = (high - low + count - 1) / count;
        width = width == 0 ? EMPTY_WIDTH.toSeconds() : width;
        long[] actors = new long[count + 1];
        for (Duration time : times) {
            actors[(int) (time.minusSeconds(low).toSeconds() / width)]++;
        }
        ObjectNode chart = JsonNodeFactory.instance.objectNode();
        chart.put("average_conversion_time", FunnelTimes.average(times));
        chart.put("median_conversion_time", FunnelTimes.median(times));
        ArrayNode bins = chart.putArray("bins");
        for (int i = 0; i <= count; i++) {
            bins.addArray().add(low + i * width).add(actors[i]);
        }
        return chart;
    }

    /** One that begins in a period, as far as it came by {@link #toStep}. */
    void add(List<String> value, Bucket period, @Nullable FunnelPath path) {
        if (path != null && path.took(from)) {
            long[] both = enteredAndConverted
                    .computeIfAbsent(value, any -> new HashMap<>())
                    .computeIfAbsent(period, any -> new long[2]);
            both[0]++;
            if (path.took(to)) {
                both[1]++;
            }
        }
    }

    int toStep() {
        return to;
    }

    /** The contract does not order the values: those with most people come first, equals in ascending order. */
    ArrayNode trends(@Nullable FunnelBreakdown breakdown) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        if (breakdown == null) {
            lines.add(line(enteredAndConverted.getOrDefault(List.of(), Map.of())));
            return lines;
        }
        List<List<String>> values = new ArrayList<>(enteredAndConverted.keySet());
        values.sort(ReferenceBreakdown.ASCENDING);
        values.sort((left, right) -> Long.compare(entered(right), entered(left)));
        if (values.size() > breakdown.limit()) {
            throw new NotInReference("more values than the limit");
        }
        for (List<String> value : values) {
            ObjectNode line = line(enteredAndConverted.getOrDefault(value, Map.of()));
            value.forEach(line.withArray("breakdown_value")::add);
            lines.add(line);
        }
        return lines;
    }

    private long entered(List<String> value) {
        return enteredAndConverted.getOrDefault(value, Map.of()).values().stream()
                .mapToLong(both -> both[0])
                .sum();
    }

    private ObjectNode line(Map<Bucket, long[]> periods) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ArrayNode data = line.putArray("data");
        ArrayNode days = line.putArray("days");
        ArrayNode labels = line.putArray("labels");
        boolean hidesIncomplete =
                options.path("hideIncompleteConversionWindowPeriods").asBoolean();
        for (Bucket period : range.allBuckets()) {
            if (hidesIncomplete && range.end(period).plus(window).isAfter(now)) {
                continue;
            }
            long[] both = periods.getOrDefault(period, new long[2]);
            double rate = both[0] == 0 ? 0 : 100.0 * both[1] / both[0];
            data.add(Math.round(rate * 100) / 100.0);
            days.add(range.dayText(period));
            // Named as on the axis of trends (contract queries 3.4).
            labels.add(range.label(period));
        }
        line.put("count", data.size());
        return line;
    }
}
