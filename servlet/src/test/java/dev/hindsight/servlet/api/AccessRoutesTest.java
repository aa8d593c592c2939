package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, over HTTP (contract insights-api 3.14). */
class AccessRoutesTest {
    private static final String INSIGHTS = "/api/projects/@current/insights/";

    private static TestApp app;
    private static TestClient owner;
    private static TestClient member;
    private static String membership;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        owner = app.client();
        User user = app.member("b@example.org");
        member = app.anonymous().withKey(app.key(user, List.of("*")));
        membership = membership(user);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String insight() throws Exception {
        return INSIGHTS
                + owner.post(INSIGHTS, "{\"name\":\"a\"}")
                        .has(201)
                        .json()
                        .path("id")
                        .asLong() + "/";
    }

    private static String rule(String level) {
        return "{\"access_level\":" + level + ",\"organization_member\":\"" + membership + "\"}";
    }

    @Test
    void vectors33to37() throws Exception {
        String path = insight();
        String rules = path + "access_controls/";

        assertThat(owner.send("PUT", rules, "{\"access_level\":\"owner\"}")
                        .isError(400, "validation_error", "invalid_input", "access_level")
                        .detail())
                .isEqualTo("Invalid access level. Must be one of: none, viewer, editor, manager");
        assertThat(member.send("PUT", rules, "{\"access_level\":\"none\"}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("Must be manager to modify insight permissions.");

        JsonNode rule = owner.send("PUT", rules, rule("\"viewer\"")).has(200).json();
        assertThat(rule.path("organization_member").textValue()).isEqualTo(membership);
        assertThat(rule.path("resource_id").textValue()).isEqualTo(path.replaceAll("\\D", ""));
        assertThat(member.patch(path, "{\"name\":\"b\"}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You do not have editor access to this resource.");
        assertThat(member.get(path).has(200).json().path("user_access_level").textValue())
                .isEqualTo("viewer");

        owner.send("PUT", rules, rule("\"none\"")).has(200);
        assertThat(member.get(path)
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You do not have viewer access to this resource.");
        assertThat(paths(member.get(INSIGHTS).has(200))).doesNotContain(path);

        assertThat(owner.send("PUT", rules, rule("null")).has(204).body()).isEmpty();
        assertThat(member.get(path).has(200).json().path("user_access_level").textValue())
                .isEqualTo("editor");
        assertThat(owner.send("PUT", rules, rule("null")).has(204).body()).isEmpty();
    }

    @Test
    void rules_ofAnInsight_areListedWithWhatTheCallerMay() throws Exception {
        String path = insight();
        owner.send("PUT", path + "access_controls/", "{\"access_level\":\"viewer\"}")
                .has(200);
        JsonNode overview = member.get(path + "access_controls/").has(200).json();

        assertThat(overview.path("access_controls")).hasSize(1);
        assertThat(overview.at("/access_controls/0/created_by").asLong())
                .isEqualTo(app.owner().id());
        assertThat(overview.path("available_access_levels")).hasSize(4);
        assertThat(overview.path("default_access_level").textValue()).isEqualTo("editor");
        assertThat(overview.path("minimum_access_level").textValue()).isEqualTo("none");
        assertThat(overview.path("maximum_access_level").textValue()).isEqualTo("manager");
        assertThat(overview.path("user_access_level").textValue()).isEqualTo("viewer");
        assertThat(overview.path("user_can_edit_access_levels").booleanValue()).isFalse();
        assertThat(owner.get(path + "access_controls/")
                        .has(200)
                        .json()
                        .path("user_can_edit_access_levels")
                        .booleanValue())
                .isTrue();

        JsonNode people = member.get(path + "users_with_access/").has(200).json();
        assertThat(people.path("total_count").intValue()).isGreaterThanOrEqualTo(2);
        assertThat(people.at("/users/0/access_source").textValue()).isEqualTo("creator");
        assertThat(people.at("/users/1/access_level").textValue()).isEqualTo("viewer");
        assertThat(people.at("/users/1/access_source").textValue()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|required|access_level",
                "{\"access_level\":3}|invalid_input|access_level",
                "{\"access_level\":\"none\",\"organization_member\":\"x\"}|invalid_input|organization_member",
                "{\"access_level\":\"none\",\"organization_member\":5}|invalid_input|organization_member",
                "{\"access_level\":\"none\",\"role\":\"zz\"}|invalid_input|role",
                "{\"access_level\":\"none\",\"role\":\"0190c0de-0000-7000-8000-000000000001\"}|does_not_exist|role",
                "{\"access_level\":\"none\",\"organization_member\":\"0190c0de-0000-7000-8000-000000000001\"}"
                        + "|does_not_exist|organization_member",
                "{\"access_level\":\"none\",\"organization_member\":\"0190c0de-0000-7000-8000-000000000001\","
                        + "\"role\":\"0190c0de-0000-7000-8000-000000000001\"}|invalid_input|null",
                "{\"access_level\":\"none\",\"member\":\"x\"}|unknown_field|member"
            })
    void rules_thatAreNone_areRefused_namingTheField(String body, String code, String attr) throws Exception {
        String path = insight();
        owner.send("PUT", path + "access_controls/", body).isError(400, "validation_error", code, attr);
        owner.send("PUT", "/api/projects/@current/access_controls/", body).isError(400, "validation_error", code, attr);
        assertThat(owner.get(path + "access_controls/").json().path("access_controls"))
                .isEmpty();
    }

    @Test
    void rules_nameNobodyOfOtherOrganizations() throws Exception {
        var hindsight = app.hindsight();
        User stranger = hindsight.members().addUser("stranger@example.org", "", "", Instant.EPOCH);
        var elsewhere = hindsight.projects().addOrganization("Elsewhere", Instant.EPOCH);
        UUID theirs = hindsight
                .members()
                .addMembership(elsewhere.id(), stranger.id(), MembershipLevel.OWNER, Instant.EPOCH)
                .id();

        owner.send(
                        "PUT",
                        insight() + "access_controls/",
                        "{\"access_level\":\"none\",\"organization_member\":\"" + theirs + "\"}")
                .isError(400, "validation_error", "does_not_exist", "organization_member");
    }

    @Test
    void rules_thatAreNone_areRefused_inTheWordsThatClientsKnow() throws Exception {
        String rules = insight() + "access_controls/";
        String id = "0190c0de-0000-7000-8000-000000000001";
        for (String[] refused : new String[][] {
            {"{}", "This field is required."},
            {
                "{'access_level':'none','organization_member':'x'}",
                "Invalid organization member id. Use the 'id' field from"
                        + " the /api/organizations/<organization_id>/members/ endpoint."
            },
            {"{'access_level':'none','role':'" + id + "'}", "Invalid pk \"" + id + "\" - object does not exist."},
            {
                "{'access_level':'none','role':'" + id + "','organization_member':'" + id + "'}",
                "You can not scope an access control to both a member and a role."
            }
        }) {
            assertThat(owner.send("PUT", rules, refused[0].replace("'", "\"").replace("\"id\"", "'id'"))
                            .has(400)
                            .detail())
                    .isEqualTo(refused[1]);
        }
        JsonNode everybody = owner.send(
                        "PUT", rules, "{\"access_level\":\"viewer\",\"resource\":\"dashboard\",\"resource_id\":\"7\"}")
                .has(200)
                .json();
        assertThat(everybody.fieldNames())
                .toIterable()
                .containsExactly(
                        "access_level",
                        "resource",
                        "resource_id",
                        "organization_member",
                        "role",
                        "created_by",
                        "created_at",
                        "updated_at");
        assertThat(everybody.path("resource").textValue())
                .as("the address says")
                .isEqualTo("insight");
        assertThat(rules).contains("/" + everybody.path("resource_id").textValue() + "/");
        assertThat(everybody.path("organization_member").isNull()
                        && everybody.path("role").isNull())
                .isTrue();
        owner.send("PUT", rules, "{\"access_level\":\"editor\"}").has(200);
        assertThat(owner.get(rules).json().path("access_controls"))
                .as("one row, changed")
                .hasSize(1);
    }

    /** What says most about the person holds: of the insight before of all, the member before a role before everybody. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // insight: member, role, everybody | all insights: member, role, everybody | level
                "-      -      -      | -      -      -      | editor",
                "-      -      -      | -      -      viewer | viewer",
                "-      -      -      | -      none   editor | none",
                "-      -      -      | viewer none   none   | viewer",
                "-      -      none   | editor editor editor | none",
                "-      -      viewer | none   none   none   | viewer",
                "-      editor none   | -      -      -      | editor",
                "none   editor editor | -      -      -      | none",
                "viewer none   none   | none   none   none   | viewer",
                "manager -     -      | -      -      none   | manager",
                "-      -      -      | manager none   -     | manager",
            })
    void level_isThatOfTheMostSpecificRule_inReadsAndListsAlike(String ofInsight, String ofAll, String level)
            throws Exception {
        String roles = "/api/organizations/@current/roles/";
        String role = owner.post(roles, "{\"name\":\"Ranks\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        owner.post(roles + role + "/role_memberships/", "{\"organization_member\":\"" + membership + "\"}")
                .has(201);
        String path = insight();
        String kinds = "/api/projects/@current/resource_access_controls/";
        List<String> grantees =
                List.of("\"organization_member\":\"" + membership + "\"", "\"role\":\"" + role + "\"", "\"role\":null");
        try {
            for (int i = 0; i < 3; i++) {
                put(path + "access_controls/", ofInsight.trim().split(" +", -1)[i], grantees.get(i));
                put(kinds, ofAll.trim().split(" +", -1)[i], "\"resource\":\"insight\"," + grantees.get(i));
            }

            boolean seen = !level.equals("none");
            Answered read = member.get(path).has(seen ? 200 : 403);
            assertThat(seen ? read.json().path("user_access_level").textValue() : "none")
                    .isEqualTo(level);
            Answered list = member.get(INSIGHTS + "?limit=500");
            assertThat(list.status() == 200 && paths(list).contains(path)).isEqualTo(seen);
            boolean edits = level.equals("editor") || level.equals("manager");
            member.patch(path, "{\"favorited\":true}").has(edits ? 200 : 403);
            member.send("PUT", path + "access_controls/", "{\"access_level\":null,\"role\":\"" + role + "\"}")
                    .has(level.equals("manager") ? 204 : 403);
            assertThat(owner.get(path).has(200).json().path("user_access_level").textValue())
                    .isEqualTo("manager");
        } finally {
            for (String grantee : grantees) {
                owner.send("PUT", kinds, "{\"access_level\":null,\"resource\":\"insight\"," + grantee + "}")
                        .has(204);
            }
            owner.send("DELETE", roles + role + "/").has(204);
        }
    }

    /** The paths of the insights of a list. */
    private static List<String> paths(Answered list) {
        List<String> paths = new ArrayList<>();
        list.json()
                .path("results")
                .forEach(each -> paths.add(INSIGHTS + each.path("id").asLong() + "/"));
        return paths;
    }

    private static void put(String rules, String level, String rest) throws Exception {
        if (!level.equals("-")) {
            owner.send("PUT", rules, "{\"access_level\":\"" + level + "\"," + rest + "}")
                    .has(200);
        }
    }

    @Test
    void whoSeesNoInsights_seesTheirOwn_andThoseTheyWereGiven() throws Exception {
        String project = "/api/projects/"
                + owner.post("/api/projects/", "{\"name\":\"Closed\"}")
                        .has(201)
                        .json()
                        .path("id")
                        .asLong();
        String insights = project + "/insights/";
        owner.post(insights, "{\"name\":\"hidden\"}").has(201);
        JsonNode given = owner.post(insights, "{\"name\":\"given\"}").has(201).json();
        member.get(insights).has(200);
        String kinds = project + "/resource_access_controls/";
        put(kinds, "none", "\"resource\":\"insight\"");
        for (Answered refused : List.of(member.get(insights), member.post(insights, "{}"))) {
            assertThat(refused.isError(403, "authentication_error", "permission_denied", "null")
                            .detail())
                    .matches("You do not have (viewer|editor) access to this resource\\.");
        }

        put(
                insights + given.path("id") + "/access_controls/",
                "viewer",
                "\"organization_member\":\"" + membership + "\"");
        assertThat(member.get(insights).has(200).json().path("results").findValuesAsText("name"))
                .contains("given")
                .doesNotContain("hidden");
        member.get(insights + given.path("id")).has(200);
    }

    @Test
    void peopleWithAccess_areNamedWithTheReason() throws Exception {
        String path = INSIGHTS
                + member.post(INSIGHTS, "{\"name\":\"of the member\"}")
                        .has(201)
                        .json()
                        .path("id")
                        .asLong() + "/";
        User byMember = app.member("by-member@example.org");
        User byRole = app.member("by-role@example.org");
        User byProject = app.member("by-project@example.org");
        User without = app.member("without@example.org");
        String roles = "/api/organizations/@current/roles/";
        String role = owner.post(roles, "{\"name\":\"Readers\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        owner.post(roles + role + "/role_memberships/", "{\"organization_member\":\"" + membership(byRole) + "\"}")
                .has(201);
        put(path + "access_controls/", "viewer", "\"organization_member\":\"" + membership(byMember) + "\"");
        put(path + "access_controls/", "none", "\"organization_member\":\"" + membership(without) + "\"");
        put(path + "access_controls/", "manager", "\"role\":\"" + role + "\"");
        String project = "/api/projects/@current/access_controls/";
        put(project, "admin", "\"organization_member\":\"" + membership(byProject) + "\"");

        Map<Long, String> reasons = new HashMap<>();
        JsonNode people = owner.get(path + "users_with_access/").has(200).json();
        people.path("users").forEach(each -> {
            assertThat(each.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "user_id",
                            "access_level",
                            "access_source",
                            "organization_membership_id",
                            "organization_membership_level");
            reasons.put(
                    each.path("user_id").asLong(),
                    each.path("access_source").textValue() + " "
                            + each.path("access_level").textValue());
        });
        assertThat(people.path("total_count").intValue()).isEqualTo(reasons.size());
        assertThat(reasons)
                .containsEntry(app.owner().id(), "organization_admin manager")
                .containsEntry(byMember.id(), "explicit_member viewer")
                .containsEntry(byRole.id(), "explicit_role manager")
                .containsEntry(byProject.id(), "project_admin editor")
                .containsValue("creator manager")
                .doesNotContainKey(without.id());
        for (User governs : List.of(byRole, byProject)) {
            app.anonymous()
                    .withKey(app.key(governs, List.of("*")))
                    .send("PUT", path + "access_controls/", "{\"access_level\":null}")
                    .has(204);
        }
        member.send("PUT", path + "access_controls/", "{\"access_level\":null}").has(204);
        app.anonymous()
                .withKey(app.key(byMember, List.of("*")))
                .send("PUT", path + "access_controls/", "{\"access_level\":null}")
                .isError(403, "authentication_error", "permission_denied", "null");
        owner.send("DELETE", roles + role + "/").has(204);
    }

    private static String membership(User user) {
        return app.hindsight()
                .members()
                .findMembership(app.organizationId(), user.id())
                .orElseThrow()
                .id()
                .toString();
    }

    @Test
    void rules_aboutKindsAndProjects_areMadeAtTheProject_byAdministrators() throws Exception {
        String kinds = "/api/projects/@current/resource_access_controls/";
        String path = insight();
        assertThat(member.send("PUT", kinds, "{\"resource\":\"insight\",\"access_level\":\"viewer\"}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("Must be an Organization admin to modify project-wide permissions.");
        owner.send("PUT", kinds, "{\"access_level\":\"viewer\"}")
                .isError(400, "validation_error", "required", "resource");
        owner.send("PUT", kinds, "{\"resource\":\"cohort\",\"access_level\":\"viewer\"}")
                .isError(400, "validation_error", "invalid_choice", "resource");
        owner.send("PUT", kinds, "{\"resource\":\"insight\",\"access_level\":\"viewer\"}")
                .has(200);
        assertThat(member.get(kinds)
                        .has(200)
                        .json()
                        .at("/access_controls/0/resource_id")
                        .isNull())
                .isTrue();
        assertThat(member.post(INSIGHTS, "{}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You do not have editor access to this resource.");
        owner.send("PUT", kinds, "{\"resource\":\"insight\",\"access_level\":null}")
                .has(204);

        String project = "/api/projects/" + app.project().id() + "/";
        member.patch(project, "{\"week_start_day\":1}").has(200);
        owner.send("PUT", project + "access_controls/", rule("\"member\"")).has(200);
        assertThat(member.patch(project, "{\"week_start_day\":0}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You do not have admin access to this resource.");
        member.get(project).has(200);
        member.send("PUT", project + "access_controls/", "{\"access_level\":\"none\"}")
                .isError(403, "authentication_error", "permission_denied", "null");
        owner.send("PUT", project + "access_controls/", rule("\"none\"")).has(200);
        assertThat(member.get(project + "insights/")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You don't have access to the project.");
        assertThat(member.get("/api/projects/").has(200).json().path("count").intValue())
                .isZero();
        owner.send("PUT", project + "access_controls/", rule("null")).has(204);
        assertThat(owner.get(project + "access_controls/")
                        .has(200)
                        .json()
                        .path("default_access_level")
                        .textValue())
                .isEqualTo("admin");
        owner.get(path + "resource_access_controls/").isError(400, "validation_error", "invalid_input", "null");
        owner.send("PUT", path + "global_access_controls/", "{}")
                .isError(400, "validation_error", "invalid_input", "null");
    }

    @Test
    void roles_areRenamedAndEnd_withTheirRules() throws Exception {
        String roles = "/api/organizations/@current/roles/";
        String path = insight();
        String role = owner.post(roles, "{\"name\":\"Analysts\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        String inRole = owner.post(
                        roles + role + "/role_memberships/", "{\"organization_member\":\"" + membership + "\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        owner.send("PUT", path + "access_controls/", "{\"access_level\":\"none\",\"role\":\"" + role + "\"}")
                .has(200);
        member.get(path).has(403);
        assertThat(owner.patch(roles + role + "/", "{\"name\":\"People\"}")
                        .has(200)
                        .json()
                        .path("name")
                        .textValue())
                .isEqualTo("People");
        member.patch(roles + role + "/", "{\"name\":\"Mine\"}").has(403);
        owner.send("DELETE", roles + role + "/role_memberships/" + inRole + "/").has(204);
        owner.send("DELETE", roles + role + "/role_memberships/" + inRole + "/").has(404);
        member.get(path).has(200);
        owner.post(roles + role + "/role_memberships/", "{\"organization_member\":\"" + membership + "\"}")
                .has(201);
        member.get(path).has(403);
        member.send("DELETE", roles + role + "/").has(403);
        owner.send("DELETE", roles + role + "/").has(204);
        member.get(path).has(200);
        assertThat(owner.get(path + "access_controls/").json().path("access_controls"))
                .isEmpty();
    }

    @Test
    void members_becomeSomethingElse_butOneOwnerStays() throws Exception {
        String members = "/api/organizations/@current/members/";
        member.patch(members + membership + "/", "{\"level\":8}").has(403);
        assertThat(owner.patch(members + membership + "/", "{\"level\":8}")
                        .has(200)
                        .json()
                        .path("level")
                        .intValue())
                .isEqualTo(8);
        member.patch(members + membership + "/", "{\"level\":15}").has(403);
        owner.patch(members + membership + "/", "{\"level\":1}").has(200);
        owner.patch(members + membership + "/", "{\"level\":2}")
                .isError(400, "validation_error", "invalid_choice", "level");
        owner.patch(members + membership + "/", "{}").isError(400, "validation_error", "required", "level");
        String own = owner.get(members).json().at("/results/0/id").textValue();
        owner.patch(members + own + "/", "{\"level\":1}").isError(400, "validation_error", "invalid_input", "level");
        owner.patch(members + own + "/", "{\"level\":15}").has(200);
    }

    @Test
    void organizations_areMadeAndRenamed() throws Exception {
        app.forward(Duration.ofDays(1)); // the oldest organization is the current one
        JsonNode made = member.post("/api/organizations/", "{\"name\":\"Mine\"}")
                .has(201)
                .json();
        assertThat(made.path("membership_level").intValue()).isEqualTo(15);
        String path = "/api/organizations/" + made.path("id").textValue() + "/";
        assertThat(member.patch(path, "{\"name\":\"Ours\"}")
                        .has(200)
                        .json()
                        .path("name")
                        .textValue())
                .isEqualTo("Ours");
        owner.patch(path, "{\"name\":\"Theirs\"}").has(404);
        member.patch("/api/organizations/" + app.organizationId() + "/", "{\"name\":\"x\"}")
                .has(403);
        member.post("/api/organizations/", "{\"name\":\" \"}").isError(400, "validation_error", "blank", "name");
        app.clientWith(List.of("*"), 1L)
                .post("/api/organizations/", "{\"name\":\"x\"}")
                .has(403);
    }
}
