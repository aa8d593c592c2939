package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** There are as many people behind a number, and as many events of theirs, as the chart says. */
class RandomActorsTest {
    private static final int WORLDS = 4;
    private static final int QUERIES_OF_A_WORLD = 12;
    private static final int POINTS_OF_A_QUERY = 4;
    private static final List<String> MATHS =
            List.of("dau", "dau", "total", "total", "weekly_active", "unique_group", "first_time_for_group");

    private int points;

    @Test
    void actors_areAsManyAsTheChartSays() {
        long seed = Seeds.first();
        int worlds = Integer.getInteger("random.worlds", WORLDS);
        try (Library library = new Library()) {
            for (long world = seed; world < seed + worlds; world++) {
                ask(world, library);
            }
        }
        System.out.printf("%d random points of trends from -Drandom.seed=%d on%n", points, seed);
        assertThat(points).isPositive();
    }

    private void ask(long seed, Library library) {
        Random random = new Random(seed);
        RandomWorld world = RandomWorld.of(random);
        Library.Settings settings = new Library.Settings(
                world.zone(),
                world.weekStart(),
                world.testAccountFilters(),
                JsonNodeFactory.instance.arrayNode(),
                world.propertyTypes());
        long project = library.load(world.data(), settings);
        RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
        for (int i = 0; i < QUERIES_OF_A_WORLD; i++) {
            ObjectNode query = queries.trends(library.types(project)::of);
            query.remove("samplingFactor");
            if (query.path("trendsFilter") instanceof ObjectNode filter) {
                filter.remove("smoothingIntervals");
                filter.remove("formula");
                filter.remove("formulas");
                filter.remove("formulaNodes");
            }
            query.withArray("series").forEach(series -> {
                ObjectNode counted = (ObjectNode) series;
                counted.put("math", pick(random, MATHS)).remove("math_group_type_index");
                if (counted.path("math").asText().endsWith("_group") || random.nextInt(5) == 0) {
                    counted.put("math_group_type_index", random.nextInt(3)); // of which one has no type
                }
            });
            JsonNode rows = library.results(project, query, world.now());
            for (int p = 0; p < POINTS_OF_A_QUERY && !rows.isEmpty(); p++) {
                check(library, project, world, query, rows.get(random.nextInt(rows.size())), random, seed);
            }
        }
    }

    private void check(
            Library library,
            long project,
            RandomWorld world,
            ObjectNode query,
            JsonNode row,
            Random random,
            long seed) {
        if (!row.has("action")) {
            return; // a box plot or the like
        }
        boolean active = row.get("action").get("math").asText().equals("weekly_active");
        if (active && query.path("trendsFilter").path("display").asText().endsWith("Cumulative")) {
            return; // running totals of overlapping weeks are no people
        }
        ObjectNode point = JsonNodeFactory.instance.objectNode().put("kind", "InsightActorsQuery");
        point.set("source", query);
        point.put("series", row.get("order").asInt());
        if (row.has("breakdown_value")) {
            point.set("breakdown", row.get("breakdown_value"));
        }
        if (row.has("compare_label")) {
            point.put("compare", row.get("compare_label").asText());
        }
        JsonNode value = row.path("aggregated_value");
        if (value.isMissingNode()) {
            if (row.get("data").isEmpty()) {
                return;
            }
            int bucket = random.nextInt(row.get("data").size());
            value = row.get("data").get(bucket);
            JsonNode day = row.get("days").get(bucket);
            if (StreamSupport.stream(row.get("days").spliterator(), false)
                            .filter(day::equals)
                            .count()
                    > 1) {
                return; // where clocks go back, two hours have one name
            }
            point.set("day", day);
        }
        ObjectNode ask = JsonNodeFactory.instance.objectNode().put("kind", "ActorsQuery");
        ask.set("source", point);
        ask.put("limit", 10_000).putArray("select").add("id").add("event_count");
        JsonNode people = library.results(project, ask, world.now());
        Set<String> ids = new HashSet<>();
        long events = 0;
        for (JsonNode person : people) {
            ids.add(person.get(0).asText());
            events += person.get(1).asLong();
        }
        boolean total = row.get("action").get("math").asText().equals("total");
        boolean other = row.path("breakdown_value").toString().contains("$$_posthog_breakdown_other_$$");
        points++;
        assertThat(ids).as("everybody once").hasSize(people.size());
        if (total) {
            assertThat(events).as("-Drandom.seed=%d %s of %s", seed, ask, row).isEqualTo(value.asLong());
        } else if (other) {
            // People with several of the remaining values count once for each of them.
            assertThat((long) ids.size()).as("-Drandom.seed=%d %s", seed, ask).isLessThanOrEqualTo(value.asLong());
        } else {
            assertThat((long) ids.size())
                    .as("-Drandom.seed=%d %s of %s", seed, ask, row)
                    .isEqualTo(value.asLong());
        }
    }
}
