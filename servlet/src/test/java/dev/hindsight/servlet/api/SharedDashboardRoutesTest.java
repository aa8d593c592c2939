package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shared dashboards, as somebody without an account gets them (contract insights-api 3.13). */
@NullUnmarked // fields are set before each test
class SharedDashboardRoutesTest {
    private static final Instant NOW = Instant.parse("2025-03-15T12:00:00Z");

    private TestApp app;
    private TestClient client;
    private TestClient visitor;
    private String insights;
    private String dashboards;
    private long first;
    private long second;
    private long other;
    private long dashboard;
    private String path;
    private String token;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        visitor = app.anonymous();
        insights = "/api/projects/" + app.project().id() + "/insights/";
        dashboards = "/api/projects/" + app.project().id() + "/dashboards/";
        first = insight("first");
        second = insight("second <b>");
        other = insight("other");
        dashboard = id(client.post(
                dashboards,
                text("{'name':'Growth <i>','description':'How?','filters':{'date_from':'-5d'},'tiles':["
                        + "{'insight':" + first + ",'color':'blue','layouts':{'sm':{'x':0,'y':0}}},"
                        + "{'text':{'body':'so & so'},'layouts':{'sm':{'x':0,'y':1}}},"
                        + "{'insight':" + second + ",'filters_overrides':{'date_from':'-1d'},"
                        + "'layouts':{'sm':{'x':0,'y':2}}}]}")));
        client.post(dashboards, text("{'tiles':[{'insight':" + first + "},{'insight':" + other + "}]}"))
                .has(201);
        path = dashboards + dashboard + "/";
        token = share("{'enabled':true}");
        for (int day = 0; day < 10; day++) {
            event(NOW.minus(Duration.ofDays(day)));
        }
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static String text(String json) {
        return json.replace('\'', '"');
    }

    private static JsonNode json(String json) throws Exception {
        return new ObjectMapper().readTree(text(json));
    }

    private static long id(Answered made) {
        return made.has(201).json().path("id").asLong();
    }

    private long insight(String name) throws Exception {
        return id(client.post(
                insights,
                text("{'name':'" + name + "','query':{'kind':'InsightVizNode','source':{'kind':'TrendsQuery',"
                        + "'series':[{'kind':'EventsNode','event':'a'}],'dateRange':{'date_from':'-3d'}}}}")));
    }

    private void event(Instant at) {
        app.hindsight()
                .events()
                .append(app.project().id(), List.of(new Event(UUID.randomUUID(), "a", "somebody", at, "{}")));
    }

    private String share(String patch) throws Exception {
        return client.patch(path + "sharing/", text(patch))
                .has(200)
                .json()
                .path("access_token")
                .asText();
    }

    private Answered api(String target) throws Exception {
        return visitor.get(target + (target.contains("?") ? "&" : "?") + "sharing_access_token=" + token);
    }

    private JsonNode shared(String parameters) throws Exception {
        return visitor.get("/shared/" + token + ".json" + parameters)
                .has(200)
                .json()
                .path("dashboard");
    }

    private static int count(JsonNode insight) {
        return insight.at("/result/0/count").intValue();
    }

    private static void assertForVisitors(JsonNode thing) {
        assertThat(thing.path("user_access_level").isNull()).isTrue();
        assertThat(thing.path("effective_restriction_level").intValue()).isEqualTo(37);
        assertThat(thing.path("effective_privilege_level").intValue()).isEqualTo(21);
    }

    @Test
    void json_hasTheDashboard_asItAsks_andNoOther() throws Exception {
        JsonNode shown = visitor.get("/shared/" + token + ".json?refresh=blocking")
                .has(200)
                .json();
        assertThat(shown.fieldNames()).toIterable().containsExactly("type", "accessToken", "dashboard", "themes");
        assertThat(shown.path("accessToken").asText()).isEqualTo(token);
        JsonNode seen = shown.path("dashboard");
        assertForVisitors(seen);
        assertThat(seen.path("id").asLong()).isEqualTo(dashboard);
        assertThat(seen.at("/created_by/email").asText()).isEqualTo(app.owner().email());
        assertThat(seen.path("tiles")).hasSize(3);
        assertThat(seen.at("/tiles/1/text/body").asText()).isEqualTo("so & so");
        assertThat(count(seen.at("/tiles/0/insight"))).isEqualTo(6);
        assertThat(count(seen.at("/tiles/2/insight"))).isEqualTo(2);
        JsonNode insight = seen.at("/tiles/0/insight");
        assertForVisitors(insight);
        assertThat(insight.path("dashboards").toString()).isEqualTo("[" + dashboard + "]");
        assertThat(insight.path("dashboard_tiles"))
                .singleElement()
                .satisfies(tile -> assertThat(tile.path("id")).isEqualTo(seen.at("/tiles/0/id")));
        assertThat(insight.path("color").asText()).isEqualTo("blue");
        assertThat(visitor.get("/embedded/" + token + ".json")
                        .json()
                        .path("type")
                        .asText())
                .isEqualTo("embed");
    }

    @Test
    void page_namesWhatIsThere_safely() throws Exception {
        for (String page : List.of("/shared/", "/embedded/")) {
            String body =
                    visitor.get(page + token + "?refresh=blocking").has(200).body();
            assertThat(body)
                    .contains("<title>Growth &lt;i&gt;</title>", "<h1 dir=\"auto\">Growth &lt;i&gt;</h1>", ">How?</p>")
                    .contains(">first</h2>", ">second &lt;b&gt;</h2>", "so &amp; so", "As of <time ")
                    .doesNotContain("<i>", "<b>", "other");
        }
        share("{'settings':{'noHeader':true}}");
        assertThat(visitor.get("/shared/" + token).body()).doesNotContain("<h1");
    }

    @Test
    void hiddenDetails_areHiddenInTilesToo() throws Exception {
        share("{'settings':{'hideExtraDetails':true}}");

        for (JsonNode seen : List.of(shared(""), api(path).has(200).json())) {
            for (JsonNode each : List.of(seen, seen.at("/tiles/0/insight"), seen.at("/tiles/2/insight"))) {
                assertThat(each.fieldNames())
                        .toIterable()
                        .contains("id", "name")
                        .doesNotContain("created_by", "last_modified_by", "created_at", "last_modified_at");
            }
        }
        assertThat(api(insights + first).has(200).json().has("created_by")).isFalse();
    }

    @Test
    void refresh_isRemappedForEachTile() throws Exception {
        assertThat(shared("").at("/tiles/0/insight/query_status/complete").booleanValue())
                .as("left to the background")
                .isFalse();
        JsonNode before = shared("?refresh=force_blocking");
        event(NOW);
        app.forward(Duration.ofMinutes(9));
        assertThat(count(shared("?refresh=force_blocking").at("/tiles/0/insight")))
                .isEqualTo(6);
        app.forward(Duration.ofMinutes(1));
        JsonNode after = shared("?refresh=force_blocking");
        assertThat(count(after.at("/tiles/0/insight"))).isEqualTo(7);
        assertThat(after.at("/tiles/2/insight/last_refresh")).isNotEqualTo(before.at("/tiles/2/insight/last_refresh"));
        visitor.get("/shared/" + token + ".json?refresh=nonsense")
                .isError(400, "validation_error", "invalid_choice", "refresh");
    }

    @Test
    void api_opensTheDashboard_andNothingElse() throws Exception {
        JsonNode plain = api(path + "?refresh=blocking").has(200).json();
        assertForVisitors(plain);
        assertThat(count(plain.at("/tiles/0/insight"))).isEqualTo(6);
        String over = "%7B%22date_from%22%3A%22-9d%22%7D";
        JsonNode overridden = api(path + "?refresh=blocking&filters_override=" + over)
                .has(200)
                .json();
        assertThat(overridden.at("/tiles/0/insight/query")).isEqualTo(plain.at("/tiles/0/insight/query"));
        assertThat(api(path).header("ETag")).isEmpty();
        assertThat(api(path).header("Cache-Control")).hasValue("no-store");
        for (String project : List.of("4711", "@current")) {
            api("/api/projects/" + project + "/dashboards/" + dashboard + "/")
                    .isError(404, "invalid_request", "not_found", "null");
        }
        for (String id : List.of(Long.toString(dashboard + 1), "999999", "x")) {
            api(dashboards + id + "/").isError(404, "invalid_request", "not_found", "null");
        }
        for (String closed : List.of(
                dashboards,
                path + "run_insights/",
                path + "sharing/",
                path + "activity/",
                path + "access_controls/",
                path + "users_with_access/",
                dashboards + "activity/")) {
            api(closed).isError(403, "authentication_error", "permission_denied", "null");
        }
        visitor.patch(path + "?sharing_access_token=" + token, "{}")
                .isError(401, "authentication_error", "authentication_failed", "null");
    }

    @Test
    void api_findsTheInsightsOfTheTiles_asTheDashboardAsks() throws Exception {
        JsonNode list =
                api(insights + "?refresh=blocking&search=other").has(200).json();
        assertThat(list.path("count").intValue()).isEqualTo(2);
        assertThat(list.at("/results/0/id").asLong()).isEqualTo(first);
        assertThat(count(list.at("/results/0"))).isEqualTo(6);
        assertThat(count(list.at("/results/1"))).isEqualTo(2);
        assertThat(list.at("/results/0/dashboards").toString()).isEqualTo("[" + dashboard + "]");
        JsonNode page = api(insights + "?limit=1&offset=1&basic=true").has(200).json();
        assertThat(page.at("/results")).hasSize(1);
        assertThat(page.at("/results/0/id").asLong()).isEqualTo(second);
        assertThat(page.at("/results/0").has("result")).isFalse();

        String over = "%7B%22date_from%22%3A%22-9d%22%7D";
        JsonNode one = api(insights + first + "/?refresh=blocking&filters_override=" + over + "&tile_filters_override="
                        + over)
                .has(200)
                .json();
        assertThat(count(one)).isEqualTo(6);
        assertForVisitors(one);
        String shortId = one.path("short_id").asText();
        assertThat(api(insights + shortId + "/?format=csv").has(200).body()).startsWith("id,short_id,");
        api(insights + other + "/").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void insight_thatIsGone_isFoundNoLonger() throws Exception {
        long tile = client.get(path).json().at("/tiles/2/id").asLong();
        client.patch(insights + first + "/", "{\"deleted\":true}").has(200);
        client.patch(path, text("{'tiles':[{'id':" + tile + ",'deleted':true}]}"))
                .has(200);

        assertThat(shared("").path("tiles")).hasSize(1);
        assertThat(api(insights).json().path("count").intValue()).isZero();
        for (long gone : List.of(first, second)) {
            api(insights + gone + "/").isError(404, "invalid_request", "not_found", "null");
        }
    }

    @Test
    void shareOfAnInsight_opensNoDashboard() throws Exception {
        token = client.patch(insights + first + "/sharing/", "{\"enabled\":true}")
                .has(200)
                .json()
                .path("access_token")
                .asText();

        api(path).isError(404, "invalid_request", "not_found", "null");
        api(insights + second + "/").isError(404, "invalid_request", "not_found", "null");
        JsonNode one = api(insights + first + "/?refresh=blocking&from_dashboard=" + dashboard)
                .has(200)
                .json();
        assertThat(count(one)).isEqualTo(4);
        assertThat(one.path("dashboards")).isEmpty();
    }

    @Test
    void tileThatCannotBeAsked_saysSo_andTheOthersAreThere() throws Exception {
        client.patch(insights + first + "/", text("{'query':{'kind':'GroupsQuery'}}"))
                .has(200);

        JsonNode seen = shared("?refresh=blocking");

        assertThat(seen.at("/tiles/0/insight/query_status/error").booleanValue())
                .isTrue();
        assertThat(count(seen.at("/tiles/2/insight"))).isEqualTo(2);
        visitor.get("/shared/" + token).has(200);
    }

    @Test
    void everyLoad_isAVisit_onceAMinute() throws Exception {
        shared("");
        visitor.get("/shared/" + token).has(200);
        for (String read : List.of(path, insights, insights + first + "/")) {
            app.forward(Duration.ofMinutes(1));
            api(read).has(200);
            api(read).has(200);
        }

        assertThat(client.get(path + "sharing/visits/")
                        .has(200)
                        .json()
                        .path("total_count")
                        .intValue())
                .isEqualTo(4);
    }

    @Test
    void password_isAskedFor_andItsSessionOpensTheDashboardAlone() throws Exception {
        share("{'password_required':true}");
        long made = id(client.post(path + "sharing/passwords/", text("{'raw_password':'open sesame','note':'board'}")));
        assertThat(visitor.get("/shared/" + token + ".json").has(200).json()).isEqualTo(json("{'type':'unlock'}"));
        assertThat(visitor.get("/shared/" + token).has(200).body()).doesNotContain("Growth", "first");
        api(path).isError(401, "authentication_error", "authentication_failed", "null");

        visitor.post("/shared/" + token, text("{'password':'wrong'}")).has(401);
        Answered unlocked = visitor.post("/shared/" + token, text("{'password':'open sesame'}"))
                .has(200);
        String session = unlocked.json().path("shareToken").asText();
        TestClient holder = visitor.withKey(session);
        holder.get(path).has(200);
        holder.get(path + "?sharing_access_token=" + token).has(200);
        assertThat(holder.get(insights).has(200).json().path("count").intValue())
                .isEqualTo(2);
        holder.get(dashboards + (dashboard + 1) + "/").isError(404, "invalid_request", "not_found", "null");
        holder.get(dashboards).isError(401, "authentication_error", "authentication_failed", "null");
        assertThat(client.get(path + "activity/").has(200).json().findValuesAsText("activity"))
                .contains("share_login_success", "share_login_failed");
        client.send("DELETE", path + "sharing/passwords/" + made + "/").has(204);
        holder.get(path).isError(401, "authentication_error", "authentication_failed", "null");
    }

    @Test
    void cookies_openThePageAndItsOtherForms() throws Exception {
        share("{'password_required':true}");
        client.post(path + "sharing/passwords/", text("{'raw_password':'open sesame'}"))
                .has(201);
        Answered unlocked = visitor.post("/shared/" + token, text("{'password':'open sesame'}"))
                .has(200);

        List<String> cookies = unlocked.headers().allValues("Set-Cookie");
        String session = unlocked.json().path("shareToken").asText();
        String end = "; Max-Age=86400; HttpOnly; SameSite=Lax";
        assertThat(cookies)
                .containsExactlyInAnyOrder(
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + end,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".json" + end,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".svg" + end,
                        "posthog_sharing_token=" + session + "; Path=/shared/" + token + ".png" + end);
        assertThat(visitor.send(visitor.to("/shared/" + token + ".json")
                                .header("Cookie", "posthog_sharing_token=" + session))
                        .has(200)
                        .json()
                        .at("/dashboard/id")
                        .asLong())
                .isEqualTo(dashboard);
    }

    @Test
    void rotationDisablingAndDeletion_endTheShare() throws Exception {
        String old = token;
        token = client.post(path + "sharing/refresh/", "")
                .has(200)
                .json()
                .path("access_token")
                .asText();
        visitor.get("/shared/" + old + ".json").has(200);
        app.forward(Duration.ofMinutes(5));
        visitor.get("/shared/" + old + ".json").has(404);
        share("{'enabled':false}");
        visitor.get("/shared/" + token).has(404);
        api(path).has(401);
        share("{'enabled':true}");
        api(path).has(200);

        client.patch(path, "{\"deleted\":true}").has(200);
        visitor.get("/shared/" + token + ".json").isError(404, "invalid_request", "not_found", "null");
        api(path).has(401);
        api(insights + first + "/").has(401);
        client.get(path + "sharing/").isError(404, "invalid_request", "not_found", "null");
        client.patch(path, "{\"deleted\":false}").has(200);
        api(path).has(401);
        assertThat(client.get(path + "sharing/").json().path("enabled").booleanValue())
                .isFalse();
    }

    @Test
    void sharing_isForWhoMayEditTheDashboard() throws Exception {
        TestClient member = app.anonymous().withKey(app.key(app.member("grace@example.org"), List.of("*")));
        client.patch(path, "{\"restriction_level\":37}").has(200);

        assertThat(member.get(path + "sharing/").has(200).json().path("enabled").booleanValue())
                .isTrue();
        assertThat(member.patch(path + "sharing/", "{\"enabled\":false}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You don't have edit permissions for this dashboard.");
        assertThat(client.get(dashboards + "999999/sharing/")
                        .isError(404, "invalid_request", "not_found", "null")
                        .detail())
                .isEqualTo("Dashboard not found.");
    }
}
