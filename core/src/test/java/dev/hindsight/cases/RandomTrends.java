package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Adds to simple trends queries what only trends have: every math, formulas, smoothing and long intervals. */
final class RandomTrends {
    private static final List<String> STATISTICS =
            List.of("sum", "avg", "min", "max", "median", "p75", "p90", "p95", "p99");
    private static final List<String> FORMULAS = List.of(
            "A",
            "A + 1",
            "a*2",
            "A / 2",
            "-A ** 2",
            "(A + 3) % 4",
            "A % -3",
            "2 * (A - 1)",
            "1 / A",
            "A ** -1",
            "A ** 0.5",
            "- (A) + .5",
            "7");
    private static final List<String> FORMULAS_OF_TWO = List.of(
            "A + B", "A / B * 100", "A - B", "B", "b - a - 1", "A % B", "(A + B) / (A - B)", "A * -B", "A - -B");

    private static final List<String> OF_GROUPS = List.of(
            "unique_group",
            "unique_group",
            "first_time_for_group",
            "first_matching_event_for_group",
            "dau",
            "weekly_active",
            "monthly_active");
    private static final List<String> OF_SESSIONS = List.of(
            "$session_duration",
            "$pageview_count",
            "$screen_count",
            "$autocapture_count",
            "$num_uniq_urls",
            "$is_bounce");
    private static final List<String> ACTS = List.of("$pageview", "$screen", "$autocapture");
    private static final Set<String> RESERVED = Set.of("$identify", "$create_alias");
    /** Small unix times, of which fractions are exact. */
    private static final List<String> TIMES =
            List.of("1970-01-01T00:10:00Z", "1969-12-31T23:59:58.5Z", "1970-01-01T12:00:00.250+05:30", "12.5", "x");

    private static final List<String> PAGES =
            List.of("/", "//", "/a", "/a/", "/a/?", "/a/12", "/a/7/b#", "?", "#", "/a?x=1", "/日本/", "/a \n/", "");
    private static final List<String> BREAKDOWNS =
            List.of("$current_url", "$current_url", "plan", "n", "flag", "$browser", "mixed");

    private final Random random;

    private RandomTrends(Random random) {
        this.random = random;
    }

    static ObjectNode query(RandomQuery queries, RandomQuery.Types types) {
        return new RandomTrends(queries.random()).widened(queries.trends(types));
    }

    private ObjectNode widened(ObjectNode query) {
        for (JsonNode series : query.withArray("series")) {
            math((ObjectNode) series);
            if (oneIn(6)) {
                // There are five.
                ((ObjectNode) series)
                        .put("kind", "ActionsNode")
                        .put("id", random.nextInt(1, 7))
                        .remove("event");
            }
        }
        if (!query.has("interval") && oneIn(6)) {
            query.put("interval", oneIn(2) ? "quarter" : "year");
        }
        display(query);
        if (oneIn(6)) {
            group(query);
        }
        if (query.has("breakdownFilter") && oneIn(2)) {
            boolean bins = true;
            for (JsonNode series : query.get("series")) {
                // Bins are refused with a median or percentile.
                bins &= !series.path("math").asText().matches("(median|p\\d+).*");
            }
            query.set("breakdownFilter", breakdown(bins));
        }
        if (oneIn(4)) {
            formulas(query.withObject("/trendsFilter"), query.get("series").size());
        }
        if (oneIn(5) && !query.path("dateRange").has("daysOfWeek")) {
            query.withObject("/trendsFilter").put("smoothingIntervals", random.nextInt(1, 5));
        }
        if (oneIn(8)) {
            ownShape(query);
        }
        return query;
    }

    /** A heat map or box plot, which have neither breakdown, comparison nor formulas. */
    private void ownShape(ObjectNode query) {
        query.remove(List.of("breakdownFilter", "compareFilter"));
        ObjectNode filter = query.putObject("trendsFilter");
        if (oneIn(2)) {
            filter.put("display", "CalendarHeatmap");
            for (JsonNode series : query.get("series")) {
                ((ObjectNode) series).put("math", oneIn(2) ? "total" : "dau");
            }
            if (oneIn(3)) {
                query.putObject("calendarHeatmapFilter").put("bucketBySessionStart", oneIn(2));
            }
            return;
        }
        filter.put("display", "BoxPlot");
        for (JsonNode series : query.get("series")) {
            ((ObjectNode) series).remove(List.of("math_property", "math_property_type"));
            if (!oneIn(8)) {
                ((ObjectNode) series).put("math_property", pick(random, List.of("n", "mixed")));
            }
        }
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** Events with addresses of pages, sessions and groups. */
    static RandomWorld browsed(Random random, RandomWorld world) {
        List<ListedEvent> events = new ArrayList<>();
        for (ListedEvent event : world.events()) {
            ObjectNode properties = event.properties().deepCopy();
            if (RESERVED.contains(event.event())) {
                events.add(event);
                continue;
            }
            if (random.nextInt(4) > 0) {
                properties.put("$current_url", pick(random, PAGES));
            }
            for (String id : List.of("$session_id", "$group_0", "$group_2")) {
                if (random.nextInt(4) > 0) {
                    properties.put(id, pick(random, List.of("", "a", "b", "c", "é")));
                }
            }
            if (random.nextInt(3) > 0) {
                properties.put("$time", pick(random, TIMES));
            }
            String name = random.nextInt(3) > 0 ? event.event() : pick(random, ACTS);
            events.add(new ListedEvent(name, event.distinctId(), event.timestamp(), properties));
        }
        return world.withEvents(events);
    }

    private void display(ObjectNode query) {
        if (oneIn(8)) {
            query.withObject("/trendsFilter").put("display", "SlopeGraph");
        } else if (oneIn(10)) {
            ObjectNode filter = query.withObject("/trendsFilter").put("display", "Metric");
            if (oneIn(4)) {
                filter.put("metricShowChange", oneIn(3));
            }
            if (oneIn(4)) {
                filter.put("metricSummary", oneIn(2) ? "latest" : "total");
            }
        }
    }

    /** Makes one series of all of them, joined by OR. */
    private static void group(ObjectNode query) {
        ArrayNode series = query.withArray("series");
        ObjectNode group = series.get(0).deepCopy();
        group.put("kind", "GroupNode").put("operator", "OR").remove(List.of("event", "id"));
        group.set("nodes", series.deepCopy());
        for (JsonNode node : group.get("nodes")) {
            ((ObjectNode) node).remove(List.of("math", "math_property", "math_property_type", "math_multiplier"));
        }
        series.removeAll().add(group);
    }

    private ObjectNode breakdown(boolean bins) {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        if (oneIn(3)) {
            filter.put("breakdown", pick(random, BREAKDOWNS));
            if (oneIn(2)) {
                filter.put("breakdown_type", oneIn(2) ? "person" : "event");
            }
            if (bins && oneIn(3)) {
                filter.put("breakdown", "n").put("breakdown_histogram_bin_count", random.nextInt(1, 6));
            }
            if (oneIn(3)) {
                filter.put("breakdown_normalize_url", true);
            }
        } else {
            ArrayNode parts = filter.putArray("breakdowns");
            for (int i = random.nextInt(3); i >= 0; i--) {
                ObjectNode part = parts.addObject().put("property", pick(random, BREAKDOWNS));
                if (oneIn(2)) {
                    part.put("type", oneIn(2) ? "person" : "event");
                }
                if (oneIn(6)) {
                    part.put("type", "session").put("property", pick(random, RandomQuery.SESSION_FIELDS));
                    if (bins && oneIn(3)) {
                        part.put("property", "$session_duration").put("histogram_bin_count", random.nextInt(1, 6));
                    }
                } else if (oneIn(8)) {
                    part.put("type", "group").put("group_type_index", random.nextInt(2));
                } else if (oneIn(8)) {
                    part.put("type", "event_metadata").put("property", oneIn(2) ? "event" : "distinct_id");
                } else if (bins && oneIn(4)) {
                    part.put("property", pick(random, List.of("n", "mixed")))
                            .put("histogram_bin_count", random.nextInt(1, 6));
                }
                if (oneIn(4)) {
                    part.put("normalize_url", true);
                }
            }
        }
        if (oneIn(3)) {
            filter.put("breakdown_path_cleaning", true);
        }
        if (oneIn(2)) {
            filter.put("breakdown_limit", random.nextInt(1, 5));
        }
        if (oneIn(5)) {
            filter.put("breakdown_hide_other_aggregation", true);
        }
        return filter;
    }

    private void math(ObjectNode series) {
        switch (random.nextInt(9)) {
            case 7 -> {
                series.put("math", pick(random, OF_GROUPS));
                series.put("math_group_type_index", pick(random, List.of(0, 0, 2, 4)));
            }
            case 8 -> series.put("math", "unique_session");
            case 0 -> series.remove("math");
            case 1 -> series.put("math", "total");
            case 2 -> series.put("math", oneIn(2) ? "weekly_active" : "monthly_active");
            case 3 -> {
                series.put("math", pick(random, STATISTICS));
                if (!oneIn(10)) {
                    series.put("math_property", pick(random, List.of("n", "n", "n", "mixed", "plan")));
                }
                if (oneIn(3)) {
                    series.put("math_property_type", oneIn(2) ? "person_properties" : "event_properties");
                }
                if (oneIn(8)) {
                    series.put("math_property", "$time");
                } else if (oneIn(4)) {
                    series.put("math_property", "$session_duration");
                } else if (oneIn(4)) {
                    series.put("math_property", pick(random, OF_SESSIONS));
                    series.put("math_property_type", "session_properties");
                }
                if (oneIn(5)) {
                    series.put("math_multiplier", pick(random, List.of(2.0, 0.5, -1.0, 1000.0)));
                }
            }
            // There is no sum: it would be the number of events.
            case 4 -> series.put("math", pick(random, STATISTICS.subList(1, STATISTICS.size())) + "_count_per_actor");
            case 5 -> series.put("math", oneIn(2) ? "first_time_for_user" : "first_matching_event_for_user");
            default -> series.put("math", "dau");
        }
    }

    private void formulas(ObjectNode filter, int series) {
        switch (random.nextInt(3)) {
            case 0 -> filter.put("formula", formula(series));
            case 1 -> {
                ArrayNode formulas = filter.putArray("formulas");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    formulas.add(formula(series));
                }
            }
            default -> {
                ArrayNode nodes = filter.putArray("formulaNodes");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    ObjectNode node = nodes.addObject().put("formula", formula(series));
                    if (oneIn(3)) {
                        node.put("custom_name", pick(random, List.of("Ratio", "", "日本")));
                    }
                }
            }
        }
    }

    private String formula(int series) {
        return pick(random, series > 1 && !oneIn(4) ? FORMULAS_OF_TWO : FORMULAS);
    }
}
