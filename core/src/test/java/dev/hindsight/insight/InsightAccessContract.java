package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.AccessControls;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.AccessRule;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Membership;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Role;
import dev.hindsight.project.User;
import dev.hindsight.sharing.SharePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what with insights, by rules, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightAccessContract {
    private InsightWorld world;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void vectors34to37_rulesAboutOnePerson_holdAtOnce_andEnd() {
        Insight insight = world.create("{'name': 'a'}");
        assertThat(level(world.member, insight)).isEqualTo(AccessLevel.EDITOR);
        assertForbidden(
                () -> world.insightAccess.change(
                        world.member, world.project.id(), insight.shortId(), everybody("none")),
                "Must be manager to modify insight permissions.");

        world.rule(insight, world.member, "viewer");
        assertThat(level(world.member, insight)).isEqualTo(AccessLevel.VIEWER);
        assertForbidden(() -> rename(world.member, insight), "You do not have editor access to this resource.");

        world.rule(insight, world.member, "none");
        assertForbidden(() -> get(world.member, insight), "You do not have viewer access to this resource.");
        assertThat(world.pageOf(world.member, Map.of()).count()).isZero();
        assertForbidden(
                () -> world.activities.ofInsight(
                        world.member, world.project.id(), insight.shortId(), ActivityPaging.read(null, null)),
                "You do not have viewer access to this resource.");
        assertThat(world.activities
                        .ofProject(world.member, world.project.id(), ActivityPaging.read(null, null))
                        .total())
                .isZero();
        world.views.mark(world.owner, world.project.id(), List.of(insight.id()));
        assertThat(world.views.trending(world.member, world.project.id(), 7, 10))
                .isEmpty();
        assertThat(world.bulk
                        .delete(world.member, world.project.id(), List.of(insight.id()))
                        .skipped())
                .hasSize(1);

        world.rule(insight, world.member, null);
        assertThat(level(world.member, insight)).isEqualTo(AccessLevel.EDITOR);
        assertThat(rename(world.member, insight).name()).isEqualTo("renamed");
    }

    @Test
    void change_isForManagers_whoeverMadeThem() {
        Insight insight = world.create("{'name': 'a'}");
        world.rule(insight, world.member, "manager");

        Optional<AccessRule> rule =
                world.insightAccess.change(world.member, world.project.id(), insight.shortId(), everybody("none"));
        assertThat(rule.orElseThrow().createdBy()).isEqualTo(world.member.user().id());
        AccessControls.Overview overview =
                world.insightAccess.rules(world.member, world.project.id(), insight.shortId());
        assertThat(overview.rules()).hasSize(2);
        assertThat(overview.editable()).isTrue();
        assertThat(overview.userAccessLevel()).isEqualTo("manager");
    }

    @Test
    void change_takesNobodyFromElsewhere() {
        Insight insight = world.create("{'name': 'a'}");
        UUID nobody = UUID.randomUUID();

        InsightWorld.assertInvalid(
                () -> world.insightAccess.change(
                        world.owner, world.project.id(), insight.shortId(), new RuleDraft("none", nobody, null)),
                "does_not_exist",
                "organization_member",
                "Invalid pk \"" + nobody + "\" - object does not exist.");
        InsightWorld.assertInvalid(
                () -> world.insightAccess.change(
                        world.owner, world.project.id(), insight.shortId(), new RuleDraft("none", null, nobody)),
                "does_not_exist",
                "role",
                "Invalid pk \"" + nobody + "\" - object does not exist.");
        assertThat(world.count("select count(*) from hindsight.access_control")).isZero();
    }

    @Test
    void change_isLogged_withWhatWasBefore_onlyWhenSomethingChanges() {
        Insight insight = world.create("{'name': 'a'}");
        world.rule(insight, world.member, "viewer");
        world.rule(insight, world.member, "viewer");
        world.rule(insight, world.member, "none");
        world.rule(insight, world.member, null);

        List<Activity> history = world.history(insight);
        assertThat(history).extracting(Activity::activity).containsExactly("updated", "updated", "updated", "created");
        assertThat(history.get(1).detail().at("/changes/0"))
                .isEqualTo(json("{'type': 'Insight', 'action': 'changed', 'field': 'access_control', 'before':"
                        + " {'access_level': 'viewer', 'organization_member': '" + world.membership(world.member)
                        + "', 'role': null}, 'after': {'access_level': 'none', 'organization_member': '"
                        + world.membership(world.member) + "', 'role': null}}"));
    }

    @Test
    void firstRulesForOnePerson_atTheSameTime_becomeOne() throws Exception {
        int callers = 6;
        UUID person = world.membership(world.member);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < 20; round++) {
                Insight insight = world.create("{'name': 'a'}");
                CyclicBarrier start = new CyclicBarrier(callers);
                List<Future<Optional<AccessRule>>> changes = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    changes.add(threads.submit(() -> {
                        start.await();
                        return world.insightAccess.change(
                                world.owner,
                                world.project.id(),
                                insight.shortId(),
                                new RuleDraft("viewer", person, null));
                    }));
                }
                for (Future<Optional<AccessRule>> change : changes) {
                    assertThat(change.get().orElseThrow().level()).isEqualTo("viewer");
                }
                assertThat(world.insightAccess
                                .rules(world.owner, world.project.id(), insight.shortId())
                                .rules())
                        .hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void people_areThoseWhoMayView_withTheReason() {
        Insight insight = world.create("{'name': 'a'}");
        Caller admin = person("admin", MembershipLevel.ADMIN);
        Caller named = person("named", MembershipLevel.MEMBER);
        Caller inRole = person("role", MembershipLevel.MEMBER);
        Caller out = person("out", MembershipLevel.MEMBER);
        Role role = role("Analysts", inRole);
        world.rule(insight, named, "manager");
        world.rule(insight, out, "none");
        world.insightAccess.change(
                world.owner, world.project.id(), insight.shortId(), new RuleDraft("viewer", null, role.id()));

        assertThat(world.insightAccess.people(world.member, world.project.id(), insight.shortId()))
                .extracting(person -> person.member().user().firstName() + " " + person.level() + " " + person.source())
                .containsExactlyInAnyOrder(
                        world.owner.user().firstName() + " MANAGER creator",
                        "Grace EDITOR default",
                        "admin MANAGER organization_admin",
                        "named MANAGER explicit_member",
                        "role VIEWER explicit_role");
        assertThat(level(admin, insight)).isEqualTo(AccessLevel.MANAGER);
    }

    @Test
    void people_takeAsManyStatements_howeverManyTheyAre() {
        Insight insight = world.create("{'name': 'a'}");
        Role role = role("Analysts", person("first", MembershipLevel.MEMBER));
        world.insightAccess.change(
                world.owner, world.project.id(), insight.shortId(), new RuleDraft("viewer", null, role.id()));
        int few = world.statements(() -> people(insight));
        for (int i = 0; i < 10; i++) {
            role("Role " + i, person("more" + i, MembershipLevel.MEMBER));
        }

        assertThat(world.statements(() -> people(insight))).isEqualTo(few);
        assertThat(people(insight)).hasSize(13);
    }

    private List<AccessControls.Person> people(Insight insight) {
        return world.insightAccess.people(world.member, world.project.id(), insight.shortId());
    }

    @Test
    void aKindThatIsClosed_leavesWhatIsOnesOwnOrGranted() {
        Insight owners = world.create("{'name': 'owners'}");
        Insight granted = world.create("{'name': 'granted'}");
        kind("none");
        assertForbidden(() -> world.pageOf(world.member, Map.of()), "You do not have viewer access to this resource.");
        assertForbidden(
                () -> world.insights.create(
                        world.member, world.project.id(), InsightBody.draft(json("{'name': 'mine'}"))),
                "You do not have editor access to this resource.");

        kind("editor");
        Insight mine =
                world.insights.create(world.member, world.project.id(), InsightBody.draft(json("{'name': 'mine'}")));
        kind("none");
        world.rule(granted, world.member, "viewer");
        assertThat(world.pageOf(world.member, Map.of()).insights())
                .extracting(Insight::name)
                .containsExactly("granted", "mine");
        assertThat(level(world.member, mine)).isEqualTo(AccessLevel.MANAGER);
        assertForbidden(() -> get(world.member, owners), "You do not have viewer access to this resource.");
        assertThat(world.page(Map.of()).count()).isEqualTo(3);
    }

    @Test
    void aProjectThatIsClosed_isClosedToAll_butAdministratorsAndWhomARuleNames() {
        world.controls.changeProject(world.owner, world.project.id(), everybody("none"));
        assertForbidden(() -> world.pageOf(world.member, Map.of()), "You don't have access to the project.");
        assertThat(world.access.visibleProjects(world.member)).containsExactly(world.other);
        assertThat(world.page(Map.of()).count()).isZero();

        world.controls.changeProject(
                world.owner, world.project.id(), new RuleDraft("admin", world.membership(world.member), null));
        Insight insight = world.create("{'name': 'a'}");
        assertThat(level(world.member, insight)).isEqualTo(AccessLevel.EDITOR);
        world.insightAccess.change(world.member, world.project.id(), insight.shortId(), everybody("viewer"));
        assertForbidden(
                () -> world.controls.changeKind(world.member, world.project.id(), Resource.INSIGHT, everybody("none")),
                "Must be an Organization admin to modify project-wide permissions.");
    }

    @Test
    void dashboardsThatOneCannotSee_areNeitherShownNorChanged() {
        long open = world.dashboard(world.project, "Open");
        long hidden = world.dashboard(world.project, "Hidden plans");
        world.controls.changeKind(world.owner, world.project.id(), Resource.DASHBOARD, everybody("editor"));
        dashboardRule(hidden, "none");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + open + ", " + hidden + "]}");

        assertThat(get(world.member, insight).dashboards()).containsExactly(open);
        assertThat(world.activities
                        .ofInsight(world.member, world.project.id(), insight.shortId(), ActivityPaging.read(null, null))
                        .entries()
                        .toString())
                .doesNotContain("Hidden plans");
        assertThat(world.insights
                        .update(
                                world.member,
                                world.project.id(),
                                insight.shortId(),
                                InsightBody.patch(json("{'dashboards': []}"), true),
                                null)
                        .dashboards())
                .isEmpty();
        assertThat(world.get(insight).dashboards())
                .as("what they did not know of")
                .containsExactly(hidden);
        assertThat(world.activities
                        .ofProject(world.member, world.project.id(), ActivityPaging.read(null, null))
                        .entries()
                        .toString())
                .contains("Open")
                .doesNotContain("Hidden plans");
        InsightWorld.assertInvalid(
                () -> world.insights.update(
                        world.member,
                        world.project.id(),
                        insight.shortId(),
                        InsightBody.patch(json("{'dashboards': [" + hidden + "]}"), true),
                        null),
                "does_not_exist",
                "dashboards",
                "Invalid pk \"" + hidden + "\" - object does not exist.");
    }

    @Test
    void dashboardsThatOneMayNotEdit_refuseInsights_andRestrictedOnesTheirChange() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight insight = world.create("{'name': 'a'}");
        Insight there = world.create("{'name': 'b', 'dashboards': [" + dashboard + "]}");
        dashboardRule(dashboard, "viewer");
        assertForbidden(
                () -> world.insights.update(
                        world.member,
                        world.project.id(),
                        insight.shortId(),
                        InsightBody.patch(json("{'name': 'x', 'dashboards': [" + dashboard + "]}"), true),
                        null),
                "You don't have permission to add insights to dashboard: " + dashboard);
        assertForbidden(
                () -> world.insights.update(
                        world.member,
                        world.project.id(),
                        there.shortId(),
                        InsightBody.patch(json("{'dashboards': []}"), true),
                        null),
                "You don't have permission to remove insights from dashboard: " + dashboard);
        assertForbidden(
                () -> world.insights.create(
                        world.member,
                        world.project.id(),
                        InsightBody.draft(json("{'dashboards': [" + dashboard + "]}"))),
                "You don't have permission to add insights to dashboard: " + dashboard);
        assertThat(world.page(Map.of()).count()).as("nothing half made").isEqualTo(2);
        assertThat(world.get(insight).name()).isEqualTo("a");

        world.execute("update hindsight.dashboard set restriction_level = 37 where id = ?", dashboard);
        assertForbidden(
                () -> rename(world.member, there),
                "This insight is on a dashboard that can only be edited by its owner, team members invited to editing"
                        + " the dashboard, and project admins.");
        assertThat(get(world.member, there).restricted()).isTrue();
        assertThat(get(world.member, there).editable()).isFalse();
        RuleDraft admin = new RuleDraft("admin", world.membership(world.member), null);
        world.controls.changeProject(world.owner, world.project.id(), admin);
        assertThat(get(world.member, there).editable())
                .as("for an administrator of the project")
                .isTrue();
        world.controls.changeProject(
                world.owner, world.project.id(), new RuleDraft(null, world.membership(world.member), null));
        dashboardRule(dashboard, "editor");
        assertThat(get(world.member, there).editable()).isTrue();
        assertThat(rename(world.member, there).name()).isEqualTo("renamed");
    }

    @Test
    void filters_sayNothingOfDashboardsThatOneCannotSee() {
        long hidden = world.dashboard(world.project, "Hidden plans");
        world.create("{'name': 'shown', 'saved': false, 'dashboards': [" + hidden + "]}");
        dashboardRule(hidden, "none");

        for (Map<String, String> filter : List.of(Map.of("dashboards", "[" + hidden + "]"), Map.of("saved", "true"))) {
            assertThat(world.page(filter).count()).as("%s", filter).isEqualTo(1);
            assertThat(world.pageOf(world.member, filter).count())
                    .as("%s", filter)
                    .isZero();
        }
    }

    @Test
    void restriction_holdsForWhatComesBack_andWhateverOneCanSee() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + dashboard + "]}");
        world.execute("update hindsight.dashboard set restriction_level = 37 where id = ?", dashboard);
        world.patch(insight, "{'deleted': true}");
        UUID deletion = world.history().get(0).id();
        String refusal = "This insight is on a dashboard that can only be edited by its owner, team members invited to"
                + " editing the dashboard, and project admins.";

        assertForbidden(
                () -> world.insights.update(
                        world.member,
                        world.project.id(),
                        insight.shortId(),
                        InsightBody.patch(json("{'deleted': false, 'name': 'defaced'}"), true),
                        null),
                refusal);
        assertThat(world.bulk
                        .restore(world.member, world.project.id(), List.of(insight.id()))
                        .skipped())
                .hasSize(1);
        assertForbidden(
                () -> world.insights.revert(world.member, world.project.id(), insight.shortId(), deletion, null),
                refusal);

        world.patch(insight, "{'deleted': false}");
        dashboardRule(dashboard, "none");
        Insight seen = get(world.member, insight);
        assertThat(seen.dashboards()).isEmpty();
        assertThat(seen.editable()).as("as the change would be answered").isFalse();
        assertForbidden(() -> rename(world.member, insight), refusal);
    }

    @Test
    void restriction_keepsFromSharing() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + dashboard + "]}");
        world.execute("update hindsight.dashboard set restriction_level = 37 where id = ?", dashboard);

        assertForbidden(
                () -> world.sharing.change(
                        world.member, world.project.id(), insight.shortId(), SharePatch.enabled(true)),
                "You don't have edit permissions for this insight.");
        dashboardRule(dashboard, "editor");
        assertThat(world.sharing
                        .change(world.member, world.project.id(), insight.shortId(), SharePatch.enabled(true))
                        .enabled())
                .isTrue();
    }

    @Test
    void revert_leavesOutDashboards_thatOneCannotSee_orThatAreGone() {
        long open = world.dashboard(world.project, "Open");
        long hidden = world.dashboard(world.project, "Hidden plans");
        long gone = world.dashboard(world.project, "Gone");
        Insight insight = world.create("{'name': 'a', 'dashboards': [" + open + ", " + hidden + ", " + gone + "]}");
        world.patch(insight, "{'name': 'b', 'dashboards': []}");
        dashboardRule(hidden, "none");
        world.execute("update hindsight.dashboard set deleted = true where id = ?", gone);
        UUID entry = world.history(insight).get(0).id();

        Insight reverted = world.insights.revert(world.member, world.project.id(), insight.shortId(), entry, null);
        assertThat(reverted.name()).isEqualTo("a");
        assertThat(reverted.dashboards()).containsExactly(open);
        assertThat(world.get(insight).dashboards()).containsExactly(open);
    }

    @Test
    void entries_hideRulesWithoutTheScope_andDashboardsOfOthersAltogether() {
        long hidden = world.dashboard(world.project, "Hidden plans");
        dashboardRule(hidden, "none");
        Insight insight = world.create("{'name': 'a'}");
        world.patch(insight, "{'dashboards': [" + hidden + "]}");
        world.rule(insight, world.member, "viewer");
        Caller reader = world.key(world.member, "activity_log:read");

        List<Activity> entries = world.activities
                .ofInsight(reader, world.project.id(), insight.shortId(), ActivityPaging.read(null, null))
                .entries();
        assertThat(entries).hasSize(3);
        assertThat(entries.get(0).detail().path("changes")).as("access rules").isEmpty();
        assertThat(entries.get(1).detail().path("changes")).as("dashboards").isEmpty();
        assertThat(world.history(insight).get(0).detail().path("changes")).hasSize(1);
    }

    /** Lists ask in SQL, single reads in Java; both are compared with the words of the contract, spelt out once more here. */
    @Test
    void listsAndSingleReads_agree_whateverTheRules() {
        Random random = new Random(5);
        String[] levels = {"none", "viewer", "editor", "manager"};
        List<Caller> people = new ArrayList<>(List.of(world.member));
        for (int i = 0; i < 3; i++) {
            people.add(person("p" + i, MembershipLevel.MEMBER));
        }
        List<Role> roles = List.of(role("R0", people.get(0), people.get(1)), role("R1", people.get(1), people.get(2)));
        List<Insight> insights = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Caller creator = i % 4 == 0 ? people.get(i / 4) : world.owner;
            insights.add(world.insights.create(creator, world.project.id(), InsightBody.draft(json("{}"))));
        }
        for (int round = 0; round < 25; round++) {
            Insight insight = insights.get(random.nextInt(insights.size()));
            String level = random.nextInt(4) == 0 ? null : levels[random.nextInt(4)];
            RuleDraft draft = switch (random.nextInt(3)) {
                case 0 -> everybody(level);
                case 1 -> new RuleDraft(level, world.membership(people.get(random.nextInt(4))), null);
                default ->
                    new RuleDraft(level, null, roles.get(random.nextInt(2)).id());
            };
            if (random.nextInt(4) == 0) {
                world.controls.changeKind(world.owner, world.project.id(), Resource.INSIGHT, draft);
            } else {
                world.insightAccess.change(world.owner, world.project.id(), insight.shortId(), draft);
            }
            for (Caller person : people) {
                agree(person, insights, roles, people);
            }
        }
    }

    private void agree(Caller person, List<Insight> insights, List<Role> roles, List<Caller> people) {
        List<UUID> theirs = new ArrayList<>();
        int index = people.indexOf(person);
        if (index <= 1) {
            theirs.add(roles.get(0).id());
        }
        if (index == 1 || index == 2) {
            theirs.add(roles.get(1).id());
        }
        List<Long> visible = new ArrayList<>();
        for (Insight insight : insights) {
            AccessLevel expected = insight.createdBy().equals(person.user())
                    ? AccessLevel.MANAGER
                    : AccessLevel.valueOf(
                            byTheBook(insight, world.membership(person), theirs).toUpperCase(Locale.ROOT));
            if (expected != AccessLevel.NONE) {
                visible.add(insight.id());
                assertThat(level(person, insight)).isEqualTo(expected);
            } else {
                assertForbidden(() -> get(person, insight), "You do not have viewer access to this resource.");
            }
        }
        List<Long> listed;
        try {
            listed = world.pageOf(person, Map.of("order", "id")).insights().stream()
                    .map(Insight::id)
                    .toList();
        } catch (HindsightException e) {
            assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN);
            listed = List.of();
        }
        assertThat(listed).isEqualTo(visible);
    }

    private String byTheBook(Insight insight, UUID membership, List<UUID> roles) {
        List<AccessRule> own = world.insightAccess
                .rules(world.owner, world.project.id(), insight.shortId())
                .rules();
        List<AccessRule> wide = world.controls.ofKinds(world.owner, world.project.id());
        for (List<AccessRule> rules : List.of(own, wide)) {
            for (AccessRule rule : rules) {
                if (membership.equals(rule.membershipId())) {
                    return rule.level();
                }
            }
            String best = null;
            for (AccessRule rule : rules) {
                if (rule.roleId() != null && roles.contains(rule.roleId())) {
                    List<String> order = rule.resource().levels();
                    best = best == null || order.indexOf(rule.level()) > order.indexOf(best) ? rule.level() : best;
                }
            }
            if (best != null) {
                return best;
            }
            for (AccessRule rule : rules) {
                if (rule.roleId() == null && rule.membershipId() == null) {
                    return rule.level();
                }
            }
        }
        return "editor";
    }

    private Caller person(String name, MembershipLevel level) {
        User user = world.members.addUser(name + "@example.org", name, "", InsightWorld.START);
        world.members.addMembership(world.project.organizationId(), user.id(), level, InsightWorld.START);
        return Caller.of(user);
    }

    private Role role(String name, Caller... people) {
        Role role = world.roles
                .add(world.project.organizationId(), name, world.owner.user().id(), InsightWorld.START)
                .orElseThrow();
        for (Caller person : people) {
            Membership membership = world.members
                    .findMembership(
                            world.project.organizationId(), person.user().id())
                    .orElseThrow();
            world.roles.addMember(role.id(), membership.id(), InsightWorld.START);
        }
        return role;
    }

    private static RuleDraft everybody(@Nullable String level) {
        return new RuleDraft(level, null, null);
    }

    private void kind(String level) {
        world.controls.changeKind(world.owner, world.project.id(), Resource.INSIGHT, everybody(level));
    }

    private void dashboardRule(long dashboard, String level) {
        world.controls.change(
                world.owner,
                world.project,
                new Guarded(Resource.DASHBOARD, dashboard, null),
                new RuleDraft(level, world.membership(world.member), null));
    }

    private Insight get(Caller caller, Insight insight) {
        return world.insights.get(caller, world.project.id(), insight.shortId());
    }

    private AccessLevel level(Caller caller, Insight insight) {
        return get(caller, insight).accessLevel();
    }

    private Insight rename(Caller caller, Insight insight) {
        return world.insights.update(
                caller,
                world.project.id(),
                insight.shortId(),
                InsightBody.patch(json("{'name': 'renamed'}"), true),
                null);
    }

    private static void assertForbidden(Runnable call, String detail) {
        HindsightException failure = failure(call);
        assertThat(failure.detail()).isEqualTo(detail);
        assertThat(failure.failure()).isEqualTo(Failure.FORBIDDEN);
    }
}
