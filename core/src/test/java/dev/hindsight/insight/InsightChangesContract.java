package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.assertInvalid;
import static dev.hindsight.insight.InsightWorld.assertNotFound;
import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Interruption;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.KeyStore.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Making, reading, changing, deleting and restoring insights, and what the log says, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightChangesContract {
    private static final String QUERY =
            "{'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'a'}], 'interval': 'day'}";

    private static final String ACTIVITY = "insert into hindsight.activity";

    private InsightWorld world;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void create_ofAnEmptyBody_hasDefaults_andAHistoryUnderItsShortId() {
        Insight insight = world.create("{}");

        assertThat(insight.shortId()).matches("[A-Za-z0-9]{8}");
        assertThat(insight.saved()).isTrue();
        assertThat(insight.version()).isEqualTo(1);
        assertThat(insight.createdAt()).isEqualTo(InsightWorld.START);
        assertThat(insight.createdBy()).isEqualTo(world.owner.user());
        assertThat(insight.accessLevel()).isEqualTo(AccessLevel.MANAGER);
        assertThat(world.get(insight)).isEqualTo(insight);
        assertThat(world.insights
                        .get(world.member, world.project.id(), insight.shortId())
                        .accessLevel())
                .isEqualTo(AccessLevel.EDITOR);
        assertThat(world.history(insight)).singleElement().satisfies(entry -> {
            assertThat(entry.activity()).isEqualTo("created");
            assertThat(entry.detail().get("name").textValue()).isEqualTo(insight.shortId());
        });
        assertThat(world.count("select count(*) from hindsight.insight_view")).isEqualTo(1);
    }

    @Test
    void create_keepsWhatWasSent() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight insight = world.create("{'derived_name': 'x', 'description': '', 'query': " + QUERY
                + ", 'filters': {'a': [1.50, 'ü']}, 'order': -3, 'saved': false, 'favorited': true,"
                + " 'tags': [' Growth ', 'alpha', 'growth'], 'dashboards': [" + dashboard + "], 'is_sample': true}");

        Insight read = world.get(insight);
        assertThat(read).isEqualTo(insight);
        assertThat(read.query()).isEqualTo(json(QUERY));
        assertThat(read.tags()).containsExactly("growth", "alpha");
        assertThat(read.dashboards()).containsExactly(dashboard);
        assertThat(read.tiles().get(0).deleted()).isNull();
        assertThat(read.isSample()).isFalse();
        Activity entry = world.history(insight).get(0);
        assertThat(entry.activity()).isEqualTo("created");
        assertThat(entry.itemId()).isEqualTo(Long.toString(insight.id()));
        assertThat(entry.user()).isEqualTo(world.owner.user());
        assertThat(entry.detail())
                .isEqualTo(json("{'changes': null, 'trigger': null, 'type': null, 'name': 'x', 'short_id': '"
                        + insight.shortId() + "'}"));
    }

    @Test
    void create_triesAgainWhenAShortIdIsTaken_evenByADeletedInsight() {
        world.shortIds.addAll(List.of("AAAAAAAA", "AAAAAAAA", "BBBBBBBB"));
        Insight first = world.create("{}");
        world.patch(first, "{'deleted': true}");

        assertThat(world.create("{}").shortId()).isEqualTo("BBBBBBBB");
    }

    @Test
    void create_onADashboardThatIsNotThere_leavesNothing() {
        long good = world.dashboard(world.project, "Good");
        long foreign = world.dashboard(world.other, "Foreign");

        assertInvalid(
                () -> world.create("{'name': 'a', 'tags': ['t'], 'dashboards': [" + good + "," + foreign + "]}"),
                "does_not_exist",
                "dashboards",
                "Invalid pk \"" + foreign + "\" - object does not exist.");
        assertThat(world.count("select count(*) from hindsight.insight")).isZero();
        assertThat(world.count("select count(*) from hindsight.tile")).isZero();
        assertThat(world.count("select count(*) from hindsight.tag")).isZero();
    }

    @Test
    void get_triesAnIdFirst_thenAShortId() {
        Insight first = world.create("{'name': 'first'}");
        world.shortIds.add(Long.toString(first.id()));
        Insight second = world.create("{'name': 'second'}");
        world.shortIds.add("12345678");
        Insight third = world.create("{'name': 'third'}");

        assertThat(read(second.shortId()).name()).isEqualTo("first");
        assertThat(read("12345678").name()).isEqualTo("third");
        assertThat(read(third.shortId()).id()).isEqualTo(third.id());
        world.patch(first, "{'deleted': true}");
        assertThat(read(second.shortId()).name()).isEqualTo("second");
    }

    @Test
    void get_findsNothingForAnythingElse() {
        Insight foreign =
                world.insights.create(world.owner, world.other.id(), InsightBody.draft(json("{'name': 'foreign'}")));

        for (String key : List.of(
                Long.toString(foreign.id()),
                foreign.shortId(),
                "999999",
                "99999999999999999999999",
                "-1",
                "",
                "a\0",
                "%")) {
            assertNotFound(() -> read(key));
            assertNotFound(() -> world.insights.update(
                    world.owner, world.project.id(), key, InsightBody.patch(json("{'deleted': false}"), true), null));
            assertNotFound(() -> world.views.mark(world.owner, world.project.id(), key));
            assertNotFound(() ->
                    world.activities.ofInsight(world.owner, world.project.id(), key, ActivityPaging.read(null, null)));
        }
        assertThat(world.insights
                        .get(world.owner, world.other.id(), foreign.shortId())
                        .version())
                .isEqualTo(1);
    }

    @Test
    void everything_wantsItsScope() {
        Insight insight = world.create("{'name': 'a'}");
        String key = insight.shortId();
        long project = world.project.id();
        Caller reader = withScope("insight:read");
        Caller logReader = withScope("activity_log:read");

        assertThat(world.insights.get(reader, project, key)).isEqualTo(insight);
        world.views.mark(reader, project, key);
        world.views.mark(reader, project, List.of(insight.id()));
        assertForbidden(() -> world.insights.create(reader, project, InsightBody.draft(json("{}"))));
        assertForbidden(() -> world.insights.update(reader, project, key, InsightBody.patch(json("{}"), true), null));
        assertForbidden(() -> world.activities.ofInsight(reader, project, key, ActivityPaging.read(null, null)));
        assertForbidden(() -> world.activities.ofProject(reader, project, ActivityPaging.read(null, null)));
        assertForbidden(() -> world.insights.get(logReader, project, key));
        assertForbidden(() -> world.insights.list(logReader, project, InsightFilter.ALL, 1, 0));
        assertForbidden(() -> world.views.mark(logReader, project, key));
    }

    @Test
    void update_movesLastModifiedForRealChangesOfWhatMatters() {
        Insight insight = world.create("{'name': 'a', 'filters': {'x': 1.10}, 'query': " + QUERY + "}");
        Instant later = world.step(Duration.ofMinutes(1));

        Insight same = world.patch(insight, "{'name': 'a', 'filters': {'x': 1.1}, 'query': " + QUERY + "}");
        assertThat(same).isEqualTo(insight);

        Insight favorite = world.patch(insight, "{'favorited': true}");
        assertThat(favorite.lastModifiedAt()).isEqualTo(InsightWorld.START);
        assertThat(favorite.updatedAt()).isEqualTo(later);
        assertThat(favorite.version()).isEqualTo(2);

        Insight asked = world.insights.update(
                world.member,
                world.project.id(),
                insight.shortId(),
                InsightBody.patch(json("{'query': null}"), true),
                null);
        // What is left is what the filters ask.
        assertThat(String.valueOf(asked.query())).contains("TrendsQuery", "$pageview");
        assertThat(asked.lastModifiedAt()).isEqualTo(later);
        assertThat(asked.lastModifiedBy()).isEqualTo(world.member.user());
        assertThat(asked.version()).isEqualTo(3);
        assertThat(world.get(insight))
                .usingRecursiveComparison()
                .ignoringFields("accessLevel")
                .isEqualTo(asked);
    }

    @Test
    void update_savesUnlessToldOtherwise_andEndsBeingASample() {
        Insight insight = world.create("{'saved': false}");
        world.execute("update hindsight.insight set is_sample = true where id = ?", insight.id());

        assertThat(world.patch(insight, "{'saved': false}").saved()).isFalse();
        assertThat(world.get(insight).isSample()).isFalse();
        assertThat(world.patch(insight, "{}").saved()).isTrue();
    }

    @Test
    void update_replacesTags_andForgetsUnusedNames() {
        Insight insight = world.create("{'name': 'a', 'tags': ['one', 'two']}");
        Insight other = world.create("{'tags': ['two']}");

        assertThat(world.patch(insight, "{'tags': ['zero', 'TWO ', 'three']}").tags())
                .containsExactly("two", "zero", "three");
        assertThat(world.count("select count(*) from hindsight.tag where name = 'one'"))
                .isZero();
        JsonNode change = world.history(insight).get(0).detail().get("changes").get(0);
        assertThat(change)
                .isEqualTo(json("{'type': 'Insight', 'action': 'changed', 'field': 'tags',"
                        + " 'before': ['one', 'two'], 'after': ['three', 'two', 'zero']}"));
        long version = world.get(insight).version();
        assertThat(world.patch(insight, "{'tags': ['three', 'two', 'zero']}").version())
                .isEqualTo(version);
        assertThat(world.patch(insight, "{'tags': []}").tags()).isEmpty();
        assertThat(world.get(other).tags()).containsExactly("two");
        assertThat(world.count("select count(*) from hindsight.tag")).isEqualTo(1);
    }

    @Test
    void update_setsDashboards_andRevivesTiles() {
        long one = world.dashboard(world.project, "One");
        long two = world.dashboard(world.project, "Two");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + one + "," + two + "]}");
        long tile = insight.tiles().get(1).id();
        world.execute("update hindsight.tile set layouts = '{\"sm\": 1}' where id = ?", tile);

        assertThat(world.patch(insight, "{'dashboards': [" + one + "]}").dashboards())
                .containsExactly(one);
        assertThat(world.history(insight).get(0).detail().get("changes"))
                .isEqualTo(json("[{'type': 'Insight', 'action': 'changed', 'field': 'dashboards', 'before': [{'id': "
                        + one + ", 'name': 'One'}, {'id': " + two + ", 'name': 'Two'}], 'after': [{'id': " + one
                        + ", 'name': 'One'}]}]"));

        Insight again = world.patch(insight, "{'dashboards': [" + two + "," + one + "]}");
        assertThat(again.tiles().get(1)).isEqualTo(new Insight.Tile(tile, two, false));
        assertThat(world.count("select count(*) from hindsight.tile where layouts = '{\"sm\": 1}'"))
                .isEqualTo(1);

        world.execute("update hindsight.dashboard set deleted = true where id = ?", two);
        assertThat(world.get(insight).dashboards()).containsExactly(one);
        assertInvalid(
                () -> world.patch(insight, "{'name': 'b', 'dashboards': [" + two + "]}"),
                "does_not_exist",
                "dashboards",
                "Invalid pk \"" + two + "\" - object does not exist.");
        assertThat(world.get(insight).name()).isEqualTo("a");
    }

    @Test
    void update_deletesAndRestores() {
        long dashboard = world.dashboard(world.project, "One");
        Insight insight = world.create("{'name': 'a', 'tags': ['t'], 'dashboards': [" + dashboard + "]}");

        Insight deleted = world.patch(insight, "{'deleted': true, 'dashboards': [" + dashboard + "]}");
        assertThat(deleted.deleted()).isTrue();
        assertThat(deleted.dashboards()).isEmpty();
        assertNotFound(() -> world.get(insight));
        assertNotFound(() -> world.history(insight));
        assertNotFound(() -> world.patch(insight, "{'deleted': true}"));
        assertNotFound(() -> world.patch(insight, "{'deleted': 'false'}"));
        assertNotFound(() -> world.insights.update(
                world.owner,
                world.project.id(),
                insight.shortId(),
                InsightBody.patch(json("{'deleted': false}"), false),
                null));
        Activity entry = world.history().get(0);
        assertThat(entry.activity()).isEqualTo("deleted");
        assertThat(entry.detail().get("changes"))
                .isEqualTo(json("[{'type': 'Insight', 'action': 'changed', 'field': 'deleted',"
                        + " 'before': false, 'after': true}]"));

        Insight restored = world.patch(insight, "{'deleted': false}");
        assertThat(restored.deleted()).isFalse();
        assertThat(restored.dashboards()).as("where it was").containsExactly(dashboard);
        assertThat(restored.tags()).containsExactly("t");
        assertThat(world.get(insight)).isEqualTo(restored);
        assertThat(world.history(insight))
                .extracting(Activity::activity)
                .containsExactly("restored", "deleted", "created");
        assertThat(world.patch(insight, "{'deleted': false}")).isEqualTo(restored);
    }

    @Test
    void update_restoresOntoDashboardsThatAreNamed() {
        long dashboard = world.dashboard(world.project, "One");
        Insight insight = world.create("{'dashboards': [" + dashboard + "]}");
        world.patch(insight, "{'deleted': true}");

        assertThat(world.patch(insight, "{'deleted': false, 'dashboards': [" + dashboard + "]}")
                        .tiles())
                .containsExactly(new Insight.Tile(insight.tiles().get(0).id(), dashboard, false));
    }

    @Test
    void update_refusesAnotherVersionThanExpected() {
        Insight insight = world.create("{'name': 'a'}");
        world.insights.update(
                world.owner, world.project.id(), insight.shortId(), InsightBody.patch(json("{'name': 'b'}"), true), 1L);

        HindsightException failure = failure(() -> world.insights.update(
                world.owner,
                world.project.id(),
                insight.shortId(),
                InsightBody.patch(json("{'name': 'c'}"), true),
                1L));
        assertThat(failure.failure()).isEqualTo(Failure.VERSION_MISMATCH);
        assertThat(failure.detail()).contains("version 2, not 1");
        assertThat(world.get(insight).name()).isEqualTo("b");
    }

    @Test
    void update_logsWhatChanged_andNothingElse() {
        Insight insight = world.create("{'name': 'a'}");
        world.patch(insight, "{'name': 'a', 'order': 3, 'saved': false}");
        assertThat(world.history(insight)).hasSize(1);

        world.patch(insight, "{'name': '', 'derived_name': 'd', 'favorited': true, 'filters': {'x': 1}}");
        Activity entry = world.history(insight).get(0);
        assertThat(entry.activity()).isEqualTo("updated");
        assertThat(entry.detail().get("name").asText()).isEqualTo("d");
        assertThat(entry.detail().get("changes"))
                .isEqualTo(
                        json(
                                "[{'type': 'Insight', 'action': 'deleted', 'field': 'name', 'before': 'a', 'after': null},"
                                        + "{'type': 'Insight', 'action': 'created', 'field': 'derived_name', 'before': null, 'after': 'd'},"
                                        + "{'type': 'Insight', 'action': 'created', 'field': 'filters', 'before': null, 'after': {'x': 1}},"
                                        + "{'type': 'Insight', 'action': 'changed', 'field': 'favorited', 'before': false, 'after': true}]"));
        assertThat(world.count("select count(*) from hindsight.activity where organization_id = (select organization_id"
                        + " from hindsight.project where id = " + world.project.id() + ")"))
                .isEqualTo(2);
    }

    @Test
    void activity_isPagedNewestFirst_withinTheProject() {
        Insight insight = world.create("{'name': 'a'}");
        for (int i = 0; i < 4; i++) {
            world.patch(insight, "{'name': '" + i + "'}");
        }
        world.insights.create(world.owner, world.other.id(), InsightBody.draft(json("{'name': 'foreign'}")));

        ActivityPage second =
                world.activities.ofProject(world.owner, world.project.id(), ActivityPaging.read("2", "2"));
        assertThat(second.total()).isEqualTo(5);
        assertThat(second.entries())
                .extracting(entry -> entry.detail().get("name").asText())
                .containsExactly("1", "0");
        assertThat(second.entries().get(0).id().version()).isEqualTo(7);
        assertThat(world.activities
                        .ofProject(world.owner, world.project.id(), ActivityPaging.read("99999999999999999999", "500"))
                        .entries())
                .isEmpty();
        for (String wrong : List.of("0", "-1", "x", "", "1.5")) {
            assertThat(failure(() -> ActivityPaging.read(wrong, null)).attr()).contains("page");
            assertThat(failure(() -> ActivityPaging.read(null, wrong)).attr()).contains("limit");
        }
    }

    @Test
    void markViewed_keepsTheNewestViewOfEach_andDropsWhatIsNotThere() {
        Insight one = world.create("{}");
        Insight two = world.create("{}");
        Insight gone = world.create("{}");
        world.patch(gone, "{'deleted': true}");
        Insight foreign = world.insights.create(world.owner, world.other.id(), InsightBody.draft(json("{}")));
        Instant later = world.step(Duration.ofMinutes(1));

        List<Long> ids = List.of(one.id(), two.id(), gone.id(), foreign.id(), 999_999L);
        world.views.mark(world.member, world.project.id(), ids);
        world.views.mark(world.owner, world.project.id(), one.shortId());

        assertThat(world.page(Map.of()).insights())
                .extracting(Insight::lastViewedAt)
                .containsExactly(later, later);
        assertThat(world.count("select count(*) from hindsight.insight_view where user_id = "
                        + world.member.user().id()))
                .isEqualTo(2);
        assertThat(world.count("select count(*) from hindsight.insight_view")).isEqualTo(6);
        assertThat(world.get(one).version()).isEqualTo(1);
        world.views.mark(world.owner, world.project.id(), List.of());
    }

    @Test
    void writes_atTheSameTime_loseNothing() throws Exception {
        Insight shared = world.create("{'name': 'a'}");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String name = "t" + thread;
                running.add(threads.submit(() -> IntStream.range(0, 10).forEach(i -> {
                    addTag(shared, name + "-" + i);
                    world.create("{'name': 'x', 'tags': ['common', 'c" + i + "']}");
                    world.views.mark(world.member, world.project.id(), List.of(shared.id()));
                })));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Insight read = world.get(shared);
        assertThat(read.tags()).hasSize(40).doesNotHaveDuplicates();
        assertThat(read.version()).isEqualTo(41);
        assertThat(world.page(Map.of("tags", "[\"common\"]")).count()).isEqualTo(40);
        assertThat(world.count("select count(*) from hindsight.tag")).isEqualTo(51);
    }

    @Test
    void writes_thatADeadlockEnds_areDoneAgain_once() {
        Insight made;
        try (Interruption deadlock = new Interruption(world.database.jdbi(), ACTIVITY)) {
            made = world.create("{'name': 'a', 'tags': ['x']}");
            assertThat(deadlock.happened()).isTrue();
        }
        Insight renamed;
        try (Interruption deadlock = new Interruption(world.database.jdbi(), ACTIVITY)) {
            renamed = world.patch(made, "{'name': 'b'}");
            assertThat(deadlock.happened()).isTrue();
        }

        assertThat(renamed.name()).isEqualTo("b");
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(world.get(made)).isEqualTo(renamed);
        assertThat(world.page(Map.of()).count()).isEqualTo(1);
        assertThat(world.history(made)).extracting(Activity::activity).containsExactly("updated", "created");
    }

    /** Adds a tag as a careful client does: it reads, changes, and repeats when somebody else was faster. */
    private void addTag(Insight insight, String tag) {
        while (true) {
            Insight current = world.get(insight);
            List<String> tags = new ArrayList<>(current.tags());
            tags.add(tag);
            String body = "{'tags': ['" + String.join("', '", tags) + "']}";
            try {
                world.insights.update(
                        world.owner,
                        world.project.id(),
                        insight.shortId(),
                        InsightBody.patch(json(body), true),
                        current.version());
                return;
            } catch (HindsightException e) {
                assertThat(e.failure()).isEqualTo(Failure.VERSION_MISMATCH);
            }
        }
    }

    private Insight read(String key) {
        return world.insights.get(world.owner, world.project.id(), key);
    }

    private Caller withScope(String scope) {
        Grant grant = new Grant("test", List.of(scope), List.of(), List.of());
        String key = world.keys
                .issue(world.owner.user().id(), grant, InsightWorld.START)
                .value();
        return world.access.authenticate(key, "body");
    }

    private static void assertForbidden(Runnable call) {
        assertThat(failure(call).failure()).isEqualTo(Failure.FORBIDDEN);
    }
}
