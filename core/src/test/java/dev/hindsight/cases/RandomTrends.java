package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

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
        }
        if (!query.has("interval") && oneIn(6)) {
            query.put("interval", oneIn(2) ? "quarter" : "year");
        }
        if (oneIn(4)) {
            formulas(query.withObject("/trendsFilter"), query.get("series").size());
        }
        if (oneIn(5) && !query.path("dateRange").has("daysOfWeek")) {
            query.withObject("/trendsFilter").put("smoothingIntervals", random.nextInt(1, 5));
        }
        return query;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private void math(ObjectNode series) {
        switch (random.nextInt(7)) {
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
