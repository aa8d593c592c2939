package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views, changes of many, going back and the trash, over HTTP. */
class InsightDoorRoutesTest {
    private static final String INSIGHTS = "/api/projects/@current/insights/";

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

    private static JsonNode create(String body) throws Exception {
        return client.post(INSIGHTS, body).has(201).json();
    }

    private static String path(JsonNode insight) {
        return INSIGHTS + insight.path("id").asLong() + "/";
    }

    @Test
    void lastViewed_isABareList_andTrendingAPage() throws Exception {
        app.forward(Duration.ofDays(2));
        JsonNode insight = create("{\"name\":\"seen\"}");
        JsonNode last = client.get(INSIGHTS + "my_last_viewed/").has(200).json();
        assertThat(last.isArray()).isTrue();
        assertThat(last.get(0).path("name").textValue()).isEqualTo("seen");
        assertThat(last.get(0).path("last_viewed_at").textValue())
                .isEqualTo(insight.path("created_at").textValue());

        JsonNode trending =
                client.get(INSIGHTS + "trending/?days=1&limit=500").has(200).json();
        JsonNode row = trending.at("/results/0");
        assertThat(trending.path("count").intValue()).isPositive();
        assertThat(row.path("view_count").intValue()).isEqualTo(1);
        assertThat(row.at("/viewers/0/email").textValue()).isEqualTo(app.owner().email());
        assertThat(row.path("last_modified_by").path("email").textValue())
                .isEqualTo(app.owner().email());
        client.patch(path(insight), "{\"deleted\":true}").has(200);
    }

    @Test
    void view_isTheCallersOwn_andTheLatestFiveAreRemembered() throws Exception {
        TestClient grace = app.anonymous().withKey(app.key(app.member("views@example.org"), List.of("*")));
        List<JsonNode> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(create("{\"name\":\"view " + i + "\"}"));
        }
        for (JsonNode each : made) {
            app.forward(Duration.ofMinutes(1));
            grace.get(path(each)).has(200);
            assertThat(grace.send("POST", path(each) + "viewed/", "{\"name\":\"ignored\"}")
                            .has(201)
                            .body())
                    .isEmpty();
        }
        app.forward(Duration.ofMinutes(1));
        grace.get(path(made.get(0))).has(200);
        grace.send("POST", path(made.get(2)) + "viewed/").has(201);
        client.patch(path(made.get(6)), "{\"deleted\":true}").has(200);
        client.send("PUT", path(made.get(5)) + "access_controls/", "{\"access_level\":\"none\"}")
                .has(200);

        JsonNode last = grace.get(INSIGHTS + "my_last_viewed/").has(200).json();
        assertThat(last.findValuesAsText("name"))
                .filteredOn(name -> name.startsWith("view"))
                .containsExactly("view 2", "view 4", "view 3", "view 1", "view 0");
        assertThat(last.at("/0/last_viewed_at").textValue())
                .isGreaterThan(last.at("/1/last_viewed_at").textValue());
        assertThat(last.at("/0").has("result")).isFalse();
        assertThat(client.get(path(made.get(0))).json().path("last_viewed_at").isNull())
                .as("lists alone know")
                .isTrue();
        assertThat(client.get(path(made.get(5))).json().path("name").textValue())
                .isEqualTo("view 5");
        grace.send("POST", path(made.get(5)) + "viewed/")
                .isError(403, "authentication_error", "permission_denied", "null");
        grace.post(
                        INSIGHTS + "viewed/",
                        "{\"insight_ids\":[" + made.get(5).path("id") + ","
                                + made.get(6).path("id") + ",999999,"
                                + made.get(0).path("id") + "]}")
                .has(201);
        assertThat(grace.get(INSIGHTS + "my_last_viewed/").json().findValuesAsText("name"))
                .contains("view 0")
                .doesNotContain("view 5", "view 6");

        JsonNode trending =
                grace.get(INSIGHTS + "trending/?limit=3&days=1").has(200).json();
        assertThat(trending.path("count").intValue()).isEqualTo(3);
        assertThat(trending.path("next").isNull() && trending.path("previous").isNull())
                .isTrue();
        assertThat(trending.path("results").findValuesAsText("view_count")).containsExactly("2", "2", "2");
        assertThat(trending.at("/results/0/viewers")).hasSize(2);
        assertThat(grace.get(INSIGHTS + "trending/?limit=100").json().toString())
                .doesNotContain("view 5", "view 6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                    | required      | insight_ids    | This field is required.",
                "{\"insight_ids\":[]}  | empty         | insight_ids    | This list may not be empty.",
                "{\"insight_ids\":7}   | not_a_list    | insight_ids    | Expected a list of items but got type \"int\".",
                "{\"insight_ids\":[1,\"x\"]} | invalid_input | insight_ids__1 | A valid integer is required.",
                "{\"insight_ids\":[1.5]} | invalid_input | insight_ids__0 | A valid integer is required.",
            })
    void viewsOfMany_nameWhatIsWrong(String body, String code, String attr, String detail) throws Exception {
        assertThat(client.post(INSIGHTS + "viewed/", body)
                        .isError(400, "validation_error", code, attr)
                        .detail())
                .isEqualTo(detail);
    }

    @Test
    void viewsOfMany_haveALimit() throws Exception {
        String most = "1" + ",1".repeat(2_499);
        client.post(INSIGHTS + "viewed/", "{\"insight_ids\":[" + most + "]}").has(201);
        assertThat(client.post(INSIGHTS + "viewed/", "{\"insight_ids\":[" + most + ",1]}")
                        .isError(400, "validation_error", "max_length", "insight_ids")
                        .detail())
                .isEqualTo("Ensure this field has no more than 2500 elements.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'action':'paint','tags':['a'] | invalid_choice | action  | \"paint\" is not a valid choice.",
                "'tags':['a']                  | required       | action  | This field is required.",
                "'action':'add'                | required       | tags    | This field is required.",
                "'action':'add','tags':[]      | invalid_input  | tags    | tags must not be empty for action 'add'.",
                "'action':'remove','tags':[]   | invalid_input  | tags    | tags must not be empty for action 'remove'.",
                "'action':'set','tags':'a'     | not_a_list     | tags    | Expected a list of items but got type \"str\".",
                "'action':'set','tags':['LONG'] | max_length    | tags__0 | Ensure this field has no more than 255 characters.",
                "'action':'set','tags':[MANY]  | max_length     | tags    | Ensure this field has no more than 100 elements.",
            })
    void tagsOfMany_nameWhatIsWrong(String fields, String code, String attr, String detail) throws Exception {
        String body = "{'ids':[1],"
                + fields.replace("LONG", "x".repeat(256)).replace("MANY", "'a'" + ",'a'".repeat(100)) + "}";
        assertThat(client.post(INSIGHTS + "bulk_update_tags/", body.replace('\'', '"'))
                        .isError(400, "validation_error", code, attr)
                        .detail())
                .isEqualTo(detail);
    }

    @Test
    void tagsOfMany_areAddedRemovedAndSet_andLoggedWhereTheyChange() throws Exception {
        JsonNode insight = create("{\"name\":\"tagged\",\"tags\":[\"a\",\"b\"]}");
        String all = "{\"ids\":[" + insight.path("id") + "],\"action\":\"%s\",\"tags\":[%s]}";
        for (String[] step : new String[][] {
            {"add", "\"B\",\"c\"", "[\"a\",\"b\",\"c\"]"},
            {"remove", "\"a\",\"x\"", "[\"b\",\"c\"]"},
            {"remove", "\"x\"", "[\"b\",\"c\"]"},
            {"set", "\"c\"", "[\"c\"]"},
            {"set", "", "[]"}
        }) {
            assertThat(client.post(INSIGHTS + "bulk_update_tags/", all.formatted(step[0], step[1]))
                            .has(200)
                            .json()
                            .at("/updated/0/tags")
                            .toString())
                    .isEqualTo(step[2]);
        }
        JsonNode log = client.get(path(insight) + "activity/").json().path("results");
        assertThat(log.findValuesAsText("activity"))
                .containsExactly("updated", "updated", "updated", "updated", "created");
        assertThat(log.findValuesAsText("field")).containsOnly("tags");

        String ids = IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String tags =
                IntStream.rangeClosed(1, 21).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        assertThat(client.post(
                                INSIGHTS + "bulk_update_tags/",
                                "{\"ids\":[" + ids + "],\"action\":\"add\",\"tags\":[" + tags + "]}")
                        .isError(400, "validation_error", "invalid_input", "tags")
                        .detail())
                .isEqualTo("Too many changes in one request: ids × distinct tags must not exceed 10000.");
        client.post(INSIGHTS + "bulk_update_tags/", "{\"ids\":[" + ids + ",501],\"action\":\"set\",\"tags\":[]}")
                .isError(400, "validation_error", "max_length", "ids");
    }

    /** A question that takes longer than anybody waits: it ends because it is stopped. */
    @Test
    void cancelling_stopsWhatTheCallerNamed_exactly() throws Exception {
        String path = path(create("{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select sum(a.number * b.number) from"
                + " numbers(10000000) as a cross join numbers(10000000) as b\"}}"));
        JsonNode begun = client.get(path + "?refresh=async&client_query_id=doomed")
                .has(200)
                .json();
        assertThat(begun.at("/query_status/id").textValue()).isEqualTo("doomed");
        TestClient grace = app.anonymous().withKey(app.key(app.member("stops@example.org"), List.of("*")));

        assertThat(grace.post(INSIGHTS + "cancel/", "{\"client_query_id\":\"doomed\"}")
                        .has(201)
                        .body())
                .isEmpty();
        for (String other : List.of("%", "doom", "doome_", "DOOMED")) {
            client.post(INSIGHTS + "cancel/", "{\"client_query_id\":\"" + other + "\"}")
                    .has(201);
        }
        client.get("/api/projects/@current/query/doomed/").has(202);
        for (String none : List.of("{}", "{\"client_query_id\":null}", "{\"client_query_id\":\"\"}")) {
            assertThat(client.post(INSIGHTS + "cancel/", none)
                            .isError(400, "validation_error", "invalid_input", "client_query_id")
                            .detail())
                    .isEqualTo("Field is required.");
        }
        client.post(INSIGHTS + "cancel/", "{\"client_query_id\":7}")
                .isError(400, "validation_error", "invalid_input", "client_query_id");
        app.clientWith(List.of("insight:read"))
                .post(INSIGHTS + "cancel/", "{\"client_query_id\":\"doomed\",\"name\":\"ignored\"}")
                .has(201);
        client.get("/api/projects/@current/query/doomed/").isError(404, "invalid_request", "not_found", "null");
        assertThat(client.get(path).has(200).json().path("query_status").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"days=x", "limit=0", "days=-1", "days=1.5"})
    void trending_wantsWholeNumbers(String query) throws Exception {
        assertThat(client.get(INSIGHTS + "trending/?" + query)
                        .isError(400, "validation_error", "invalid_input", "null")
                        .detail())
                .isEqualTo("days and limit must be valid integers");
    }

    @Test
    void many_areTaggedDeletedAndRestored_eachReported() throws Exception {
        long id = create("{\"name\":\"many\"}").path("id").asLong();
        Answered tagged = client.post(
                INSIGHTS + "bulk_update_tags/", "{\"ids\":[" + id + ",999999],\"action\":\"add\",\"tags\":[\"A\"]}");
        assertThat(tagged.has(200).body())
                .isEqualTo("{\"updated\":[{\"id\":" + id + ",\"tags\":[\"a\"]}],\"skipped\":[{\"id\":999999,"
                        + "\"reason\":\"Not found or no edit access\"}]}");
        String ids = "{\"ids\":[" + id + "]}";
        assertThat(client.post(INSIGHTS + "bulk_delete/", ids).has(200).body())
                .isEqualTo("{\"deleted\":[{\"id\":" + id + "}],\"skipped\":[]}");
        JsonNode trash =
                client.get(INSIGHTS + "?deleted=true&search=many").has(200).json();
        assertThat(trash.at("/results/0/deleted_at").textValue()).startsWith("2025-03-1");
        assertThat(trash.at("/results/0/deleted_by/email").textValue())
                .isEqualTo(app.owner().email());
        assertThat(client.post(INSIGHTS + "bulk_restore/", ids).has(200).body())
                .isEqualTo("{\"restored\":[{\"id\":" + id + "}],\"skipped\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|invalid_request|parse_error|null",
                "{}|validation_error|required|ids",
                "{\"ids\":[]}|validation_error|empty|ids",
                "{\"ids\":3}|validation_error|not_a_list|ids",
                "{\"ids\":[\"x\"]}|validation_error|invalid_input|ids__0"
            })
    void many_needIds(String body, String type, String code, String attr) throws Exception {
        for (String route : List.of("bulk_update_tags/", "bulk_delete/", "bulk_restore/")) {
            client.post(INSIGHTS + route, body).isError(400, type, code, attr);
        }
    }

    @Test
    void entries_areReadOneByOne_andSetBack() throws Exception {
        JsonNode insight = create("{\"name\":\"before\"}");
        client.send(client.to(path(insight))
                        .header("Content-Type", "application/json")
                        .header("X-PostHog-Client", "mcp")
                        .method("PATCH", BodyPublishers.ofString("{\"name\":\"after\"}")))
                .has(200);
        JsonNode entry = client.get(path(insight) + "activity/").has(200).json().at("/results/0");
        String id = entry.path("id").textValue();

        assertThat(entry.path("client").textValue()).isEqualTo("mcp");
        assertThat(client.get(path(insight) + "activity/" + id + "/").has(200).json())
                .isEqualTo(entry);
        client.get(path(insight) + "activity/none/").has(404);
        client.get(path(create("{}")) + "activity/" + id + "/").has(404);

        String body = "{\"activity_id\":\"" + id + "\"}";
        assertThat(client.post(path(insight) + "revert/", body)
                        .has(200)
                        .json()
                        .path("name")
                        .textValue())
                .isEqualTo("before");
        client.post(path(insight) + "revert/", "{}").isError(400, "validation_error", "required", "activity_id");
        client.post(path(insight) + "revert/", "{\"activity_id\":\"x\"}")
                .isError(400, "validation_error", "invalid_input", "activity_id");
        client.send(client.to(path(insight) + "revert/")
                        .header("Content-Type", "application/json")
                        .header("If-Match", "\"1\"")
                        .POST(BodyPublishers.ofString(body)))
                .has(412);
        app.clientWith(List.of("insight:read"))
                .post(path(insight) + "revert/", body)
                .has(403);
    }

    @Test
    void creating_underOneKey_happensOnce() throws Exception {
        long first =
                created("k1", "{\"name\":\"once\"}").has(201).json().path("id").asLong();
        assertThat(created("k1", "{ \"name\": \"once\" }")
                        .has(201)
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(first);
        created("k1", "{\"name\":\"twice\"}").isError(409, "invalid_request", "conflict", "null");
        created("x".repeat(256), "{}").isError(400, "validation_error", "max_length", "Idempotency-Key");
        created(" ", "{}").isError(400, "validation_error", "blank", "Idempotency-Key");
    }

    private static Answered created(String key, String body) throws Exception {
        return client.send(client.to(INSIGHTS)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void timing_isTakenAndForgotten() throws Exception {
        assertThat(client.post(INSIGHTS + "timing/", "{\"query_id\":\"x\",\"time\":3}")
                        .has(201)
                        .body())
                .isEmpty();
        client.post(INSIGHTS + "timing/", "[]").isError(400, "invalid_request", "parse_error", "null");
    }

    @Test
    void search_saysHowItFits() throws Exception {
        create("{\"name\":\"Checkout conversion\"}");
        assertThat(client.get(INSIGHTS + "?search=chekout&basic=1")
                        .has(200)
                        .json()
                        .at("/results/0/search_match_type"))
                .hasToString("\"similar\"");
        assertThat(client.get(INSIGHTS + "?search=CHECKOUT").has(200).json().at("/results/0/search_match_type"))
                .hasToString("\"exact\"");
    }
}
