package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.ShownInsight.Placement;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Insights as dashboards and filters show them, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightViewsContract {
    private static final String QUERY =
            "{'kind': 'InsightVizNode', 'source': {'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'a'}]}}";

    private InsightWorld world;
    private long dashboard;
    private Insight insight;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
        dashboard = world.dashboard(world.project, "Main");
        world.execute("update hindsight.dashboard set filters = '{\"date_from\":\"-14d\",\"interval\":\"week\"}'");
        insight = world.create("{'query': " + QUERY + ", 'dashboards': [" + dashboard + "]}");
        world.execute("update hindsight.tile set layouts = '{\"sm\":{\"x\":1}}', color = 'blue'");
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private ShownInsight get(View view) {
        return world.insights.get(world.member, world.project.id(), insight.shortId(), view);
    }

    private static View view(@Nullable Long dashboard, String filters, String tileFilters) {
        return new View(
                dashboard,
                DashboardFilters.read(json(filters), "filters_override"),
                SqlVariables.NONE,
                DashboardFilters.read(json(tileFilters), "tile_filters_override"));
    }

    private static JsonNode source(ShownInsight shown) {
        return shown.insight().query().path("source");
    }

    @Test
    void get_throughADashboard_hasItsFilters_andTheTilesLook() {
        ShownInsight shown = get(view(dashboard, "{}", "{}"));

        assertThat(source(shown).path("dateRange")).isEqualTo(json("{'date_from': '-14d', 'date_to': null}"));
        assertThat(source(shown).path("interval").textValue()).isEqualTo("week");
        assertThat(shown.placement()).isEqualTo(new Placement(dashboard, "blue", json("{'sm': {'x': 1}}")));
        assertThat(world.get(insight).query()).as("what is stored").isEqualTo(json(QUERY));
    }

    @Test
    void get_laysOnesOwnFiltersOverThoseOfTheDashboard() {
        assertThat(source(get(view(dashboard, "{'date_from': '-3d'}", "{}"))))
                .isEqualTo(json("{'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'a'}],"
                        + " 'dateRange': {'date_from': '-3d', 'date_to': null}, 'interval': 'week'}"));
        assertThat(source(get(view(null, "{'date_from': '-3d'}", "{}"))).has("interval"))
                .isFalse();
        assertThat(source(get(view(dashboard, "{'date_from': null}", "{}"))).has("dateRange"))
                .as("null lets the question have its own range")
                .isFalse();
    }

    @Test
    void get_goesByTheFiltersOfTheTileAlone_whereItHasAny() {
        world.execute("update hindsight.tile set filters_overrides = '{\"date_from\":\"-2d\"}'");

        ShownInsight shown = get(view(dashboard, "{'date_from': '-3d'}", "{'date_to': '-1d'}"));

        assertThat(source(shown).path("dateRange")).isEqualTo(json("{'date_from': '-2d', 'date_to': '-1d'}"));
        assertThat(source(shown).has("interval")).isFalse();
    }

    @Test
    void get_takesADashboardThatDoesNotShowItForNone() {
        long without = world.dashboard(world.project, "Without");
        long foreign = world.dashboard(world.other, "Foreign");
        for (long other : new long[] {without, foreign, 999_999}) {
            ShownInsight shown = get(view(other, "{}", "{}"));
            assertThat(shown.placement()).isNull();
            assertThat(shown.insight().query()).isEqualTo(json(QUERY));
        }

        world.execute("update hindsight.tile set deleted = true");
        assertThat(get(view(dashboard, "{}", "{}")).placement()).isNull();
        world.execute("update hindsight.tile set deleted = false");
        world.execute("update hindsight.dashboard set deleted = true");
        assertThat(get(view(dashboard, "{}", "{}")).placement()).isNull();
    }

    @Test
    void get_takesADashboardThatTheCallerMayNotSeeForNone() {
        world.execute(
                "insert into hindsight.access_control (id, project_id, resource, resource_id, grantee, access_level,"
                        + " created_at, updated_at) values (?, ?, 'dashboard', ?, 'everybody', 'none', ?, ?)",
                UUID.randomUUID(),
                world.project.id(),
                Long.toString(dashboard),
                InsightWorld.START.atOffset(java.time.ZoneOffset.UTC),
                InsightWorld.START.atOffset(java.time.ZoneOffset.UTC));

        ShownInsight shown = get(view(dashboard, "{}", "{}"));

        assertThat(shown.placement()).isNull();
        assertThat(shown.insight().query()).isEqualTo(json(QUERY));
        assertThat(world.insights
                        .get(world.owner, world.project.id(), insight.shortId(), view(dashboard, "{}", "{}"))
                        .placement())
                .isNotNull();
    }

    @Test
    void get_namesTheParameterThatMakesNoQuestion() {
        String deep = "{'type': 'AND', 'values': [".repeat(20) + "{'key': 'a', 'value': 1}" + "]}".repeat(20);
        insight = world.patch(insight, "{'query': " + QUERY.replace("'a'}]", "'a'}], 'properties': " + deep) + "}");
        String more = "{'properties': [{'key': 'b', 'value': 1}]}";

        assertRefused(view(null, more, "{}"), "filters_override");
        assertRefused(view(null, "{'interval': 'day'}", more), "tile_filters_override");
        world.execute("update hindsight.dashboard set filters = ?", more.replace('\'', '"'));
        assertRefused(view(dashboard, "{}", "{}"), "from_dashboard");
        assertRefused(view(dashboard, "{'interval': 'day'}", more), "tile_filters_override");
        assertThat(get(View.PLAIN).insight().query()).isEqualTo(insight.query());
    }

    private void assertRefused(View view, String attr) {
        HindsightException failure = failure(() -> get(view));
        assertThat(failure.failure()).isEqualTo(Failure.INVALID);
        assertThat(failure.attr()).contains(attr);
    }

    @Test
    void get_laysFiltersOverWhatOldFiltersAsk() {
        Insight old =
                world.create("{'filters': {'insight': 'TRENDS', 'events': [{'id': 'seen'}], 'date_from': '-7d'}}");

        JsonNode query = world.insights
                .get(world.owner, world.project.id(), old.shortId(), view(null, "{'date_from': '-3d'}", "{}"))
                .insight()
                .query();

        assertThat(String.valueOf(query)).contains("\"event\":\"seen\"", "\"date_from\":\"-3d\"");
        assertThat(String.valueOf(old.query())).contains("\"date_from\":\"-7d\"");
    }

    @Test
    void get_showsFiltersThatCannotBeTranslated_asTheyAre() {
        Insight odd = world.create("{'filters': {'insight': 'TRENDS', 'interval': 'eon'}}");

        Insight seen = world.insights
                .get(world.owner, world.project.id(), odd.shortId(), view(null, "{'date_from': '-3d'}", "{}"))
                .insight();

        assertThat(seen.query()).isNull();
        assertThat(String.valueOf(seen.problem())).contains("interval");
        assertThat(seen.filters()).isEqualTo(odd.filters());
    }
}
