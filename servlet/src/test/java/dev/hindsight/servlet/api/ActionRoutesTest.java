package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Actions over HTTP, and in questions. */
class ActionRoutesTest {
    private static final String PATH = "/api/projects/1/actions/";

    private TestApp app;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        client = app.client();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void action_isMadeReadChangedListedAndDeleted() throws Exception {
        JsonNode made = client.post(
                        PATH,
                        "{\"name\":\"Seen\",\"steps\":[{\"event\":\"seen\",\"url\":\"/a\",\"url_matching\":\"exact\"}]}")
                .has(201)
                .json();
        assertThat(made.path("id").intValue()).isEqualTo(1);
        assertThat(made.path("created_by").path("id").longValue())
                .isEqualTo(app.owner().id());
        assertThat(made.path("is_action").booleanValue()).isTrue();
        assertThat(made.at("/steps/0/url_matching").textValue()).isEqualTo("exact");
        assertThat(client.get("/api/environments/1/actions/1/").has(200).json()).isEqualTo(made);

        JsonNode changed =
                client.patch(PATH + "1/", "{\"description\":\"d\"}").has(200).json();
        assertThat(changed.path("description").textValue()).isEqualTo("d");
        assertThat(changed.path("name").textValue()).isEqualTo("Seen");
        client.post(PATH, "{\"name\":\"Any\"}").has(201);
        JsonNode page = client.get(PATH + "?limit=1").has(200).json();
        assertThat(page.path("count").intValue()).isEqualTo(2);
        assertThat(page.at("/results/0/name").textValue()).isEqualTo("Any");
        assertThat(page.path("next").textValue()).contains("offset=1");

        client.send("DELETE", PATH + "1/").has(204);
        client.get(PATH + "1/").isError(404, "invalid_request", "not_found", "null");
        assertThat(client.get(PATH).json().path("count").intValue()).isEqualTo(1);
    }

    @Test
    void action_isRefusedWithTheFieldAtFault() throws Exception {
        client.post(PATH, "{\"steps\":[{\"properties\":[{\"key\":\"a\",\"operator\":\"no\"}]}]}")
                .isError(400, "validation_error", "invalid_input", "steps");
        client.post(PATH, "{\"name\":{}}").isError(400, "validation_error", "invalid_input", "name");
        client.get(PATH + "nine/").has(404);
        app.clientWith(List.of("action:read")).post(PATH, "{}").has(403);
        app.anonymous().get(PATH).has(401);
    }

    @Test
    void query_countsTheEventsOfAnAction_asItIsWhenAsked() throws Exception {
        app.anonymous()
                .post(
                        "/batch/",
                        "{\"api_key\":\"" + app.project().apiToken() + "\",\"batch\":["
                                + "{\"event\":\"seen\",\"distinct_id\":\"a\",\"timestamp\":\"2025-03-15T10:00:00Z\"},"
                                + "{\"event\":\"done\",\"distinct_id\":\"a\",\"timestamp\":\"2025-03-15T11:00:00Z\"}]}")
                .has(200);
        client.post(PATH, "{\"name\":\"Work\",\"steps\":[{\"event\":\"seen\"}]}")
                .has(201);

        JsonNode row = results(1).get(0);
        assertThat(row.path("count").doubleValue()).isEqualTo(1);
        assertThat(row.path("label").textValue()).isEqualTo("Work");
        assertThat(row.at("/action/id").textValue()).isEqualTo("Work");
        assertThat(row.at("/action/type").textValue()).isEqualTo("events");

        client.patch(PATH + "1/", "{\"steps\":[]}").has(200);
        assertThat(results(1).get(0).path("count").doubleValue())
                .as("not the answer to what the action was")
                .isEqualTo(2);
        assertThat(results(9)).as("series of unknown actions").isEmpty();
    }

    private JsonNode results(int action) throws Exception {
        return client.post(
                        "/api/projects/1/query/",
                        "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"ActionsNode\",\"id\":" + action
                                + "}]}}")
                .has(200)
                .json()
                .path("results");
    }
}
