package dev.hindsight.query.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import dev.hindsight.query.QueryReader;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsRunnerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOON = Instant.parse("2024-08-20T12:00:00Z");

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine());
    private final EventStore store = new DuckDbEventStore(database, Clock.systemUTC());
    private int events;

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void run_splitsVisitsAtHalfAnHour_andKeepsTheLastOfRepeatedItems() throws Exception {
        walk("ada", "/a", 0, "/a", 60, "/b", 90);
        walk("ada", "/c", 90 + 1_800);
        walk("bob", "/a", 0, "/b", 1_799);

        assertThat(run("{}")).containsExactly("1_/a > 2_/b 2 914500");
    }

    @Test
    void run_ordersEventsOfOneTimeByTheirItems() throws Exception {
        walk("ada", "/b", 0, "/a", 0, "/c", 0, "/a", 0);

        assertThat(run("{}")).containsExactly("1_/a > 2_/b 1 0", "2_/b > 3_/c 1 0");
    }

    @Test
    void run_fromAPoint_dropsVisitsWithoutIt() throws Exception {
        walk("ada", "/x", 0, "/a", 10, "/b", 20, "/c", 30);
        walk("bob", "/b", 0, "/c", 10);

        assertThat(run("{'startPoint':'/a/','stepLimit':2}")).containsExactly("1_/a > 2_/b 1 10000");
    }

    @Test
    void run_toAPoint_keepsTheLastItems() throws Exception {
        walk("ada", "/x", 0, "/a", 10, "/b", 20, "/c", 30);

        assertThat(run("{'endPoint':'/b','stepLimit':2}")).containsExactly("1_/a > 2_/b 1 10000");
    }

    @Test
    void run_betweenPoints_leavesOutTheMiddle() throws Exception {
        walk("ada", "/0", 0, "/1", 10, "/2", 30, "/3", 60, "/4", 100, "/5", 150, "/6", 210);

        assertThat(run("{'startPoint':'/0','endPoint':'/5','stepLimit':4}"))
                .containsExactly(
                        "1_/0 > 2_/1 1 10000", "2_/1 > 3_... 1 20000", "3_... > 4_/4 1 70000", "4_/4 > 5_/5 1 50000");
    }

    @Test
    void run_fromAPointToItself_isARoundTrip() throws Exception {
        walk("ada", "/a", 0, "/b", 10, "/a", 20);

        assertThat(run("{'startPoint':'/a','endPoint':'/a'}"))
                .containsExactly("1_/a > 2_/b 1 10000", "2_/b > 3_/a 1 10000");
    }

    @Test
    void run_cleans_thenGroups_thenExcludes() throws Exception {
        walk("ada", "/a?x=1", 0, "/user/7/edit", 10, "/noise", 20, "/end", 30);

        assertThat(
                        run(
                                "{'includeEventTypes':['$pageview'],'pathReplacements':true,'pathGroupings':['/user/*'],"
                                        + "'localPathCleaningFilters':[{'regex':'^/(end)$','alias':'<\\\\1>'}],'excludeEvents':['/noise']}"))
                .containsExactly("1_/a > 2_/user/* 1 10000", "2_/user/* > 3_<end> 1 20000");
    }

    @Test
    void run_namesOtherEventsByAnExpression() throws Exception {
        event("ada", "click", 0, "{\"button\":\"buy\"}");
        event("ada", "click", 5, "{}");
        walk("ada", "/a", 10);

        assertThat(run("{'includeEventTypes':['hogql'],'pathsHogQLExpression':'properties.button'}"))
                .containsExactly("1_buy > 2_ 1 5000", "2_ > 3_/a 1 5000");
    }

    @Test
    void run_scalesSampledPassages() throws Exception {
        for (int person = 0; person < 200; person++) {
            walk("person " + person, "/a", 0, "/b", 10);
        }

        String all = run("{}", "'samplingFactor':0.5,").get(0);

        int value = Integer.parseInt(all.split(" ")[3]);
        assertThat(value).isBetween(100, 300).matches(n -> n % 2 == 0, "twice a whole number");
    }

    @Test
    void run_ofABadRegex_isRefused() {
        assertThatThrownBy(() -> run("{'localPathCleaningFilters':[{'regex':'(','alias':''}]}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("regular expression");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'stepLimit':0}",
                "{'stepLimit':51}",
                "{'edgeLimit':0}",
                "{'includeEventTypes':['$nope']}",
                "{'excludeEvents':[1]}",
                "{'localPathCleaningFilters':[{'regexp':'a'}]}",
                "{'minEdgeWeight':-1}",
                "{'unknown':1}"
            })
    void read_ofWhatIsNoFilter_isRefused(String filter) {
        assertThatThrownBy(() -> query(filter, ""))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("query.pathsFilter");
    }

    @Test
    void actors_areThoseWhoPassedAnEdge() throws Exception {
        walk("ada", "/a", 0, "/b", 10, "/c", 20);
        walk("ada", "/a", 10_000, "/b", 10_010);
        walk("bob", "/x", 0, "/b", 10);

        assertThat(passages("{'pathStartKey':'1_/a','pathEndKey':'2_/b'}")).containsExactly(2L);
        assertThat(passages("{'pathEndKey':'2_/b'}")).containsExactlyInAnyOrder(2L, 1L);
        assertThat(passages("{'pathStartKey':'2_/b'}")).containsExactly(1L);
        assertThat(passages("{'pathStartKey':'1_/nowhere'}")).isEmpty();
        assertThatThrownBy(() -> passages("{'pathStartKey':'nothing'}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("position");
    }

    private List<Long> passages(String filter) throws Exception {
        return engine.query(
                new PathsRunner(engine, (paths, context, deadline) -> Sql.EMPTY)
                        .actors(query(filter, ""), context(), Deadline.in(Duration.ofSeconds(20)))
                        .sql(),
                row -> row.getLong(2),
                Deadline.in(Duration.ofSeconds(20)));
    }

    private List<String> run(String filter) throws Exception {
        return run(filter, "");
    }

    private List<String> run(String filter, String more) throws Exception {
        JsonNode rows = new PathsRunner(engine, (paths, context, deadline) -> Sql.EMPTY)
                .run(query(filter, more), context(), Deadline.in(Duration.ofSeconds(20)))
                .results();
        List<String> edges = new ArrayList<>();
        rows.forEach(row -> edges.add(row.get("source").asText() + " > "
                + row.get("target").asText() + " " + row.get("value") + " " + row.get("average_conversion_time")));
        return edges;
    }

    private static PathsQuery query(String filter, String more) throws Exception {
        return (PathsQuery) QueryReader.read(JSON.readTree(
                        ("{'kind':'PathsQuery'," + more + "'pathsFilter':" + filter + "}").replace('\'', '"')))
                .toRun();
    }

    private static QueryContext context() {
        return new QueryContext(
                1,
                ZoneOffset.UTC,
                DayOfWeek.SUNDAY,
                JSON.createArrayNode(),
                List.of(new PathCleaningRule("\\?.*", "")),
                PropertyTypes.NONE,
                NOON.plus(Duration.ofDays(1)));
    }

    /** @param steps pages, each followed by its second after noon */
    private void walk(String person, Object... steps) {
        for (int i = 0; i < steps.length; i += 2) {
            event(person, "$pageview", (Integer) steps[i + 1], "{\"$current_url\":\"" + steps[i] + "\"}");
        }
    }

    private void event(String person, String name, int second, String properties) {
        store.append(1, List.of(new Event(new UUID(1, events++), name, person, NOON.plusSeconds(second), properties)));
    }
}
