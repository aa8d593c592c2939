package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** There are as many people behind a cell of a retention table as it says. */
class RandomRetentionActorsTest {
    private static final int QUERIES_OF_A_WORLD = 20;
    private static final int CELLS_OF_A_QUERY = 4;

    private int cells;
    private static final int ENOUGH_WORLDS = 500;

    private int filled;

    @Test
    void actors_areAsManyAsTheCellSays() {
        long seed = Seeds.first();
        Duration duration = Duration.ofSeconds(Long.getLong("random.seconds", 5));
        try (Library library = new Library()) {
            long start = System.nanoTime();
            // However slow the machine: some cells have people, and within these many worlds there are such cells.
            for (long world = seed;
                    System.nanoTime() - start < duration.toNanos() || (filled == 0 && world < seed + ENOUGH_WORLDS);
                    world++) {
                ask(world, library);
            }
        }
        System.out.printf(
                "%d random cells of retention, %d of them with people, from -Drandom.seed=%d on%n",
                cells, filled, seed);
        assertThat(filled).isPositive();
    }

    private void ask(long seed, Library library) {
        Random random = new Random(seed);
        RandomWorld world = RandomHabits.visited(random, RandomWorld.of(random));
        Library.Settings settings = new Library.Settings(
                world.zone(),
                world.weekStart(),
                world.testAccountFilters(),
                RandomWorld.pathCleaning(),
                world.propertyTypes(),
                RandomWorld.actions());
        long project = library.load(world.data(), settings);
        RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
        for (int i = 0; i < QUERIES_OF_A_WORLD; i++) {
            ObjectNode query = RandomRetention.query(queries, library.types(project)::of, random);
            JsonNode rows = library.results(project, query, world.now());
            for (int c = 0; c < CELLS_OF_A_QUERY && !rows.isEmpty(); c++) {
                check(library, project, world, query, row(rows, random), random, seed);
            }
        }
    }

    /** Mostly one of somebody. */
    private static JsonNode row(JsonNode rows, Random random) {
        JsonNode row = rows.get(random.nextInt(rows.size()));
        for (int more = 20; more > 0 && row.path("values").path(0).path("count").asLong() == 0; more--) {
            row = rows.get(random.nextInt(rows.size()));
        }
        return row;
    }

    private void check(
            Library library,
            long project,
            RandomWorld world,
            ObjectNode query,
            JsonNode row,
            Random random,
            long seed) {
        int columns = row.get("values").size();
        int column = random.nextInt(columns);
        if (random.nextBoolean() && row.get("values").get(column).get("count").asLong() == 0) {
            column = random.nextInt(Math.min(columns, 3));
        }
        long count = row.get("values").get(column).get("count").asLong();
        ObjectNode cell = JsonNodeFactory.instance.objectNode().put("kind", "InsightActorsQuery");
        cell.set("source", query);
        cell.set("day", row.get("date"));
        cell.put("interval", column);
        if (!row.path("breakdown_value").isNull()) {
            cell.set("breakdown", row.get("breakdown_value"));
        }
        ObjectNode ask = JsonNodeFactory.instance.objectNode().put("kind", "ActorsQuery");
        ask.set("source", cell);
        ask.put("limit", 10_000).putArray("select").add("id").add("event_count");
        JsonNode people = library.results(project, ask, world.now());
        Set<String> ids = new HashSet<>();
        people.forEach(person -> ids.add(person.get(0).asText()));
        cells++;
        filled += count > 0 ? 1 : 0;
        assertThat(ids).as("everybody once").hasSize(people.size());
        if (row.path("breakdown_value").asText().equals("$$_posthog_breakdown_other_$$")) {
            // People with several of the remaining values count once for each of them.
            assertThat((long) ids.size())
                    .as("-Drandom.seed=%d %s of %s", seed, ask, row)
                    .isLessThanOrEqualTo(count);
            assertThat(ids.isEmpty())
                    .as("-Drandom.seed=%d %s of %s", seed, ask, row)
                    .isEqualTo(count == 0);
        } else {
            assertThat((long) ids.size())
                    .as("-Drandom.seed=%d %s of %s", seed, ask, row)
                    .isEqualTo(count);
        }
    }
}
