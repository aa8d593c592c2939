package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
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
