package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.GatedEvents;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metadata database stops for as long as callers wait for a connection to it, ten seconds, and comes back. */
@SuppressWarnings("NullAway.Init") // the directory by JUnit
class MetadataOutageTest {
    private static final String INSIGHTS = "/api/projects/@current/insights/";
    private static final String QUERY = "/api/projects/@current/query/";

    @TempDir
    private Path directory;

    private @Nullable EmbeddedPostgres postgres;

    @BeforeEach
    void start() {
        try {
            postgres = postgres(0);
        } catch (IOException | RuntimeException e) {
            String problem = "PostgreSQL did not start, so no outage was tested: " + e.getMessage();
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(problem, e);
            }
            System.err.println("SKIPPED LOUDLY: " + problem);
            Assumptions.abort(problem);
        }
    }

    /** @param port 0: a free one */
    private EmbeddedPostgres postgres(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false);
        return port == 0 ? builder.start() : builder.setPort(port).start();
    }

    private EmbeddedPostgres running() {
        EmbeddedPostgres started = postgres;
        assertThat(started).isNotNull();
        return started;
    }

    @AfterEach
    void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void whileItIsGone_callsAreUnavailable_andAfterwardsNothingIsLost() throws Exception {
        int port = running().getPort();
        String url = running().getJdbcUrl("postgres", "postgres");
        try (GatedEvents events = new GatedEvents();
                TestApp app = TestApp.start(
                        Hindsight.builder()
                                .metadata(url, "postgres", "postgres")
                                .events(events.dataSource())
                                .backgroundThreads(1),
                        20)) {
            TestClient client = app.client();
            JsonNode insight = client.post(
                            INSIGHTS + "?refresh=blocking", "{\"name\":\"Kept\",\"query\":" + query("a") + "}")
                    .has(201)
                    .json();
            String path = INSIGHTS + insight.path("id").asLong() + "/";
            int insights = count(client);
            events.closeGate();
            String begun = left(client, "begun");
            while (!state(client, begun)
                    .has(202)
                    .json()
                    .at("/query_status/start_time")
                    .isTextual()) {
                Thread.sleep(20);
            }
            String waiting = left(client, "waiting");

            running().close();
            postgres = null;
            for (HttpResponse<String> response : whileGone(client, path, begun)) {
                Answered answered = new Answered(response.statusCode(), response.headers(), response.body());
                answered.isError(503, "server_error", "unavailable", "null");
                assertThat(answered.header("Retry-After")).contains("5");
            }
            events.openGate(); // what was begun comes to its end, and nobody can write that down
            postgres = postgres(port);

            JsonNode after = client.get(path).has(200).json();
            assertThat(after.path("name").textValue()).isEqualTo("Kept");
            assertThat(after.path("result")).isEqualTo(insight.path("result"));
            assertThat(after.path("last_refresh")).isEqualTo(insight.path("last_refresh"));
            client.post(INSIGHTS, "{\"name\":\"New\"}").has(201);
            assertThat(count(client)).as("what was refused is not there").isEqualTo(insights + 1);
            for (String id : List.of(begun, waiting)) {
                assertThat(finished(client, id).at("/query_status/error").asBoolean())
                        .isFalse();
            }
        }
    }

    private static int count(TestClient client) throws Exception {
        return client.get(INSIGHTS).has(200).json().path("count").asInt();
    }

    /** Each waits for a connection, so they wait together. */
    private static List<HttpResponse<String>> whileGone(TestClient client, String insight, String id) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (String target : List.of(
                insight, insight + "?refresh=blocking", insight + "?refresh=force_async", INSIGHTS, QUERY + id + "/")) {
            calls.add(http.sendAsync(client.to(target).build(), BodyHandlers.ofString()));
        }
        calls.add(http.sendAsync(
                client.to(INSIGHTS)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"Lost\"}"))
                        .build(),
                BodyHandlers.ofString()));
        List<HttpResponse<String>> responses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            responses.add(call.get(60, TimeUnit.SECONDS));
        }
        return responses;
    }

    /** Leaves a question to the background. */
    private static String left(TestClient client, String event) throws Exception {
        return client.post(QUERY, "{\"refresh\":\"force_async\",\"query\":" + query(event) + "}")
                .has(202)
                .json()
                .at("/query_status/id")
                .textValue();
    }

    private static Answered state(TestClient client, String id) throws Exception {
        return client.get(QUERY + id + "/");
    }

    private static JsonNode finished(TestClient client, String id) throws Exception {
        for (int i = 0; i < 600; i++) {
            Answered answered = state(client, id);
            if (answered.status() != 202) {
                return answered.has(200).json();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it was lost");
    }

    private static String query(String event) {
        return "{\"kind\":\"TrendsQuery\",\"dateRange\":{\"date_from\":\"-7d\"},\"series\":[{\"kind\":\"EventsNode\",\"event\":\""
                + event + "\"}]}";
    }
}
