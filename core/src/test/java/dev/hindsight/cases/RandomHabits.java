package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.cases.QueryCase.ListedPerson;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes valid questions about habits, lifecycle and stickiness, and people who have some. */
final class RandomHabits {
    private static final List<ChronoUnit> UNITS = List.of(
            ChronoUnit.SECONDS,
            ChronoUnit.MINUTES,
            ChronoUnit.HOURS,
            ChronoUnit.HOURS,
            ChronoUnit.DAYS,
            ChronoUnit.DAYS,
            ChronoUnit.WEEKS,
            ChronoUnit.MONTHS);

    private RandomHabits() {}

    /** The world with people who come again after one or more intervals of the clock, and who were created on the way. */
    static RandomWorld visited(Random random, RandomWorld world) {
        List<ListedEvent> events = new ArrayList<>(world.events());
        List<ListedPerson> persons = new ArrayList<>();
        for (ListedPerson person : world.persons()) {
            Instant created = person.createdAt().orElseThrow();
            for (int habit = random.nextInt(4); habit > 0; habit--) {
                List<Instant> visits = visits(random, world);
                for (Instant at : visits) {
                    events.add(new ListedEvent(
                            pick(random, RandomWorld.EVENTS), pick(random, person.distinctIds()), at, visit(random)));
                }
                created = random.nextInt(3) > 0 ? pick(random, visits) : created;
            }
            persons.add(new ListedPerson(person.distinctIds(), person.properties(), Optional.of(created)));
        }
        return world.withEvents(events).withPersons(persons);
    }

    /** At least one. */
    private static List<Instant> visits(Random random, RandomWorld world) {
        ChronoUnit unit = pick(random, UNITS);
        ZonedDateTime at = world.now().atZone(world.zone()).minus(random.nextInt(8), unit);
        if (random.nextInt(3) == 0) {
            at = at.truncatedTo(unit.compareTo(ChronoUnit.DAYS) > 0 ? ChronoUnit.DAYS : unit);
        }
        List<Instant> visits = new ArrayList<>();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            visits.add(at.plus(random.nextInt(-1, 2), ChronoUnit.MICROS)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS));
            at = at.plus(random.nextInt(3), unit);
        }
        return visits;
    }

    private static ObjectNode visit(Random random) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        if (random.nextBoolean()) {
            properties.put("plan", pick(random, List.of("pro", "free")));
        }
        if (random.nextBoolean()) {
            properties.put("$group_0", pick(random, List.of("acme", "", "é")));
        }
        if (random.nextBoolean()) {
            properties.put("$session_id", pick(random, List.of("a", "b", "é", "")));
        }
        switch (random.nextInt(12)) {
            case 0 -> properties.put("$process_person_profile", false);
            case 1 -> properties.put("$process_person_profile", "false");
            case 2 -> properties.put("$process_person_profile", true);
            default -> {}
        }
        return properties;
    }

    static ObjectNode lifecycle(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode query = shared("LifecycleQuery", queries.trends(types));
        if (query.path("series").size() == 1 && random.nextInt(2) == 0) {
            ((ObjectNode) query.path("series").get(0)).remove("properties");
        }
        if (random.nextInt(4) == 0) {
            query.put("aggregation_group_type_index", random.nextInt(2));
        }
        if (random.nextInt(4) == 0) {
            query.putObject("lifecycleFilter").put("onlyUseInsightDates", random.nextBoolean());
        }
        return query;
    }

    static ObjectNode stickiness(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode trends = queries.trends(types);
        ObjectNode query = shared("StickinessQuery", trends);
        if (trends.has("compareFilter")) {
            query.set("compareFilter", trends.get("compareFilter"));
        }
        for (JsonNode series : query.path("series")) {
            if (random.nextInt(5) == 0) {
                ((ObjectNode) series).put("math", "unique_group").put("math_group_type_index", random.nextInt(2));
            }
        }
        if (random.nextInt(3) == 0) {
            query.put("intervalCount", random.nextInt(1, 6));
        }
        ObjectNode filter = query.putObject("stickinessFilter");
        if (random.nextInt(2) == 0) {
            filter.put("computedAs", pick(random, List.of("cumulative", "non_cumulative")));
        }
        if (random.nextInt(2) == 0) {
            filter.putObject("stickinessCriteria")
                    .put("operator", pick(random, List.of("gte", "lte", "exact")))
                    .put("value", random.nextInt(1, 4));
        }
        return query;
    }

    /** What a question has in common with one about trends. */
    static ObjectNode shared(String kind, ObjectNode trends) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("kind", kind);
        for (String field : List.of("series", "interval", "dateRange", "properties", "filterTestAccounts")) {
            JsonNode value = trends.path(field);
            if (!value.isMissingNode()) {
                query.set(field, value);
            }
        }
        return query;
    }
}
