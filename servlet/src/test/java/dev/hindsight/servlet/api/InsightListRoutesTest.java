package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every parameter of a list, with what becomes of a bad value (contract insights-api 3.2). */
class InsightListRoutesTest {
    private static final String ALL =
            "late,first,trends,funnel,bare,old,plain,sql,table,retention,paths,stickiness,lifecycle,"
                    + "Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant";

    private static TestApp app;
    private static TestClient client;
    private static TestClient grace;
    private static String insights;
    private static String graceId;
    private static long main;
    private static long other;

    /** The insights, a day apart from 15 March at noon; {@code late} is viewed on the last day. */
    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        grace = app.anonymous().withKey(app.key(app.member("grace@example.org"), List.of("*")));
        insights = "/api/projects/" + app.project().id() + "/insights/";
        main = dashboard("Main");
        other = dashboard("Other");
        // An application begins with an insight; what is deleted is in no list.
        client.patch(insights + client.get(insights).json().at("/results/0/id") + "/", "{\"deleted\":true}")
                .has(200);
        String events = "'series':[{'kind':'EventsNode','event':'%s'}]";
        String trends = "{'kind':'TrendsQuery'," + events + "}";
        create("first", "'order':7,'tags':['growth','web'],'dashboards':[" + main + "]");
        create("late", "'order':-3,'saved':false,'favorited':true,'tags':['mobile']");
        create(
                "trends",
                "'description':'how many signed up','saved':false,'dashboards':[" + main + "," + other + "],'query':"
                        + wrapped(trends.formatted("signed up")));
        create(
                "funnel",
                "'derived_name':'from visit to order','query':"
                        + wrapped("{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'signed up'},"
                                + "{'kind':'EventsNode','event':'ordered'}]}"));
        create("bare", "'query':" + trends.formatted("visit_100%"));
        create("old", "'filters':{'insight':'TRENDS','events':[{'id':'ordered'}]}");
        create("plain", "'filters':{}");
        create(
                "sql",
                "'query':{'kind':'DataVisualizationNode','source':{'kind':'HogQLQuery','query':'select 1'},"
                        + "'chartSettings':{}}");
        create("table", "'query':{'kind':'DataTableNode','source':{'kind':'EventsQuery','select':['event']}}");
        create("retention", "'query':" + wrapped("{'kind':'RetentionQuery','retentionFilter':{}}"));
        create("paths", "'query':" + wrapped("{'kind':'PathsQuery','pathsFilter':{}}"));
        create("stickiness", "'query':" + wrapped(trends.formatted("visit").replace("TrendsQuery", "StickinessQuery")));
        create("lifecycle", "'query':" + wrapped(trends.formatted("visit").replace("TrendsQuery", "LifecycleQuery")));
        String flag = "{'kind':'TrendsQuery'," + events.formatted("$feature_flag_called")
                + ",'properties':[{'type':'event','key':'$feature_flag','operator':'exact','value':'beta'}]}";
        create("Feature Flag Called Total Volume", "'query':" + wrapped(flag));
        create(
                "Feature Flag calls made by unique users per variant",
                "'query':"
                        + wrapped("{'kind':'TrendsQuery'," + events.formatted("visit")
                                + ",'breakdownFilter':{'breakdown':'$feature/beta','breakdown_type':'event'}}"));
        grace.patch(path("paths"), json("{'description':'changed by Grace'}")).has(200);
        grace.send("POST", path("late") + "viewed/").has(201);
        graceId = grace.get("/api/users/@me/").json().path("id").asText();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String wrapped(String source) {
        return "{'kind':'InsightVizNode','source':" + source + "}";
    }

    private static long dashboard(String name) throws Exception {
        return client.post(insights.replace("insights", "dashboards"), json("{'name':'" + name + "'}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
    }

    /** Grace makes the funnel, the owner everything else. */
    private static void create(String name, String fields) throws Exception {
        TestClient creator = name.equals("funnel") ? grace : client;
        creator.post(insights, json("{'name':'" + name + "'," + fields + "}")).has(201);
        app.forward(Duration.ofDays(1));
    }

    private static JsonNode found(String name) throws Exception {
        for (JsonNode each : client.get(insights).has(200).json().path("results")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError(name);
    }

    private static String path(String name) throws Exception {
        return insights + found(name).path("id").asLong() + "/";
    }

    /** The list for a parameter, of which everything after the first = is its value. */
    private static Answered list(TestClient who, String parameters) throws Exception {
        StringBuilder query = new StringBuilder();
        for (String parameter : json(parameters).split("&")) {
            String[] parts = parameter.split("=", 2);
            query.append(query.isEmpty() ? '?' : '&').append(parts[0]);
            if (parts.length > 1) {
                query.append('=').append(URLEncoder.encode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return who.get(insights + query);
    }

    private static String names(String parameters) throws Exception {
        JsonNode page = list(client, parameters).has(200).json();
        List<String> names = new ArrayList<>();
        page.path("results").forEach(each -> names.add(each.path("name").asText()));
        if (!parameters.contains("limit") && !parameters.contains("offset")) {
            assertThat(page.path("count").intValue()).isEqualTo(names.size());
        }
        return String.join(",", names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "limit=2&offset=1           | first,trends",
                "limit=2&offset=99          | ``",
                "saved=true                 | first,trends,funnel,bare,old,plain,sql,table,retention,paths,stickiness,lifecycle,Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant",
                "saved=YES&limit=2          | first,trends",
                "saved=false                | late,trends",
                "saved=                     | late,trends",
                "saved=perhaps              | late,trends",
                "favorited                  | late",
                "favorited=false            | late",
                "user&limit=4               | late,first,trends,bare",
                "user=false&limit=4         | late,first,trends,bare",
                "search=GROWTH              | first",
                "search=signed UP           | trends",
                "search=from visit          | funnel",
                "search=funnel              | funnel",
                "tags=['growth','mobile']   | late,first",
                "tags=[' Growth ']          | first",
                "tags=['nothing']           | ``",
                "events=['signed up']       | trends,funnel",
                "events=['signed up','ordered'] | funnel",
                "events=['ordered']         | funnel,old",
                "events=['visit_100%']      | bare",
                "events=['visit!100_']      | ``",
                "events=['$pageview']       | late,first,plain,retention",
                "insight=TRENDS             | late,first,trends,bare,old,plain,Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant",
                "insight=FUNNELS            | funnel",
                "insight=RETENTION          | retention",
                "insight=PATHS              | paths",
                "insight=STICKINESS         | stickiness",
                "insight=LIFECYCLE          | lifecycle",
                "insight=SQL                | sql",
                "insight=JSON               | table",
                "insight=NONSENSE           | ``",
                "date_from=2025-03-29       | paths,Feature Flag calls made by unique users per variant",
                "date_from=-2d              | paths,Feature Flag calls made by unique users per variant",
                "date_to=2025-03-16         | first",
                "date_from=2025-03-16&date_to=2025-03-18 | late,trends",
                "created_date_from=2025-03-28 | Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant",
                "created_date_to=2025-03-16T12:00:00Z | first",
                "created_date_to=2025-03-16T12:00:01Z | late,first",
                "last_viewed_date_from=2025-03-30 | late",
                "last_viewed_date_to=2025-03-16 | first",
                "feature_flag=beta          | Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant",
                "feature_flag=bet           | ``",
                "hide_feature_flag_insights=true&insight=TRENDS | late,first,trends,bare,old,plain",
                "order=name&limit=2         | Feature Flag Called Total Volume,Feature Flag calls made by unique users per variant",
                "order=-name&limit=2        | trends,table",
                "order=-created_at&limit=1  | Feature Flag calls made by unique users per variant",
                "order=created_at&limit=2   | first,late",
                "order=-last_modified_at&limit=1 | paths",
                "order=-created_by&limit=1  | funnel",
                "order=-last_viewed_at&limit=1 | late",
            })
    void parameter_saysWhichInsightsInWhichOrder(String parameters, String expected) throws Exception {
        assertThat(names(parameters)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "limit=0",
                "limit=-1",
                "limit=x",
                "limit=",
                "offset=-1",
                "offset=x",
                "saved=true&saved=x&unknown=1",
                "created_by=",
                "created_by=[]",
                "tags=",
                "tags=[]",
                "dashboards=[]",
                "events=[]",
                "search=",
                "short_id=",
                "insight=",
                "feature_flag=",
                "hide_feature_flag_insights=no",
                "date_from=someday",
                "date_to=someday",
                "created_date_from=2025-99-99",
                "last_viewed_date_from=x",
                "order=",
                "order=order",
                "admin_include_all=true",
                "nobody_knows=this",
            })
    void valueThatSaysNothing_leavesTheWholeList_inItsOrder(String parameters) throws Exception {
        String expected = parameters.startsWith("saved") ? "late,trends" : ALL;

        assertThat(names(parameters)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "created_by=[x        | created_by | invalid_input",
                "created_by=7         | created_by | invalid_input",
                "created_by=['7']     | created_by | invalid_input",
                "created_by=[1.5]     | created_by | invalid_input",
                "tags={               | tags       | invalid_input",
                "tags='a'             | tags       | invalid_input",
                "tags=[7]             | tags       | invalid_input",
                "dashboards=[         | dashboards | invalid_input",
                "dashboards=['a']     | dashboards | invalid_input",
                "dashboards={}        | dashboards | invalid_input",
                "events=nonsense      | events     | invalid_input",
                "events=[null]        | events     | invalid_input",
                "order=nope           | order      | invalid_input",
                "order=--name         | order      | invalid_input",
                "order=name;drop      | order      | invalid_input",
                "refresh=sometimes    | refresh    | invalid_choice",
            })
    void badValue_isNamed(String parameters, String attr, String code) throws Exception {
        list(client, parameters).isError(400, "validation_error", code, attr);
    }

    @Test
    void search_isOfTwoHundredCharacters() throws Exception {
        list(client, "search=" + "ä".repeat(200)).has(200);
        assertThat(list(client, "search=" + "x".repeat(201))
                        .isError(400, "validation_error", "invalid_input", "search")
                        .detail())
                .isEqualTo("Search query must be 200 characters or fewer.");
        assertThat(list(client, "search=funnel").json().at("/results/0/search_match_type"))
                .hasToString("\"exact\"");
        assertThat(list(client, "limit=1").json().path("results").get(0).has("search_match_type"))
                .isFalse();
    }

    @Test
    void idsOfPeopleAndDashboards_andShortIds_areExact() throws Exception {
        String owner = Long.toString(app.owner().id());
        assertThat(names("created_by=[" + graceId + "]")).isEqualTo("funnel");
        assertThat(names("created_by=[" + graceId + "," + owner + "]")).isEqualTo(ALL);
        assertThat(names("created_by=[999999]")).isEmpty();
        assertThat(names("dashboards=[" + main + "]")).isEqualTo("first,trends");
        assertThat(names("dashboards=[" + main + "," + other + "," + main + "]"))
                .isEqualTo("trends");
        assertThat(names("dashboards=[" + main + ",999999]")).isEmpty();
        String shortId = found("sql").path("short_id").asText();
        assertThat(names("short_id=" + shortId)).isEqualTo("sql");
        assertThat(names("short_id=" + shortId + "&favorited")).isEmpty();
        assertThat(names("short_id=unknown")).isEmpty();
        JsonNode mine = list(grace, "user").has(200).json();
        assertThat(mine.path("count").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "YES", "t", "True", "on", "1"})
    void basic_isWithoutAnswers(String word) throws Exception {
        JsonNode basic = list(client, "limit=1&basic=" + word).has(200).json();

        assertThat(basic.at("/results/0/refreshing").isBoolean()).isTrue();
        assertThat(basic.at("/results/0/last_refresh").isNull()).isTrue();
        assertThat(basic.at("/results/0").has("result")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "false", "0", "", "perhaps"})
    void basic_ofAnotherWord_isWithAnswers(String word) throws Exception {
        assertThat(list(client, "limit=1&basic=" + word)
                        .has(200)
                        .json()
                        .at("/results/0")
                        .has("result"))
                .isTrue();
    }

    /** The project is the address's, whatever token comes along. */
    @Test
    void tokensOfOtherProjects_changeNothing() throws Exception {
        String token = client.post("/api/projects/", "{\"name\":\"Elsewhere\"}")
                .has(201)
                .json()
                .path("api_token")
                .textValue();

        for (String name : List.of("token", "api_key")) {
            assertThat(names(name + "=" + token)).isEqualTo(ALL);
            assertThat(client.patch(path("sql"), json("{'" + name + "':'" + token + "'}"))
                            .has(200)
                            .json()
                            .path("name")
                            .textValue())
                    .isEqualTo("sql");
        }
    }

    @Test
    void links_keepTheOtherParameters() throws Exception {
        JsonNode page =
                list(client, "insight=TRENDS&limit=2&offset=2&basic=1").has(200).json();

        String rest = app.url() + insights + "?insight=TRENDS&limit=2&";
        assertThat(page.path("next").textValue()).startsWith(rest).contains("offset=4", "basic=1");
        assertThat(page.path("previous").textValue())
                .startsWith(rest)
                .contains("basic=1")
                .doesNotContain("offset");
        assertThat(page.path("count").intValue()).isEqualTo(8);
        assertThat(list(client, "limit=99999999&offset=1")
                        .json()
                        .path("previous")
                        .textValue())
                .as("no page has more")
                .isEqualTo(app.url() + insights + "?limit=500");
    }
}
