package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Insights that have filters in the old form instead of a query (contract insights-api 2.4). */
class OldInsightRoutesTest {
    private static final String OLD = "{'insight':'TRENDS','events':[{'id':'old','order':0}],'date_from':'2025-03-10',"
            + "'date_to':'2025-03-12','show_legend':true}";
    private static final String NODE =
            "{'kind':'InsightVizNode','source':{'kind':'TrendsQuery','dateRange':{'date_from':'2025-03-10',"
                    + "'date_to':'2025-03-12'},'series':[{'kind':'EventsNode','event':'old'}],"
                    + "'trendsFilter':{'showLegend':true}},'full':true}";
    private static final String ODD = "{'events':[{'id':'old'}],'interval':'eon'}";
    private static final String WHY = "filters.interval: \"eon\" is not one of";

    private static TestApp app;
    private static TestClient client;
    private static String insights;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        insights = "/api/projects/" + app.project().id() + "/insights/";
        for (String time : List.of("2025-03-10T10:00:00Z", "2025-03-12T10:00:00Z", "2025-03-12T11:00:00Z")) {
            app.hindsight()
                    .events()
                    .append(
                            app.project().id(),
                            List.of(new Event(
                                    UUID.randomUUID(), "old", "ada", Instant.parse(time), "{\"plan\":\"pro\"}")));
        }
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }

    private static JsonNode create(String body) throws Exception {
        return client.post(insights, json(body).toString()).has(201).json();
    }

    private static String path(JsonNode insight) {
        return insights + insight.path("id").asLong() + "/";
    }

    private static void assertAsks(JsonNode insight, String query) throws Exception {
        assertThat(insight.path("query")).isEqualTo(json(query));
        assertThat(insight.path("filters")).isEqualTo(json("{}"));
        assertThat(insight.path("query_status").isNull()).isTrue();
    }

    private static void assertSaysWhy(JsonNode insight) throws Exception {
        assertThat(insight.path("query").isNull()).isTrue();
        assertThat(insight.path("filters"))
                .isEqualTo(json("{'insight':'TRENDS','events':[{'id':'old'}],'interval':'eon'}"));
        assertThat(insight.path("result").isNull()).isTrue();
        assertThat(insight.at("/query_status/error").booleanValue()).isTrue();
        assertThat(insight.at("/query_status/error_message").textValue()).startsWith(WHY);
    }

    @Test
    void insight_showsWhatItsFiltersAsk_andAnswersIt() throws Exception {
        JsonNode made = create("{'name':'made','filters':" + OLD + "}");
        assertAsks(made, NODE);

        JsonNode seen = client.get(path(made) + "?refresh=blocking").has(200).json();
        assertAsks(seen, NODE);
        assertThat(seen.at("/result/0/data")).isEqualTo(json("[1,0,2]"));
        assertThat(seen.path("filters_hash")).isEqualTo(made.path("filters_hash"));
        assertThat(client.get(path(made) + "?basic=true").has(200).json().path("query"))
                .isEqualTo(json(NODE));

        JsonNode written = create("{'query':" + NODE + "}");
        assertThat(written.path("filters_hash")).isEqualTo(seen.path("filters_hash"));
        assertThat(written.path("result")).as("one question, one answer").isEqualTo(seen.path("result"));
    }

    @Test
    void insightWithoutAnything_countsPageViews() throws Exception {
        JsonNode made = create("{}");

        assertAsks(
                made,
                "{'kind':'InsightVizNode','source':{'kind':'TrendsQuery','series':[{'kind':'EventsNode',"
                        + "'event':'$pageview','name':'$pageview'}]},'full':true}");
        assertThat(made.path("result").isNull()).as("nobody asked for it yet").isTrue();
        assertThat(client.get(path(made) + "?refresh=blocking")
                        .has(200)
                        .json()
                        .at("/result/0/data")
                        .size())
                .isEqualTo(8);
    }

    @Test
    void query_hidesTheFilters_untilItIsTakenAway() throws Exception {
        String path = path(create("{'name':'changing','filters':" + OLD + "}"));
        String query = "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'new'}]}";

        assertAsks(
                client.patch(path, json("{'query':" + query + "}").toString())
                        .has(200)
                        .json(),
                query);
        assertAsks(client.get(path).has(200).json(), query);

        assertAsks(client.patch(path, "{\"query\":null}").has(200).json(), NODE);
        assertThat(client.get(path + "?refresh=blocking").has(200).json().at("/result/0/data"))
                .isEqualTo(json("[1,0,2]"));
        JsonNode changes = client.get(path + "activity/").has(200).json().at("/results/0/detail/changes");
        assertThat(changes.findValuesAsText("field")).as("of what is stored").containsExactly("query");
        assertThat(changes.at("/0/after").isNull()).isTrue();
    }

    @Test
    void filters_areReplacedByOtherFilters() throws Exception {
        String path = path(create("{'filters':" + OLD + "}"));

        JsonNode changed = client.patch(
                        path,
                        json("{'filters':{'insight':'RETENTION','period':'Week'}}")
                                .toString())
                .has(200)
                .json();

        assertAsks(
                changed,
                "{'kind':'InsightVizNode','source':{'kind':'RetentionQuery','retentionFilter':{'period':'Week'}},"
                        + "'full':true}");
    }

    @Test
    void untranslatableInsight_isShownAsStored_withTheReason() throws Exception {
        JsonNode made = create("{'filters':" + ODD + "}");

        assertSaysWhy(made);
        assertSaysWhy(client.get(path(made)).has(200).json());
        assertSaysWhy(client.get(path(made) + "?filters_override=%7B%22date_from%22%3A%22-3d%22%7D")
                .has(200)
                .json());
        JsonNode basic = client.get(path(made) + "?basic=true").has(200).json();
        assertThat(basic.path("query").isNull()).isTrue();
        assertThat(basic.at("/filters/interval").textValue()).isEqualTo("eon");
        assertSaysWhy(client.post(
                        insights + "?refresh=blocking",
                        json("{'filters':" + ODD + "}").toString())
                .has(201)
                .json());
        assertSaysWhy(client.patch(path(made) + "?refresh=blocking", "{\"name\":\"odd\"}")
                .has(200)
                .json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocking",
                "force_blocking",
                "true",
                "async",
                "lazy_async",
                "force_async",
                "async_except_on_cache_miss"
            })
    void untranslatableInsight_isRefusedToWhoWantsItCalculated(String mode) throws Exception {
        String path = path(create("{'filters':" + ODD + "}"));

        assertThat(client.get(path + "?refresh=" + mode)
                        .isError(400, "validation_error", "invalid_input", "filters")
                        .detail())
                .startsWith(WHY);
    }

    @Test
    void list_showsEachAsItIs() throws Exception {
        long old = create("{'name':'listed','filters':" + OLD + "}").path("id").asLong();
        long odd = create("{'name':'listed','filters':" + ODD + "}").path("id").asLong();
        client.get(insights + old + "/?refresh=blocking").has(200);

        for (String refresh : List.of("", "&refresh=blocking")) {
            JsonNode page = client.get(insights + "?search=listed&order=id" + refresh)
                    .has(200)
                    .json();
            assertThat(page.path("count").intValue()).isEqualTo(2);
            assertThat(page.at("/results/0/id").asLong()).isEqualTo(old);
            assertAsks(page.at("/results/0"), NODE);
            assertThat(page.at("/results/0/result/0/data")).isEqualTo(json("[1,0,2]"));
            assertThat(page.at("/results/1/id").asLong()).isEqualTo(odd);
            assertSaysWhy(page.at("/results/1"));
        }
        JsonNode basic = client.get(insights + "?basic=true&search=listed&order=id")
                .has(200)
                .json();
        assertThat(basic.at("/results/0/query")).isEqualTo(json(NODE));
        assertThat(basic.at("/results/1/query").isNull()).isTrue();
    }

    @Test
    void overridesLieOverWhatTheFiltersAsk() throws Exception {
        String path = path(create("{'filters':" + OLD + "}"));
        String override = URLEncoder.encode("{\"date_from\":\"2025-03-11\"}", StandardCharsets.UTF_8);

        JsonNode seen = client.get(path + "?refresh=blocking&filters_override=" + override)
                .has(200)
                .json();

        assertThat(seen.at("/query/source/dateRange/date_from").textValue()).isEqualTo("2025-03-11");
        assertThat(seen.at("/result/0/count").intValue()).isEqualTo(2);
        assertAsks(client.get(path).has(200).json(), NODE);
    }

    @Test
    void peopleAreBehindTheNumbersOfTheShownQuery() throws Exception {
        JsonNode source = create("{'filters':" + OLD + "}").at("/query/source");

        JsonNode people = client.post(
                        "/api/projects/" + app.project().id() + "/query/",
                        "{\"query\":{\"kind\":\"ActorsQuery\",\"select\":[\"actor\",\"event_count\"],\"source\":{\"kind\":"
                                + "\"InsightActorsQuery\",\"day\":\"2025-03-12\",\"source\":" + source + "}}}")
                .has(200)
                .json();

        assertThat(people.path("results").size()).isEqualTo(1);
        assertThat(people.at("/results/0/1").intValue()).isEqualTo(2);
    }

    @Test
    void sharedInsights_showWhatTheFiltersAsk() throws Exception {
        JsonNode old = shared("{'name':'shared','filters':" + OLD + "}");
        assertThat(old.path("query")).isEqualTo(json(NODE));
        assertThat(old.path("filters")).isEqualTo(json("{}"));
        assertThat(old.at("/result/0/data")).isEqualTo(json("[1,0,2]"));

        assertSaysWhy(shared("{'name':'odd','filters':" + ODD + "}"));
    }

    private static JsonNode shared(String body) throws Exception {
        String token = client.patch(path(create(body)) + "sharing/", "{\"enabled\":true}")
                .has(200)
                .json()
                .path("access_token")
                .asText();
        return app.anonymous()
                .get("/shared/" + token + ".json?refresh=blocking")
                .has(200)
                .json()
                .path("insight");
    }
}
