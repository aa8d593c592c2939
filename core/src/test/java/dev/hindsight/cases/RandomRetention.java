package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Makes valid questions about who comes back. */
final class RandomRetention {
    private static final List<String> TYPES = List.of(
            "retention_recurring",
            "retention_first_time",
            "retention_first_time",
            "retention_first_ever_occurrence",
            "retention_first_ever_occurrence");

    private RandomRetention() {}

    static ObjectNode query(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode trends = queries.trends(types);
        while (List.of("minute", "second").contains(trends.path("interval").asText())) {
            trends = queries.trends(types);
        }
        ObjectNode query = RandomHabits.shared("RetentionQuery", trends);
        JsonNode series = query.remove("series");
        query.remove("interval");
        if (query.path("dateRange") instanceof ObjectNode range) {
            range.remove("excludeIncompletePeriods");
            if (random.nextInt(3) == 0) {
                range.remove("date_from");
            }
        }
        ObjectNode filter = query.putObject("retentionFilter");
        String period = switch (trends.path("interval").asText("day")) {
            case "hour" -> "Hour";
            case "week" -> "Week";
            case "month" -> "Month";
            default -> "Day";
        };
        filter.put("period", period).put("totalIntervals", random.nextInt(1, 12));
        filter.set("targetEntity", entity(series.get(0), random));
        filter.set("returningEntity", entity(series.get(series.size() - 1), random));
        if (random.nextInt(4) == 0) {
            filter.set("returningEntity", filter.get("targetEntity"));
        }
        if (random.nextBoolean()) {
            filter.put("retentionType", pick(random, TYPES));
        }
        if (random.nextInt(3) == 0) {
            filter.put("minimumOccurrences", random.nextInt(1, 4));
        }
        if (random.nextInt(4) == 0) {
            ArrayNode brackets = filter.putArray("retentionCustomBrackets");
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                brackets.add(random.nextInt(1, 5));
            }
        }
        // Half of the questions are plain: these are counted in another way than the rest.
        if (random.nextBoolean() && trends.has("breakdownFilter")) {
            query.set("breakdownFilter", trends.get("breakdownFilter"));
        }
        if (random.nextInt(5) == 0) {
            query.put("aggregation_group_type_index", random.nextInt(2));
        }
        window(filter, random);
        return query;
    }

    /** Windows of 24 hours can neither be cumulated nor summed over. */
    private static void window(ObjectNode filter, Random random) {
        if (random.nextInt(5) == 0) {
            filter.put("timeWindowMode", "24_hour_windows");
            return;
        }
        if (random.nextInt(3) == 0) {
            filter.put("cumulative", true);
        }
        if (random.nextInt(4) == 0) {
            filter.put("aggregationType", pick(random, List.of("sum", "avg")));
            filter.put("aggregationProperty", pick(random, List.of("n", "n", "mixed")));
            if (random.nextInt(3) == 0) {
                filter.put("aggregationPropertyType", pick(random, List.of("event", "person")));
            }
        }
    }

    private static ObjectNode entity(JsonNode series, Random random) {
        ObjectNode entity = JsonNodeFactory.instance.objectNode();
        if (random.nextInt(6) == 0) {
            entity.put("type", "actions").put("id", random.nextInt(1, 6));
        } else {
            entity.put("type", "events").set("id", series.path("event"));
        }
        if (series.has("properties")) {
            entity.set("properties", series.get("properties"));
        }
        return entity;
    }
}
