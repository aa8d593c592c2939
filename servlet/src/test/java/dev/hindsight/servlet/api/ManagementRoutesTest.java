package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projects, organizations, people and keys over HTTP. */
class ManagementRoutesTest {
    private static final String ORGANIZATION = "/api/organizations/@current";

    private static TestApp app;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String text(Answered answer, String field) {
        return answer.json().path(field).asText();
    }

    @Test
    void groupTypes_comeWithTheFirstEventsThatNameThem() throws Exception {
        String token =
                client.get("/api/projects/1/").has(200).json().path("api_token").textValue();
        app.anonymous()
                .post(
                        "/capture/",
                        "{\"api_key\":\"" + token
                                + "\",\"event\":\"$groupidentify\",\"distinct_id\":\"server\",\"properties\":"
                                + "{\"$group_type\":\"company\",\"$group_key\":\"acme\",\"$group_set\":{\"plan\":\"pro\"}}}")
                .has(200);
        app.anonymous()
                .post(
                        "/capture/",
                        "{\"api_key\":\"" + token + "\",\"event\":\"view\",\"distinct_id\":\"ada\",\"properties\":"
                                + "{\"$groups\":{\"company\":\"acme\",\"team\":\"red\"}}}")
                .has(200);

        assertThat(client.get("/api/projects/1/")
                        .has(200)
                        .json()
                        .path("group_types")
                        .toString())
                .isEqualTo(
                        "[{\"group_type\":\"company\",\"group_type_index\":0},{\"group_type\":\"team\",\"group_type_index\":1}]");
        assertThat(client.post(
                                "/api/projects/1/query/",
                                "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":"
                                        + "\"select group_0.properties.plan, $group_1 from events where event = 'view'\"}}")
                        .has(200)
                        .json()
                        .path("results")
                        .toString())
                .isEqualTo("[[\"pro\",\"red\"]]");
    }

    @Test
    void project_isCreatedReadAndChanged() throws Exception {
        JsonNode created = client.post(
                        "/api/projects/",
                        "{\"name\":\"Shop\",\"timezone\":\"Europe/Berlin\",\"week_start_day\":1,\"unknown\":true}")
                .has(201)
                .json();
        String path = "/api/environments/" + created.path("id").asLong() + "/";

        assertThat(created.path("api_token").textValue()).startsWith("phc_");
        assertThat(client.get(path).has(200).json()).isEqualTo(created);
        JsonNode changed = client.patch(
                        path,
                        "{\"timezone\":\"UTC\",\"test_account_filters\":[{\"key\":\"email\",\"type\":\"person\","
                                + "\"operator\":\"not_icontains\",\"value\":\"@example.org\"}]}")
                .has(200)
                .json();
        assertThat(changed.path("timezone").textValue()).isEqualTo("UTC");
        assertThat(changed.path("week_start_day").intValue()).isEqualTo(1);
        assertThat(changed.at("/test_account_filters/0/key").textValue()).isEqualTo("email");
        assertThat(client.get("/api/projects/@current")
                        .has(200)
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void projects_arePaged() throws Exception {
        client.post("/api/projects/", "{\"name\":\"One more\"}").has(201);

        JsonNode first = client.get("/api/projects/?limit=1&x=%C3%A9").has(200).json();
        assertThat(first.path("results")).hasSize(1);
        assertThat(first.path("previous").isNull()).isTrue();
        assertThat(first.path("next").textValue()).isEqualTo(app.url() + "/api/projects/?limit=1&x=%C3%A9&offset=1");
        JsonNode second = client.get("/api/projects/?limit=1&offset=1").has(200).json();
        assertThat(second.path("previous").textValue()).isEqualTo(app.url() + "/api/projects/?limit=1");
        for (String odd :
                List.of("?limit=x", "?limit=0", "?limit=-3&offset=-1", "?offset=x", "?limit=99999999999999")) {
            assertThat(client.get("/api/projects/" + odd).has(200).json().path("results"))
                    .as(odd)
                    .hasSize(first.path("count").intValue());
        }
        assertThat(client.get("/api/projects/?offset=2147483647")
                        .has(200)
                        .json()
                        .path("results"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', required, name",
        "'{\"name\":\"\"}', blank, name",
        "'{\"name\":null}', null, name",
        "'{\"name\":[]}', invalid_input, name",
        "'{\"name\":\"a\\u0000b\"}', null_characters_not_allowed, name",
        "'{\"name\":\"x\",\"timezone\":\"Mars/Base\"}', invalid_choice, timezone",
        "'{\"name\":\"x\",\"week_start_day\":5}', invalid_choice, week_start_day",
        "'{\"name\":\"x\",\"week_start_day\":\"Monday\"}', invalid_input, week_start_day",
    })
    void badProject_isRefused_andNothingWritten(String body, String code, String attr) throws Exception {
        int before = client.get("/api/projects/").json().path("count").intValue();

        client.post("/api/projects/", body).isError(400, "validation_error", code, attr);
        assertThat(client.get("/api/projects/").json().path("count").intValue()).isEqualTo(before);
    }

    @Test
    void scope_isAskedBeforeTheBodyIsRead() throws Exception {
        TestClient reader = app.clientWith(List.of("project:read", "user:read", "organization_member:read"));

        for (String path : List.of("/api/projects/", "/api/personal_api_keys/", ORGANIZATION + "/members/")) {
            reader.post(path, "{").isError(403, "authentication_error", "permission_denied", "null");
            app.anonymous().post(path, "{").isError(401, "authentication_error", "not_authenticated", "null");
        }
    }

    @Test
    void me_saysWhoAndWhere() throws Exception {
        JsonNode me = client.get("/api/users/@me/").has(200).json();

        assertThat(me.path("email").textValue()).isEqualTo("owner@localhost");
        assertThat(me.at("/organization/id").textValue())
                .isEqualTo(app.organizationId().toString());
        assertThat(me.at("/organization/membership_level").intValue()).isEqualTo(15);
        assertThat(me.at("/team/id").intValue()).isEqualTo(1);
    }

    @Test
    void organization_isFoundByIdAndAsCurrent() throws Exception {
        JsonNode current = client.get(ORGANIZATION + "/").has(200).json();

        assertThat(client.get("/api/organizations/" + app.organizationId() + "/")
                        .has(200)
                        .json())
                .isEqualTo(current);
        assertThat(client.get("/api/organizations/").has(200).json().at("/results/0"))
                .isEqualTo(current);
        client.get("/api/organizations/nonsense/").isError(404, "invalid_request", "not_found", "null");
        client.get("/api/organizations/00000000-0000-0000-0000-000000000000/")
                .isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void member_isAddedGivenAKeyAndRemoved() throws Exception {
        JsonNode member = client.post(
                        ORGANIZATION + "/members/",
                        "{\"email\":\"Grace@Example.org\",\"first_name\":\"Grace\",\"level\":1}")
                .has(201)
                .json();
        String path = ORGANIZATION + "/members/" + member.path("id").textValue() + "/";
        JsonNode key = client.post(
                        path + "personal_api_keys/", "{\"label\":\"hers\",\"scopes\":[\"insight:read\",\"user:read\"]}")
                .has(201)
                .json();
        TestClient grace = app.anonymous().withKey(key.path("value").textValue());

        assertThat(member.path("level").intValue()).isEqualTo(1);
        assertThat(member.at("/user/email").textValue()).isEqualTo("grace@example.org");
        assertThat(grace.get("/api/users/@me/")
                        .has(200)
                        .json()
                        .path("first_name")
                        .textValue())
                .isEqualTo("Grace");
        assertThat(client.get(ORGANIZATION + "/members/")
                        .has(200)
                        .json()
                        .path("results")
                        .findValuesAsText("email"))
                .contains("grace@example.org");
        client.send("DELETE", path).has(204);
        client.send("DELETE", path).isError(404, "invalid_request", "not_found", "null");
        client.send("DELETE", ORGANIZATION + "/members/nonsense/").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void role_takesMembersByPersonOrMembership() throws Exception {
        JsonNode one = client.post(ORGANIZATION + "/members/", "{\"email\":\"one@example.org\"}")
                .has(201)
                .json();
        JsonNode two = client.post(ORGANIZATION + "/members/", "{\"email\":\"two@example.org\"}")
                .has(201)
                .json();
        JsonNode role = client.post(ORGANIZATION + "/roles/", "{\"name\":\"Analysts\"}")
                .has(201)
                .json();
        String memberships = ORGANIZATION + "/roles/" + role.path("id").textValue() + "/role_memberships/";

        client.post(memberships, "{\"user_uuid\":\"" + one.at("/user/uuid").textValue() + "\"}")
                .has(201);
        client.post(memberships, "{\"organization_member\":\"" + two.path("id").textValue() + "\"}")
                .has(201);

        assertThat(client.get(memberships).has(200).json().path("results").findValuesAsText("email"))
                .contains("one@example.org", "two@example.org");
        assertThat(client.get(ORGANIZATION + "/roles/").has(200).json().at("/results/0/members"))
                .hasSize(2);
        client.post(ORGANIZATION + "/roles/", "{\"name\":\"Analysts\"}")
                .isError(400, "validation_error", "unique", "name");
        client.post(memberships, "{}").isError(400, "validation_error", "required", "user_uuid");
    }

    @Test
    void key_isMadeRolledAndRevoked() throws Exception {
        Answered made = client.post(
                        "/api/personal_api_keys/",
                        "{\"label\":\"ci\",\"scopes\":[\"insight:read\"],\"scoped_teams\":[1]}")
                .has(201);
        String id = text(made, "id");
        String secret = text(made, "value");
        TestClient itself = app.anonymous().withKey(secret);

        assertThat(text(made, "mask_value")).hasSize(11).startsWith("phx_...");
        assertThat(made.json().path("scoped_teams").toString()).isEqualTo("[1]");
        assertThat(text(itself.get("/api/personal_api_keys/@current/").has(200), "label"))
                .isEqualTo("ci");
        assertThat(client.get("/api/personal_api_keys/").has(200).body())
                .contains(id)
                .doesNotContain(secret);
        assertThat(client.get("/api/personal_api_keys/" + id)
                        .has(200)
                        .json()
                        .path("value")
                        .isNull())
                .isTrue();

        String rolled = text(
                client.send("POST", "/api/personal_api_keys/" + id + "/roll/").has(200), "value");
        itself.get("/api/personal_api_keys/@current/").has(401);
        app.anonymous().withKey(rolled).get("/api/personal_api_keys/@current/").has(200);
        client.send("DELETE", "/api/personal_api_keys/" + id + "/").has(204);
        app.anonymous().withKey(rolled).get("/api/personal_api_keys/@current/").has(401);
    }

    @Test
    void keyLimitedToAProject_seesOnlyThat() throws Exception {
        TestClient limited = app.clientWith(List.of("*"), 1L);

        assertThat(limited.get("/api/projects/").has(200).json().path("count").intValue())
                .isEqualTo(1);
        assertThat(limited.get("/api/users/@me/")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API keys with scoped projects are only supported on project-based endpoints.");
    }
}
