package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes valid funnels queries, and people who do the same things over and over. */
final class RandomFunnels {
    private static final List<String> NAMES = List.of("signup", "page view", "支払い", "signup", "page view", "other");
    private static final List<String> PLANS = List.of("pro", "free", "Pro", "");
    private static final List<String> THINGS = List.of("signup", "page view", "支払い", "other");
    /** Between two events; most of them windows of {@link #window}. */
    private static final List<Long> SECONDS = List.of(0L, 0L, 1L, 5L, 30L, 60L, 60L, 120L, 3_600L, 86_400L);

    private RandomFunnels() {}

    /** The world with some people who are busy, beside what happened anyway. */
    static RandomWorld busy(Random random, RandomWorld world) {
        List<ListedEvent> events = new ArrayList<>(world.events());
        for (int walk = random.nextInt(8); walk > 0; walk--) {
            String person = "id" + random.nextInt(5);
            Instant at = world.now().minus(random.nextLong(10 * 86_400_000_000L), ChronoUnit.MICROS);
            long longest = pick(random, List.of(5L, 60L, 3_600L, 86_400L));
            for (int deed = random.nextInt(16); deed > 0; deed--) {
                ObjectNode properties = JsonNodeFactory.instance.objectNode();
                if (random.nextInt(6) > 0) {
                    properties.put("plan", pick(random, PLANS));
                }
                if (random.nextInt(3) > 0) {
                    properties.put("n", random.nextInt(3));
                }
                if (random.nextInt(4) > 0) {
                    properties.put("$group_0", pick(random, List.of("acme", "hooli", "")));
                }
                if (random.nextInt(3) > 0) {
                    properties.put("$session_id", pick(random, List.of("a", "b", "é", "")));
                }
                events.add(new ListedEvent(pick(random, NAMES), person, at, properties));
                at = at.plusSeconds(Math.min(longest, pick(random, SECONDS)));
                if (random.nextInt(8) == 0) {
                    at = at.plus(random.nextInt(-1, 2), ChronoUnit.MICROS);
                }
            }
        }
        return world.withEvents(events);
    }

    /** The world with some people who do each thing several times in a row, many of them at one instant, before the next. */
    static RandomWorld persistent(Random random, RandomWorld world) {
        List<ListedEvent> events = new ArrayList<>(world.events());
        for (int walk = random.nextInt(1, 10); walk > 0; walk--) {
            String person = "id" + random.nextInt(5);
            Instant at = world.now().minus(random.nextLong(1, 3 * 86_400_000_000L), ChronoUnit.MICROS);
            List<Long> seconds = pick(random, List.of(List.of(0L, 0L, 1L), List.of(0L, 1L, 5L, 20L, 60L), SECONDS));
            for (int thing = random.nextInt(1, 9); thing > 0; thing--) {
                String name = pick(random, THINGS);
                for (int deed = random.nextInt(1, 7); deed > 0; deed--) {
                    ObjectNode properties = JsonNodeFactory.instance.objectNode();
                    properties.put("plan", pick(random, PLANS));
                    properties.put("$group_0", pick(random, List.of("acme", "acme", "hooli")));
                    events.add(new ListedEvent(name, person, at, properties));
                    at = at.plusSeconds(pick(random, seconds));
                }
            }
        }
        return world.withEvents(events);
    }

    /** An ordered funnel of steps of which no event does two: an engine may leave out what changes nothing about those. */
    static ObjectNode ofDifferentSteps(Random random) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("kind", "FunnelsQuery");
        query.putObject("dateRange").put("date_from", pick(random, List.of("all", "-30d", "-3d", "-1d")));
        if (random.nextInt(6) == 0) {
            query.put("aggregation_group_type_index", 0);
        }
        ArrayNode series = query.putArray("series");
        List<String> names = new ArrayList<>(THINGS);
        Collections.shuffle(names, random);
        for (String name : names.subList(0, random.nextInt(2, names.size() + 1))) {
            ObjectNode step = series.addObject().put("kind", "EventsNode").put("event", name);
            if (random.nextInt(4) == 0) {
                step.set("properties", ofPlan(random));
            }
            if (random.nextInt(10) == 0) {
                step.put("math", pick(random, List.of("first_time_for_user", "first_time_for_user_with_filters")));
            }
        }
        ObjectNode filter = query.putObject("funnelsFilter");
        filter.put("funnelWindowInterval", pick(random, List.of(1, 2, 5, 20, 60, 61, 3_600)))
                .put("funnelWindowIntervalUnit", "second");
        if (random.nextInt(4) == 0) {
            filter.put("funnelVizType", "time_to_convert");
            int from = random.nextInt(series.size() - 1);
            filter.put("funnelFromStep", from).put("funnelToStep", random.nextInt(from + 1, series.size()));
        }
        return query;
    }

    static ObjectNode query(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode trends = queries.trends(types);
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("kind", "FunnelsQuery");
        for (String shared : List.of("dateRange", "interval", "properties", "filterTestAccounts")) {
            if (trends.has(shared) && random.nextInt(3) > 0) {
                query.set(shared, trends.get(shared));
            }
        }
        if (query.has("properties") && random.nextInt(2) == 0) {
            query.remove("properties");
        }
        if (random.nextInt(8) == 0) {
            query.put("aggregation_group_type_index", 0);
        }
        ArrayNode series = query.putArray("series");
        for (int step = pick(random, List.of(2, 2, 3, 3, 4, 5)); step > 0; step--) {
            series.add(step(queries, types, random));
        }
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        window(filter, random);
        if (random.nextInt(2) == 0) {
            filter.put("funnelOrderType", pick(random, List.of("ordered", "strict", "unordered")));
        }
        String order = filter.path("funnelOrderType").asText("ordered");
        if (random.nextInt(3) == 0) {
            exclusions(filter, series, order, random);
        }
        if (random.nextInt(3) == 0) {
            chart(query, filter, trends, random);
        }
        if (random.nextInt(4) == 0 && trends.has("compareFilter")) {
            query.set("compareFilter", trends.get("compareFilter"));
        }
        if (!order.equals("unordered") && !filter.has("funnelVizType") && random.nextInt(3) == 0) {
            optionalSteps(series, random);
        }
        if (random.nextInt(2) == 0) {
            breakdown(query, filter, order, random);
        }
        if (!filter.isEmpty()) {
            query.set("funnelsFilter", filter);
        }
        return query;
    }

    private static ObjectNode step(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode step = queries.trends(types).withArray("series").get(0).deepCopy();
        step.remove(List.of("math", "math_property", "math_property_type", "math_multiplier"));
        if (random.nextInt(3) > 0) {
            step.put("event", pick(random, RandomWorld.EVENTS));
        }
        if (random.nextInt(2) == 0) {
            step.remove("properties");
        }
        if (random.nextInt(6) == 0) {
            step.set("properties", ofPlan(random));
        }
        if (random.nextInt(12) == 0) {
            return eitherOf(step, random);
        }
        if (random.nextInt(8) == 0) {
            step.put("math", pick(random, List.of("first_time_for_user", "first_time_for_user_with_filters")));
        }
        return step;
    }

    private static ArrayNode ofPlan(Random random) {
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        filters.addObject().put("key", "plan").put("type", "event").put("value", pick(random, PLANS));
        return filters;
    }

    /** A step that is done by one thing or another. */
    private static ObjectNode eitherOf(ObjectNode step, Random random) {
        ObjectNode either =
                JsonNodeFactory.instance.objectNode().put("kind", "GroupNode").put("operator", "OR");
        ObjectNode other = JsonNodeFactory.instance.objectNode().put("kind", "EventsNode");
        other.put("event", pick(random, RandomWorld.EVENTS));
        step.put("event", pick(random, RandomWorld.EVENTS));
        either.putArray("nodes").add(step).add(other);
        return either;
    }

    /** An exclusion must not be one of the steps that it lies between. */
    private static void exclusions(ObjectNode filter, ArrayNode series, String order, Random random) {
        ArrayNode exclusions = filter.putArray("exclusions");
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            int from = random.nextInt(series.size() - 1);
            int to = random.nextInt(from + 1, series.size());
            if (order.equals("unordered")) {
                from = 0;
                to = series.size() - 1;
            }
            String event = pick(random, NAMES);
            boolean isStep = false;
            for (int step = from; step <= to; step++) {
                isStep |= series.get(step).path("event").asText().equals(event);
            }
            if (!isStep) {
                ObjectNode exclusion = exclusions.addObject();
                if (random.nextInt(3) == 0) {
                    exclusion.set("properties", ofPlan(random));
                }
                exclusion
                        .put("kind", "EventsNode")
                        .put("event", event)
                        .put("funnelFromStep", from)
                        .put("funnelToStep", to);
            }
        }
    }

    private static void chart(ObjectNode query, ObjectNode filter, ObjectNode trends, Random random) {
        int steps = query.path("series").size();
        if (random.nextInt(2) == 0) {
            int from = random.nextInt(steps - 1);
            filter.put("funnelFromStep", from).put("funnelToStep", random.nextInt(from + 1, steps));
        }
        if (random.nextInt(2) == 0) {
            filter.put("funnelVizType", "time_to_convert");
            if (random.nextInt(3) == 0) {
                filter.put("binCount", random.nextInt(0, 8));
            }
            return;
        }
        filter.put("funnelVizType", "trends");
        String interval = trends.path("interval").asText("day");
        query.remove(List.of("interval", "dateRange"));
        if (!List.of("minute", "second").contains(interval)) {
            query.put("interval", interval).set("dateRange", trends.path("dateRange"));
        }
        if (!interval.equals("hour") && random.nextInt(4) == 0) {
            filter.put("hideIncompleteConversionWindowPeriods", true);
        }
    }

    private static void breakdown(ObjectNode query, ObjectNode filter, String order, Random random) {
        ObjectNode breakdown = query.putObject("breakdownFilter");
        List<String> keys = List.of("plan", "plan", "n", "mixed");
        if (random.nextInt(4) == 0) {
            breakdown.putArray("breakdown").add(pick(random, keys)).add("flag");
        } else {
            breakdown.put("breakdown", pick(random, keys));
        }
        if (random.nextInt(4) == 0) {
            breakdown.put("breakdown_type", "person");
        } else if (random.nextInt(4) == 0) {
            breakdown.put("breakdown_type", "session").put("breakdown", pick(random, RandomQuery.SESSION_FIELDS));
        } else if (random.nextInt(4) == 0) {
            breakdown.put("breakdown_type", "group").put("breakdown_group_type_index", random.nextInt(2));
        }
        if (random.nextInt(3) == 0) {
            breakdown.put("breakdown_limit", random.nextInt(1, 4));
        }
        if (random.nextInt(6) == 0) {
            breakdown.put("breakdown_hide_other_aggregation", true);
        }
        if (random.nextInt(4) > 0) {
            String type = pick(random, List.of("first_touch", "last_touch", "all_events", "step", "step"));
            filter.put("breakdownAttributionType", type);
            if (type.equals("step")) {
                int steps = query.path("series").size();
                filter.put("breakdownAttributionValue", order.equals("unordered") ? 0 : random.nextInt(steps));
            }
        }
    }

    /** The step after an optional one must not be the same. */
    private static void optionalSteps(ArrayNode series, Random random) {
        for (int step = 1; step < series.size(); step++) {
            boolean isLast = step == series.size() - 1;
            if (random.nextBoolean()
                    && (isLast
                            || !series.get(step + 1)
                                    .path("event")
                                    .equals(series.get(step).path("event")))) {
                ((ObjectNode) series.get(step)).put("optionalInFunnel", true);
            }
        }
    }

    private static void window(ObjectNode filter, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1 -> filter.put("funnelWindowInterval", random.nextInt(3));
            case 2 ->
                filter.put("funnelWindowInterval", pick(random, List.of(1, 5, 60, 61, 120)))
                        .put("funnelWindowIntervalUnit", "second");
            case 3 ->
                filter.put("funnelWindowInterval", pick(random, List.of(1, 2, 60)))
                        .put("funnelWindowIntervalUnit", "minute");
            default ->
                filter.put("funnelWindowInterval", 1)
                        .put(
                                "funnelWindowIntervalUnit",
                                pick(random, List.of("second", "minute", "hour", "day", "week", "month")));
        }
    }
}
