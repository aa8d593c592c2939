package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Resource;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saying over HTTP who may see an insight without an account (contract insights-api 3.13). */
class InsightSharingRoutesTest {
    private static TestApp app;
    private static TestClient client;
    private static String insights;
    private String insight = "";
    private String sharing = "";

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        insights = "/api/projects/" + app.project().id() + "/insights/";
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @BeforeEach
    void create() throws Exception {
        JsonNode made =
                client.post(insights, "{\"name\":\"Sign-ups\"}").has(201).json();
        insight = insights + made.path("id").asLong() + "/";
        sharing = insight + "sharing/";
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private JsonNode change(String body) throws Exception {
        return client.patch(sharing, body.replace('\'', '"')).has(200).json();
    }

    private List<String> activities() throws Exception {
        return client.get(insight + "activity/").has(200).json().findValuesAsText("activity");
    }

    @Test
    void get_beforeAnythingIsStored_tellsNoToken() throws Exception {
        Answered unsaid = client.get(sharing).has(200);

        assertThat(unsaid.json())
                .isEqualTo(json("{'created_at': null, 'enabled': false, 'access_token': null, 'settings': null,"
                        + " 'password_required': false, 'valid_until': null, 'share_passwords': []}"));
        assertThat(unsaid.header("Referrer-Policy")).hasValue("no-referrer");
        assertThat(unsaid.header("Cache-Control")).hasValue("no-store");
    }

    @Test
    void patch_answersTheWholeConfiguration_atAnySpellingOfThePath() throws Exception {
        String shortId = client.get(insight).json().path("short_id").asText();
        JsonNode changed = client.patch(
                        "/api/environments/@current/insights/" + shortId + "/sharing",
                        "{\"enabled\":true,\"settings\":{\"whitelabel\":true,\"x\":1},\"nonsense\":5,"
                                + "\"valid_until\":\"2030-01-01T00:00:00Z\",\"access_token\":\"mine\"}")
                .has(200)
                .json();

        assertThat(changed.path("access_token").asText()).matches("[A-Za-z0-9_-]{30}");
        assertThat(changed.path("created_at").asText()).isEqualTo("2025-03-15T12:00:00Z");
        assertThat(changed.path("valid_until").asText()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(changed.path("settings")).isEqualTo(json("{'whitelabel': true}"));
        assertThat(client.get(sharing).json()).isEqualTo(changed);
        assertThat(change("{}")).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'settings':[]}|settings|invalid_input|Invalid settings format",
                "{'settings':{'legend':'yes'}}|settings|invalid_input|Invalid settings format",
                "{'enabled':'maybe'}|enabled|invalid_input|Must be a valid boolean.",
                "{'enabled':null}|enabled|null|This field may not be null.",
                "{'password_required':3}|password_required|invalid_input|Must be a valid boolean.",
                "{'valid_until':'2025-03-15T12:00:00Z'}|valid_until|invalid_input|"
                        + "The end of a share has to be in the future.",
            })
    void patch_ofWhatCannotBe_namesTheField(String body, String attr, String code, String detail) throws Exception {
        assertThat(client.patch(sharing, body.replace('\'', '"'))
                        .isError(400, "validation_error", code, attr)
                        .detail())
                .isEqualTo(detail);
        assertThat(client.get(sharing).json().path("created_at").isNull()).isTrue();
    }

    @Test
    void patch_withOtherThanAnObject_isRefused() throws Exception {
        client.patch(sharing, "[]").isError(400, "invalid_request", "parse_error", "null");
        client.send(client.to(sharing)
                        .header("Content-Type", "text/plain")
                        .method("PATCH", BodyPublishers.ofString("x")))
                .has(415);
    }

    @Test
    void scopes_areThoseOfSharing() throws Exception {
        String path = sharing;
        TestClient insightsOnly = app.clientWith(List.of("insight:write"));
        assertThat(insightsOnly
                        .get(path)
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API key missing required scope 'sharing_configuration:read'");
        TestClient reader = app.clientWith(List.of("sharing_configuration:read"));
        reader.get(path).has(200);
        reader.get(path + "visits/").has(200);
        for (Answered refused : List.of(
                reader.patch(path, "{}"),
                reader.post(path + "refresh/", ""),
                reader.post(path + "passwords/", "{}"),
                reader.send("DELETE", path + "passwords/1/"))) {
            assertThat(refused.isError(403, "authentication_error", "permission_denied", "null")
                            .detail())
                    .isEqualTo("API key missing required scope 'sharing_configuration:write'");
        }
        app.anonymous().get(path).isError(401, "authentication_error", "not_authenticated", "null");
        app.clientWith(List.of("sharing_configuration:write")).patch(path, "{}").has(200);
    }

    @Test
    void insight_thatIsNotThere_isNotFound() throws Exception {
        client.patch(insight, "{\"deleted\":true}").has(200);
        for (String path : List.of(sharing, insights + "999999/sharing/", insights + "nothing/sharing")) {
            for (Answered missing : List.of(
                    client.get(path),
                    client.patch(path, "{\"enabled\":true}"),
                    client.post(path + (path.endsWith("/") ? "" : "/") + "refresh/", ""))) {
                assertThat(missing.isError(404, "invalid_request", "not_found", "null")
                                .detail())
                        .isEqualTo("Insight not found.");
            }
        }
    }

    @Test
    void viewer_mayReadButNotWrite_whoSeesNothingMayNotRead() throws Exception {
        var member = app.member("viewer-" + insight.hashCode() + "@example.org");
        String membership = app.hindsight()
                .members()
                .findMembership(app.organizationId(), member.id())
                .orElseThrow()
                .id()
                .toString();
        TestClient viewer = app.anonymous().withKey(app.key(member, List.of("*")));
        setAccess(membership, "viewer");

        viewer.get(sharing).has(200);
        for (Answered refused : List.of(
                viewer.patch(sharing, "{\"enabled\":true}"),
                viewer.post(sharing + "refresh/", ""),
                viewer.post(sharing + "passwords/", "{}"),
                viewer.get(sharing + "visits/"),
                viewer.send("DELETE", sharing + "passwords/1"))) {
            assertThat(refused.isError(403, "authentication_error", "permission_denied", "null")
                            .detail())
                    .isEqualTo("You don't have edit permissions for this insight.");
        }
        setAccess(membership, "none");
        viewer.get(sharing).isError(403, "authentication_error", "permission_denied", "null");
    }

    private void setAccess(String membership, String level) {
        var caller = Caller.of(app.owner());
        var project = app.project();
        var found = app.hindsight()
                .insights()
                .get(caller, project.id(), insight.substring(insights.length()).replace("/", ""));
        app.hindsight()
                .accessControls()
                .change(
                        caller,
                        project,
                        found.guarded(),
                        RuleDraft.read(
                                new ObjectMapper()
                                        .createObjectNode()
                                        .put("access_level", level)
                                        .put("organization_member", membership),
                                Resource.INSIGHT));
    }

    @Test
    void organization_thatForbidsSharing_saysSo() throws Exception {
        String token = change("{'enabled': true}").path("access_token").asText();
        String organization = "/api/organizations/" + app.organizationId() + "/";
        assertThat(client.get(organization)
                        .json()
                        .path("allow_publicly_shared_resources")
                        .booleanValue())
                .isTrue();
        client.patch(organization, "{\"allow_publicly_shared_resources\":\"perhaps\"}")
                .isError(400, "validation_error", "invalid_input", "allow_publicly_shared_resources");
        app.clientWith(List.of("organization:read"))
                .patch(organization, "{}")
                .isError(403, "authentication_error", "permission_denied", "null");
        try {
            client.patch(organization, "{\"allow_publicly_shared_resources\":false}")
                    .has(200);

            app.anonymous().get("/shared/" + token).has(404);
            assertThat(client.patch(sharing, "{\"enabled\":true}")
                            .isError(403, "authentication_error", "permission_denied", "null")
                            .detail())
                    .isEqualTo("Public sharing is disabled for this organization.");
        } finally {
            client.patch(organization, "{\"allow_publicly_shared_resources\":true}")
                    .has(200);
        }
        app.anonymous().get("/shared/" + token).has(200);
    }

    @Test
    void passwords_areMadeShownOnceAndEnded() throws Exception {
        assertThat(client.post(sharing + "passwords/", "{}")
                        .isError(400, "validation_error", "invalid_input", "null")
                        .detail())
                .isEqualTo("Password protection must be enabled before creating passwords");
        change("{'enabled': true, 'password_required': true}");

        JsonNode mine = client.post(sharing + "passwords/", "{\"raw_password\":\"open sesame\",\"note\":\"board\"}")
                .has(201)
                .json();
        JsonNode made = client.post(sharing + "passwords", "").has(201).json();

        assertThat(mine.fieldNames())
                .toIterable()
                .containsExactly("id", "password", "note", "created_at", "created_by_email");
        assertThat(mine.path("password").asText()).isEqualTo("open sesame");
        assertThat(made.path("password").asText()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(made.path("note").isNull()).isTrue();
        JsonNode shown = client.get(sharing).json().path("share_passwords");
        assertThat(shown.get(0))
                .isEqualTo(json("{'id': " + mine.path("id") + ", 'created_at': '2025-03-15T12:00:00Z', 'note': 'board',"
                        + " 'created_by_email': '" + app.owner().email() + "', 'is_active': true}"));
        client.send("DELETE", sharing + "passwords/" + mine.path("id") + "/").has(204);
        assertThat(client.get(sharing).json().path("share_passwords")).hasSize(1);
        for (String id : List.of(mine.path("id").asText(), "999999", "x", "-1", "9".repeat(30))) {
            assertThat(client.send("DELETE", sharing + "passwords/" + id + "/")
                            .isError(404, "invalid_request", "not_found", "null")
                            .detail())
                    .isEqualTo("Password not found");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'raw_password':'1234567'}|raw_password|invalid_input",
                "{'raw_password':''}|raw_password|invalid_input",
                "{'raw_password':{}}|raw_password|invalid_input",
                "{'raw_password':'12345678\\u0000'}|raw_password|null_characters_not_allowed",
            })
    void password_thatCannotBe_isRefused(String body, String attr, String code) throws Exception {
        change("{'password_required': true}");
        client.post(sharing + "passwords/", body.replace('\'', '"')).isError(400, "validation_error", code, attr);
        client.post(sharing + "passwords/", "{\"note\":\"" + "x".repeat(101) + "\"}")
                .isError(400, "validation_error", "max_length", "note");
        assertThat(client.get(sharing).json().path("share_passwords")).isEmpty();
    }

    @Test
    void passwords_haveALimit() throws Exception {
        change("{'password_required': true}");
        for (int i = 0; i < 20; i++) {
            client.post(sharing + "passwords/", "{}").has(201);
        }
        client.post(sharing + "passwords/", "{}").isError(400, "validation_error", "invalid_input", "null");
    }

    @Test
    void changes_areInTheActivityLog_onlyWhenSomethingChanged() throws Exception {
        change("{'enabled': false}");
        change("{'enabled': true}");
        change("{'enabled': true, 'settings': {'legend': true}}");
        client.post(sharing + "refresh/", "").has(200);
        change("{'enabled': false}");

        assertThat(activities())
                .containsExactly("sharing disabled", "access token refreshed", "updated", "sharing enabled", "created");
    }

    @Test
    void visits_comeInPages() throws Exception {
        String token = change("{'enabled': true}").path("access_token").asText();
        app.anonymous().get("/shared/" + token).has(200);
        client.post(sharing + "refresh/", "").has(200);
        String other = client.get(sharing).json().path("access_token").asText();
        app.anonymous().get("/shared/" + other + ".json").has(200);

        JsonNode page = client.get(sharing + "visits/?limit=1").has(200).json();

        assertThat(page.path("total_count").intValue()).isEqualTo(2);
        assertThat(page.path("next").asText()).contains("page=2").contains("limit=1");
        assertThat(page.path("previous").isNull()).isTrue();
        assertThat(page.path("results")).hasSize(1);
        JsonNode visit = page.path("results").get(0);
        assertThat(visit.fieldNames())
                .toIterable()
                .containsExactly("visited_at", "client_address", "password_id", "password_note");
        assertThat(visit.path("visited_at").asText()).isEqualTo("2025-03-15T12:00:00Z");
        assertThat(visit.path("client_address").asText()).contains("127.0.0.1");
        assertThat(client.get(sharing + "visits/?page=3").json().path("results"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=x", "page=0", "page=-1"})
    void visits_ofABadPage_areRefused(String parameters) throws Exception {
        client.get(sharing + "visits/?" + parameters)
                .isError(400, "validation_error", "invalid_input", parameters.split("=", -1)[0]);
    }

    @Test
    void methods_thatAreNotThere_areNamed() throws Exception {
        assertThat(client.post(sharing, "{}")
                        .isError(405, "invalid_request", "method_not_allowed", "null")
                        .header("Allow"))
                .hasValue("GET, HEAD, OPTIONS, PATCH");
    }
}
