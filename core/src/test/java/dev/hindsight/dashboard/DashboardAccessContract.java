package dev.hindsight.dashboard;

import static dev.hindsight.dashboard.DashboardWorld.assertForbidden;
import static dev.hindsight.dashboard.DashboardWorld.assertInvalid;
import static dev.hindsight.dashboard.DashboardWorld.assertNotFound;
import static dev.hindsight.dashboard.DashboardWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.query.DashboardFilters;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what with dashboards, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class DashboardAccessContract {
    private static final String NO_EDITOR = "You do not have editor access to this resource.";
    private static final String NO_VIEWER = "You do not have viewer access to this resource.";
    private static final String RESTRICTED = "You don't have edit permissions for this dashboard.";
    private static final String GOVERNED = "Only the dashboard owner and project admins have the restriction rights"
            + " required to change the dashboard's restriction level.";

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

    private void assertEdits(Caller caller, Dashboard dashboard) {
        String name = "by " + caller.user().id();
        assertThat(world.patch(caller, dashboard, "{'name': '" + name + "'}").name())
                .isEqualTo(name);
        assertThat(world.get(caller, dashboard).editable()).isTrue();
    }

    private void assertOnlyViews(Caller caller, Dashboard dashboard, String detail) {
        assertForbidden(() -> world.patch(caller, dashboard, "{'name': 'x'}"), detail);
        assertForbidden(() -> world.patch(caller, dashboard, "{'deleted': true}"), detail);
        assertThat(world.get(caller, dashboard).editable()).isFalse();
    }

    @Test
    void openDashboard_isForEveryEditor() {
        Dashboard dashboard = world.create(world.ada, "{}");

        assertEdits(world.ada, dashboard);
        assertEdits(world.grace, dashboard);
        assertEdits(world.owner, dashboard);
        assertThat(world.get(world.grace, dashboard).accessLevel()).isEqualTo(AccessLevel.EDITOR);
        world.rule(dashboard.guarded(), world.grace, "viewer");
        assertOnlyViews(world.grace, dashboard, NO_EDITOR);
        world.rule(dashboard.guarded(), world.grace, "none");
        assertForbidden(() -> world.get(world.grace, dashboard), NO_VIEWER);
    }

    @Test
    void restrictedDashboard_isForItsCreatorAdministratorsAndWhomARuleNames() {
        Dashboard dashboard = world.create(world.ada, "{'restriction_level': 37}");

        assertEdits(world.ada, dashboard);
        assertEdits(world.owner, dashboard);
        assertOnlyViews(world.grace, dashboard, RESTRICTED);
        world.rule(dashboard.guarded(), null, "editor");
        assertOnlyViews(world.grace, dashboard, RESTRICTED);
        world.rule(dashboard.guarded(), world.grace, "editor");
        assertEdits(world.grace, dashboard);
    }

    @Test
    void restriction_isChangedByWhoGovernsTheDashboard() {
        Dashboard dashboard = world.create(world.ada, "{}");

        assertForbidden(() -> world.patch(world.grace, dashboard, "{'restriction_level': 37}"), GOVERNED);
        assertThat(world.patch(world.grace, dashboard, "{'restriction_level': 21}")
                        .restricted())
                .as("as it is already")
                .isFalse();
        assertThat(world.patch(world.ada, dashboard, "{'restriction_level': 37}")
                        .restricted())
                .isTrue();
        world.rule(dashboard.guarded(), world.grace, "editor");
        assertForbidden(() -> world.patch(world.grace, dashboard, "{'restriction_level': 21}"), GOVERNED);
        world.rule(dashboard.guarded(), world.grace, "manager");
        assertThat(world.patch(world.grace, dashboard, "{'restriction_level': 21}")
                        .restricted())
                .isFalse();
    }

    @Test
    void create_wantsAnEditorOfDashboards() {
        world.rule(new Guarded(Resource.DASHBOARD, 0, null), world.grace, "none");
        // A rule about all objects of a kind has no id.
        Transactions.use(
                world.database.jdbi(),
                handle -> handle.execute("update hindsight.access_control set resource_id = ''"));

        assertForbidden(() -> world.create(world.grace, "{}"), NO_EDITOR);
        assertForbidden(() -> world.dashboards.list(world.grace, world.project.id(), null, 10, 0), NO_VIEWER);
    }

    @Test
    void list_leavesOutWhatTheCallerMayNotSee() {
        Dashboard open = world.create(world.ada, "{'name': 'open'}");
        Dashboard closed = world.create(world.ada, "{'name': 'closed'}");
        world.create(world.ada, "{'name': 'restricted', 'restriction_level': 37}");
        world.rule(closed.guarded(), world.grace, "none");
        world.rule(open.guarded(), world.grace, "viewer");

        DashboardPage page = world.dashboards.list(world.grace, world.project.id(), null, 10, 0);

        assertThat(page.count()).isEqualTo(2);
        assertThat(page.dashboards()).extracting(Dashboard::name).containsExactly("open", "restricted");
        assertThat(page.dashboards()).extracting(Dashboard::editable).containsExactly(false, false);
        assertThat(page.dashboards())
                .extracting(Dashboard::accessLevel)
                .containsExactly(AccessLevel.VIEWER, AccessLevel.EDITOR);
        assertThat(world.dashboards
                        .list(world.grace, world.project.id(), "closed", 10, 0)
                        .count())
                .isZero();
        assertThat(world.dashboards
                        .list(world.owner, world.project.id(), null, 10, 0)
                        .count())
                .isEqualTo(3);
    }

    @Test
    void everything_wantsItsScope() {
        Dashboard dashboard = world.create(world.ada, "{}");
        Caller reader = world.withScopes(world.ada, "dashboard:read");
        Caller writer = world.withScopes(world.ada, "dashboard:write");
        Caller stranger = world.withScopes(world.ada, "insight:write");

        assertThat(world.get(reader, dashboard).id()).isEqualTo(dashboard.id());
        String noWrite = "API key missing required scope 'dashboard:write'";
        assertForbidden(() -> world.create(reader, "{}"), noWrite);
        assertForbidden(() -> world.patch(reader, dashboard, "{'name': 'a'}"), noWrite);
        assertEdits(writer, dashboard);
        String noRead = "API key missing required scope 'dashboard:read'";
        assertForbidden(() -> world.get(stranger, dashboard), noRead);
        assertForbidden(() -> world.dashboards.list(stranger, world.project.id(), null, 1, 0), noRead);
        assertForbidden(
                () -> world.patch(writer, dashboard, "{'deleted': true, 'delete_insights': true}"),
                "API key missing required scope 'insight:write'");
    }

    @Test
    void tileOfAnInsightThatTheCallerMayNotSee_tellsNothingAboutIt() {
        Insight secret = world.insight(world.ada, "secret");
        Dashboard dashboard = world.create(
                world.ada,
                "{'tiles': [{'insight': " + secret.id()
                        + ", 'filters_overrides': {'date_from': '-2d'}, 'layouts': {'sm': {'x': 1}}}]}");
        long tile = dashboard.tiles().get(0).id();
        world.rule(secret.guarded(), world.grace, "none");

        assertThat(world.get(world.grace, dashboard).tiles()).singleElement().satisfies(hidden -> {
            assertThat(hidden.insight()).isNull();
            assertThat(hidden.text()).isNull();
            assertThat(hidden.filters()).isEqualTo(DashboardFilters.NONE);
            assertThat(hidden.layouts()).isEqualTo(json("{'sm': {'x': 1}}"));
        });

        world.patch(
                world.grace,
                dashboard,
                "{'tiles': [{'id': " + tile + ", 'insight': null, 'filters_overrides': {}, 'color': 'red'}]}");
        assertThat(world.get(world.ada, dashboard).tiles()).singleElement().satisfies(shown -> {
            assertThat(shown.filters().json()).as("kept").isEqualTo(json("{'date_from': '-2d'}"));
            assertThat(shown.color()).isEqualTo("red");
        });
        for (String guess :
                List.of("{'insight': " + secret.id() + "}", "{'id': " + tile + ", 'insight': " + secret.id() + "}")) {
            assertInvalid(
                    () -> world.patch(world.grace, dashboard, "{'tiles': [" + guess + "]}"),
                    "does_not_exist",
                    "tiles__0__insight");
        }
        assertThat(world.patch(world.grace, dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': true}]}")
                        .tiles())
                .as("whoever edits the dashboard may take it away")
                .isEmpty();
        assertInvalid(
                () -> world.patch(world.grace, dashboard, "{'tiles': [{'id': " + tile + ", 'deleted': false}]}"),
                "does_not_exist",
                "tiles__0__id");
    }

    @Test
    void insight_isAddedByWhoMayEditIt() {
        Insight insight = world.insight(world.ada, "a");
        Dashboard dashboard = world.create(world.grace, "{}");
        String add = "{'tiles': [{'insight': " + insight.id() + "}]}";

        world.rule(insight.guarded(), world.grace, "viewer");
        assertForbidden(() -> world.patch(world.grace, dashboard, add), NO_EDITOR);
        assertForbidden(() -> world.create(world.grace, add), NO_EDITOR);
        world.rule(insight.guarded(), world.grace, "editor");
        world.create(world.ada, "{'restriction_level': 37, 'tiles': [{'insight': " + insight.id() + "}]}");
        assertForbidden(
                () -> world.patch(world.grace, dashboard, add),
                "This insight is on a dashboard that can only be edited by its owner, team members invited to editing"
                        + " the dashboard, and project admins.");
        assertThat(world.patch(world.ada, dashboard, add).tiles()).hasSize(1);
    }

    @Test
    void deletionWithInsights_takesThoseThatTheCallerMayEdit() {
        Insight mine = world.insight(world.grace, "mine");
        Insight seen = world.insight(world.ada, "seen");
        Insight hidden = world.insight(world.ada, "hidden");
        Insight elsewhere = world.insight(world.ada, "elsewhere");
        world.insights.update(
                world.grace,
                world.project.id(),
                mine.shortId(),
                InsightBody.patch(json("{'saved': false}"), true),
                null);
        Dashboard dashboard = world.create(
                world.ada,
                "{'tiles': [{'insight': " + mine.id() + "}, {'insight': " + seen.id() + "}, {'insight': " + hidden.id()
                        + "}, {'text': {'body': 'a'}}]}");
        world.rule(seen.guarded(), world.grace, "viewer");
        world.rule(hidden.guarded(), world.grace, "none");

        assertInvalid(
                () -> world.patch(world.grace, dashboard, "{'delete_insights': true}"),
                "invalid_input",
                "delete_insights");
        world.patch(world.grace, dashboard, "{'deleted': true, 'delete_insights': true}");

        assertNotFound(() -> world.read(mine));
        assertThat(world.count("select count(*) from hindsight.insight where deleted and not saved"))
                .as("nothing else about it changes")
                .isEqualTo(1);
        for (Insight kept : List.of(seen, hidden, elsewhere)) {
            assertThat(world.read(kept).id()).isEqualTo(kept.id());
        }
    }
}
