package dev.hindsight.dashboard;

import static dev.hindsight.dashboard.DashboardWorld.assertForbidden;
import static dev.hindsight.dashboard.DashboardWorld.assertInvalid;
import static dev.hindsight.dashboard.DashboardWorld.assertNotFound;
import static dev.hindsight.dashboard.DashboardWorld.failure;
import static dev.hindsight.dashboard.DashboardWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.Failure;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.metadata.MetadataDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules about dashboards, their log, and creating them once, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class DashboardDoorsContract {
    private static final ActivityPaging FIRST = ActivityPaging.read(null, null);

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

    private List<Activity> activities(Caller caller) {
        return world.activities.ofProject(caller, world.project.id(), FIRST).entries();
    }

    private List<Activity> activities(Caller caller, Dashboard dashboard) {
        return world.activities
                .ofDashboard(caller, world.project.id(), dashboard.id(), FIRST)
                .entries();
    }

    @Test
    void rules_areListedChangedAndLogged() {
        Dashboard dashboard = world.create(world.ada, "{'name': 'Growth'}");
        long project = world.project.id();
        long id = dashboard.id();

        assertThat(world.dashboardAccess.change(world.ada, project, id, world.draft(world.grace, "viewer")))
                .hasValueSatisfying(rule -> assertThat(rule.objectId()).isEqualTo(id));
        AccessControls.Overview rules = world.dashboardAccess.rules(world.grace, project, id);

        assertThat(rules.rules()).hasSize(1);
        assertThat(rules.userAccessLevel()).isEqualTo("viewer");
        assertThat(rules.editable()).isFalse();
        assertThat(world.dashboardAccess.people(world.grace, project, id))
                .extracting(person -> person.member().user().id() + " " + person.source())
                .containsExactlyInAnyOrder(
                        world.owner.user().id() + " organization_admin",
                        world.ada.user().id() + " creator",
                        world.grace.user().id() + " explicit_member");
        JsonNode change = world.history(dashboard).stream()
                .map(entry -> entry.detail().at("/changes/0"))
                .filter(entry -> !entry.isMissingNode())
                .findFirst()
                .orElseThrow();
        assertThat(change.path("field").asText()).isEqualTo("access_control");
        assertThat(change.path("type").asText()).isEqualTo("Dashboard");
        assertThat(change.at("/after/access_level").asText()).isEqualTo("viewer");

        assertForbidden(
                () -> world.dashboardAccess.change(world.grace, project, id, world.draft(null, "none")),
                "Must be manager to modify dashboard permissions.");
        assertThat(world.dashboardAccess.change(world.ada, project, id, world.draft(world.grace, null)))
                .isEmpty();
        assertThat(world.dashboardAccess.rules(world.grace, project, id).rules())
                .isEmpty();
        int logged = world.history(dashboard).size();
        world.dashboardAccess.change(world.ada, project, id, world.draft(world.grace, null));
        assertThat(world.history(dashboard)).as("nothing changed").hasSize(logged);
    }

    @Test
    void rules_wantTheirScope_andALiveDashboardThatTheCallerSees() {
        Dashboard dashboard = world.create(world.ada, "{}");
        long project = world.project.id();
        long id = dashboard.id();
        Caller reader = world.withScopes(world.ada, "access_control:read");

        assertThat(world.dashboardAccess.rules(reader, project, id).rules()).isEmpty();
        assertForbidden(
                () -> world.dashboardAccess.change(reader, project, id, world.draft(null, "none")),
                "API key missing required scope 'access_control:write'");
        Caller other = world.withScopes(world.ada, "dashboard:write");
        assertForbidden(
                () -> world.dashboardAccess.people(other, project, id),
                "API key missing required scope 'access_control:read'");
        assertNotFound(() -> world.dashboardAccess.rules(world.ada, world.other.id(), id));
        world.rule(dashboard.guarded(), world.grace, "none");
        for (Runnable read : List.<Runnable>of(
                () -> world.dashboardAccess.rules(world.grace, project, id),
                () -> world.dashboardAccess.people(world.grace, project, id))) {
            assertForbidden(read, "You do not have viewer access to this resource.");
        }
        world.patch(world.ada, dashboard, "{'deleted': true}");
        assertNotFound(() -> world.dashboardAccess.rules(world.ada, project, id));
        assertNotFound(() -> world.dashboardAccess.change(world.ada, project, id, world.draft(null, "none")));
    }

    @Test
    void activity_hidesDashboardsThatTheCallerMayNotSee() {
        Dashboard open = world.create(world.ada, "{'name': 'open'}");
        Dashboard closed = world.create(world.ada, "{'name': 'closed'}");
        world.rule(closed.guarded(), world.grace, "none");
        world.patch(world.ada, open, "{'deleted': true}");

        assertThat(activities(world.ada)).hasSize(3);
        assertThat(activities(world.owner)).hasSize(3);
        ActivityPage page = world.activities.ofProject(world.grace, world.project.id(), FIRST);
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.entries()).extracting(Activity::activity).containsExactlyInAnyOrder("created", "deleted");
        assertForbidden(() -> activities(world.grace, closed), "You do not have viewer access to this resource.");
        assertNotFound(() -> activities(world.ada, open));
        assertNotFound(() -> world.activities.ofDashboard(world.ada, world.other.id(), closed.id(), FIRST));
        assertThat(world.activities
                        .ofProject(world.ada, world.other.id(), FIRST)
                        .total())
                .isZero();
        Caller reader = world.withScopes(world.ada, "activity_log:read");
        assertThat(activities(reader, closed)).hasSize(1);
        assertForbidden(
                () -> activities(world.withScopes(world.ada, "dashboard:read"), closed),
                "API key missing required scope 'activity_log:read'");
    }

    @Test
    void activity_hidesTilesOfInsightsThatTheCallerMayNotSee() {
        Insight secret = world.insight(world.ada, "secret");
        Insight open = world.insight(world.ada, "open");
        Dashboard dashboard = world.create(world.ada, "{}");
        world.patch(
                world.ada,
                dashboard,
                "{'tiles': [{'insight': " + secret.id() + "}, {'insight': " + open.id()
                        + "}, {'text': {'body': 'x'}}]}");
        world.rule(secret.guarded(), world.grace, "none");

        assertThat(tiles(activities(world.ada, dashboard))).hasSize(3);
        List<JsonNode> seen = tiles(activities(world.grace, dashboard));
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).path("insight").asLong()).isEqualTo(open.id());
        assertThat(seen.get(1).path("text").asText()).isEqualTo("x");
        assertThat(tiles(activities(world.grace))).isEqualTo(seen);
        world.delete(open, true);
        assertThat(tiles(activities(world.grace, dashboard)))
                .as("with what was deleted since")
                .isEqualTo(seen);
    }

    private static List<JsonNode> tiles(List<Activity> entries) {
        List<JsonNode> tiles = new ArrayList<>();
        for (Activity entry : entries) {
            for (JsonNode change : entry.detail().path("changes")) {
                if (change.path("field").asText().equals("tiles")) {
                    change.path("after").forEach(tiles::add);
                }
            }
        }
        return tiles;
    }

    @Test
    void create_underOneKey_makesOneDashboard_howeverManyAsk() throws Exception {
        DashboardDraft draft = DashboardBody.draft(
                json("{'name': 'once', 'filters': {'date_from': '-7d'}, 'tiles': [{'text': {'body': 'x'}}]}"));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Dashboard>> made = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                made.add(threads.submit(() -> world.dashboards.create(world.ada, world.project.id(), draft, "key 1")));
            }
            for (Future<Dashboard> each : made) {
                assertThat(each.get()).isEqualTo(made.get(0).get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(world.count("select count(*) from hindsight.dashboard")).isEqualTo(1);
        assertThat(world.count("select count(*) from hindsight.tile")).isEqualTo(1);

        DashboardDraft another = DashboardBody.draft(json("{'name': 'another'}"));
        assertThat(failure(() -> world.dashboards.create(world.ada, world.project.id(), another, "key 1"))
                        .failure())
                .isEqualTo(Failure.CONFLICT);
        world.dashboards.create(world.grace, world.project.id(), another, "key 1");
        assertThat(world.insights
                        .create(world.ada, world.project.id(), InsightBody.draft(json("{'name': 'i'}")), "key 1")
                        .name())
                .as("keys of insights are others")
                .isEqualTo("i");
        assertThat(world.count("select count(*) from hindsight.dashboard")).isEqualTo(2);
        assertInvalid(
                () -> world.dashboards.create(world.ada, world.project.id(), another, "x".repeat(256)),
                "max_length",
                "Idempotency-Key");
    }

    @Test
    void create_thatFails_leavesItsKeyFree() {
        DashboardDraft unknown = DashboardBody.draft(json("{'tiles': [{'insight': 999999}]}"));
        assertInvalid(
                () -> world.dashboards.create(world.ada, world.project.id(), unknown, "key"),
                "does_not_exist",
                "tiles__0__insight");

        assertThat(world.dashboards
                        .create(world.ada, world.project.id(), DashboardBody.draft(json("{'name': 'a'}")), "key")
                        .name())
                .isEqualTo("a");
    }
}
