package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRoutesTest {
    private static final String TRENDS =
            "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"%s\"}],"
                    + "\"dateRange\":{\"date_from\":\"2025-03-01\",\"date_to\":\"2025-03-03\"}}";

    private static TestApp app;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        app.anonymous()
                .post(
                        "/batch/",
                        "{\"api_key\":\"" + app.project().apiToken()
                                + "\",\"batch\":[{\"event\":\"seen\",\"distinct_id\":\"a\",\"timestamp\":\"2025-03-02T10:00:00Z\"},"
                                + "{\"event\":\"seen\",\"distinct_id\":\"b\",\"timestamp\":\"2025-03-03T10:00:00Z\"},"
                                + "{\"event\":\"seen\",\"distinct_id\":\"b\",\"timestamp\":\"2025-03-03T11:00:00Z\"}]}")
                .has(200);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String trends(String event) {
        return TRENDS.formatted(event);
    }

    private static Answered ask(String query) throws Exception {
        return client.post("/api/projects/1/query/", "{\"query\":" + query + "}");
    }

    @Test
    void query_isCalculated_andSharedByTheNextWhoAsks() throws Exception {
        JsonNode first = ask(trends("seen")).has(200).json();
        app.forward(Duration.ofMinutes(1));
        JsonNode second = client.post(
                        "/api/environments/@current/query",
                        "{\"query\":{\"kind\":\"InsightVizNode\",\"source\":" + trends("seen") + "}}")
                .has(200)
                .json();

        assertThat(first.at("/results/0/data").toString()).isEqualTo("[0,1,2]");
        assertThat(first.path("is_cached").asBoolean()).isFalse();
        assertThat(second.path("is_cached").asBoolean()).isTrue();
        assertThat(second.path("results")).isEqualTo(first.path("results"));
        assertThat(second.path("last_refresh")).isEqualTo(first.path("last_refresh"));
        assertThat(first.path("cache_key").textValue()).matches("cache_[0-9a-f]{32}");
        assertThat(first.path("timezone").textValue()).isEqualTo("UTC");
    }

    @Test
    void refresh_decidesWhetherItIsCalculatedAgain() throws Exception {
        ask(trends("refreshed")).has(200);
        String body = "{\"query\":" + trends("refreshed") + ",\"refresh\":%s}";

        for (String calculating : List.of("true", "\"force_blocking\"")) {
            assertThat(client.post("/api/projects/1/query/", body.formatted(calculating))
                            .has(200)
                            .json()
                            .path("is_cached")
                            .asBoolean())
                    .isFalse();
        }
        for (String cached : List.of("null", "false", "\"force_cache\"", "\"blocking\"")) {
            assertThat(client.post("/api/projects/1/query/", body.formatted(cached))
                            .has(200)
                            .json()
                            .path("is_cached")
                            .asBoolean())
                    .isTrue();
        }
        for (String bad : List.of("\"sometimes\"", "[]", "7")) {
            assertThat(client.post("/api/projects/1/query/", body.formatted(bad))
                            .has(400)
                            .json()
                            .path("attr")
                            .asText())
                    .isEqualTo("refresh");
        }
    }

    @Test
    void forceCache_calculatesWhatNobodyHas() throws Exception {
        assertThat(client.post(
                                "/api/projects/1/query/?refresh=force_cache",
                                "{\"query\":" + trends("never asked") + "}")
                        .has(200)
                        .json()
                        .path("results")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void csv_hasOneRowPerSeries() throws Exception {
        String csv = client.post("/api/projects/1/query/?format=csv", "{\"query\":" + trends("seen") + "}")
                .has(200)
                .body();

        assertThat(csv.lines().count()).isEqualTo(2);
        assertThat(csv).contains("data.0,data.1,data.2");
    }

    @Test
    void actors_areThePeopleBehindAPoint_aPageAtATime() throws Exception {
        String point = "{\"kind\":\"InsightActorsQuery\",\"day\":\"2025-03-03\",\"source\":" + trends("seen") + "}";
        JsonNode day = ask("{\"kind\":\"ActorsQuery\",\"source\":" + point + "}")
                .has(200)
                .json();

        assertThat(day.path("columns").toString()).isEqualTo("[\"actor\",\"id\",\"created_at\",\"event_count\"]");
        assertThat(day.path("results")).hasSize(1);
        assertThat(day.at("/results/0/0/distinct_ids/0").asText()).isEqualTo("b");
        assertThat(day.at("/results/0/0/id")).isEqualTo(day.at("/results/0/1"));
        assertThat(day.at("/results/0/3").asInt()).isEqualTo(2);
        assertThat(day.path("hasMore").asBoolean()).isFalse();
        assertThat(ask(point).has(200).json().path("results")).isEqualTo(day.path("results"));

        String all = "{\"kind\":\"ActorsQuery\",\"select\":[\"distinct_ids\"],\"limit\":1,\"offset\":%d,\"orderBy\":["
                + "\"event_count DESC\"],\"source\":{\"kind\":\"InsightActorsQuery\",\"source\":" + trends("seen")
                + "}}";
        JsonNode first = ask(all.formatted(0)).has(200).json();
        JsonNode second = ask(all.formatted(1)).has(200).json();
        assertThat(first.path("results").toString()).isEqualTo("[[[\"b\"]]]");
        assertThat(first.path("hasMore").asBoolean()).isTrue();
        assertThat(second.path("results").toString()).isEqualTo("[[[\"a\"]]]");
        assertThat(second.path("hasMore").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"day\":\"2025-03-09\"', source__day",
        "'\"day\":\"Chrome\"', source__day",
        "'\"series\":1', source__series",
        "'\"compare\":\"previous\"', source__compare"
    })
    void actors_ofNoPoint_areRefused(String field, String attr) throws Exception {
        ask("{\"kind\":\"InsightActorsQuery\"," + field + ",\"source\":" + trends("seen") + "}")
                .isError(400, "validation_error", "invalid_input", attr);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', validation_error, required, query",
        "'{\"query\":null}', validation_error, required, query",
        "'[]', invalid_request, parse_error, null",
        "'{\"query\":\"text\"}', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"Nope\"}}', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"TrendsQuery\"}}', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\"}],\"colour\":1}}', invalid_request, parse_error, null",
        "'{\"query\":', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"GroupsQuery\"}}', validation_error, not_supported, query",
        "'{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"drop table events\"}}', validation_error, invalid_expression, query",
        "'{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\",\"sendRawQuery\":true}}', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"EventsQuery\",\"select\":[\"evnt\"]}}', validation_error, invalid_expression, select",
        "'{\"query\":{\"kind\":\"SessionsQuery\"}}', invalid_request, parse_error, null",
        "'{\"query\":{\"kind\":\"SessionsQuery\",\"select\":[\"event\"]}}', validation_error, invalid_expression, select",
        "'{\"query\":{\"kind\":\"SessionsQuery\",\"select\":[\"*\"],\"properties\":[{\"type\":\"session\",\"key\":\"x\",\"value\":1}]}}', validation_error, invalid_input, properties__0",
        "'{\"query\":{\"kind\":\"EventsQuery\",\"select\":[\"*\"],\"source\":{\"kind\":\"InsightActorsQuery\",\"source\":{\"kind\":\"PathsQuery\",\"pathsFilter\":{}}}}}', validation_error, not_supported, source__source__kind",
    })
    void badQuery_isRefused(String body, String type, String code, String attr) throws Exception {
        client.post("/api/projects/1/query/", body).isError(400, type, code, attr);
    }

    @Test
    void sql_isAnswered() throws Exception {
        JsonNode answer = ask("{\"kind\":\"HogQLQuery\",\"query\":\"select distinct_id, count() as c from events"
                        + " group by distinct_id order by c desc\"}")
                .has(200)
                .json();

        assertThat(answer.path("results").toString()).isEqualTo("[[\"b\",2],[\"a\",1]]");
        assertThat(answer.path("columns").toString()).isEqualTo("[\"distinct_id\",\"c\"]");
        assertThat(answer.path("types").toString()).isEqualTo("[[\"distinct_id\",\"String\"],[\"c\",\"UInt64\"]]");
        assertThat(answer.path("hasMore").asBoolean(true)).isFalse();
        assertThat(answer.path("query").asText()).startsWith("select distinct_id");
        assertThat(answer.path("error").isNull()).isTrue();
    }

    @Test
    void sql_isCsvWithTheNamesOfItsColumns() throws Exception {
        Answered answer = client.post(
                "/api/projects/1/query/?format=csv",
                "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select distinct_id as who, count() as c, '=1+1' as who"
                        + " from events group by distinct_id order by c desc\"}}");

        assertThat(answer.has(200).body().lines()).containsExactly("who,c,who (2)", "b,2,'=1+1", "a,1,'=1+1");
        assertThat(answer.header("X-Row-Limit")).hasValue("1000000");
        assertThat(answer.header("X-Rows-Cut")).isEmpty();
    }

    private static Answered export(String query, String format) throws Exception {
        return client.post("/api/projects/1/query/export/?format=" + format, "{\"query\":" + query + "}");
    }

    @Test
    void export_hasAllRows_whereAnAnswerHasHundred() throws Exception {
        String query = "{\"kind\":\"HogQLQuery\",\"query\":\"select number, 'x' as text from numbers(70000)\"}";

        JsonNode json = export(query, "json").has(200).json();
        assertThat(json.path("results")).hasSize(70_000);
        assertThat(json.path("results").get(69_999).toString()).isEqualTo("[69999,\"x\"]");
        assertThat(json.path("columns").toString()).isEqualTo("[\"number\",\"text\"]");
        assertThat(json.path("types").toString()).isEqualTo("[[\"number\",\"UInt64\"],[\"text\",\"String\"]]");
        assertThat(json.path("hasMore").asBoolean(true)).isFalse();
        assertThat(export(query, "csv").has(200).body().lines().count()).isEqualTo(70_001);
        assertThat(ask(query).json().path("results")).hasSize(100);
    }

    @Test
    void export_saysThatItIsCut() throws Exception {
        Answered answer = export("{\"kind\":\"HogQLQuery\",\"query\":\"select number from numbers(1100000)\"}", "csv");

        assertThat(answer.has(200).header("X-Rows-Cut")).hasValue("true");
        assertThat(answer.body().lines().count()).isEqualTo(1_000_001);
    }

    @Test
    void export_ofEvents_namesWhatIsNestedByItsPath() throws Exception {
        String query =
                "{\"kind\":\"EventsQuery\",\"select\":[\"*\",\"event\"],\"after\":\"2025-03-03\",\"before\":\"2025-03-04\"}";

        List<String> lines = export(query, "csv").has(200).body().lines().toList();
        assertThat(lines.get(0)).startsWith("*.uuid,*.event,*.properties").endsWith(",event");
        assertThat(lines).hasSize(3);
        assertThat(export(query.replace("\"before", "\"limit\":1,\"before"), "json")
                        .json()
                        .at("/results/0/0/distinct_id")
                        .asText())
                .isEqualTo("b");
    }

    @Test
    void export_leavesNothingBehind_whateverBecomesOfIt() throws Exception {
        export("{\"kind\":\"HogQLQuery\",\"query\":\"select number from numbers(10)\"}", "csv")
                .has(200);
        export("{\"kind\":\"HogQLQuery\",\"query\":\"select nothing from events\"}", "csv")
                .isError(400, "validation_error", "invalid_expression", "query");
        export(trends("seen"), "csv").isError(400, "validation_error", "invalid_input", "query");
        client.post("/api/projects/1/query/export/", "{\"query\":3}")
                .isError(400, "invalid_request", "parse_error", "null");
        client.post("/api/projects/1/query/export/", "{}").isError(400, "validation_error", "required", "query");
        app.anonymous()
                .post("/api/projects/1/query/export/", "{\"query\":{}}")
                .isError(401, "authentication_error", "not_authenticated", "null");

        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("hindsight-export")))
                    .isEmpty();
        }
    }

    @Test
    void events_areListed() throws Exception {
        JsonNode answer = ask("{\"kind\":\"EventsQuery\",\"select\":[\"*\",\"timestamp\"],\"after\":\"2025-03-03\","
                        + "\"before\":\"2025-03-04\",\"limit\":1}")
                .has(200)
                .json();

        assertThat(answer.at("/results/0/0/distinct_id").asText()).isEqualTo("b");
        assertThat(answer.at("/results/0/1").asText()).isEqualTo("2025-03-03T11:00:00Z");
        assertThat(answer.path("hasMore").asBoolean()).isTrue();
    }

    @Test
    void sessions_areListedAndExported() throws Exception {
        String query = "{\"kind\":\"SessionsQuery\",\"select\":[\"*\",\"$start_timestamp\"],\"after\":\"all\"}";
        JsonNode answer = ask(query).has(200).json();

        assertThat(answer.path("columns").toString()).isEqualTo("[\"*\",\"$start_timestamp\"]");
        assertThat(answer.path("types").toString()).isEqualTo("[\"JSON\",\"DateTime64(6)\"]");
        assertThat(answer.path("hasMore").asBoolean(true)).isFalse();
        assertThat(export(query, "csv").has(200).body().lines().count())
                .isEqualTo(answer.path("results").size() + 1L);
    }

    @Test
    void manyFilterValues_areAnsweredOrRefused() throws Exception {
        String values = IntStream.range(0, 10_000)
                .mapToObj(i -> "\"v" + i + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String query =
                "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"seen\"}],\"properties\":["
                        + "{\"type\":\"event\",\"key\":\"k\",\"operator\":\"exact\",\"value\":[" + values + "]}]}";

        assertThat(ask(query).status()).isIn(200, 400);
        client.get("/_ready").has(200);
    }

    @Test
    void status_isUnknown() throws Exception {
        assertThat(client.get("/api/projects/1/query/zzz/")
                        .isError(404, "invalid_request", "not_found", "null")
                        .detail())
                .isEqualTo("Query zzz not found for team 1");
        client.send("DELETE", "/api/environments/1/query/zzz").isError(404, "invalid_request", "not_found", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "x", "-1", "1.5", "99999999999999999999", "%20"})
    void unknownProject_isNotFound(String project) throws Exception {
        assertThat(client.post("/api/projects/" + project + "/query/", "{")
                        .isError(404, "invalid_request", "not_found", "null")
                        .detail())
                .isEqualTo("Project not found.");
    }

    @Test
    void key_isTakenFromHeaderBodyOrParameter() throws Exception {
        String key = app.key(app.owner(), List.of("query:read"));
        String body = "{\"query\":" + trends("seen") + "%s}";
        TestClient nobody = app.anonymous();

        nobody.post("/api/projects/1/query/", body.formatted(",\"personal_api_key\":\"" + key + "\""))
                .has(200);
        nobody.post("/api/projects/1/query/?personal_api_key=" + key, body.formatted(""))
                .has(200);
        assertThat(nobody.post(
                                "/api/projects/1/query/?personal_api_key=" + key,
                                body.formatted(",\"personal_api_key\":\"x\""))
                        .isError(401, "authentication_error", "authentication_failed", "null")
                        .detail())
                .isEqualTo("Personal API key found in request body is invalid.");
        assertThat(nobody.post("/api/projects/1/query/?personal_api_key=x", "{")
                        .isError(401, "authentication_error", "authentication_failed", "null")
                        .detail())
                .isEqualTo("Personal API key found in request query string is invalid.");
        Answered wrong = nobody.withKey("phx_wrong")
                .post("/api/projects/1/query/?personal_api_key=" + key, body.formatted(""))
                .isError(401, "authentication_error", "authentication_failed", "null");
        assertThat(wrong.detail()).isEqualTo("Personal API key found in request Authorization header is invalid.");
        assertThat(wrong.header("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void noKey_isNotAuthenticated() throws Exception {
        assertThat(app.anonymous()
                        .post("/api/projects/1/query/", "{")
                        .isError(401, "authentication_error", "not_authenticated", "null")
                        .detail())
                .isEqualTo("Authentication credentials were not provided.");
        app.anonymous()
                .withKey("pha_oauth")
                .post("/api/projects/1/query/", "{}")
                .isError(401, "authentication_error", "not_authenticated", "null");
    }

    @Test
    void keyWithoutScopeOrProject_isForbidden() throws Exception {
        assertThat(app.clientWith(List.of("insight:write"))
                        .post("/api/projects/1/query/", "{")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API key missing required scope 'query:read'");
        app.clientWith(List.of("*"), 2L)
                .post("/api/projects/1/query/", "{")
                .isError(403, "authentication_error", "permission_denied", "null");
    }

    @Test
    void health_saysWhatAnswers() throws Exception {
        assertThat(app.anonymous().get("/_health").has(200).body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(app.anonymous().get("/_ready").has(200).body())
                .isEqualTo("{\"status\":\"ok\",\"events\":\"ok\",\"metadata\":\"ok\"}");
    }
}
