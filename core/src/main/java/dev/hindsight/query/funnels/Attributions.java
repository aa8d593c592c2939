package dev.hindsight.query.funnels;

import dev.hindsight.query.Breakdown;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.ValueOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which breakdown values an actor counts for, and with which events for each (contract queries 4.5). */
record Attributions(FunnelsQuery query, boolean split) {
    /** Events to walk for one value; the value is empty without a breakdown. */
    record Share(List<String> value, Trail trail) {}

    List<Share> of(Trail trail, int properties) {
        if (!split) {
            return List.of(new Share(List.of(), trail));
        }
        if (query.breakdown() != null && query.breakdown().parts().stream().anyMatch(Breakdown.Part::isCohort)) {
            return byValue(trail);
        }
        return switch (query.attribution()) {
            case FIRST_TOUCH -> List.of(new Share(touched(trail, properties, false), trail));
            case LAST_TOUCH -> List.of(new Share(touched(trail, properties, true), trail));
            case ALL_EVENTS -> byValue(trail);
            case STEP -> {
                long step = 1L << query.attributionStep();
                List<Share> shares = new ArrayList<>();
                for (List<String> value : values(trail, step)) {
                    shares.add(new Share(
                            value,
                            trail.with(i -> trail.value(i).equals(value) ? trail.mask(i) : trail.mask(i) & ~step)));
                }
                yield shares;
            }
        };
    }

    /** The events of each value by themselves, in one pass however many values there are. */
    private static List<Share> byValue(Trail trail) {
        Map<List<String>, Trail> trails = new LinkedHashMap<>();
        for (int i = 0; i < trail.size(); i++) {
            trails.computeIfAbsent(trail.value(i), value -> new Trail())
                    .add(trail.time(i), trail.mask(i), trail.value(i));
        }
        return trails.entrySet().stream()
                .map(each -> new Share(each.getKey(), each.getValue()))
                .toList();
    }

    /**
     * The first or last value of the events that take part, if any of them has one. Of several at one instant the lowest is the
     * first and the highest the last: events of one instant are in no order of their own.
     */
    private static List<String> touched(Trail trail, int properties, boolean last) {
        ValueOrder order = new ValueOrder();
        List<String> touched = null;
        long at = 0;
        for (int i = 0; i < trail.size(); i++) {
            int event = last ? trail.size() - 1 - i : i;
            List<String> value = trail.value(event);
            if (touched != null && trail.time(event) != at) {
                break;
            }
            if (value.stream().allMatch(String::isEmpty)) {
                continue;
            }
            if (touched == null || (last ? order.compare(value, touched) > 0 : order.compare(value, touched) < 0)) {
                touched = value;
                at = trail.time(event);
            }
        }
        return touched == null ? Collections.nCopies(properties, "") : touched;
    }

    private static Set<List<String>> values(Trail trail, long steps) {
        Set<List<String>> values = new LinkedHashSet<>();
        for (int i = 0; i < trail.size(); i++) {
            if ((trail.mask(i) & steps) != 0) {
                values.add(trail.value(i));
            }
        }
        return values;
    }
}
