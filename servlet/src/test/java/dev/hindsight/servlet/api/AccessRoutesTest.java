package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.User;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Duration;
import java.util.List;
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
        membership = app.hindsight()
                .members()
                .findMembership(app.organizationId(), user.id())
                .orElseThrow()
                .id()
                .toString();
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
        assertThat(member.get(INSIGHTS).has(200).json().findValuesAsText("id"))
                .doesNotContain(path.replaceAll("\\D", ""));

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
        assertThat(people.path("total_count").intValue()).isEqualTo(2);
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
