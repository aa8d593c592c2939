package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Answers that are said to be exact, and answers that are calculated in part, are those of a full calculation: whatever
 * happened since, and however the time went on. {@code -Drandom.seconds} says for how long, {@code -Drandom.seed} repeats a
 * world that a failure names.
 */
class RandomRefreshTest {
    private static final int QUERIES_OF_A_WORLD = 6;
    private static final int ROUNDS = 5;
    private static final int MOST_WORLDS = 30;

    private final Map<Answer.Reason, Integer> reasons = new EnumMap<>(Answer.Reason.class);

    @Test
    void answer_exactOrInPart_isThatOfAFullCalculation() {
        long seed = Seeds.first();
        Duration duration = Duration.ofSeconds(Long.getLong("random.seconds", 8));
        long start = System.nanoTime();
        try (Library library = new Library()) {
            for (long world = seed; isWanted(world - seed, start, duration); world++) {
                compare(world, library);
            }
        }
        System.out.printf("answers from -Drandom.seed=%d on: %s%n", seed, reasons);
        assertThat(reasons.get(Answer.Reason.EXACT)).isPositive();
        assertThat(reasons.get(Answer.Reason.CALCULATED)).isPositive();
    }

    /** A slow machine goes on until it has seen what there is to see. */
    private boolean isWanted(long worlds, long start, Duration duration) {
        boolean seenAll = reasons.containsKey(Answer.Reason.EXACT) && reasons.containsKey(Answer.Reason.CALCULATED);
        return System.nanoTime() - start < duration.toNanos() || (!seenAll && worlds < MOST_WORLDS);
    }

    private void compare(long seed, Library library) {
        Random random = new Random(seed);
        RandomWorld world = RandomFunnels.busy(random, RandomHabits.visited(random, RandomWorld.of(random)));
        long project = library.load(
                world.data(),
                new Library.Settings(
                        world.zone(),
                        world.weekStart(),
                        world.testAccountFilters(),
                        RandomWorld.pathCleaning(),
                        world.propertyTypes(),
                        RandomWorld.actions()));
        RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
        List<ObjectNode> questions = new ArrayList<>();
        for (int i = 0; i < QUERIES_OF_A_WORLD; i++) {
            questions.add(question(queries, library.types(project)::of, random));
        }
        Instant now = world.now();
        StringBuilder history = new StringBuilder();
        for (int round = 0; round < ROUNDS; round++) {
            for (JsonNode question : questions) {
                compare(
                        library,
                        project,
                        question,
                        now,
                        "-Drandom.seed=%d at %s %s after %s".formatted(seed, now, world.zone(), history));
            }
            if (random.nextInt(6) == 0) {
                String id = pick(random, List.of("id0", "id1", "nobody"));
                Instant created = now.minus(Duration.ofHours(random.nextInt(300)));
                history.append(id).append(" created ").append(created).append(' ');
                library.created(project, id, created);
            } else if (random.nextInt(3) > 0) {
                ListedEvent event = happening(random, world, now);
                history.append(event).append(' ');
                library.append(project, event);
            }
            Duration passing = Duration.ofHours(pick(random, List.of(0, 1, 5, 7, 13, 26, 80)));
            history.append(passing).append(' ');
            now = now.plus(passing);
        }
    }

    private void compare(Library library, long project, JsonNode question, Instant now, String description) {
        Answer answer;
        try {
            answer = library.answer(project, question, RefreshMode.BLOCKING, now);
        } catch (HindsightException e) {
            // As time goes by, ranges come to end before they begin.
            assertThatThrownBy(() -> library.results(project, question, now)).hasMessage(e.getMessage());
            return;
        }
        Answer.Reason reason = Objects.requireNonNull(answer.result()).reason();
        reasons.merge(reason, 1, Integer::sum);
        if (reason == Answer.Reason.WITHIN_AGE) {
            return; // it may be old
        }
        ObjectNode expectation = JsonNodeFactory.instance.objectNode();
        expectation.set("expect", library.results(project, question, now));
        assertThat(Expectation.relative(1e-8).mismatch(expectation, Library.results(answer)))
                .as("%s %s %s", reason, question, description)
                .isEmpty();
    }

    private static ObjectNode question(RandomQuery queries, RandomQuery.Types types, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> RandomFunnels.query(queries, types, random);
            case 1 -> RandomHabits.lifecycle(queries, types, random);
            case 2 -> RandomHabits.stickiness(queries, types, random);
            case 3 -> RandomRetention.query(queries, types, random);
            case 4 -> RandomPaths.query(queries, types, random);
            default -> RandomTrends.query(queries, types);
        };
    }

    /** Something that changes answers: an event of now or from long ago, a property of a person, or two persons being one. */
    private static ListedEvent happening(Random random, RandomWorld world, Instant now) {
        List<String> ids = new ArrayList<>(List.of("somebody"));
        world.persons().forEach(person -> ids.addAll(person.distinctIds()));
        String id = pick(random, ids);
        Instant at = now.minus(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 100 : 20_000)));
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        switch (random.nextInt(5)) {
            case 0 -> properties.putObject("$set").put("plan", pick(random, List.of("pro", "free")));
            case 1 -> {
                properties.put("$anon_distinct_id", pick(random, ids));
                return new ListedEvent("$identify", id, at, properties);
            }
            default -> properties.put("plan", "pro").put("n", random.nextInt(9));
        }
        return new ListedEvent(pick(random, RandomWorld.EVENTS), id, at, properties);
    }
}
