package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Caller;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.event.Event;
import dev.hindsight.insight.Insight;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dashboards over HTTP, and insights as they show them: conformance vectors 9 to 11 and 26 to 28 of contract insights-api 8. */
class DashboardRoutesTest {
    private static final String TRENDS = "{'kind':'InsightVizNode','source':{'kind':'TrendsQuery',"
            + "'series':[{'kind':'EventsNode','event':'a'}],'dateRange':{'date_from':'-3d'}}}";
    private static final Instant NOW = Instant.parse("2025-03-15T12:00:00Z");

    private static TestApp app;
    private static TestClient client;
    private static TestClient member;
    private static User grace;
    private static String dashboards;
    private static String insights;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        grace = app.member("grace@example.org");
        member = app.anonymous().withKey(app.key(grace, List.of("*")));
        dashboards = "/api/projects/" + app.project().id() + "/dashboards/";
        insights = "/api/projects/" + app.project().id() + "/insights/";
        for (int day = 0; day < 10; day++) {
            app.hindsight()
                    .events()
                    .append(
                            app.project().id(),
                            List.of(new Event(
                                    UUID.randomUUID(), "a", "somebody", NOW.minus(Duration.ofDays(day)), "{}")));
        }
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String encoded(String text) {
        return URLEncoder.encode(json(text), StandardCharsets.UTF_8);
    }

    private static JsonNode create(String body) throws Exception {
        return client.post(dashboards, json(body)).has(201).json();
    }

    private static long created(String body) throws Exception {
        return create(body).path("id").asLong();
    }

    private static long insight(String fields) throws Exception {
        return client.post(insights, json("{'query':" + TRENDS + fields + "}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
    }

    private static Answered patch(long dashboard, String body) throws Exception {
        return client.patch(dashboards + dashboard + "/", json(body));
    }

    private static void rule(long insight, String level) {
        Caller owner = Caller.of(app.owner());
        Insight found = app.hindsight().insights().get(owner, app.project().id(), Long.toString(insight));
        UUID membership = app.hindsight()
                .members()
                .findMembership(app.organizationId(), grace.id())
                .orElseThrow()
                .id();
        app.hindsight()
                .accessControls()
                .change(owner, app.project(), found.guarded(), new RuleDraft(level, membership, null));
    }

    @Test
    void rulesAboutADashboard_areReadAndWritten_andLogged() throws Exception {
        String path = dashboards + created("{'name':'ruled'}") + "/";
        String rules = path + "access_controls/";
        UUID membership = app.hindsight()
                .members()
                .findMembership(app.organizationId(), grace.id())
                .orElseThrow()
                .id();
        String rule = "{'access_level':%s,'organization_member':'" + membership + "'}";

        JsonNode made = client.send("PUT", rules, json(rule.formatted("'viewer'")))
                .has(200)
                .json();
        assertThat(made.path("resource").textValue()).isEqualTo("dashboard");
        assertThat(made.path("resource_id").textValue())
                .isEqualTo(path.replaceAll("\\D*(\\d+)/$", "@$1").split("@")[1]);
        JsonNode overview = member.get(rules).has(200).json();
        assertThat(overview.path("access_controls")).hasSize(1);
        assertThat(overview.path("user_access_level").textValue()).isEqualTo("viewer");
        assertThat(overview.path("user_can_edit_access_levels").booleanValue()).isFalse();
        JsonNode people = member.get(path + "users_with_access/").has(200).json();
        assertThat(people.path("total_count").intValue()).isEqualTo(2);
        assertThat(member.send("PUT", rules, "{\"access_level\":\"none\"}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("Must be manager to modify dashboard permissions.");
        client.send("PUT", rules, "{\"access_level\":\"owner\"}")
                .isError(400, "validation_error", "invalid_input", "access_level");
        client.get(path + "resource_access_controls/").isError(400, "validation_error", "invalid_input", "null");
        client.send("PUT", path + "global_access_controls/", "{}")
                .isError(400, "validation_error", "invalid_input", "null");
        for (String id : List.of("999999", "x")) {
            client.get(dashboards + id + "/access_controls/").isError(404, "invalid_request", "not_found", "null");
        }

        JsonNode log = member.get(path + "activity/?limit=1").has(200).json();
        assertThat(log.path("total_count").intValue()).isEqualTo(2);
        assertThat(log.path("next").isTextual()).isTrue();
        assertThat(log.at("/results/0/scope").textValue()).isEqualTo("Dashboard");
        client.send("PUT", rules, json(rule.formatted("'none'"))).has(200);
        member.get(path + "activity/").isError(403, "authentication_error", "permission_denied", "null");
        String item = log.at("/results/0/item_id").textValue();
        assertThat(client.get(dashboards + "activity/?limit=100")
                        .has(200)
                        .json()
                        .findValuesAsText("item_id"))
                .contains(item);
        assertThat(member.get(dashboards + "activity/?limit=100")
                        .has(200)
                        .json()
                        .findValuesAsText("item_id"))
                .isNotEmpty()
                .doesNotContain(item);
        assertThat(client.send("PUT", rules, json(rule.formatted("null")))
                        .has(204)
                        .body())
                .isEmpty();
    }

    @Test
    void creating_underOneKey_happensOnce() throws Exception {
        String body = json("{'name':'once','tiles':[{'text':{'body':'x'}}]}");
        Answered made = createUnderKey(body).has(201);
        Answered again = createUnderKey(body).has(201);

        assertThat(again.json()).isEqualTo(made.json());
        assertThat(again.header("ETag")).isEqualTo(made.header("ETag"));
        createUnderKey("{}").isError(409, "invalid_request", "conflict", "null");
        client.send(client.to(insights)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "one key")
                        .POST(BodyPublishers.ofString("{}")))
                .has(201);
    }

    private static Answered createUnderKey(String body) throws Exception {
        return client.send(client.to(dashboards)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one key")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void vector09_deletedDashboardIsRefused() throws Exception {
        long dashboard = created("{}");
        patch(dashboard, "{'deleted':true}").has(200);
        String path = insights + insight(",'name':'kept'") + "/";

        client.patch(path, json("{'dashboards':[" + dashboard + "],'name':'changed'}"))
                .isError(400, "validation_error", "does_not_exist", "dashboards");
        assertThat(client.get(path).json().path("name").textValue()).isEqualTo("kept");
    }

    @Test
    void vector10And11_tilesGoAndComeBackTheSame() throws Exception {
        long one = created("{'name':'one'}");
        long two = created("{'name':'two'}");
        String path = insights + insight(",'name':'a','dashboards':[" + one + "," + two + "]") + "/";
        long tile = client.get(dashboards + two + "/").json().at("/tiles/0/id").asLong();
        patch(two, "{'tiles':[{'id':" + tile + ",'layouts':{'sm':{'x':4}}}]}").has(200);

        JsonNode removed = client.patch(path, json("{'dashboards':[" + one + "]}"))
                .has(200)
                .json();
        assertThat(removed.path("dashboards").toString()).isEqualTo("[" + one + "]");
        assertThat(client.get(dashboards + two + "/").json().path("tiles")).isEmpty();
        JsonNode change = client.get(path + "activity/").json().at("/results/0/detail/changes/0");
        assertThat(change.path("before").findValuesAsText("id")).containsExactly("" + one, "" + two);
        assertThat(change.path("after").findValuesAsText("id")).containsExactly("" + one);

        JsonNode back = client.patch(path, json("{'dashboards':[" + one + "," + two + "]}"))
                .has(200)
                .json();
        JsonNode revived = back.path("dashboard_tiles").get(1);
        assertThat(revived.path("id").asLong()).isEqualTo(tile);
        assertThat(revived.path("deleted").isBoolean()).isTrue();
        assertThat(revived.path("deleted").booleanValue()).isFalse();
        assertThat(client.get(dashboards + two + "/")
                        .json()
                        .at("/tiles/0/layouts/sm/x")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void vector26_insightIsAskedAsItsDashboardAsks() throws Exception {
        long insight = insight("");
        long dashboard = created("{'filters':{'date_from':'-5d'},'tiles':[{'insight':" + insight
                + ",'color':'blue','layouts':{'sm':{'x':1}}}]}");
        String path = insights + insight + "/";

        JsonNode plain = client.get(path + "?refresh=blocking").has(200).json();
        JsonNode shown = client.get(path + "?refresh=blocking&from_dashboard=" + dashboard)
                .has(200)
                .json();

        assertThat(shown.at("/query/source/dateRange/date_from").textValue()).isEqualTo("-5d");
        assertThat(shown.path("filters_hash")).isNotEqualTo(plain.path("filters_hash"));
        assertThat(shown.path("color").textValue()).isEqualTo("blue");
        assertThat(shown.at("/layouts/sm/x").asInt()).isEqualTo(1);
        assertThat(shown.at("/result/0/count").asInt()).isEqualTo(6);
        assertThat(plain.at("/result/0/count").asInt()).isEqualTo(4);
        assertThat(plain.has("color") || plain.has("layouts")).isFalse();
        assertThat(client.get(path + "?from_dashboard=" + dashboard)
                        .json()
                        .path("is_cached")
                        .booleanValue())
                .as("kept under the question that was asked")
                .isTrue();
        JsonNode basic = client.get(path + "?basic=true&from_dashboard=" + dashboard)
                .has(200)
                .json();
        assertThat(basic.at("/query/source/dateRange/date_from").textValue()).isEqualTo("-5d");
        assertThat(client.get(path + "?format=csv&refresh=blocking&from_dashboard=" + dashboard)
                        .has(200)
                        .body())
                .contains("-5d", "blue");
    }

    @Test
    void vector27_dashboardWithoutTheInsightChangesNothing() throws Exception {
        long insight = insight("");
        long dashboard = created("{'filters':{'date_from':'-5d'}}");
        String path = insights + insight + "/";
        JsonNode plain = client.get(path).has(200).json();

        for (String other : List.of("" + dashboard, "999999", "99999999999999999999999")) {
            assertThat(client.get(path + "?from_dashboard=" + other).has(200).json())
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filters_override", "variables_override", "tile_filters_override"})
    void vector28_malformedOverrideIsNamed(String parameter) throws Exception {
        String path = insights + insight("") + "/";
        for (String wrong : List.of("{bad", "[]", "7", "", "null", "{'a':1}{}", "{'date_from':1,'date_from':2}")) {
            assertThat(client.get(path + "?" + parameter + "=" + encoded(wrong))
                            .isError(400, "validation_error", "invalid_input", parameter)
                            .detail())
                    .isEqualTo("Invalid JSON passed in " + parameter + " parameter");
        }
        client.get(path + "?" + parameter + "=" + encoded("{}")).has(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "filters_override      | {'date_form':'-7d'}    | date_form: is not a field of this object",
                "filters_override      | {'interval':'daily'}   | interval: \"daily\" is not one of second, minute, hour, day, week, month, quarter, year",
                "tile_filters_override | {'date_to':'soon'}     | date_to: \"soon\" is not a date; use for example 2024-08-21, 2024-08-21T15:30:00Z, -7d, -24h, -1mStart or all (years 1970 to 2200)",
                "variables_override    | {'1':2}                | 1: expected an object, got the number 2",
            })
    void overrideThatSaysNothingSensible_isRefused(String parameter, String json, String detail) throws Exception {
        assertThat(client.get(insights + insight("") + "/?" + parameter + "=" + encoded(json))
                        .isError(400, "validation_error", "invalid_input", parameter)
                        .detail())
                .isEqualTo(detail);
    }

    @Test
    void fromDashboard_hasToBeANumber() throws Exception {
        String path = insights + insight("") + "/";
        for (String wrong : List.of("x", "", "-1", "1.5", "%20")) {
            client.get(path + "?from_dashboard=" + wrong)
                    .isError(400, "validation_error", "invalid_input", "from_dashboard");
        }
    }

    @Test
    void overrides_changeTheQuestionThatIsAnswered() throws Exception {
        long insight = insight("");
        long dashboard =
                created("{'filters':{'date_from':'-5d','interval':'hour'},'tiles':[{'insight':" + insight + "}]}");
        String path = insights + insight + "/?refresh=blocking";

        JsonNode own = client.get(path + "&filters_override=" + encoded("{'date_from':'-1d'}"))
                .has(200)
                .json();
        assertThat(own.at("/result/0/count").asInt()).isEqualTo(2);
        assertThat(own.at("/query/source").has("interval")).isFalse();
        JsonNode over = client.get(
                        path + "&from_dashboard=" + dashboard + "&filters_override=" + encoded("{'date_from':'-1d'}"))
                .has(200)
                .json();
        assertThat(over.at("/query/source/interval").textValue()).isEqualTo("hour");
        assertThat(over.at("/query/source/dateRange/date_from").textValue()).isEqualTo("-1d");
        JsonNode tile = client.get(path + "&from_dashboard=" + dashboard + "&filters_override="
                        + encoded("{'date_from':'-1d'}") + "&tile_filters_override=" + encoded("{'date_from':'-2d'}"))
                .has(200)
                .json();
        assertThat(tile.at("/query/source/dateRange/date_from").textValue()).isEqualTo("-2d");
        assertThat(tile.at("/query/source").has("interval")).isFalse();
    }

    @Test
    void variables_ofTheDashboardAndOnesOwn_areLaidOverThoseOfSql() throws Exception {
        long insight = client.post(
                        insights,
                        json("{'query':{'kind':'HogQLQuery','query':'select {variables.n}','variables':"
                                + "{'v':{'code_name':'n','variableId':'v','value':1}}}}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
        long dashboard = created("{'variables':{'v':{'code_name':'n','variableId':'v','value':2},"
                + "'other':{'code_name':'o','variableId':'other','value':9}},'tiles':[{'insight':" + insight + "}]}");
        String path = insights + insight + "/?refresh=blocking";
        String three = "&variables_override="
                + encoded(
                        "{'v':{'code_name':'n','variableId':'v','value':3},'w':{'code_name':'w','variableId':'w','value':4}}");

        assertThat(client.get(path).has(200).json().path("result").toString()).isEqualTo("[[1]]");
        JsonNode shown =
                client.get(path + "&from_dashboard=" + dashboard).has(200).json();
        assertThat(shown.path("result").toString()).isEqualTo("[[2]]");
        assertThat(shown.at("/query/variables/v/value").asInt()).isEqualTo(2);
        assertThat(shown.at("/query/variables").size())
                .as("no variable that the question has not")
                .isEqualTo(1);
        JsonNode own = client.get(path + "&from_dashboard=" + dashboard + three)
                .has(200)
                .json();
        assertThat(own.path("result").toString()).isEqualTo("[[3]]");
        assertThat(client.get(path + three).has(200).json().path("result").toString())
                .isEqualTo("[[3]]");
    }

    @Test
    void filtersOfATile_replaceAllOthers_andOnesOwnLieOverThem() throws Exception {
        long insight = insight("");
        long dashboard = created("{'filters':{'date_from':'-5d','interval':'hour'},'tiles':[{'insight':" + insight
                + ",'filters_overrides':{'date_from':'-2d','interval':'week'}}]}");
        String path = insights + insight + "/?from_dashboard=" + dashboard + "&filters_override="
                + encoded("{'date_from':'-9d'}");

        JsonNode tile = client.get(path).has(200).json().at("/query/source");
        assertThat(tile.at("/dateRange/date_from").textValue()).isEqualTo("-2d");
        assertThat(tile.path("interval").textValue()).isEqualTo("week");
        JsonNode own = client.get(path + "&tile_filters_override=" + encoded("{'interval':'day'}"))
                .has(200)
                .json()
                .at("/query/source");
        assertThat(own.at("/dateRange/date_from").textValue()).isEqualTo("-2d");
        assertThat(own.path("interval").textValue()).isEqualTo("day");
    }

    @Test
    void dashboard_hasEveryField() throws Exception {
        long insight = insight(",'name':'Sign-ups'");
        JsonNode made = client.post(
                        dashboards + "?refresh=blocking",
                        json("{'name':'Main','description':'d','pinned':true,'filters':{'date_from':'-5d'},"
                                + "'variables':{'v':{'code_name':'c','value':1}},'restriction_level':37,'use_template':'',"
                                + "'tiles':[{'text':{'body':'# Hi'}},{'insight_id':" + insight + ",'color':'red'}]}"))
                .has(201)
                .json();

        assertThat(made.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "name",
                        "description",
                        "pinned",
                        "created_at",
                        "created_by",
                        "last_modified_at",
                        "deleted",
                        "filters",
                        "variables",
                        "tags",
                        "restriction_level",
                        "effective_restriction_level",
                        "effective_privilege_level",
                        "user_access_level",
                        "tiles");
        assertThat(made.path("name").textValue()).isEqualTo("Main");
        assertThat(made.path("filters").toString()).isEqualTo("{\"date_from\":\"-5d\"}");
        assertThat(made.path("variables").toString()).isEqualTo("{\"v\":{\"code_name\":\"c\",\"value\":1}}");
        assertThat(made.path("restriction_level").asInt()).isEqualTo(37);
        assertThat(made.path("effective_privilege_level").asInt()).isEqualTo(37);
        assertThat(made.path("user_access_level").textValue()).isEqualTo("manager");
        assertThat(made.at("/created_by/email").textValue()).isEqualTo("owner@localhost");
        assertThat(made.at("/tiles/0").toString())
                .isEqualTo("{\"id\":" + made.at("/tiles/0/id")
                        + ",\"order\":0,\"insight\":null,\"text\":{\"body\":\"# Hi\"},\"layouts\":{},\"color\":null,"
                        + "\"filters_overrides\":{}}");
        JsonNode tile = made.at("/tiles/1");
        assertThat(tile.path("color").textValue()).isEqualTo("red");
        assertThat(tile.path("order").asInt()).isEqualTo(1);
        assertThat(tile.at("/insight/name").textValue()).isEqualTo("Sign-ups");
        assertThat(tile.at("/insight/query/source/dateRange/date_from").textValue())
                .isEqualTo("-5d");
        assertThat(tile.at("/insight/result/0/count").asInt()).isEqualTo(6);
        assertThat(tile.at("/insight/dashboards/0").asLong())
                .isEqualTo(made.path("id").asLong());
        String path = "/api/environments/@current/dashboards/" + made.path("id").asLong();
        assertThat(client.get(path)
                        .has(200)
                        .json()
                        .at("/tiles/1/insight/is_cached")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void retrieve_laysFiltersOverThoseOfTheDashboard_forOneReading() throws Exception {
        long dashboard = created("{'filters':{'date_from':'-5d'},'tiles':[{'insight':" + insight("") + "}]}");
        String path = dashboards + dashboard + "/";

        JsonNode shown = client.get(path + "?refresh=blocking&filters_override=" + encoded("{'date_from':'-1d'}"))
                .has(200)
                .json();
        assertThat(shown.at("/tiles/0/insight/result/0/count").asInt()).isEqualTo(2);
        assertThat(shown.at("/filters/date_from").textValue()).isEqualTo("-5d");
        client.get(path + "?filters_override=%7Bbad")
                .isError(400, "validation_error", "invalid_input", "filters_override");
        client.get(path + "?variables_override=[]")
                .isError(400, "validation_error", "invalid_input", "variables_override");
        client.get(path + "?refresh=sometimes").isError(400, "validation_error", "invalid_choice", "refresh");
    }

    @Test
    void runInsights_hasTheInsightsAlone_eachWithItsAnswerOrItsError() throws Exception {
        String sql = "{'kind':'SavedInsightNode','shortId':'abc'}";
        long broken = client.post(insights, json("{'name':'broken','query':" + sql + "}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
        long dashboard =
                created("{'tiles':[{'insight':" + broken + "},{'text':{'body':'x'}},{'insight':" + insight("") + "}]}");
        String path = dashboards + dashboard + "/run_insights/";

        JsonNode cached = client.get(path).has(200).json();
        assertThat(cached.at("/results/1/id").isNumber()).isTrue();
        JsonNode results = client.get(path + "?refresh=force_blocking").has(200).json();

        assertThat(results.fieldNames()).toIterable().containsExactly("results");
        assertThat(results.path("results")).hasSize(2);
        assertThat(results.at("/results/0/result").isNull()).isTrue();
        assertThat(results.at("/results/0/query_status/error").booleanValue()).isTrue();
        assertThat(results.at("/results/0/query_status/error_message").textValue())
                .contains("SavedInsightNode");
        assertThat(results.at("/results/0/query_status/dashboard_id").asLong()).isEqualTo(dashboard);
        assertThat(results.at("/results/1/result/0/count").asInt()).isEqualTo(4);
        assertThat(results.at("/results/1/query_status").isNull()).isTrue();
        client.get(path + "?refresh=sometimes").isError(400, "validation_error", "invalid_choice", "refresh");
        client.get(dashboards + "999999/run_insights/").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void list_isPagedAndSearched_withoutTiles() throws Exception {
        created("{'name':'Searched one'}");
        created("{'name':'searched two'}");

        JsonNode page =
                client.get(dashboards + "?search=sEarched&limit=1").has(200).json();

        assertThat(page.path("count").asInt()).isEqualTo(2);
        assertThat(page.at("/results/0/name").textValue()).isEqualTo("Searched one");
        assertThat(page.at("/results/0").has("tiles")).isFalse();
        assertThat(page.path("previous").isNull()).isTrue();
        assertThat(page.path("next").textValue())
                .isEqualTo(app.url() + dashboards + "?search=sEarched&limit=1&offset=1");
        assertThat(client.get(dashboards + "?search=sEarched&limit=1&offset=1")
                        .json()
                        .at("/results/0/name")
                        .textValue())
                .isEqualTo("searched two");
        client.get(dashboards + "?search=" + "x".repeat(201))
                .isError(400, "validation_error", "invalid_input", "search");
        client.get(dashboards + "?search=%00")
                .isError(400, "validation_error", "null_characters_not_allowed", "search");
    }

    @Test
    void update_minds_theVersionThatTheClientKnows() throws Exception {
        Answered made = client.post(dashboards, "{}").has(201);
        String path = dashboards + made.json().path("id").asLong() + "/";
        String tag = made.header("ETag").orElseThrow();
        assertThat(tag).isEqualTo("\"1\"");

        Answered changed = client.send(client.to(path)
                        .header("If-Match", tag)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"name\":\"a\"}")))
                .has(200);
        assertThat(changed.header("ETag")).contains("\"2\"");
        client.send(client.to(path)
                        .header("If-Match", tag)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"name\":\"b\"}")))
                .isError(412, "invalid_request", "precondition_failed", "null");
        assertThat(client.get(path).json().path("name").textValue()).isEqualTo("a");
    }

    @Test
    void deletion_isAPatch() throws Exception {
        long insight = insight("");
        long dashboard = created("{'tiles':[{'insight':" + insight + "}]}");
        String path = dashboards + dashboard + "/";

        Answered refused = client.send("DELETE", path).has(405);
        assertThat(refused.body()).isEmpty();
        assertThat(refused.header("Allow")).contains("GET, HEAD, OPTIONS, PATCH");
        JsonNode deleted = patch(dashboard, "{'deleted':true}").has(200).json();
        assertThat(deleted.path("deleted").booleanValue()).isTrue();
        client.get(path).isError(404, "invalid_request", "not_found", "null");
        client.get(path + "run_insights").isError(404, "invalid_request", "not_found", "null");
        patch(dashboard, "{'deleted':'false'}").isError(404, "invalid_request", "not_found", "null");
        assertThat(client.get(insights + insight + "/").json().path("dashboards"))
                .isEmpty();
        assertThat(patch(dashboard, "{'deleted':false}").has(200).json().path("tiles"))
                .hasSize(1);
        patch(dashboard, "{'deleted':true,'delete_insights':true}").has(200);
        client.get(insights + insight + "/").isError(404, "invalid_request", "not_found", "null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                     | parse_error     | null",
                "{'name':{}}                                            | invalid_input   | name",
                "{'description':[]}                                     | invalid_input   | description",
                "{'pinned':'maybe'}                                     | invalid_input   | pinned",
                "{'pinned':null}                                        | null            | pinned",
                "{'restriction_level':22}                               | invalid_choice  | restriction_level",
                "{'restriction_level':'a'}                              | invalid_input   | restriction_level",
                "{'filters':[]}                                         | invalid_input   | filters",
                "{'filters':{'unknown':1}}                              | invalid_input   | filters",
                "{'variables':7}                                        | invalid_input   | variables",
                "{'delete_insights':true}                               | invalid_input   | delete_insights",
                "{'deleted':'perhaps'}                                  | invalid_input   | deleted",
                "{'use_template':'pirate'}                              | not_supported   | use_template",
                "{'use_dashboard':1}                                    | not_supported   | use_dashboard",
                "{'tags':'a'}                                           | not_a_list      | tags",
                "{'tags':null}                                          | null            | tags",
                "{'tags':['a','']}                                      | blank           | tags__1",
                "{'refresh':'sometimes'}                                | invalid_choice  | refresh",
                "{'tiles':{}}                                           | not_a_list      | tiles",
                "{'tiles':[7]}                                          | invalid_input   | tiles__0",
                "{'tiles':[{}]}                                         | invalid_input   | tiles__0",
                "{'tiles':[{'insight':1,'text':{'body':'a'}}]}          | invalid_input   | tiles__0",
                "{'tiles':[{'insight':'a'}]}                            | incorrect_type  | tiles__0__insight",
                "{'tiles':[{'insight_id':1.5}]}                         | incorrect_type  | tiles__0__insight_id",
                "{'tiles':[{'insight_id':99999999999999999999}]}        | does_not_exist  | tiles__0__insight_id",
                "{'tiles':[{'insight_id':999999}]}                      | does_not_exist  | tiles__0__insight",
                "{'tiles':[{'id':true}]}                                | incorrect_type  | tiles__0__id",
                "{'tiles':[{'id':999999}]}                              | does_not_exist  | tiles__0__id",
                "{'tiles':[{'text':'a'}]}                               | invalid_input   | tiles__0__text",
                "{'tiles':[{'text':{'body':7}}]}                        | invalid_input   | tiles__0__text",
                "{'tiles':[{'id':1,'layouts':[]}]}                      | invalid_input   | tiles__0__layouts",
                "{'tiles':[{'id':1,'color':{}}]}                        | invalid_input   | tiles__0__color",
                "{'tiles':[{'id':1,'filters_overrides':{'a':1}}]}       | invalid_input   | tiles__0__filters_overrides",
                "{'tiles':[{'text':{'body':'a'}},{'id':1,'deleted':'?'}]} | invalid_input | tiles__1__deleted",
            })
    void bodies_thatBreakARule_areRefused_andWriteNothing(String body, String code, String attr) throws Exception {
        long dashboard = created("{'name':'before'}");
        String type = code.equals("parse_error") ? "invalid_request" : "validation_error";
        // A change that is fine by itself goes with it, and must not be made.
        String sent = body.equals("[]") || body.startsWith("{'name'") ? body : "{'name':'after'," + body.substring(1);

        patch(dashboard, sent).isError(400, type, code, attr);

        assertThat(client.get(dashboards + dashboard + "/").json().path("name").textValue())
                .isEqualTo("before");
        long count = client.get(dashboards + "?limit=1").json().path("count").asLong();
        client.post(dashboards, json(sent)).isError(400, type, code, attr);
        assertThat(client.get(dashboards + "?limit=1").json().path("count").asLong())
                .isEqualTo(count);
    }

    @Test
    void bodies_haveLimits() throws Exception {
        client.post(dashboards, json("{'name':'" + "x".repeat(401) + "'}"))
                .isError(400, "validation_error", "max_length", "name");
        client.post(dashboards, json("{'description':'" + "x".repeat(10_001) + "'}"))
                .isError(400, "validation_error", "max_length", "description");
        client.post(dashboards, json("{'tiles':[{'text':{'body':'" + "x".repeat(4_001) + "'}}]}"))
                .isError(400, "validation_error", "max_length", "tiles__0__text");
        client.post(dashboards, json("{'tiles':[{'text':{'body':'a\\u0000'}}]}"))
                .isError(400, "validation_error", "null_characters_not_allowed", "tiles__0__text");
        client.post(dashboards, json("{'tiles':[{'text':{'body':'a'},'layouts':{'a\\u0000':1}}]}"))
                .isError(400, "validation_error", "null_characters_not_allowed", "tiles__0__layouts");
        client.post(dashboards, json("{'tiles':[" + "{'text':{'body':'a'}},".repeat(500) + "{'text':{'body':'a'}}]}"))
                .isError(400, "validation_error", "max_length", "tiles");
        client.post(dashboards, "{bad").isError(400, "invalid_request", "parse_error", "null");
    }

    @Test
    void tags_areThoseOfTheProject_trimmedAndOnce() throws Exception {
        JsonNode made = create("{'name':'tagged','tags':[' Growth ','board','GROWTH']}");
        assertThat(made.path("tags").toString()).isEqualTo("[\"growth\",\"board\"]");
        long id = made.path("id").asLong();
        insight(",'tags':['growth']");

        assertThat(patch(id, "{'tags':['web','board']}").json().path("tags").toString())
                .isEqualTo("[\"board\",\"web\"]");
        JsonNode entry = client.get(dashboards + id + "/activity/").json().at("/results/0");
        assertThat(entry.at("/detail/changes/0").toString())
                .isEqualTo("{\"type\":\"Dashboard\",\"action\":\"changed\",\"field\":\"tags\","
                        + "\"before\":[\"board\",\"growth\"],\"after\":[\"board\",\"web\"]}");
        Answered same = patch(id, "{'tags':['WEB','board','web']}").has(200);
        assertThat(same.header("ETag")).hasValue("\"2\"");
        assertThat(client.get(dashboards + "?search=WE")
                        .has(200)
                        .json()
                        .path("results")
                        .findValuesAsText("name"))
                .containsExactly("tagged");
        assertThat(client.get(insights + "?tags=%5B%22growth%22%5D")
                        .json()
                        .path("count")
                        .asInt())
                .as("what an insight still has is not purged")
                .isEqualTo(1);
        assertThat(patch(id, "{'tags':[]}").json().path("tags")).isEmpty();
    }

    @Test
    void entry_isReadByItself() throws Exception {
        String path = dashboards + created("{'name':'logged'}") + "/activity/";
        JsonNode entry = client.get(path).has(200).json().at("/results/0");
        String id = entry.path("id").textValue();

        assertThat(client.get(path + id + "/").has(200).json()).isEqualTo(entry);
        for (String missing :
                List.of(path + "none/", path + UUID.randomUUID(), dashboards + created("{}") + "/activity/" + id)) {
            client.get(missing).isError(404, "invalid_request", "not_found", "null");
        }
        app.clientWith(List.of("dashboard:read")).get(path + id).has(403);
    }

    @Test
    void trash_isForWhoMayBringBack() throws Exception {
        long gone = created("{'name':'trash one','tags':['trash']}");
        long closed = created("{'name':'trash two','restriction_level':37}");
        long there = created("{'name':'trash not'}");
        long own = member.post(dashboards, json("{'name':'trash of Grace','restriction_level':37}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
        for (long id : List.of(gone, closed, own)) {
            patch(id, "{'deleted':true}").has(200);
        }

        assertThat(trash(client)).containsExactly("trash of Grace", "trash one", "trash two");
        assertThat(trash(member)).containsExactly("trash of Grace", "trash one");
        JsonNode row =
                client.get(dashboards + "?deleted=true&search=trash+one").json().at("/results/0");
        assertThat(row.path("deleted").booleanValue()).isTrue();
        assertThat(row.path("deleted_at").textValue()).startsWith("2025-03-15T");
        assertThat(row.at("/deleted_by/email").textValue())
                .isEqualTo(app.owner().email());
        assertThat(row.path("tags").toString()).isEqualTo("[\"trash\"]");
        assertThat(client.send(
                                "PUT",
                                "/api/projects/@current/resource_access_controls/",
                                json("{'resource':'dashboard','access_level':'viewer'}"))
                        .status())
                .isEqualTo(200);
        assertThat(trash(member)).as("their own").containsExactly("trash of Grace");
        assertThat(client.send(
                                "PUT",
                                "/api/projects/@current/resource_access_controls/",
                                json("{'resource':'dashboard','access_level':null}"))
                        .status())
                .isEqualTo(204);

        JsonNode back = patch(gone, "{'deleted':false}").has(200).json();
        assertThat(back.has("deleted_at")).isFalse();
        assertThat(trash(client)).containsExactly("trash of Grace", "trash two");
        assertThat(client.get(dashboards + "?search=trash")
                        .json()
                        .path("results")
                        .findValuesAsText("name"))
                .containsExactly("trash not", "trash one");
        patch(there, "{'deleted':true}").has(200);
    }

    private static List<String> trash(TestClient who) throws Exception {
        return who.get(dashboards + "?deleted=true&search=trash")
                .has(200)
                .json()
                .path("results")
                .findValuesAsText("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999", "x", "-1", "99999999999999999999", "1x"})
    void unknownDashboards_areNotFound(String id) throws Exception {
        client.get(dashboards + id + "/").isError(404, "invalid_request", "not_found", "null");
        client.patch(dashboards + id + "/", "{}").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void everything_wantsItsScope() throws Exception {
        long dashboard = created("{}");
        String path = dashboards + dashboard + "/";
        TestClient reader = app.clientWith(List.of("dashboard:read"));
        TestClient stranger = app.clientWith(List.of("insight:write"));

        reader.get(dashboards).has(200);
        reader.get(path + "?refresh=blocking").has(200);
        reader.get(path + "run_insights").has(200);
        String noWrite = "API key missing required scope 'dashboard:write'";
        assertForbidden(reader.post(dashboards, "{}"), noWrite);
        assertForbidden(reader.patch(path, "{}"), noWrite);
        assertForbidden(reader.send("DELETE", path), noWrite);
        String noRead = "API key missing required scope 'dashboard:read'";
        assertForbidden(stranger.get(dashboards), noRead);
        assertForbidden(stranger.get(path), noRead);
        assertForbidden(stranger.get(path + "run_insights"), noRead);
        assertForbidden(
                app.clientWith(List.of("dashboard:write")).patch(path, json("{'deleted':true,'delete_insights':true}")),
                "API key missing required scope 'insight:write'");
        app.anonymous().get(path).isError(401, "authentication_error", "not_authenticated", "null");
        app.clientWith(List.of("*"), 8L).get(path).has(403);
    }

    private static void assertForbidden(Answered answered, String detail) {
        assertThat(answered.isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo(detail);
    }

    @Test
    void restrictedDashboard_isEditedByCollaboratorsAlone() throws Exception {
        long dashboard = created("{'restriction_level':37}");
        String path = dashboards + dashboard + "/";

        JsonNode seen = member.get(path).has(200).json();
        assertThat(seen.path("effective_restriction_level").asInt()).isEqualTo(37);
        assertThat(seen.path("effective_privilege_level").asInt()).isEqualTo(21);
        assertThat(seen.path("user_access_level").textValue()).isEqualTo("editor");
        assertForbidden(member.patch(path, "{\"name\":\"x\"}"), "You don't have edit permissions for this dashboard.");
        patch(dashboard, "{'restriction_level':21}").has(200);
        member.patch(path, "{\"name\":\"x\"}").has(200);
        assertForbidden(
                member.patch(path, json("{'restriction_level':37}")),
                "Only the dashboard owner and project admins have the restriction rights required to change the"
                        + " dashboard's restriction level.");
    }

    @Test
    void tileOfAnInsightThatTheCallerMayNotSee_tellsNothing() throws Exception {
        long secret = insight(",'name':'the secret'");
        long dashboard = created("{'tiles':[{'insight':" + secret + ",'filters_overrides':{'date_from':'-2d'}}]}");
        rule(secret, "none");
        String path = dashboards + dashboard + "/";

        Answered seen = member.get(path + "?refresh=blocking").has(200);
        assertThat(seen.body())
                .doesNotContain("the secret", "\"-2d\""); // with its quotation marks: a uuid may have -2d in it, too
        assertThat(seen.json().at("/tiles/0/insight").isNull()).isTrue();
        assertThat(member.get(path + "run_insights/?refresh=blocking")
                        .has(200)
                        .json()
                        .path("results"))
                .isEmpty();
        rule(secret, "viewer");
        long own = member.post(dashboards, "{}").has(201).json().path("id").asLong();
        assertForbidden(
                member.patch(dashboards + own + "/", json("{'tiles':[{'insight':" + secret + "}]}")),
                "You do not have editor access to this resource.");
    }
}
