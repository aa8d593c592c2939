package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cohorts over HTTP, and in questions. */
class CohortRoutesTest {
    private static final String PATH = "/api/projects/1/cohorts/";
    private static final String PRO = "{\"name\":\"Pro\",\"filters\":{\"properties\":{\"type\":\"OR\",\"values\":["
            + "{\"type\":\"AND\",\"values\":[{\"type\":\"person\",\"key\":\"plan\",\"value\":\"%s\"}]}]}}}";

    private TestApp app;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        app.anonymous()
                .post(
                        "/batch/",
                        "{\"api_key\":\"" + app.project().apiToken() + "\",\"batch\":["
                                + "{\"event\":\"seen\",\"distinct_id\":\"a\",\"timestamp\":\"2025-03-15T10:00:00Z\","
                                + "\"properties\":{\"$set\":{\"plan\":\"pro\"}}},"
                                + "{\"event\":\"seen\",\"distinct_id\":\"b\",\"timestamp\":\"2025-03-15T11:00:00Z\"},"
                                + "{\"event\":\"seen\",\"distinct_id\":\"b\",\"timestamp\":\"2025-03-15T11:30:00Z\"}]}")
                .has(200);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void cohort_isMadeReadChangedListedAndDeleted() throws Exception {
        JsonNode made = client.post(PATH, PRO.formatted("pro")).has(201).json();
        assertThat(made.path("id").intValue()).isEqualTo(1);
        assertThat(made.path("is_static").booleanValue()).isFalse();
        assertThat(made.path("count").isNull()).isTrue();
        assertThat(made.path("created_by").path("id").longValue())
                .isEqualTo(app.owner().id());
        assertThat(client.get("/api/environments/1/cohorts/1/").has(200).json()).isEqualTo(made);

        JsonNode changed =
                client.patch(PATH + "1/", "{\"name\":\"Payers\"}").has(200).json();
        assertThat(changed.path("name").textValue()).isEqualTo("Payers");
        assertThat(changed.path("filters")).isEqualTo(made.path("filters"));
        assertThat(client.get(PATH).json().path("count").intValue()).isEqualTo(1);

        client.send("DELETE", PATH + "1/").has(204);
        client.get(PATH + "1/").isError(404, "invalid_request", "not_found", "null");
        assertThat(client.get(PATH).json().path("count").intValue()).isZero();
    }

    @Test
    void cohort_isRefusedWithTheFieldAtFault() throws Exception {
        client.post(PATH, "{\"name\":\"x\"}").isError(400, "validation_error", "required", "filters");
        client.post(PATH, "{\"name\":\"x\",\"filters\":[]}")
                .isError(400, "validation_error", "invalid_input", "filters");
        client.post(PATH, "{\"name\":\"x\",\"is_static\":true}").has(201);
        client.patch(PATH + "1/add_persons_to_static_cohort/", "{\"person_ids\":[\"x\"]}")
                .isError(400, "validation_error", "invalid_input", "person_ids");
        client.patch(PATH + "9/add_persons_to_static_cohort/", "{\"person_ids\":[]}")
                .has(404);
        app.clientWith(List.of("cohort:read")).post(PATH, PRO.formatted("pro")).has(403);
        app.anonymous().get(PATH).has(401);
    }

    @Test
    void query_filtersByACohort_asItIsWhenAsked() throws Exception {
        client.post(PATH, PRO.formatted("pro")).has(201);
        assertThat(count("in", 1)).isEqualTo(1);
        assertThat(count("not_in", 1)).isEqualTo(2);

        client.patch(PATH + "1/", PRO.formatted("free")).has(200);
        assertThat(count("in", 1)).as("not the answer to what the cohort was").isZero();
        client.post("/api/projects/1/query/", query("in", 9))
                .isError(400, "validation_error", "invalid_input", "properties__0");
    }

    @Test
    void query_filtersByAStaticCohort_asItIsWhenAsked() throws Exception {
        client.post(PATH, "{\"name\":\"Listed\",\"is_static\":true}").has(201);
        assertThat(count("in", 1)).isZero();

        client.patch(
                        PATH + "1/add_persons_to_static_cohort/",
                        "{\"person_ids\":[\"" + person("b") + "\",\"" + UUID.randomUUID() + "\"]}")
                .has(200);
        assertThat(client.get(PATH + "1/").json().path("count").intValue()).isEqualTo(1);
        assertThat(count("in", 1)).isEqualTo(2);

        client.patch(PATH + "1/remove_person_from_static_cohort/", "{\"person_id\":\"" + person("b") + "\"}")
                .has(200);
        assertThat(count("in", 1)).isZero();
    }

    private String person(String distinctId) throws Exception {
        String query = "{\"query\":{\"kind\":\"ActorsQuery\",\"select\":[\"actor\"],\"source\":{\"kind\":"
                + "\"InsightActorsQuery\",\"source\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\","
                + "\"event\":\"seen\",\"math\":\"dau\"}]},\"day\":\"2025-03-15\"}}}";
        JsonNode results = client.post("/api/projects/1/query/", query).has(200).json();
        for (JsonNode row : results.path("results")) {
            if (row.toString().contains("\"" + distinctId + "\"")) {
                return row.findValue("id").textValue();
            }
        }
        throw new AssertionError("nobody has the id " + distinctId + ": " + results);
    }

    private double count(String operator, int cohort) throws Exception {
        return client.post("/api/projects/1/query/", query(operator, cohort))
                .has(200)
                .json()
                .at("/results/0/count")
                .doubleValue();
    }

    private static String query(String operator, int cohort) {
        return "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"seen\"}],"
                + "\"properties\":[{\"type\":\"cohort\",\"key\":\"id\",\"operator\":\"" + operator
                + "\",\"value\":" + cohort + "}]}}";
    }
}
