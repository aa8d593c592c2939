package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import dev.hindsight.servlet.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events database stops in the middle of a calculation, and comes back. */
class EventsOutageTest {
    private static final String QUERY = "/api/projects/@current/query/";

    @Test
    void whoWaits_isTold_andAfterwardsEverythingWorks(@TempDir Path directory) throws Exception {
        EmbeddedPostgres postgres = TestPostgres.start(directory.resolve("data"), 0);
        int port = postgres.getPort();
        try (TestApp app = TestApp.start(
                Hindsight.builder().inMemory().events(TestPostgres.url(port), "postgres", "postgres"), 20)) {
            TestClient client = app.client();
            String batch = "{\"api_key\":\"" + app.project().apiToken()
                    + "\",\"batch\":[{\"event\":\"a\",\"distinct_id\":\"d\",\"timestamp\":\"2025-03-14T10:00:00Z\"}]}";
            client.post("/batch/", batch).has(200);
            try (Connection held = DriverManager.getConnection(TestPostgres.url(port), "postgres", "");
                    Statement statement = held.createStatement()) {
                held.setAutoCommit(false);
                statement.execute("lock table hindsight_events.events in access exclusive mode");
                CompletableFuture<Answered> waiting = CompletableFuture.supplyAsync(() -> asked(client));
                awaitWaiting(statement);
                // First of all, as a server that stops does it: were the lock let go of before, there would be an
                // answer.
                statement.execute("select pg_terminate_backend(pid) from pg_locks where not granted");
                waiting.get(60, TimeUnit.SECONDS).isError(503, "server_error", "unavailable", "null");
                postgres.close();
            }
            // Each waits for a connection, so they wait together.
            CompletableFuture<Answered> refused = CompletableFuture.supplyAsync(() -> posted(client, "/batch/", batch));
            assertThat(client.get("/_ready").has(503).json().path("events").textValue())
                    .isEqualTo("unavailable");
            refused.get(60, TimeUnit.SECONDS).isError(503, "server_error", "unavailable", "null");

            postgres = TestPostgres.start(directory.resolve("data"), port);
            JsonNode answer = asked(client).has(200).json();
            assertThat(answer.at("/results/0/count").asInt()).isEqualTo(1);
            client.post("/batch/", batch).has(200);
            client.get("/_ready").has(200);
        } finally {
            postgres.close();
        }
    }

    private static void awaitWaiting(Statement statement) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            try (ResultSet row = statement.executeQuery(
                    "select count(*) from pg_locks where not granted and relation = 'hindsight_events.events'::regclass")) {
                row.next();
                if (row.getInt(1) > 0) {
                    return;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("nobody calculates");
    }

    private static Answered asked(TestClient client) {
        return posted(
                client,
                QUERY,
                "{\"refresh\":\"force_blocking\",\"query\":{\"kind\":\"TrendsQuery\",\"dateRange\":{\"date_from\":\"-7d\"},"
                        + "\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\"}]}}");
    }

    private static Answered posted(TestClient client, String path, String body) {
        try {
            return client.post(path, body);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
