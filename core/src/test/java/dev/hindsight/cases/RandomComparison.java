package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.DefinedProperty;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.reference.NotInReference;
import dev.hindsight.reference.ReferenceGroup;
import dev.hindsight.reference.ReferenceProject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Asks the engine and the reference the same random questions. {@code -Drandom.seconds} says for how long, {@code
 * -Drandom.seed} repeats a world that a failure names.
 */
final class RandomComparison {
    private static final int QUERIES_OF_A_WORLD = 25;

    /** Sums of the same fractions differ by the order in which they are added. */
    private static final double TOLERANCE = 1e-8;

    private final Questions questions;
    private final Interpreter interpreter;
    private final BiFunction<Random, RandomWorld, RandomWorld> worlds;
    private int notForReference;

    RandomComparison(Questions questions, Interpreter interpreter) {
        this(questions, interpreter, (random, world) -> world);
    }

    /** @param worlds makes worlds fit for the questions */
    RandomComparison(
            Questions questions, Interpreter interpreter, BiFunction<Random, RandomWorld, RandomWorld> worlds) {
        this.worlds = worlds;
        this.questions = questions;
        this.interpreter = interpreter;
    }

    /** Makes one query of the kind that is compared. */
    interface Questions {
        ObjectNode next(RandomQuery queries, PropertyTypes types);
    }

    /** What the answer has to be. */
    interface Interpreter {
        JsonNode results(ReferenceProject project, JsonNode query, Instant now);
    }

    /** Asks for as long as it is told, and fails with the smallest question and events that still differ. */
    void run() {
        long seed = Seeds.first();
        Duration duration = Duration.ofSeconds(Long.getLong("random.seconds", 6));
        int asked = 0;
        try (Library library = new Library()) {
            long start = System.nanoTime();
            for (long world = seed; ; world++) {
                ask(world, library);
                asked += QUERIES_OF_A_WORLD;
                if (System.nanoTime() - start > duration.toNanos()) {
                    System.out.printf(
                            "%d random questions from -Drandom.seed=%d on, %d of them not for the reference%n",
                            asked, seed, notForReference);
                    return;
                }
            }
        }
    }

    private void ask(long seed, Library library) {
        Random random = new Random(seed);
        RandomWorld world = worlds.apply(random, RandomWorld.of(random));
        long project = library.load(world.data(), settings(world, world.propertyTypes()));
        PropertyTypes types = library.types(project);
        RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
        for (int i = 0; i < QUERIES_OF_A_WORLD; i++) {
            ObjectNode query = questions.next(queries, types);
            if (difference(world, types, query, library, project).isPresent()) {
                assertThat(smallest(world, types, query, library))
                        .as("-Drandom.seed=%d", seed)
                        .isEmpty();
            }
        }
    }

    private static Library.Settings settings(RandomWorld world, List<DefinedProperty> types) {
        return new Library.Settings(
                world.zone(),
                world.weekStart(),
                world.testAccountFilters(),
                RandomWorld.pathCleaning(),
                types,
                RandomWorld.actions());
    }

    private Optional<String> difference(
            RandomWorld world, PropertyTypes types, JsonNode query, Library library, long project) {
        JsonNode expected;
        try {
            expected = interpreter.results(reference(world, types), query, world.now());
        } catch (NotInReference e) {
            notForReference++;
            return Optional.empty();
        }
        JsonNode actual;
        try {
            actual = library.results(project, query, world.now());
        } catch (RuntimeException e) {
            return Optional.of("thrown: " + e);
        }
        ObjectNode expectation = JsonNodeFactory.instance.objectNode();
        expectation.set("expect", expected);
        return Expectation.relative(TOLERANCE)
                .mismatch(expectation, actual)
                .map(difference -> difference + "\nexpected " + expected + "\nactual   " + actual);
    }

    private static ReferenceProject reference(RandomWorld world, PropertyTypes types) {
        return new ReferenceProject(
                world.zone(),
                world.weekStart(),
                world.testAccountFilters(),
                RandomWorld.pathCleaning(),
                RandomWorld.actions(),
                types,
                world.personsAfterAll().stream()
                        .map(person -> new ReferenceProject.Person(
                                person.distinctIds(),
                                person.properties(),
                                person.createdAt().orElse(Instant.EPOCH)))
                        .toList(),
                world.events().stream()
                        .map(event -> new ReferenceProject.Occurrence(
                                event.event(), event.distinctId(), event.timestamp(), event.properties()))
                        .toList());
    }

    /** Leaves out parts of the query and events for as long as the answers still differ, and describes what remains. */
    private String smallest(RandomWorld world, PropertyTypes types, ObjectNode query, Library library) {
        // What was learned from all events stays so with fewer of them.
        Library.Settings settings = settings(world, everyType(types));
        long project = library.load(world.data(), settings);
        JsonNode smallQuery = Smaller.query(
                query,
                candidate -> difference(world, types, candidate, library, project)
                        .filter(difference -> !difference.startsWith("thrown"))
                        .isPresent());
        List<ListedEvent> fewEvents = Smaller.list(world.events(), candidate -> {
            RandomWorld smaller = world.withEvents(candidate);
            return difference(smaller, types, smallQuery, library, library.load(smaller.data(), settings))
                    .isPresent();
        });
        RandomWorld small = world.withEvents(fewEvents);
        StringBuilder text = new StringBuilder("\n");
        text.append(small.zone()).append(", weeks from ").append(small.weekStart());
        text.append(", now ")
                .append(small.now())
                .append(" = ")
                .append(small.now().atZone(small.zone()));
        text.append("\ntypes");
        settings.types()
                .forEach(type -> text.append(' ')
                        .append(type.kind())
                        .append('.')
                        .append(type.key())
                        .append('=')
                        .append(type.type()));
        text.append("\ntest accounts ").append(small.testAccountFilters());
        small.persons().forEach(person -> text.append("\nperson ").append(person));
        small.events().forEach(event -> text.append("\n").append(event));
        text.append("\n").append(smallQuery).append("\n");
        text.append(difference(small, types, smallQuery, library, library.load(small.data(), settings))
                .orElse("gone"));
        return text.toString();
    }

    private static List<DefinedProperty> everyType(PropertyTypes types) {
        List<DefinedProperty> all = new ArrayList<>();
        for (PropertyKind kind : PropertyKind.values()) {
            RandomWorld.PROPERTIES.forEach(key -> all.add(new DefinedProperty(kind, key, types.of(kind, key))));
        }
        for (String group : ReferenceGroup.TYPES) {
            for (String property : RandomWorld.PROPERTIES) {
                String key = "$group_set." + group + "." + property;
                all.add(new DefinedProperty(PropertyKind.EVENT, key, types.of(PropertyKind.EVENT, key)));
            }
        }
        return all;
    }
}
