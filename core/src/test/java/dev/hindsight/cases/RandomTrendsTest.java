package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.query.QueryContext;
import dev.hindsight.reference.ReferenceProject;
import dev.hindsight.reference.ReferenceTrends;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Asks the engine and the reference the same random questions. {@code -Drandom.seconds} says for how long, {@code
 * -Drandom.seed} repeats a world that a failure names.
 */
class RandomTrendsTest {
    private static final int QUERIES_OF_A_WORLD = 25;

    @Test
    void trends_areThoseOfTheReference() {
        long seed = Long.getLong("random.seed", System.nanoTime());
        Duration duration = Duration.ofSeconds(Long.getLong("random.seconds", 6));
        long start = System.nanoTime();
        int asked = 0;
        try (DuckDbProjects projects = new DuckDbProjects()) {
            for (long world = seed; ; world++) {
                asked += ask(world, projects);
                if (System.nanoTime() - start > duration.toNanos()) {
                    System.out.printf("%d random questions from -Drandom.seed=%d on%n", asked, seed);
                    return;
                }
            }
        }
    }

    private static int ask(long seed, DuckDbProjects projects) {
        Random random = new Random(seed);
        RandomWorld world = RandomWorld.of(random);
        long project = projects.load(world.data());
        RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
        for (int i = 0; i < QUERIES_OF_A_WORLD; i++) {
            ObjectNode query = queries.trends(world::typeOf);
            Optional<String> difference = difference(world, query, projects, project);
            if (difference.isPresent()) {
                assertThat(smallest(world, query, projects))
                        .as("-Drandom.seed=%d", seed)
                        .isEmpty();
            }
        }
        return QUERIES_OF_A_WORLD;
    }

    private static Optional<String> difference(
            RandomWorld world, JsonNode query, DuckDbProjects projects, long project) {
        JsonNode expected = ReferenceTrends.results(reference(world), query, world.now());
        JsonNode actual;
        try {
            actual = projects.results(
                    query,
                    new QueryContext(
                            project,
                            world.zone(),
                            world.weekStart(),
                            world.testAccountFilters(),
                            List.of(),
                            world::typeOf,
                            world.now()));
        } catch (RuntimeException e) {
            return Optional.of("thrown: " + e);
        }
        ObjectNode expectation = JsonNodeFactory.instance.objectNode();
        expectation.set("expect", expected);
        return new Expectation(0)
                .mismatch(expectation, actual)
                .map(difference -> difference + "\nexpected " + expected + "\nactual   " + actual);
    }

    private static ReferenceProject reference(RandomWorld world) {
        return new ReferenceProject(
                world.zone(),
                world.weekStart(),
                world.testAccountFilters(),
                world::typeOf,
                world.persons().stream()
                        .map(person -> new ReferenceProject.Person(person.distinctIds(), person.properties()))
                        .toList(),
                world.events().stream()
                        .map(event -> new ReferenceProject.Occurrence(
                                event.event(), event.distinctId(), event.timestamp(), event.properties()))
                        .toList());
    }

    /** Leaves out parts of the query and events for as long as the answers still differ, and describes what remains. */
    private static String smallest(RandomWorld world, ObjectNode query, DuckDbProjects projects) {
        JsonNode smallQuery = Smaller.query(query, candidate -> {
            try {
                return difference(world, candidate, projects, projects.load(world.data()))
                        .filter(difference -> !difference.startsWith("thrown"))
                        .isPresent();
            } catch (RuntimeException invalid) {
                return false;
            }
        });
        List<ListedEvent> fewEvents = Smaller.list(world.events(), candidate -> {
            RandomWorld smaller = world.withEvents(candidate);
            return difference(smaller, smallQuery, projects, projects.load(smaller.data()))
                    .isPresent();
        });
        RandomWorld small = world.withEvents(fewEvents);
        StringBuilder text = new StringBuilder("\n");
        text.append(small.zone()).append(", weeks from ").append(small.weekStart());
        text.append(", now ")
                .append(small.now())
                .append(" = ")
                .append(small.now().atZone(small.zone()));
        text.append("\ntypes ").append(small.propertyTypes());
        text.append("\ntest accounts ").append(small.testAccountFilters());
        small.persons().forEach(person -> text.append("\nperson ").append(person));
        small.events().forEach(event -> text.append("\n").append(event));
        text.append("\n").append(smallQuery).append("\n");
        text.append(difference(small, smallQuery, projects, projects.load(small.data()))
                .orElse("gone"));
        return text.toString();
    }
}
