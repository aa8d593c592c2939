package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import dev.hindsight.servlet.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metadata database answers, and takes no changes: it has become read-only, or its disk is full. */
@SuppressWarnings("NullAway.Init") // by start
class BrokenMetadataTest {
    private static final String INSIGHTS = "/api/projects/@current/insights/";
    private static final String INSIGHT =
            "{\"name\":\"New\",\"tags\":[\"a\"],\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\"}]}}";

    @TempDir
    private Path directory;

    private EmbeddedPostgres postgres;
    private TestApp app;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        postgres = TestPostgres.start(directory.resolve("data"), 0);
        app = TestApp.start(
                Hindsight.builder().inMemory().metadata(TestPostgres.url(postgres.getPort()), "postgres", ""), 20);
        client = app.client();
    }

    @AfterEach
    void stop() throws IOException {
        app.close();
        postgres.close();
    }

    private void execute(String... statements) throws SQLException {
        TestPostgres.execute(postgres.getPort(), "", statements);
    }

    /** Connections that are open keep what they were told at their begin. */
    private void readOnly(boolean wanted) throws Exception {
        execute(
                "set default_transaction_read_only = off",
                "alter database postgres set default_transaction_read_only = " + (wanted ? "on" : "off"),
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'");
        // The pool tries connections that rested for half a second before it gives them out.
        Thread.sleep(600);
    }

    @Test
    void whileItIsReadOnly_readsAreAnswered_andChangesUnavailable() throws Exception {
        int before = count();
        JsonNode kept =
                client.post(INSIGHTS + "?refresh=blocking", INSIGHT).has(201).json();
        String path = INSIGHTS + kept.path("id").asLong() + "/";

        readOnly(true);
        app.forward(Duration.ofHours(2)); // so that there is something to note about who reads what
        Answered refused = client.post(INSIGHTS, INSIGHT);
        refused.isError(503, "server_error", "unavailable", "null");
        assertThat(refused.detail()).contains("is read-only");
        assertThat(client.get(path).has(200).json().path("result")).isEqualTo(kept.path("result"));
        client.get(INSIGHTS).has(200);
        client.patch(path, "{\"name\":\"Other\"}").isError(503, "server_error", "unavailable", "null");
        client.get(path + "?refresh=force_blocking").isError(503, "server_error", "unavailable", "null");

        readOnly(false);
        assertThat(count()).isEqualTo(before + 1);
        assertThat(client.get(path).has(200).json().path("name").textValue()).isEqualTo("New");
        client.post(INSIGHTS, INSIGHT).has(201);
    }

    @Test
    void whileItsDiskIsFull_changesAreUnavailable_andNothingIsHalfWritten() throws Exception {
        int before = count();
        execute(
                "create function full_disk() returns trigger language plpgsql as $$ begin raise exception"
                        + " 'could not extend file: No space left on device' using errcode = '53100'; end $$",
                "create trigger full_disk before insert on hindsight.activity for each row execute function full_disk()");
        Answered refused = client.post(INSIGHTS, INSIGHT);
        refused.isError(503, "server_error", "unavailable", "null");
        assertThat(refused.detail()).contains("has no room left");
        assertThat(count()).isEqualTo(before);

        execute("drop trigger full_disk on hindsight.activity");
        client.post(INSIGHTS, INSIGHT).has(201);
        assertThat(count()).isEqualTo(before + 1);
    }

    private int count() throws Exception {
        return client.get(INSIGHTS).has(200).json().path("count").asInt();
    }
}
