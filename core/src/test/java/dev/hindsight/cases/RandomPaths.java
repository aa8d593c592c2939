package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.ListedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes valid paths queries, and people who walk. */
final class RandomPaths {
    private static final List<String> PAGES =
            List.of("/a", "/a/", "/", "//", "", "/b", "/b/1/c", "/b/2/c/", "日本", "\uff5e", "😀", "/a?x=1", "...");
    private static final List<String> NAMES = List.of("$pageview", "$pageview", "$screen", "signup", "/a", "$other");
    private static final List<Long> SECONDS = List.of(0L, 0L, 1L, 60L, 60L, 600L, 1_799L, 1_800L, 1_801L);

    private RandomPaths() {}

    /** The world with walks of some people, beside what happened anyway. */
    static RandomWorld walked(Random random, RandomWorld world) {
        List<ListedEvent> events = new ArrayList<>(world.events());
        for (int walk = random.nextInt(12); walk > 0; walk--) {
            String person = "id" + random.nextInt(4);
            Instant at = world.now().minus(random.nextLong(10 * 86_400_000_000L), ChronoUnit.MICROS);
            for (int step = random.nextInt(10); step > 0; step--) {
                ObjectNode properties = JsonNodeFactory.instance.objectNode();
                if (random.nextInt(8) > 0) {
                    properties.put("$current_url", pick(random, PAGES));
                }
                properties.put("$screen_name", pick(random, PAGES));
                if (random.nextBoolean()) {
                    properties.put("plan", "pro");
                }
                events.add(new ListedEvent(pick(random, NAMES), person, at, properties));
                at = at.plusSeconds(pick(random, SECONDS));
                if (random.nextInt(5) == 0) {
                    at = at.minus(1, ChronoUnit.MICROS);
                }
            }
            if (random.nextInt(3) == 0) {
                at = at.plus(Duration.ofDays(1));
            }
        }
        return world.withEvents(events);
    }

    static ObjectNode query(RandomQuery queries, RandomQuery.Types types, Random random) {
        ObjectNode trends = queries.trends(types);
        while (List.of("minute", "second").contains(trends.path("interval").asText())) {
            trends = queries.trends(types);
        }
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("kind", "PathsQuery");
        for (String shared : List.of("dateRange", "properties", "filterTestAccounts")) {
            if (trends.has(shared) && random.nextInt(3) > 0) {
                query.set(shared, trends.get(shared));
            }
        }
        query.set("pathsFilter", filter(random));
        return query;
    }

    private static ObjectNode filter(Random random) {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        if (random.nextInt(3) == 0) {
            for (int i = random.nextInt(3); i > 0; i--) {
                filter.withArray("includeEventTypes")
                        .add(pick(random, List.of("$pageview", "$screen", "custom_event")));
            }
        }
        if (random.nextInt(3) == 0) {
            filter.put("startPoint", pick(random, PAGES));
        }
        if (random.nextInt(3) == 0) {
            filter.put("endPoint", pick(random, PAGES));
        }
        if (random.nextInt(2) == 0) {
            filter.put("stepLimit", random.nextInt(1, 8));
        }
        if (random.nextInt(2) == 0) {
            filter.put("edgeLimit", random.nextInt(1, 12));
        }
        if (random.nextInt(5) == 0) {
            filter.put("minEdgeWeight", random.nextInt(4));
        }
        if (random.nextInt(5) == 0) {
            filter.put("maxEdgeWeight", random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            filter.putArray("excludeEvents").add("/a").add(pick(random, PAGES));
        }
        if (random.nextInt(4) == 0) {
            filter.putArray("pathGroupings")
                    .add(pick(random, List.of("/b/*/c", "*", "a?*", "x|y*")))
                    .add("/b*");
        }
        if (random.nextInt(4) == 0) {
            filter.putArray("localPathCleaningFilters")
                    .addObject()
                    .put("regex", pick(random, List.of("/([0-9])/", "(\\?).*", "^(/)$", "(b)")))
                    .put("alias", pick(random, List.of("", "[\\1]", "b")));
        }
        return filter;
    }
}
