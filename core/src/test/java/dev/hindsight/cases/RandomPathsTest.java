package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.PathsFilter;
import dev.hindsight.reference.ReferencePaths;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Paths by the engine and by the reference. */
class RandomPathsTest {
    @Test
    void paths_areThoseOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomPaths.query(queries, types::of, queries.random()),
                        ReferencePaths::results,
                        RandomPaths::walked)
                .run();
    }

    @Test
    void actors_passedAsOftenAsTheEdgeSays() {
        long seed = Seeds.first();
        int edges = 0;
        int ends = 0;
        try (Library library = new Library()) {
            for (long each = seed; each < seed + Integer.getInteger("random.worlds", 4); each++) {
                Random random = new Random(each);
                RandomWorld world = RandomPaths.walked(random, RandomWorld.of(random));
                Library.Settings settings = new Library.Settings(
                        world.zone(),
                        world.weekStart(),
                        world.testAccountFilters(),
                        JsonNodeFactory.instance.arrayNode(),
                        world.propertyTypes());
                long project = library.load(world.data(), settings);
                RandomQuery queries = new RandomQuery(random, world.zone(), world.now());
                for (int i = 0; i < 12; i++) {
                    ObjectNode query = RandomPaths.query(queries, library.types(project)::of, random);
                    ends += checkEnds(library, project, world, query, each);
                    for (JsonNode edge : library.results(project, query, world.now())) {
                        long passages = 0;
                        Set<String> ids = new HashSet<>();
                        JsonNode people = library.results(project, people(query, edge), world.now());
                        for (JsonNode person : people) {
                            ids.add(person.get(0).asText());
                            passages += person.get(1).asLong();
                        }
                        edges++;
                        assertThat(ids).as("everybody once").hasSize(people.size());
                        assertThat(passages)
                                .as("-Drandom.seed=%d %s of %s", each, query, edge)
                                .isEqualTo(edge.get("value").asLong());
                    }
                }
            }
        }
        System.out.printf("%d edges and %d ends of paths from -Drandom.seed=%d on%n", edges, ends, seed);
        assertThat(edges).isPositive();
        assertThat(ends).isPositive();
    }

    /** As many paths end at an item as lead there and not on. */
    private static int checkEnds(Library library, long project, RandomWorld world, ObjectNode asked, long seed) {
        ObjectNode query = asked.deepCopy();
        query.withObject("/pathsFilter")
                .put("edgeLimit", PathsFilter.MAX_EDGES)
                .remove(List.of("minEdgeWeight", "maxEdgeWeight"));
        Map<String, Long> ends = new TreeMap<>();
        for (JsonNode edge : library.results(project, query, world.now())) {
            long passages = edge.get("value").asLong();
            ends.merge(edge.get("target").asText(), passages, Long::sum);
            ends.merge(edge.get("source").asText(), -passages, Long::sum);
        }
        int found = 0;
        for (Map.Entry<String, Long> end : ends.entrySet()) {
            if (end.getKey().startsWith("1_") || ++found > 1) {
                continue;
            }
            ObjectNode source = query.deepCopy();
            source.withObject("/pathsFilter").put("pathDropoffKey", end.getKey());
            long paths = 0;
            for (JsonNode person : library.results(project, asking(source), world.now())) {
                paths += person.get(1).asLong();
            }
            assertThat(paths).as("-Drandom.seed=%d %s of %s", seed, source, end).isEqualTo(end.getValue());
        }
        return Math.min(found, 1);
    }

    private static ObjectNode people(ObjectNode query, JsonNode edge) {
        ObjectNode source = query.deepCopy();
        source.withObject("/pathsFilter")
                .put("pathStartKey", edge.get("source").asText())
                .put("pathEndKey", edge.get("target").asText());
        return asking(source);
    }

    private static ObjectNode asking(ObjectNode source) {
        ObjectNode ask = JsonNodeFactory.instance.objectNode().put("kind", "ActorsQuery");
        ask.put("limit", 10_000).putArray("select").add("id").add("event_count");
        ask.putObject("source").put("kind", "InsightActorsQuery").set("source", source);
        return ask;
    }
}
