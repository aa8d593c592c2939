package dev.hindsight.dashboard;

import static dev.hindsight.dashboard.DashboardWorld.assertInvalid;
import static dev.hindsight.dashboard.DashboardWorld.assertNotFound;
import static dev.hindsight.dashboard.DashboardWorld.failure;
import static dev.hindsight.dashboard.DashboardWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.Activity;
import dev.hindsight.error.Failure;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.metadata.Interruption;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.Overlay;
import dev.hindsight.query.SqlVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Making, reading, changing, deleting and restoring dashboards and their tiles, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class DashboardsContract {
    private DashboardWorld world;

    void start(MetadataDatabase database) {
        world = new DashboardWorld(database);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private Dashboard create(String body) {
        return world.create(world.ada, body);
    }

    private Dashboard patch(Dashboard dashboard, String body) {
        return world.patch(world.ada, dashboard, body);
    }

    private Dashboard get(Dashboard dashboard) {
        return world.get(world.ada, dashboard);
    }

    private Insight insight(String name) {
        return world.insight(world.ada, name);
    }

    @Test
    void create_ofAnEmptyBody_hasDefaults() {
        Dashboard dashboard = create("{}");

        assertThat(dashboard.name()).isNull();
        assertThat(dashboard.description()).isEmpty();
        assertThat(dashboard.filters()).isEqualTo(DashboardFilters.NONE);
        assertThat(dashboard.restricted()).isFalse();
        assertThat(dashboard.version()).isEqualTo(1);
        assertThat(dashboard.createdBy()).isEqualTo(world.ada.user());
        assertThat(dashboard.accessLevel()).isEqualTo(AccessLevel.MANAGER);
        assertThat(dashboard.editable()).isTrue();
        assertThat(get(dashboard)).isEqualTo(dashboard);
    }

    @Test
    void nodesOfTheReleaseBefore_purgeTags_thatDashboardsHave() {
        Dashboard dashboard = create("{'tags': ['a', 'b']}");

        // As they do, knowing of insights alone.
        Transactions.use(
                world.database.jdbi(),
                handle -> handle.execute("delete from hindsight.tag where name = 'a'"
                        + " and id not in (select tag_id from hindsight.insight_tag)"));

        assertThat(get(dashboard).tags()).containsExactly("b");
    }

    @Test
    void listOfTheDeleted_hasTheRestrictedOnes_thatSomebodyWasInvitedTo() {
        Dashboard dashboard = create("{'restriction_level': 37}");
        patch(dashboard, "{'deleted': true}");
        assertThat(trash(world.grace)).isEmpty();

        world.rule(dashboard.guarded(), null, "manager");
        assertThat(trash(world.grace)).as("a rule for everybody invites nobody").isEmpty();
        world.rule(dashboard.guarded(), world.grace, "viewer");
        assertThat(trash(world.grace)).isEmpty();
        world.rule(dashboard.guarded(), world.grace, "editor");
        assertThat(trash(world.grace)).containsExactly(dashboard.id());
        assertThat(world.patch(world.grace, dashboard, "{'deleted': false}").deleted())
                .isFalse();
    }

    private List<Long> trash(Caller caller) {
        return world.dashboards.listDeleted(caller, world.project.id(), null, 10, 0).dashboards().stream()
                .map(Dashboard::id)
                .toList();
    }

    @Test
    void create_keepsWhatWasSent() {
        Insight first = insight("first");
        Dashboard dashboard = create("{'name': 'Main', 'description': 'What matters', 'pinned': true,"
                + " 'filters': {'date_from': '-14d'}, 'variables': {'v': {'code_name': 'c', 'variableId': 'v', 'value': 1.50}},"
                + " 'restriction_level': 37, 'tiles': [{'insight_id': " + first.id()
                + ", 'layouts': {'sm': {'x': 1, 'y': 5}}, 'color': 'blue', 'filters_overrides': {'interval': 'week'}},"
                + " {'text': {'body': '# Hello'}, 'layouts': {'sm': {'x': 0, 'y': 0}}}]}");

        Dashboard read = get(dashboard);
        assertThat(read).isEqualTo(dashboard);
        assertThat(read.name()).isEqualTo("Main");
        assertThat(read.description()).isEqualTo("What matters");
        assertThat(read.pinned()).isTrue();
        assertThat(read.restricted()).isTrue();
        assertThat(read.filters().json()).isEqualTo(json("{'date_from': '-14d'}"));
        assertThat(read.variables().json().at("/v/code_name").textValue()).isEqualTo("c");
        assertThat(read.tiles()).hasSize(2);
        assertThat(read.tiles().get(0).text()).isEqualTo("# Hello");
        Tile tile = read.tiles().get(1);
        assertThat(tile.insight().id()).isEqualTo(first.id());
        assertThat(tile.layouts()).isEqualTo(json("{'sm': {'x': 1, 'y': 5}}"));
        assertThat(tile.color()).isEqualTo("blue");
        assertThat(tile.filters().json()).isEqualTo(json("{'interval': 'week'}"));
        assertThat(world.read(first).dashboards()).containsExactly(dashboard.id());
    }

    @Test
    void writes_thatADeadlockEnds_areDoneAgain_once() {
        Insight insight = insight("first");
        Dashboard made;
        try (Interruption deadlock = new Interruption(world.database.jdbi(), "insert into hindsight.activity")) {
            made = create("{'name': 'a', 'tiles': [{'insight': " + insight.id() + "}]}");
            assertThat(deadlock.happened()).isTrue();
        }
        Dashboard renamed;
        try (Interruption deadlock = new Interruption(world.database.jdbi(), "insert into hindsight.activity")) {
            renamed = patch(made, "{'name': 'b'}");
            assertThat(deadlock.happened()).isTrue();
        }

        assertThat(renamed.name()).isEqualTo("b");
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(get(made)).isEqualTo(renamed);
        assertThat(world.read(insight).dashboards()).containsExactly(made.id());
    }

    @Test
    void create_withATileThatCannotBe_leavesNothing() {
        Insight good = insight("good");

        assertInvalid(
                () -> create("{'name': 'a', 'tiles': [{'insight': " + good.id() + "}, {'insight': 999999}]}"),
                "does_not_exist",
                "tiles__1__insight");
        assertThat(world.count("select count(*) from hindsight.dashboard")).isZero();
        assertThat(world.count("select count(*) from hindsight.tile")).isZero();
        assertThat(world.read(good).version()).isEqualTo(good.version());
    }

    @Test
    void get_asksInsightsWithTheFiltersOfTheDashboard_orOfTheirTiles() {
        Insight first = insight("first");
        Insight second = insight("second");
        Dashboard dashboard = create("{'filters': {'date_from': '-14d', 'interval': 'week'}, 'tiles': [{'insight': "
                + first.id() + "}, {'insight': " + second.id() + ", 'filters_overrides': {'date_from': '-2d'}}]}");

        assertThat(query(get(dashboard), 0).at("/dateRange/date_from").textValue())
                .isEqualTo("-14d");
        assertThat(query(get(dashboard), 0).path("interval").textValue()).isEqualTo("week");
        assertThat(query(get(dashboard), 1).at("/dateRange/date_from").textValue())
                .isEqualTo("-2d");
        assertThat(query(get(dashboard), 1).path("interval").textValue()).isEqualTo("day");
        assertThat(world.read(first).query()).isEqualTo(first.query());

        Dashboard overlaid = world.dashboards.get(
                world.ada,
                world.project.id(),
                dashboard.id(),
                new Overlay(DashboardFilters.read(json("{'date_from': '-3d'}"), "f"), SqlVariables.NONE));
        assertThat(query(overlaid, 0).at("/dateRange/date_from").textValue()).isEqualTo("-3d");
        assertThat(query(overlaid, 0).path("interval").textValue()).isEqualTo("week");
        assertThat(query(overlaid, 1).at("/dateRange/date_from").textValue()).isEqualTo("-2d");
    }

    private static JsonNode query(Dashboard dashboard, int tile) {
        return dashboard.tiles().get(tile).insight().query();
    }

    @Test
    void get_saysOfATileWhoseFiltersMakeNoQuestion_andShowsTheOthers() {
        String deep = "{'type': 'AND', 'values': [".repeat(20) + "{'key': 'a', 'value': 1}" + "]}".repeat(20);
        Insight bad = world.insights.create(
                world.ada,
                world.project.id(),
                InsightBody.draft(json("{'query': {'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode'}],"
                        + " 'properties': " + deep + "}}")));
        Dashboard dashboard = create("{'filters': {'properties': [{'key': 'b', 'value': 1}]}, 'tiles': [{'insight': "
                + bad.id() + "}, {'insight': " + insight("good").id() + "}]}");

        List<Tile> tiles = get(dashboard).tiles();
        assertThat(tiles.get(0).problem()).contains("nested more than 20 deep");
        assertThat(tiles.get(0).insight().query()).isEqualTo(bad.query());
        assertThat(tiles.get(1).problem()).isNull();
        assertThat(tiles.get(1).insight().query().path("properties")).hasSize(1);
    }

    @Test
    void update_addsMovesRemovesAndRevivesTiles() {
        Insight insight = insight("a");
        Dashboard dashboard = create("{}");

        Dashboard added = patch(dashboard, "{'tiles': [{'insight': {'id': " + insight.id() + "}, 'color': 'red'}]}");
        long tile = added.tiles().get(0).id();
        Dashboard moved = patch(dashboard, "{'tiles': [{'id': " + tile + ", 'layouts': {'sm': {'x': 3}}}]}");
        assertThat(moved.tiles()).singleElement().satisfies(shown -> {
            assertThat(shown.layouts()).isEqualTo(json("{'sm': {'x': 3}}"));
            assertThat(shown.color()).isEqualTo("red");
        });
        assertThat(patch(dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': true}]}")
                        .tiles())
                .isEmpty();
        assertThat(world.read(insight).dashboards()).isEmpty();
        Dashboard again = patch(dashboard, "{'tiles': [{'insight_id': " + insight.id() + "}]}");
        assertThat(again.tiles()).singleElement().satisfies(shown -> {
            assertThat(shown.id()).isEqualTo(tile);
            assertThat(shown.layouts()).isEqualTo(moved.tiles().get(0).layouts());
            assertThat(shown.color()).isEqualTo("red");
        });
        assertThat(world.read(insight).tiles().get(0).deleted())
                .as("one that was put back")
                .isFalse();
        assertThat(again.version()).isEqualTo(5);
    }

    @Test
    void update_ofATile_takesItAsItWasRead() {
        Insight insight = insight("a");
        Dashboard dashboard = create("{'tiles': [{'insight': " + insight.id() + "}]}");
        long tile = dashboard.tiles().get(0).id();

        Dashboard same = patch(
                dashboard,
                "{'tiles': [{'id': " + tile + ", 'insight': {'id': " + insight.id()
                        + ", 'name': 'ignored'}, 'text': null, 'layouts': {}, 'color': null, 'filters_overrides': {},"
                        + " 'deleted': null, 'order': 0}]}");

        assertThat(same).isEqualTo(dashboard);
    }

    @Test
    void update_writesTexts() {
        Dashboard dashboard = create("{'tiles': [{'text': {'body': 'one'}}]}");
        long tile = dashboard.tiles().get(0).id();

        assertThat(patch(dashboard, "{'tiles': [{'id': " + tile + ", 'text': {'body': 'two'}, 'color': 'c'}]}")
                        .tiles())
                .singleElement()
                .satisfies(shown -> assertThat(shown.text() + shown.color()).isEqualTo("twoc"));
        assertThat(patch(dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': true}]}")
                        .tiles())
                .isEmpty();
        assertThat(patch(dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': false}]}")
                        .tiles())
                .singleElement()
                .satisfies(shown -> assertThat(shown.text()).isEqualTo("two"));
        assertThat(patch(dashboard, "{'tiles': [{'text': {'body': ''}}, {'text': {'body': ''}}]}")
                        .tiles())
                .hasSize(3);
    }

    @Test
    void update_refusesTilesThatCannotBe_andChangesNothing() {
        Insight shown = insight("shown");
        Insight more = insight("more");
        Dashboard dashboard = create("{'tiles': [{'insight': " + shown.id() + "}, {'text': {'body': 'a'}}]}");
        long tile = dashboard.tiles().get(0).id();
        long text = dashboard.tiles().get(1).id();
        Dashboard elsewhere = create("{'tiles': [{'text': {'body': 'b'}}]}");
        String fine = "{'insight': " + more.id() + "}, ";

        assertTileRefused(dashboard, fine + "{'id': 999999}", "does_not_exist", "tiles__1__id");
        assertTileRefused(
                dashboard, fine + "{'id': " + elsewhere.tiles().get(0).id() + "}", "does_not_exist", "tiles__1__id");
        assertTileRefused(
                dashboard,
                fine + "{'id': " + tile + ", 'insight': " + more.id() + "}",
                "invalid_input",
                "tiles__1__insight");
        assertTileRefused(
                dashboard,
                fine + "{'id': " + text + ", 'insight': " + more.id() + "}",
                "invalid_input",
                "tiles__1__insight");
        assertTileRefused(
                dashboard, fine + "{'id': " + tile + ", 'text': {'body': 'c'}}", "invalid_input", "tiles__1__text");
        world.delete(more, true);
        assertTileRefused(dashboard, "{'insight': " + more.id() + "}", "does_not_exist", "tiles__0__insight");
        assertThat(get(dashboard)).isEqualTo(dashboard);
    }

    private void assertTileRefused(Dashboard dashboard, String tiles, String code, String attr) {
        assertInvalid(() -> patch(dashboard, "{'name': 'new', 'tiles': [" + tiles + "]}"), code, attr);
    }

    @Test
    void update_changesFields_andNothingElse() {
        Dashboard dashboard = create("{'name': 'a', 'description': 'b', 'filters': {'interval': 'day'}}");

        Dashboard changed = patch(dashboard, "{'name': null, 'pinned': 'yes', 'restriction_level': 37, 'unknown': 1}");

        assertThat(changed.name()).isNull();
        assertThat(changed.description()).isEqualTo("b");
        assertThat(changed.pinned()).isTrue();
        assertThat(changed.restricted()).isTrue();
        assertThat(changed.filters()).isEqualTo(dashboard.filters());
        assertThat(changed.version()).isEqualTo(2);
        assertThat(patch(dashboard, "{'pinned': true}"))
                .as("what is so already")
                .isEqualTo(changed);
        assertThat(patch(dashboard, "{'filters': null, 'description': null}").filters())
                .isEqualTo(DashboardFilters.NONE);
    }

    @Test
    void update_refusesAnotherVersionThanExpected() {
        Dashboard dashboard = create("{'name': 'a'}");
        patch(dashboard, "{'name': 'b'}");

        assertThat(failure(() -> world.dashboards.update(
                                world.ada,
                                world.project.id(),
                                dashboard.id(),
                                DashboardBody.patch(json("{'name': 'c'}")),
                                1L))
                        .failure())
                .isEqualTo(Failure.VERSION_MISMATCH);
        assertThat(get(dashboard).name()).isEqualTo("b");
    }

    @Test
    void update_deletesAndRestores() {
        Insight insight = insight("a");
        Dashboard dashboard = create("{'name': 'a', 'tiles': [{'insight': " + insight.id() + "}]}");

        Dashboard deleted = patch(dashboard, "{'deleted': true}");

        assertThat(deleted.deletedAt()).isEqualTo(DashboardWorld.NOW);
        assertThat(world.count("select count(*) from hindsight.dashboard where deleted and deleted_by = "
                        + world.ada.user().id()))
                .isEqualTo(1);
        assertThat(world.read(insight).dashboards()).isEmpty();
        assertNotFound(() -> get(dashboard));
        assertNotFound(() -> patch(dashboard, "{'name': 'b'}"));
        assertNotFound(() -> patch(dashboard, "{'deleted': true}"));
        assertNotFound(() -> patch(dashboard, "{'deleted': 'false'}"));
        assertThat(world.dashboards
                        .list(world.ada, world.project.id(), null, 10, 0)
                        .count())
                .isZero();

        Dashboard restored = patch(dashboard, "{'deleted': false}");
        assertThat(restored.deletedAt()).isNull();
        assertThat(restored.tiles()).hasSize(1);
        assertThat(world.read(insight).dashboards()).containsExactly(dashboard.id());
        assertThat(world.count("select count(*) from hindsight.dashboard where deleted_by is not null"))
                .isZero();
        assertThat(world.history(dashboard))
                .extracting(Activity::activity)
                .containsExactly("restored", "deleted", "created");
    }

    @Test
    void tile_ofADeletedInsight_goesAndComesBackWithIt() {
        Insight insight = insight("a");
        Dashboard dashboard = create("{'tiles': [{'insight': " + insight.id() + "}]}");

        world.delete(insight, true);
        assertThat(get(dashboard).tiles()).isEmpty();
        world.delete(insight, false);
        assertThat(get(dashboard).tiles()).hasSize(1);
    }

    @Test
    void list_hasPinnedOnesFirst_thenByName_aPageAtATime() {
        for (String name : List.of("b", "C", "a_1", "ab1")) {
            create("{'name': '" + name + "', 'description': 'Of " + name + "'}");
        }
        create("{'name': 'z', 'pinned': true}");
        create("{}");

        assertThat(names(null, 10, 0)).containsExactly("z", "a_1", "ab1", "b", "C", null);
        assertThat(names(null, 2, 1)).containsExactly("a_1", "ab1");
        assertThat(names(null, 2, 9)).isEmpty();
        assertThat(names("A_", 10, 0)).containsExactly("a_1");
        assertThat(names("oF c", 10, 0)).containsExactly("C");
        assertThat(names("nothing", 10, 0)).isEmpty();
        assertThat(world.dashboards
                        .list(world.ada, world.project.id(), null, 2, 0)
                        .count())
                .isEqualTo(6);
        assertThat(world.dashboards
                        .list(world.ada, world.other.id(), null, 2, 0)
                        .count())
                .isZero();
        assertInvalid(() -> names("x".repeat(201), 10, 0), "invalid_input", "search");
    }

    private List<String> names(String search, int limit, int offset) {
        List<String> names = new ArrayList<>();
        world.dashboards
                .list(world.ada, world.project.id(), search, limit, offset)
                .dashboards()
                .forEach(dashboard -> names.add(dashboard.name()));
        return names;
    }

    @Test
    void history_saysWhatChanged() {
        Insight insight = insight("a");
        Dashboard dashboard = create("{'name': 'a'}");
        patch(
                dashboard,
                "{'name': 'b', 'filters': {'interval': 'day'}, 'restriction_level': 37, 'tiles': [{'insight': "
                        + insight.id() + ", 'color': 'c'}]}");
        patch(dashboard, "{'name': 'b'}");

        List<Activity> entries = world.history(dashboard);
        assertThat(entries).extracting(Activity::activity).containsExactly("updated", "created");
        long tile = get(dashboard).tiles().get(0).id();
        assertThat(entries.get(0).detail())
                .isEqualTo(json("{'changes': ["
                        + "{'type': 'Dashboard', 'action': 'changed', 'field': 'name', 'before': 'a', 'after': 'b'},"
                        + "{'type': 'Dashboard', 'action': 'created', 'field': 'filters', 'before': null, 'after': {'interval': 'day'}},"
                        + "{'type': 'Dashboard', 'action': 'changed', 'field': 'restriction_level', 'before': 21, 'after': 37},"
                        + "{'type': 'Dashboard', 'action': 'changed', 'field': 'tiles', 'before': [], 'after': [{'id': "
                        + tile
                        + ", 'insight': " + insight.id()
                        + ", 'text': null, 'layouts': {}, 'color': 'c', 'filters_overrides': {}}]}],"
                        + " 'trigger': null, 'type': null, 'name': 'b', 'short_id': null}"));
        assertThat(world.count("select count(*) from hindsight.activity where scope = 'Insight' and item_id = '"
                        + insight.id() + "'"))
                .as("the insight's own history has it too")
                .isEqualTo(2);
    }

    @Test
    void anotherProjectsDashboard_isNotFound() {
        Dashboard foreign =
                world.dashboards.create(world.ada, world.other.id(), DashboardBody.draft(json("{'name': 'foreign'}")));

        assertNotFound(() -> get(foreign));
        assertNotFound(() -> patch(foreign, "{'name': 'b'}"));
        assertNotFound(() -> world.dashboards.get(world.ada, world.project.id(), 999_999));
    }

    @Test
    void writes_fromBothSides_loseNothing() throws Exception {
        Insight insight = insight("a");
        Insight second = insight("b");
        Dashboard one = create("{}");
        Dashboard two = create("{}");
        String both = "{'tiles': [{'insight': " + second.id() + ", 'deleted': %s}, {'insight': " + insight.id()
                + ", 'deleted': %s}, {'text': {'body': 'x'}}]}";
        List<Callable<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String deleted = Boolean.toString(i % 3 == 0);
            Dashboard dashboard = i % 2 == 0 ? one : two;
            calls.add(() -> patch(dashboard, both.formatted(deleted, deleted)));
            String places = i % 2 == 0 ? "" : one.id() + ", " + two.id();
            calls.add(() -> world.insights.update(
                    world.ada,
                    world.project.id(),
                    insight.shortId(),
                    InsightBody.patch(json("{'dashboards': [" + places + "], 'tags': ['t']}"), true),
                    null));
            calls.add(() -> world.insights.create(
                    world.ada,
                    world.project.id(),
                    InsightBody.draft(json("{'tags': ['u'], 'dashboards': [" + dashboard.id() + "]}"))));
        }
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (Future<Object> done : threads.invokeAll(calls)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(world.count("select count(*) from hindsight.tile where body = 'x'"))
                .isEqualTo(12);
        assertThat(get(one).version() + get(two).version()).isEqualTo(2 + 12);
    }
}
