package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.List;

/** How long people take from one step to another, in bins (contract queries 4.6, time_to_convert). */
final class ConversionTimes {
    private static final int MAX_AUTOMATIC_BINS = 60;
    private static final int EMPTY_WIDTH = 60;

    private final FunnelsQuery query;
    private final Steps steps;
    private final Durations times = new Durations();

    ConversionTimes(FunnelsQuery query) {
        this.query = query;
        this.steps = Steps.of(query, query.steps().size());
    }

    void add(Attributions.Share share) {
        Outcome outcome = steps.walk(share.trail());
        if (outcome != null && outcome.reached(query.toStep()) && outcome.reached(query.fromStep())) {
            times.add((outcome.times()[query.toStep()] - outcome.times()[query.fromStep()]) / 1e6);
        }
    }

    /**
     * Into which spans times are put.
     *
     * @param lowest where the first one begins, in seconds
     * @param width of each, in seconds
     */
    record Bins(double lowest, double width, int count) {}

    /** The same for all. */
    static Bins bins(FunnelsQuery query, List<ConversionTimes> all) {
        double lowest = Math.floor(
                all.stream().flatMapToDouble(each -> each.times.stream()).min().orElse(0));
        double highest = Math.ceil(
                all.stream().flatMapToDouble(each -> each.times.stream()).max().orElse(0));
        int size = all.stream().mapToInt(each -> each.times.size()).sum();
        Integer given = query.binCount();
        int count = given != null ? given : Math.max(1, Math.min(MAX_AUTOMATIC_BINS, (int) Math.ceil(Math.cbrt(size))));
        double width = Math.ceil((highest - lowest) / count);
        return new Bins(lowest, width == 0 ? EMPTY_WIDTH : width, count);
    }

    ObjectNode json(Bins spans) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("average_conversion_time", FunnelShape.number(times.average()));
        json.set("median_conversion_time", FunnelShape.number(times.median()));
        ArrayNode bins = json.putArray("bins");
        long[] people = new long[spans.count() + 1];
        for (int i = 0; i < times.size(); i++) {
            people[(int) Math.floor((times.get(i) - spans.lowest()) / spans.width())]++;
        }
        for (int i = 0; i <= spans.count(); i++) {
            bins.addArray()
                    .add(JsonNumbers.of(spans.lowest() + i * spans.width()))
                    .add(people[i]);
        }
        return json;
    }
}
