package dev.hindsight.dashboard;

import static dev.hindsight.dashboard.DashboardWorld.assertForbidden;
import static dev.hindsight.dashboard.DashboardWorld.assertNotFound;
import static dev.hindsight.dashboard.DashboardWorld.failure;
import static dev.hindsight.dashboard.DashboardWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.Activity;
import dev.hindsight.error.Failure;
import dev.hindsight.insight.Insight;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareConfiguration;
import dev.hindsight.sharing.SharePatch;
import dev.hindsight.sharing.ShareVisit;
import dev.hindsight.sharing.Unlocking.Unlocked;
import dev.hindsight.sharing.Unlocking.Wrong;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sharing dashboards, and what their visitors get, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class DashboardSharingContract {
    private static final String NO_EDIT = "You don't have edit permissions for this dashboard.";
    private static final String ADDRESS = "192.0.2.1";

    private DashboardWorld world;
    private Insight first;
    private Insight second;
    private Dashboard dashboard;

    void start(MetadataDatabase database) {
        world = new DashboardWorld(database);
        first = world.insight(world.ada, "first");
        second = world.insight(world.ada, "second");
        dashboard = world.create(
                world.ada,
                "{'name': 'Growth', 'filters': {'date_from': '-9d'}, 'tiles': [{'insight': " + first.id()
                        + ", 'layouts': {'sm': {'x': 0, 'y': 0}}}, {'text': {'body': 'hello'}, 'layouts': {'sm':"
                        + " {'x': 0, 'y': 1}}}, {'insight': " + second.id()
                        + ", 'filters_overrides': {'date_from': '-2d'}, 'layouts': {'sm': {'x': 0, 'y': 2}}}]}");
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private ShareConfiguration change(Caller caller, String patch) {
        return world.sharing.change(
                caller, world.project.id(), Long.toString(dashboard.id()), SharePatch.read(json(patch)));
    }

    private String share() {
        return Objects.requireNonNull(change(world.ada, "{'enabled': true}").accessToken());
    }

    private String shareInsight(Insight insight) {
        return Objects.requireNonNull(world.insightSharing
                .change(world.ada, world.project.id(), insight.shortId(), SharePatch.enabled(true))
                .accessToken());
    }

    private OpenShare open(String token) {
        return (OpenShare) world.door.find(token, null).orElseThrow();
    }

    private List<String> activities(Dashboard about) {
        return world.history(about).stream().map(Activity::activity).toList();
    }

    private static List<String> insightsOf(Dashboard seen) {
        return seen.tiles().stream()
                .filter(tile -> tile.insight() != null)
                .map(tile -> String.valueOf(tile.insight().name()))
                .toList();
    }

    private static String dateFrom(Insight insight) {
        JsonNode query = insight.query();
        return query.at("/dateRange/date_from").asText();
    }

    @Test
    void visitor_seesEveryTile_asTheDashboardAsks_withoutALevel() {
        world.rule(second.guarded(), null, "none");
        Dashboard elsewhere = world.create(world.ada, "{'tiles': [{'insight': " + first.id() + "}]}");

        Dashboard seen = world.shared.get(open(share()));

        assertThat(elsewhere.tiles()).hasSize(1);
        assertThat(seen.name()).isEqualTo("Growth");
        assertThat(seen.accessLevel()).isNull();
        assertThat(seen.restricted()).isTrue();
        assertThat(seen.editable()).isFalse();
        assertThat(seen.createdBy()).isEqualTo(world.ada.user());
        assertThat(insightsOf(seen)).containsExactly("first", "second");
        assertThat(seen.tiles().get(1).text()).isEqualTo("hello");
        assertThat(dateFrom(seen.tiles().get(0).insight())).isEqualTo("-9d");
        assertThat(dateFrom(seen.tiles().get(2).insight())).isEqualTo("-2d");
        assertThat(seen.tiles().get(0).insight()).satisfies(insight -> {
            assertThat(insight.dashboards()).containsExactly(dashboard.id());
            assertThat(insight.tiles().get(0).id())
                    .isEqualTo(dashboard.tiles().get(0).id());
            assertThat(insight.accessLevel()).isNull();
            assertThat(insight.restricted()).isTrue();
            assertThat(insight.editable()).isFalse();
            assertThat(insight.lastViewedAt()).isNull();
        });
    }

    @Test
    void visitor_seesNothingThatIsGone() {
        OpenShare share = open(share());
        world.delete(first, true);
        long tile = dashboard.tiles().get(2).id();
        world.patch(world.ada, dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': true}]}");

        assertThat(world.shared.get(share).tiles())
                .singleElement()
                .satisfies(text -> assertThat(text.text()).isEqualTo("hello"));

        world.delete(first, false);
        assertThat(insightsOf(world.shared.get(share))).containsExactly("first");
    }

    @Test
    void shareOfAnInsight_opensNoDashboard() {
        OpenShare ofInsight = open(shareInsight(first));

        assertNotFound(() -> world.shared.get(ofInsight));
        assertThat(world.sharing
                        .get(world.ada, world.project.id(), Long.toString(dashboard.id()))
                        .enabled())
                .isFalse();
    }

    @Test
    void sharing_takesWhoMayEditTheDashboard() {
        String id = Long.toString(dashboard.id());
        long project = world.project.id();
        world.patch(world.ada, dashboard, "{'restriction_level': 37}");
        assertForbidden(() -> change(world.grace, "{'enabled': true}"), NO_EDIT);
        world.patch(world.ada, dashboard, "{'restriction_level': 21}");
        world.rule(dashboard.guarded(), world.grace, "viewer");
        assertThat(world.sharing.get(world.grace, project, id).accessToken()).isNull();
        for (Runnable write : List.<Runnable>of(
                () -> change(world.grace, "{'enabled': true}"),
                () -> world.sharing.refresh(world.grace, project, id),
                () -> world.sharing.addPassword(world.grace, project, id, null, null),
                () -> world.sharing.removePassword(world.grace, project, id, 1),
                () -> world.sharing.visits(world.grace, project, id, 10, 0))) {
            assertForbidden(write, NO_EDIT);
        }
        world.rule(dashboard.guarded(), world.grace, "none");
        assertForbidden(
                () -> world.sharing.get(world.grace, project, id), "You do not have viewer access to this resource.");
        assertForbidden(
                () -> world.sharing.get(world.withScopes(world.ada, "dashboard:write"), project, id),
                "API key missing required scope 'sharing_configuration:read'");
        for (String key : List.of("999999", "x", first.shortId(), "1".repeat(30))) {
            assertThat(failure(() -> world.sharing.get(world.ada, project, key)).detail())
                    .isEqualTo("Dashboard not found.");
        }
        assertNotFound(() -> world.sharing.get(world.ada, world.other.id(), id));
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isZero();
    }

    @Test
    void sharing_takesWhoSeesEveryInsightOnTheDashboard() {
        world.rule(second.guarded(), world.grace, "none");

        DashboardWorld.assertForbidden(
                () -> change(world.grace, "{'enabled': true}"), "You don't have edit permissions for this dashboard.");
        change(world.grace, "{'settings': {'legend': true}}");
        share();
        change(world.grace, "{'enabled': false}");
    }

    @Test
    void change_isLoggedAboutTheDashboard() {
        change(world.ada, "{'enabled': true, 'password_required': true}");
        String id = Long.toString(dashboard.id());
        world.sharing.addPassword(world.ada, world.project.id(), id, "open sesame", "board");
        world.sharing.refresh(world.ada, world.project.id(), id);

        assertThat(activities(dashboard))
                .containsExactly("access token refreshed", "updated", "sharing enabled", "created");
        Activity enabled = world.history(dashboard).get(2);
        assertThat(enabled.scope()).isEqualTo("Dashboard");
        assertThat(enabled.detail().path("name").asText()).isEqualTo("Growth");
        assertThat(enabled.detail().at("/changes/0"))
                .isEqualTo(json("{'type': 'Dashboard', 'action': 'changed', 'field': 'sharing', 'before': false,"
                        + " 'after': true}"));
    }

    @Test
    void password_opens_andIsLoggedAboutTheDashboard() {
        String token = Objects.requireNonNull(change(world.ada, "{'enabled': true, 'password_required': true}")
                .accessToken());
        world.sharing.addPassword(world.ada, world.project.id(), Long.toString(dashboard.id()), "open sesame", "board");
        Share locked = world.door.find(token, null).orElseThrow();

        assertThat(world.shared.unlock((LockedShare) locked, "wrong", ADDRESS)).isInstanceOf(Wrong.class);
        Unlocked unlocked = (Unlocked) world.shared.unlock((LockedShare) locked, "open sesame", ADDRESS);
        OpenShare share = (OpenShare) world.door.find(token, unlocked.session()).orElseThrow();
        world.shared.noteVisit(share, ADDRESS);

        assertThat(insightsOf(world.shared.get(share))).containsExactly("first", "second");
        List<Activity> history = world.history(dashboard);
        assertThat(history.subList(0, 2))
                .extracting(Activity::activity)
                .containsExactlyInAnyOrder("share_login_success", "share_login_failed");
        assertThat(history.get(0).detail().at("/changes/0/after/resource_type").asText())
                .isEqualTo("dashboard");
        ShareVisit.Page visits =
                world.sharing.visits(world.ada, world.project.id(), Long.toString(dashboard.id()), 10, 0);
        assertThat(visits.total()).isEqualTo(1);
        assertThat(visits.visits().get(0).passwordNote()).isEqualTo("board");
    }

    @Test
    void deletion_switchesTheShareOff_andRestorationLeavesItOff() {
        String token = share();
        OpenShare share = open(token);

        world.patch(world.ada, dashboard, "{'deleted': true}");

        assertThat(world.door.find(token, null)).isEmpty();
        assertNotFound(() -> world.shared.get(share));
        assertNotFound(() -> change(world.ada, "{'enabled': true}"));
        world.patch(world.ada, dashboard, "{'deleted': false}");
        assertThat(world.door.find(token, null)).isEmpty();
        assertThat(world.sharing
                        .get(world.ada, world.project.id(), Long.toString(dashboard.id()))
                        .enabled())
                .isFalse();
        // All at one time, so that their order is not told.
        assertThat(activities(dashboard))
                .containsExactlyInAnyOrder("restored", "deleted", "sharing disabled", "sharing enabled", "created");
        assertThat(insightsOf(world.shared.get(open(share())))).hasSize(2);
    }

    @Test
    void deletion_ofWhatIsNotShared_saysNothingOfSharing() {
        world.patch(world.ada, dashboard, "{'deleted': true}");

        assertThat(activities(dashboard)).containsExactlyInAnyOrder("deleted", "created");
    }

    @Test
    void deletionWithInsights_switchesTheirSharesOffToo() {
        String one = shareInsight(first);
        String other = shareInsight(world.insight(world.ada, "third"));
        String token = share();

        world.patch(world.ada, dashboard, "{'deleted': true, 'delete_insights': true}");

        assertThat(world.door.find(token, null)).isEmpty();
        assertThat(world.door.find(one, null)).isEmpty();
        assertThat(world.door.find(other, null)).isPresent();
    }

    @Test
    void failedDeletion_leavesTheShareOn() {
        String token = share();

        assertThat(failure(() -> world.dashboards.update(
                                world.ada,
                                world.project.id(),
                                dashboard.id(),
                                DashboardBody.patch(json("{'deleted': true}")),
                                99L))
                        .failure())
                .isEqualTo(Failure.VERSION_MISMATCH);
        assertThat(world.door.find(token, null)).isPresent();
    }
}
