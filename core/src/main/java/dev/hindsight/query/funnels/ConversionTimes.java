package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.funnels.Walk.Outcome;

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

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("average_conversion_time", FunnelShape.number(times.average()));
        json.set("median_conversion_time", FunnelShape.number(times.median()));
        ArrayNode bins = json.putArray("bins");
        int count = bins();
        double lowest = Math.floor(times.stream().min().orElse(0));
        double highest = Math.ceil(times.stream().max().orElse(0));
        double width = Math.ceil((highest - lowest) / count);
        width = width == 0 ? EMPTY_WIDTH : width;
        long[] people = new long[count + 1];
        for (int i = 0; i < times.size(); i++) {
            people[(int) Math.floor((times.get(i) - lowest) / width)]++;
        }
        for (int i = 0; i <= count; i++) {
            bins.addArray().add(JsonNumbers.of(lowest + i * width)).add(people[i]);
        }
        return json;
    }

    private int bins() {
        Integer given = query.binCount();
        if (given != null) {
            return given;
        }
        int automatic = (int) Math.ceil(Math.cbrt(times.size()));
        return Math.max(1, Math.min(MAX_AUTOMATIC_BINS, automatic));
    }
}
