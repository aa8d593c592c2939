package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.assertInvalid;
import static dev.hindsight.insight.InsightWorld.assertNotFound;
import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.activity.Activity;
import dev.hindsight.error.Failure;
import dev.hindsight.insight.InsightBulk.Outcome;
import dev.hindsight.insight.InsightBulk.Skipped;
import dev.hindsight.insight.InsightViews.Trending;
import dev.hindsight.metadata.MetadataDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Views, changes of many, going back, and creating once, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightDoorsContract {
    private InsightWorld world;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void lastOf_isWhatTheCallerLookedAt_theLatestFirst_fiveAtMost() {
        List<Insight> insights = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            insights.add(world.create("{'name': '" + i + "'}"));
            world.step(Duration.ofSeconds(1));
        }
        world.views.mark(world.member, world.project.id(), insights.get(1).shortId());
        assertThat(world.views.lastOf(world.owner, world.project.id()))
                .extracting(Insight::name)
                .containsExactly("6", "5", "4", "3", "2");
        assertThat(world.views.lastOf(world.member, world.project.id()))
                .singleElement()
                .satisfies(insight -> {
                    assertThat(insight.name()).isEqualTo("1");
                    assertThat(insight.lastViewedAt()).isEqualTo(InsightWorld.START.plusSeconds(7));
                    assertThat(insight.accessLevel()).isNotNull();
                });
        world.patch(insights.get(6), "{'deleted': true}");
        assertThat(world.views.lastOf(world.owner, world.other.id())).isEmpty();
        assertThat(world.views.lastOf(world.owner, world.project.id()))
                .extracting(Insight::name)
                .startsWith("5");
    }

    @Test
    void trending_countsPeople_withinDays_mostFirst() {
        Insight both = world.create("{'name': 'both'}");
        Insight old = world.create("{'name': 'old'}");
        world.step(Duration.ofDays(8));
        Insight one = world.create("{'name': 'one'}");
        world.views.mark(world.owner, world.project.id(), both.shortId());
        world.step(Duration.ofSeconds(1));
        world.views.mark(world.member, world.project.id(), both.shortId());
        world.views.mark(world.member, world.project.id(), both.shortId());

        List<Trending> trending = world.views.trending(world.owner, world.project.id(), 7, 10);
        assertThat(trending).extracting(each -> each.insight().name()).containsExactly("both", "one");
        assertThat(trending.get(0).viewCount()).isEqualTo(2);
        assertThat(trending.get(0).viewers()).containsExactly(world.member.user(), world.owner.user());
        assertThat(world.views.trending(world.owner, world.project.id(), 9, 10))
                .extracting(each -> each.insight().id())
                .containsExactly(both.id(), one.id(), old.id());
        assertThat(world.views.trending(world.owner, world.project.id(), 9, 1)).hasSize(1);
    }

    @Test
    void tags_areAddedRemovedAndSet_eachInsightReported() {
        Insight a = world.create("{'name': 'a', 'tags': ['x', 'y']}");
        Insight b = world.create("{'name': 'b', 'saved': false}");
        Insight closed = world.create("{'name': 'c'}");
        world.rule(closed, world.member, "viewer");
        List<Long> ids = List.of(b.id(), a.id(), closed.id(), 9_999L);

        Outcome added =
                world.bulk.tags(world.member, world.project.id(), new BulkTags(ids, TagAction.ADD, List.of("z", "x")));
        assertThat(added.changed()).extracting(Insight::id).containsExactly(b.id(), a.id());
        assertThat(added.changed())
                .extracting(Insight::tags)
                .containsExactly(List.of("z", "x"), List.of("x", "y", "z"));
        assertThat(added.skipped())
                .containsExactly(
                        new Skipped(closed.id(), "Not found or no edit access"),
                        new Skipped(9_999, "Not found or no edit access"));
        assertThat(world.get(b).saved()).as("no other field").isFalse();

        world.bulk.tags(
                world.owner, world.project.id(), new BulkTags(List.of(a.id()), TagAction.REMOVE, List.of("y", "q")));
        assertThat(world.get(a).tags()).containsExactly("x", "z");
        world.bulk.tags(world.owner, world.project.id(), new BulkTags(List.of(a.id()), TagAction.SET, List.of()));
        assertThat(world.get(a).tags()).isEmpty();
        assertThat(world.history(a))
                .extracting(entry -> entry.detail().at("/changes/0/field").asText())
                .containsExactly("tags", "tags", "tags", "");
    }

    @Test
    void read_ofTags_checksEveryValue() {
        assertInvalid(() -> tags("{}"), "required", "ids", "This field is required.");
        assertInvalid(() -> tags("{'ids': []}"), "empty", "ids", "This list may not be empty.");
        assertInvalid(() -> tags("{'ids': ['1']}"), "invalid_input", "ids__0", "A valid integer is required.");
        assertInvalid(() -> tags("{'ids': [1]}"), "required", "action", "This field is required.");
        assertInvalid(
                () -> tags("{'ids': [1], 'action': 'drop', 'tags': []}"),
                "invalid_choice",
                "action",
                "\"drop\" is not a valid choice.");
        assertInvalid(
                () -> tags("{'ids': [1], 'action': 'add', 'tags': []}"),
                "invalid_input",
                "tags",
                "tags must not be empty for action 'add'.");
        assertInvalid(
                () -> tags("{'ids': [1], 'action': 'set', 'tags': [' ']}"),
                "blank",
                "tags__0",
                "This field may not be blank.");
        List<Long> many = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add((long) i);
            names.add("t" + i);
        }
        assertInvalid(
                () -> new BulkTags(many, TagAction.ADD, names),
                "invalid_input",
                "tags",
                "Too many changes in one request: ids × distinct tags must not exceed 10000.");
        assertThat(tags("{'ids': [1, 1], 'action': 'add', 'tags': [' A', 'a']}"))
                .isEqualTo(new BulkTags(List.of(1L), TagAction.ADD, List.of("a")));
    }

    private static BulkTags tags(String body) {
        return BulkTags.read(json(body));
    }

    @Test
    void many_areDeletedAndBroughtBack_withTheirTiles() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight a = world.create("{'name': 'a', 'dashboards': [" + dashboard + "]}");
        Insight b = world.create("{'name': 'b'}");
        List<Long> ids = List.of(a.id(), b.id());

        assertThat(world.bulk.restore(world.owner, world.project.id(), ids).skipped())
                .hasSize(2);
        assertThat(world.bulk.delete(world.owner, world.project.id(), ids).changed())
                .hasSize(2);
        assertNotFound(() -> world.get(a));
        assertThat(world.bulk.delete(world.owner, world.project.id(), ids).skipped())
                .hasSize(2);
        Outcome restored = world.bulk.restore(world.member, world.project.id(), ids);
        assertThat(restored.changed()).extracting(Insight::id).containsExactly(a.id(), b.id());
        assertThat(world.get(a).dashboards()).containsExactly(dashboard);
    }

    @Test
    void restore_bringsBackOnlyTheTilesThatWentWithTheInsight() {
        long left = world.dashboard(world.project, "Left before");
        long stays = world.dashboard(world.project, "Stays");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + left + ", " + stays + "]}");
        world.patch(insight, "{'dashboards': [" + stays + "]}");
        world.patch(insight, "{'deleted': true}");
        assertThat(world.patch(insight, "{'deleted': false}").dashboards()).containsExactly(stays);
        world.patch(insight, "{'deleted': true}");
        assertThat(world.patch(insight, "{'deleted': false, 'dashboards': [" + left + "]}")
                        .dashboards())
                .containsExactly(left);
        world.patch(insight, "{'deleted': true}");
        assertThat(world.patch(insight, "{'deleted': false}").dashboards()).containsExactly(left);
    }

    @Test
    void revert_setsBackWhatAnEntrySays_andIsItselfAnEntry() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight insight = world.create("{'name': 'a', 'tags': ['x'], 'description': 'long'}");
        world.patch(
                insight,
                "{'name': 'b', 'tags': ['y'], 'description': null, 'favorited': true, 'dashboards': [" + dashboard
                        + "], 'query': {'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'e'}]}}");
        Insight changed = world.patch(insight, "{'name': 'c'}");
        List<Activity> history = world.history(insight);

        Insight reverted = revert(insight, history.get(1).id());
        assertThat(reverted.name()).isEqualTo("a");
        assertThat(reverted.description()).isEqualTo("long");
        assertThat(reverted.tags()).containsExactly("x");
        assertThat(reverted.favorited()).isFalse();
        assertThat(reverted.query()).isEqualTo(insight.query());
        assertThat(reverted.dashboards()).isEmpty();
        assertThat(reverted.version()).isEqualTo(changed.version() + 1);
        assertThat(world.history(insight).get(0).activity()).isEqualTo("updated");
        assertThat(revert(insight, world.history(insight).get(0).id()).name()).isEqualTo("c");
    }

    @Test
    void revert_ofADeletion_bringsBack_andRefusesWhatCannotBe() {
        Insight insight = world.create("{'name': 'a'}");
        Insight other = world.create("{'name': 'other'}");
        world.patch(insight, "{'name': 'b'}");
        UUID renamed = world.history(insight).get(0).id();
        UUID created = world.history(insight).get(1).id();
        world.patch(insight, "{'deleted': true}");
        UUID deleted = world.history().get(0).id();

        assertNotFound(() -> revert(insight, renamed));
        assertThat(revert(insight, deleted).deleted()).isFalse();
        assertInvalid(
                () -> revert(insight, created),
                "not_revertible",
                "activity_id",
                "This entry changed no field of the insight that could be set back.");
        assertInvalid(
                () -> revert(other, renamed),
                "does_not_exist",
                "activity_id",
                "Invalid pk \"" + renamed + "\" - object does not exist.");
        world.rule(insight, world.member, "viewer");
        assertThat(failure(() -> world.insights.revert(
                                world.member, world.project.id(), insight.shortId(), renamed, null))
                        .failure())
                .isEqualTo(Failure.FORBIDDEN);
        assertThat(failure(() -> world.insights.revert(world.owner, world.project.id(), insight.shortId(), renamed, 1L))
                        .failure())
                .isEqualTo(Failure.VERSION_MISMATCH);
    }

    private Insight revert(Insight insight, UUID activity) {
        return world.insights.revert(world.owner, world.project.id(), insight.shortId(), activity, null);
    }

    @Test
    void create_underOneKey_makesOneInsight_howeverManyAsk() throws Exception {
        InsightDraft draft = InsightBody.draft(json("{'name': 'once', 'tags': ['t']}"));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Insight>> made = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                made.add(threads.submit(() -> world.insights.create(world.owner, world.project.id(), draft, "key 1")));
            }
            for (Future<Insight> each : made) {
                assertThat(each.get().id()).isEqualTo(made.get(0).get().id());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(world.count("select count(*) from hindsight.insight")).isEqualTo(1);
        assertThat(world.count("select count(*) from hindsight.activity")).isEqualTo(1);

        InsightDraft another = InsightBody.draft(json("{'name': 'another'}"));
        assertThat(failure(() -> world.insights.create(world.owner, world.project.id(), another, "key 1"))
                        .failure())
                .isEqualTo(Failure.CONFLICT);
        world.insights.create(world.member, world.project.id(), another, "key 1");
        world.step(Duration.ofHours(25));
        assertThat(world.insights
                        .create(world.owner, world.project.id(), another, "key 1")
                        .name())
                .isEqualTo("another");
        assertThat(world.count("select count(*) from hindsight.insight")).isEqualTo(3);
        assertThat(world.count("select count(*) from hindsight.idempotent_request"))
                .isEqualTo(1);
        assertInvalid(
                () -> world.insights.create(world.owner, world.project.id(), another, " "),
                "blank",
                "Idempotency-Key",
                "An idempotency key may not be blank.");
    }

    @Test
    void history_saysThroughWhichProgram() {
        Insight insight = world.insights.create(
                world.owner.through(" mcp \u0007"), world.project.id(), InsightBody.draft(json("{'name': 'a'}")));
        assertThat(world.history(insight).get(0).client()).isEqualTo("mcp");
        world.patch(insight, "{'name': 'b'}");
        assertThat(world.history(insight).get(0).client()).isNull();
    }
}
