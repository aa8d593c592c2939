package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shared, as somebody without an account gets it (contract insights-api 3.13, vectors 30 to 32). */
@NullUnmarked // fields are set before each test
class SharedRoutesTest {
    private static final String QUERY = "{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\","
            + "\"series\":[{\"kind\":\"EventsNode\",\"event\":\"signed up\"}],\"dateRange\":{\"date_from\":\"-7d\"}}}";

    private TestApp app;
    private TestClient client;
    private TestClient visitor;
    private String insights;
    private String id;
    private String path;
    private String token;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        visitor = app.anonymous();
        insights = "/api/projects/" + app.project().id() + "/insights/";
        id = client.post(
                        insights,
                        "{\"name\":\"Sign-ups </script><b>&\",\"description\":\"How many?\",\"query\":" + QUERY + "}")
                .has(201)
                .json()
                .path("id")
                .asText();
        path = insights + id + "/";
        token = share("{'enabled': true}");
        signup();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void signup() {
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(new Event(
                                UUID.randomUUID(), "signed up", "ada", Instant.parse("2025-03-14T10:00:00Z"), "{}")));
    }

    private String share(String patch) throws Exception {
        return client.patch(path + "sharing/", patch.replace('\'', '"'))
                .has(200)
                .json()
                .path("access_token")
                .asText();
    }

    private String rotate() throws Exception {
        return client.post(path + "sharing/refresh/", "")
                .has(200)
                .json()
                .path("access_token")
                .asText();
    }

    private void addPassword(String password) throws Exception {
        client.post(path + "sharing/passwords/", "{\"raw_password\":\"" + password + "\",\"note\":\"board\"}")
                .has(201);
    }

    private Answered unlock(String password) throws Exception {
        return visitor.post("/shared/" + token, "{\"password\":\"" + password + "\"}");
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static void assertMissing(Answered answered) {
        answered.has(404);
        assertThat(answered.header("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(answered.body()).contains("Nothing is shared at this address");
    }

    private void assertInvalidToken(Answered answered) {
        assertThat(answered.isError(401, "authentication_error", "authentication_failed", "null")
                        .detail())
                .isEqualTo("Sharing access token is invalid.");
        assertThat(answered.header("WWW-Authenticate")).hasValue("Bearer");
    }

    private Answered api(String target) throws Exception {
        return visitor.get(target + (target.contains("?") ? "&" : "?") + "sharing_access_token=" + token);
    }

    @Test
    void vector30_aShareIsThereForEverybody() throws Exception {
        client.get(path + "sharing/").has(200);
        share("{'enabled': true}");
        JsonNode shown = visitor.get("/shared/" + token + ".json").has(200).json();

        assertThat(shown.fieldNames()).toIterable().containsExactly("type", "accessToken", "insight", "themes");
        assertThat(shown.path("type").asText()).isEqualTo("scene");
        assertThat(shown.path("accessToken").asText()).isEqualTo(token);
        assertThat(shown.at("/insight/id").asText()).isEqualTo(id);
        assertThat(shown.at("/insight/user_access_level").isNull()).isTrue();
        assertThat(shown.at("/insight/effective_restriction_level").intValue()).isEqualTo(37);
        assertThat(shown.at("/insight/effective_privilege_level").intValue()).isEqualTo(21);
        assertThat(shown.at("/insight/created_by/email").asText())
                .isEqualTo(app.owner().email());
        assertThat(visitor.get("/shared/" + token + ".png").has(200).header("Content-Type"))
                .hasValue("image/png");
    }

    @Test
    void vector31_rotation_letsTheOldTokenWorkForFiveMinutes_everywhere() throws Exception {
        String old = token;
        token = rotate();

        for (String each : List.of(old, token)) {
            visitor.get("/shared/" + each).has(200);
            visitor.get("/embedded/" + each).has(200);
            visitor.get("/shared/" + each + ".json").has(200);
            visitor.get(path + "?sharing_access_token=" + each).has(200);
        }
        app.forward(Duration.ofMinutes(5));
        assertMissing(visitor.get("/shared/" + old));
        assertMissing(visitor.get("/embedded/" + old));
        visitor.get("/shared/" + old + ".json").isError(404, "invalid_request", "not_found", "null");
        assertInvalidToken(visitor.get(path + "?sharing_access_token=" + old));
        visitor.get("/shared/" + token).has(200);
        api(path).has(200);
    }

    @Test
    void vector32_disabling_endsPageAndApi() throws Exception {
        share("{'enabled': false}");

        assertMissing(visitor.get("/shared/" + token));
        assertInvalidToken(api(path));
        assertInvalidToken(api(insights));
    }

    @Test
    void page_isClosedInItself_andHoldsTheDataSafely() throws Exception {
        Answered page = visitor.get("/shared/" + token + "?refresh=blocking").has(200);

        assertThat(page.header("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .matches("default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'self';"
                        + " frame-ancestors 'none'");
        assertThat(page.header("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.header("Cache-Control")).hasValue("no-store");
        assertThat(page.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.header("Set-Cookie")).isEmpty();
        assertThat(page.body())
                .contains("<title>Sign-ups &lt;/script&gt;&lt;b&gt;&amp;</title>")
                .doesNotContain("<b>")
                .contains("<p class=\"about\" dir=\"auto\">How many?</p>")
                .doesNotContain(" src=", " href=", "@import");
        String data = page.body().replaceFirst("(?s).*id=\"shared-data\">", "").replaceFirst("(?s)</script>.*", "");
        assertThat(json(data.replace("'", "\\u0027")).at("/insight/name").asText())
                .isEqualTo("Sign-ups </script><b>&");
        assertThat(json(data).at("/insight/result/0/count").asInt()).isEqualTo(1);
    }

    @Test
    void embedded_isForFramesOfAnySite() throws Exception {
        Answered page = visitor.get("/embedded/" + token).has(200);

        assertThat(page.header("Content-Security-Policy").orElseThrow()).endsWith("frame-ancestors *");
        assertThat(visitor.get("/embedded/" + token + ".json")
                        .json()
                        .path("type")
                        .asText())
                .isEqualTo("embed");
    }

    @Test
    void settings_thatAreOn_comeWithTheData_andHideWhatTheySay() throws Exception {
        share("{'settings': {'whitelabel': true, 'legend': false, 'noHeader': true, 'hideExtraDetails': true,"
                + " 'theme': 'dark'}}");
        JsonNode shown = visitor.get("/shared/" + token + ".json").has(200).json();

        assertThat(shown.fieldNames())
                .toIterable()
                .containsExactly(
                        "type",
                        "accessToken",
                        "insight",
                        "themes",
                        "whitelabel",
                        "noHeader",
                        "hideExtraDetails",
                        "theme");
        for (JsonNode insight : List.of(
                shown.path("insight"),
                api(path).has(200).json(),
                api(insights + "?basic=true").has(200).json().path("results").get(0))) {
            assertThat(insight.fieldNames())
                    .toIterable()
                    .contains("id", "name")
                    .doesNotContain("created_by", "last_modified_by", "created_at", "last_modified_at");
        }
        assertThat(visitor.get("/shared/" + token).body())
                .contains("content=\"dark\"")
                .doesNotContain("<h1");
    }

    @Test
    void parameters_ofThePage_lieOverTheSettings_andShowNothingThatIsHidden() throws Exception {
        share("{'settings': {'noHeader': true, 'legend': false}}");
        String data = "/embedded/" + token + ".json";
        JsonNode asked = visitor.get(data + "?legend&whitelabel=perhaps&detailed=1&noHeader=False&theme=dark")
                .has(200)
                .json();
        assertThat(asked.fieldNames())
                .toIterable()
                .containsExactly(
                        "type", "accessToken", "insight", "themes", "whitelabel", "legend", "detailed", "theme");
        assertThat(visitor.get("/shared/" + token + "?noHeader=0&theme=dark").body())
                .contains("<h1", "content=\"dark\"");
        assertThat(visitor.get(data + "?hideExtraDetails").json().at("/insight").has("created_by"))
                .isFalse();
        visitor.get(data + "?theme=pink").isError(400, "validation_error", "invalid_choice", "theme");

        share("{'settings': {'hideExtraDetails': true}}");
        JsonNode hidden = visitor.get(data + "?hideExtraDetails=false").has(200).json();
        assertThat(hidden.path("hideExtraDetails").booleanValue()).isTrue();
        assertThat(hidden.at("/insight").has("created_by")).isFalse();
        share("{'password_required': true}");
        addPassword("open sesame");
        assertThat(visitor.get(data + "?whitelabel&legend").has(200).json())
                .isEqualTo(json("{'type': 'unlock', 'whitelabel': true}"));
        Answered opened = visitor.send(visitor.to("/shared/" + token + "?legend&personal_api_key=phx_mine")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("password=open+sesame")));
        assertThat(opened.has(303).header("Location")).hasValue("/shared/" + token + "?legend=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shared/nothing", "/shared/a%20b", "/embedded/x", "/shared/x.png", "/shared/.json"})
    void address_ofNothing_isAPageThatSaysSo_orAnError(String address) throws Exception {
        Answered missing = visitor.get(address).has(404);

        assertThat(missing.header("Referrer-Policy")).hasValue("no-referrer");
        if (address.endsWith(".json")) {
            missing.isError(404, "invalid_request", "not_found", "null");
        } else {
            assertMissing(missing);
        }
    }

    @Test
    void refresh_isRemappedForVisitors() throws Exception {
        String data = "/shared/" + token + ".json";
        assertThat(visitor.get(data + "?refresh=nonsense")
                        .isError(400, "validation_error", "invalid_choice", "refresh"))
                .isNotNull();
        JsonNode first = visitor.get(data + "?refresh=force_blocking").json().path("insight");
        assertThat(first.path("is_cached").booleanValue()).isFalse();
        assertThat(first.at("/result/0/count").intValue()).isEqualTo(1);

        signup();
        app.forward(Duration.ofMinutes(9));
        JsonNode soon = visitor.get(data + "?refresh=force_blocking").json().path("insight");
        assertThat(soon.path("last_refresh")).isEqualTo(first.path("last_refresh"));
        assertThat(soon.at("/result/0/count").intValue()).isEqualTo(1);
        app.forward(Duration.ofMinutes(1));
        JsonNode later = visitor.get(data + "?refresh=force_blocking").json().path("insight");
        assertThat(later.path("last_refresh")).isNotEqualTo(first.path("last_refresh"));
        assertThat(later.at("/result/0/count").intValue()).isEqualTo(2);
    }

    @Test
    void data_byDefault_isCalculatedInTheBackgroundWhenThereIsNone() throws Exception {
        JsonNode insight =
                visitor.get("/shared/" + token + ".json").has(200).json().path("insight");

        assertThat(insight.path("result").isNull()).isTrue();
        assertThat(insight.at("/query_status/id").isTextual()).isTrue();
        assertThat(insight.at("/query_status/complete").booleanValue()).isFalse();
    }

    @Test
    void question_thatCannotBeCalculated_isShownWithItsError() throws Exception {
        client.patch(path, "{\"query\":{\"kind\":\"GroupsQuery\"}}").has(200);

        JsonNode insight = visitor.get("/shared/" + token + ".json?refresh=blocking")
                .has(200)
                .json()
                .path("insight");

        assertThat(insight.path("result").isNull()).isTrue();
        assertThat(insight.at("/query_status/error").booleanValue()).isTrue();
        visitor.get("/shared/" + token).has(200);
    }

    @Test
    void everyLoad_isAView_andTheFirstOfAMinuteAVisit() throws Exception {
        app.forward(Duration.ofHours(1).minusMinutes(1));
        visitor.get("/shared/" + token).has(200);
        visitor.get("/shared/" + token).has(200);
        app.forward(Duration.ofMinutes(1));
        visitor.get("/embedded/" + token).has(200);
        api(path).has(200);

        JsonNode listed = client.get(insights + "?basic=true&search=Sign-ups")
                .json()
                .path("results")
                .get(0);
        assertThat(listed.path("last_viewed_at").asText()).isEqualTo("2025-03-15T13:00:00Z");
        assertThat(client.get(path + "sharing/visits/")
                        .json()
                        .path("total_count")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void password_isAskedFor_beforeAnythingIsTold() throws Exception {
        share("{'password_required': true, 'settings': {'whitelabel': true, 'legend': true, 'theme': 'light'}}");
        addPassword("open sesame");

        assertThat(visitor.get("/shared/" + token + ".json").has(200).json())
                .isEqualTo(json("{'type': 'unlock', 'whitelabel': true, 'theme': 'light'}"));
        for (String page : List.of("/shared/", "/embedded/")) {
            assertThat(visitor.get(page + token).has(200).body())
                    .contains("type=\"password\"")
                    .doesNotContain("Sign-ups")
                    .doesNotContain("How many?");
        }
        assertInvalidToken(api(path));
        assertInvalidToken(api(insights));
        assertThat(client.get(path + "sharing/visits/")
                        .json()
                        .path("total_count")
                        .intValue())
                .isZero();
    }

    @Test
    void password_givenAsJson_opensForADay_asCookieOrBearer() throws Exception {
        share("{'password_required': true}");
        addPassword("open sesame");

        Answered unlocked = unlock("open sesame").has(200);

        assertThat(unlocked.json().fieldNames()).toIterable().containsExactly("shareToken");
        String session = unlocked.json().path("shareToken").asText();
        String rest = "; Max-Age=86400; HttpOnly; SameSite=Lax";
        assertThat(unlocked.headers().allValues("Set-Cookie"))
                .containsExactlyInAnyOrder(
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + rest,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".json" + rest,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".svg" + rest,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".png" + rest);
        assertThat(unlocked.header("Cache-Control")).hasValue("no-store");
        TestClient holder = visitor.withKey(session);
        assertThat(holder.get("/shared/" + token + ".json").json().path("type").asText())
                .isEqualTo("scene");
        assertThat(visitor.send(visitor.to("/shared/" + token)
                                .header("Cookie", "a=b; posthog_sharing_token=" + session))
                        .body())
                .contains("Sign-ups");
        holder.get(path + "?sharing_access_token=" + token).has(200);
        holder.get(path).has(200);
        JsonNode list = holder.get(insights).has(200).json();
        assertThat(list.path("count").intValue()).isEqualTo(1);
        assertThat(client.get(path + "sharing/visits/").json().findValuesAsText("password_note"))
                .containsExactly("board");

        app.forward(Duration.ofHours(24));
        assertThat(holder.get("/shared/" + token + ".json").json().path("type").asText())
                .isEqualTo("unlock");
        holder.get(path).isError(401, "authentication_error", "authentication_failed", "null");
    }

    @Test
    void cookie_overHttps_goesIntoFramesOfOtherSites() throws Exception {
        share("{'password_required': true}");
        addPassword("open sesame");
        try (var server = RunningServer.start(
                "/inner",
                Application.routes(app.hindsight(), Clock.systemUTC()),
                Optional.of("https://hindsight.example/outer"))) {
            Answered unlocked = TestClient.of(server.url())
                    .post("/embedded/" + token + "/", "{\"password\":\"open sesame\"}")
                    .has(200);

            String rest = "; Max-Age=86400; HttpOnly; SameSite=None; Secure; Partitioned";
            assertThat(unlocked.headers().allValues("Set-Cookie"))
                    .hasSize(4)
                    .anyMatch(cookie -> cookie.endsWith("; Path=/outer/embedded/" + token + rest))
                    .anyMatch(cookie -> cookie.endsWith("; Path=/outer/embedded/" + token + ".json" + rest));
        }
    }

    @Test
    void password_givenInTheForm_leadsBackToThePage() throws Exception {
        share("{'password_required': true}");
        addPassword("open & sesame");
        var form = visitor.to("/shared/" + token).header("Content-Type", "application/x-www-form-urlencoded");

        Answered wrong = visitor.send(form.copy().POST(BodyPublishers.ofString("password=nonsense")));
        assertThat(wrong.has(401).body()).contains("Incorrect password").contains("<form");
        Answered right = visitor.send(form.copy().POST(BodyPublishers.ofString("password=open+%26+sesame")));

        right.has(303);
        assertThat(right.header("Location")).hasValue("/shared/" + token);
        assertThat(right.header("Set-Cookie").orElseThrow()).startsWith("posthog_sharing_token=share_");
        assertMissing(visitor.send(visitor.to("/shared/nothing")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("password=x"))));
    }

    @Test
    void form_isAnsweredWithAPage_whateverIsWrongWithIt() throws Exception {
        var form = visitor.to("/embedded/" + token).header("Content-Type", "application/x-www-form-urlencoded");
        Answered open = visitor.send(form.copy().POST(BodyPublishers.ofString("password=any")));
        assertThat(open.has(303).header("Location")).hasValue("/embedded/" + token);
        assertThat(open.header("Set-Cookie")).isEmpty();
        share("{'password_required': true, 'settings': {'theme': 'dark'}}");
        addPassword("open sesame");

        Answered unlocked = visitor.send(form.copy().POST(BodyPublishers.ofString("password=open+sesame")));
        assertThat(unlocked.has(200).body()).contains("The figures as a table");
        assertThat(unlocked.header("Set-Cookie").orElseThrow()).startsWith("posthog_sharing_token=share_");
        for (String body : List.of("", "other=1", "password=%zz")) {
            assertUnlockPage(visitor.send(form.copy().POST(BodyPublishers.ofString(body))), 400, "did not arrive");
        }
        for (int i = 0; i < 5; i++) {
            assertUnlockPage(
                    visitor.send(form.copy().POST(BodyPublishers.ofString("password=x"))), 401, "Incorrect password");
        }
        Answered tooOften = visitor.send(form.copy().POST(BodyPublishers.ofString("password=open+sesame")));
        assertUnlockPage(tooOften, 429, "try again in 300 seconds");
        assertThat(tooOften.header("Retry-After")).hasValue("300");
        assertThat(tooOften.header("Set-Cookie")).isEmpty();
    }

    private static void assertUnlockPage(Answered answered, int status, String complaint) {
        answered.has(status);
        assertThat(answered.header("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(answered.header("Content-Security-Policy").orElseThrow()).endsWith("frame-ancestors *");
        assertThat(answered.body())
                .contains("<form method=\"post\">")
                .contains("content=\"dark\"")
                .contains(complaint)
                .doesNotContain("Sign-ups");
    }

    @Test
    void password_thatIsWrong_orTooOften_isRefused() throws Exception {
        assertThat(unlock("any")
                        .isError(400, "validation_error", "invalid_input", "null")
                        .detail())
                .isEqualTo("This share asks for no password.");
        share("{'password_required': true}");
        addPassword("open sesame");
        visitor.post("/shared/nothing", "{\"password\":\"open sesame\"}")
                .isError(404, "invalid_request", "not_found", "null");
        visitor.post("/shared/" + token, "{}").isError(400, "validation_error", "required", "password");
        visitor.post("/shared/" + token, "{\"password\":[]}")
                .isError(400, "validation_error", "invalid_input", "password");
        visitor.send(visitor.to("/shared/" + token)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("open sesame")))
                .has(415);

        for (int i = 0; i < 5; i++) {
            assertThat(unlock("wrong")
                            .isError(401, "authentication_error", "authentication_failed", "null")
                            .detail())
                    .isEqualTo("Incorrect password");
        }
        Answered tooOften = unlock("open sesame").isError(429, "throttled_error", "throttled", "null");
        assertThat(tooOften.header("Retry-After")).hasValue("300");
        app.forward(Duration.ofMinutes(5));
        unlock("open sesame").has(200);
        assertThat(client.get(path + "activity/").json().findValuesAsText("activity"))
                .startsWith("share_login_success")
                .filteredOn("share_login_failed"::equals)
                .hasSize(5);
        assertThat(client.get(path + "activity/").json().at("/results/0/user"))
                .isEqualTo(json("{'first_name': 'System', 'email': null, 'is_system': true}"));
    }

    @Test
    void api_findsTheSharedInsight_andNothingElse() throws Exception {
        JsonNode other = client.post(insights, "{\"name\":\"Other\"}").has(201).json();
        String shortId = client.get(path).json().path("short_id").asText();

        JsonNode found = api(path + "?refresh=blocking").has(200).json();
        assertThat(found.at("/result/0/count").intValue()).isEqualTo(1);
        assertThat(found.path("dashboards")).isEmpty();
        assertThat(found.path("dashboard_tiles")).isEmpty();
        assertThat(found.path("user_access_level").isNull()).isTrue();
        assertThat(api(insights + shortId).has(200).json().path("id").asText()).isEqualTo(id);
        assertThat(api(path + "?format=csv").has(200).body()).startsWith("id,short_id,");
        assertThat(api(path + "?basic=true").has(200).json().has("result")).isFalse();
        assertThat(api(path).header("Cache-Control")).hasValue("no-store");

        JsonNode list =
                api(insights + "?search=Other&created_by=[999]").has(200).json();
        assertThat(list.path("count").intValue()).isEqualTo(1);
        assertThat(list.path("results")).hasSize(1);
        assertThat(list.at("/results/0/id").asText()).isEqualTo(id);
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(api(insights + "?offset=1").has(200).json().path("results")).isEmpty();
        for (String key :
                List.of(other.path("id").asText(), other.path("short_id").asText(), "999999")) {
            api(insights + key + "/").isError(404, "invalid_request", "not_found", "null");
        }
        for (String project : List.of("4711", "@current")) {
            api("/api/projects/" + project + "/insights/" + id + "/")
                    .isError(404, "invalid_request", "not_found", "null");
        }
    }

    @Test
    void api_ignoresOverridesOfVisitors() throws Exception {
        JsonNode plain = api(path + "?refresh=blocking").has(200).json();
        JsonNode overridden = api(path
                        + "?refresh=blocking&from_dashboard=1&filters_override=%7B%22date_from%22%3A%22-90d%22%7D")
                .has(200)
                .json();

        assertThat(overridden.path("query")).isEqualTo(plain.path("query"));
        assertThat(overridden.path("filters_hash")).isEqualTo(plain.path("filters_hash"));
    }

    @Test
    void token_isGoodForReadingOnly() throws Exception {
        String parameter = "?sharing_access_token=" + token;
        for (TestClient each : List.of(visitor, client)) {
            for (Answered refused : List.of(
                    each.patch(path + parameter, "{\"name\":\"x\"}"),
                    each.post(insights + parameter, "{}"),
                    each.send("DELETE", path + parameter),
                    each.patch(path + "sharing/" + parameter, "{\"enabled\":false}"),
                    each.post(path + "viewed/" + parameter, ""))) {
                assertThat(refused.isError(401, "authentication_error", "authentication_failed", "null")
                                .detail())
                        .isEqualTo("Sharing access token can only be used for GET requests.");
            }
            for (String other : List.of(
                    path + "activity/",
                    path + "sharing/",
                    insights + "activity/",
                    "/api/projects/" + app.project().id() + "/",
                    "/api/projects/" + app.project().id() + "/cohorts/",
                    "/api/projects/" + app.project().id() + "/query/x/")) {
                each.get(other + parameter).isError(403, "authentication_error", "permission_denied", "null");
            }
        }
        assertThat(client.get(path).json().path("name").asText()).startsWith("Sign-ups");
        assertThat(client.get(path + "sharing/").json().path("enabled").booleanValue())
                .isTrue();
    }

    @Test
    void session_opensNothingButItsShare() throws Exception {
        share("{'password_required': true}");
        addPassword("open sesame");
        String session = unlock("open sesame").json().path("shareToken").asText();
        TestClient holder = visitor.withKey(session);
        String other =
                client.post(insights, "{\"name\":\"Other\"}").json().path("id").asText();

        JsonNode plain = holder.get(path).has(200).json();
        assertThat(holder.get(path + "?filters_override=%7B%22date_from%22%3A%22-90d%22%7D")
                        .has(200)
                        .json()
                        .path("query"))
                .isEqualTo(plain.path("query"));
        holder.get(insights + other + "/").isError(404, "invalid_request", "not_found", "null");
        for (Answered refused : List.of(
                holder.patch(path, "{}"),
                holder.post(insights, "{}"),
                holder.get(path + "activity/"),
                holder.get(path + "sharing/"),
                holder.get("/api/users/@me/"),
                holder.get("/api/projects/"),
                holder.post("/api/projects/" + app.project().id() + "/query/", "{\"query\":" + QUERY + "}"))) {
            refused.isError(401, "authentication_error", "authentication_failed", "null");
        }
    }

    @Test
    void token_thatIsBad_isRefusedEvenBesideAGoodKey() throws Exception {
        assertInvalidToken(client.get(path + "?sharing_access_token=nonsense"));
        assertInvalidToken(client.get(insights + "?sharing_access_token="));
        client.get(path).has(200);
    }

    @Test
    void deletion_endsTheShare_andRestorationDoesNotBringItBack() throws Exception {
        client.patch(path, "{\"deleted\":true}").has(200);

        assertMissing(visitor.get("/shared/" + token));
        assertThat(visitor.get("/shared/" + token + ".json")
                        .isError(404, "invalid_request", "not_found", "null")
                        .detail())
                .isEqualTo("No resource found");
        assertInvalidToken(api(path));
        client.patch(path, "{\"deleted\":false}").has(200);
        assertMissing(visitor.get("/shared/" + token));
        assertThat(client.get(path + "sharing/").json().path("enabled").booleanValue())
                .isFalse();
        share("{'enabled': true}");
        visitor.get("/shared/" + token).has(200);
    }

    @Test
    void end_closesTheShare() throws Exception {
        share("{'valid_until': '2025-03-15T13:00:00Z'}");
        visitor.get("/shared/" + token).has(200);
        app.forward(Duration.ofHours(1));

        assertMissing(visitor.get("/shared/" + token));
        assertInvalidToken(api(path));
    }

    @Test
    void secrets_areInNoLogLineAndNoActivity() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler listener = listener(lines);
        Logger root = Logger.getLogger("dev.hindsight");
        Level before = root.getLevel();
        root.addHandler(listener);
        root.setLevel(Level.ALL);
        String session;
        String old = token;
        try {
            share("{'password_required': true}");
            addPassword("open sesame");
            unlock("wrong one");
            session = unlock("open sesame").has(200).json().path("shareToken").asText();
            visitor.withKey(session).get("/shared/" + token).has(200);
            visitor.get("/shared/" + token + ".json").has(200);
            visitor.get("/shared/" + token + "?refresh=nonsense").has(200);
            visitor.withKey(session)
                    .get("/shared/" + token + "?refresh=nonsense")
                    .has(400);
            api(path).has(401);
            token = rotate();
            api(path).has(401);
        } finally {
            root.removeHandler(listener);
            root.setLevel(before);
        }
        String log = String.join("\n", lines);
        assertThat(log).as("requests are logged").contains("GET /shared/{token}");
        String activity = client.get(path + "activity/?limit=100").has(200).body();
        assertThat(activity).contains(old.substring(24));
        for (String text : List.of(log, activity)) {
            assertThat(text)
                    .doesNotContain(old)
                    .doesNotContain(token)
                    .doesNotContain(session)
                    .doesNotContain("open sesame")
                    .doesNotContain("wrong one");
        }
    }

    private static Handler listener(Queue<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + " " + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
