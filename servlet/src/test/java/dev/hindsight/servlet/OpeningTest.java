package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.schema.NewerSchemaException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are not there when the application starts, and come later or never. */
@SuppressWarnings("NullAway.Init") // the directory by JUnit
class OpeningTest {
    private static final String KEY = "phx_opening_test_key";
    private static final Opening.Pace QUICK = new Opening.Pace(Duration.ofMillis(20), Duration.ofMillis(100));

    @TempDir
    private Path directory;

    private @Nullable EmbeddedPostgres postgres;

    private int startPostgres(int port) {
        EmbeddedPostgres started = TestPostgres.start(directory.resolve("data"), port);
        postgres = started;
        return started.getPort();
    }

    @AfterEach
    void stopPostgres() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** An application that has begun, in a container. */
    private record Begun(Opening opening, RunningServer server) implements AutoCloseable {
        static Begun with(HindsightBuilder builder) throws Exception {
            Opening opening = new Opening(
                    builder.bootstrapKey(KEY)::open,
                    hindsight -> Application.routes(hindsight, Clock.systemUTC()),
                    more -> {},
                    QUICK);
            opening.begin();
            return new Begun(opening, RunningServer.start(opening::router));
        }

        TestClient client() {
            return TestClient.of(server.url()).withKey(KEY);
        }

        void awaitReady() throws Exception {
            awaitReadiness(200);
        }

        JsonNode awaitReadiness(int status) throws Exception {
            Answered answered = client().get("/_ready");
            for (int i = 0; i < 600 && answered.status() != status; i++) {
                Thread.sleep(50);
                answered = client().get("/_ready");
            }
            return answered.has(status).json();
        }

        @Override
        public void close() {
            server.close();
            opening.close();
        }
    }

    private HindsightBuilder postgresql(int port, String password) {
        return Hindsight.builder().inMemory().metadata(TestPostgres.url(port), "postgres", password);
    }

    @Test
    void whileMetadataIsGone_everybodyIsTold_andThenItComes() throws Exception {
        int port = ServerProcess.freePort();
        try (Begun begun = Begun.with(postgresql(port, "hunter2"))) {
            begun.client().get("/_health").has(200);
            JsonNode ready = begun.client().get("/_ready").has(503).json();
            assertThat(ready.path("metadata").textValue()).isEqualTo("unavailable");
            assertThat(ready.has("events")).isFalse();
            assertThat(ready.path("detail").textValue())
                    .isEqualTo("The metadata database cannot be reached: nothing listens at its address.");
            for (String path : new String[] {"/api/projects/", "/shared/x", "/nothing"}) {
                Answered answered = begun.client().get(path);
                answered.isError(503, "server_error", "unavailable", "null");
                assertThat(answered.header("Retry-After")).isPresent();
            }
            begun.client().post("/batch/", "{}").isError(503, "server_error", "unavailable", "null");

            startPostgres(port);
            begun.awaitReady();
            begun.client().get("/api/projects/").has(200);
            begun.client().get("/nothing").has(404);
        }
    }

    @Test
    void whileThePasswordIsWrong_itIsToldNowhere_andThenItIsRight() throws Exception {
        int port = startPostgres(0);
        TestPostgres.execute(port, "", "alter user postgres password 'other'");
        Files.writeString(
                directory.resolve("data/pg_hba.conf"),
                "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
        TestPostgres.execute(port, "", "select pg_reload_conf()");
        try (Log log = new Log();
                Begun begun = Begun.with(postgresql(port, "hunter2"))) {
            String told = begun.client().get("/_ready").has(503).body();
            assertThat(told).contains("The metadata database refuses the user or the password.");
            String refused = begun.client().get("/api/projects/").has(503).body();

            TestPostgres.execute(port, "other", "alter user postgres password 'hunter2'");
            begun.awaitReady();
            begun.client().get("/api/projects/").has(200);
            assertThat(log.said()).contains("refuses the user");
            assertThat(told + refused + log.said()).doesNotContain("hunter2");
        }
    }

    @Test
    void whenBothAreMissing_bothAreNamed() throws Exception {
        Path file = directory.resolve("later/events.duckdb");
        String metadata = "jdbc:h2:file:" + directory.resolve("metadata") + ";IFEXISTS=TRUE";
        try (Begun begun =
                Begun.with(Hindsight.builder().metadata(metadata, null, null).events("jdbc:duckdb:" + file))) {
            JsonNode ready = begun.client().get("/_ready").has(503).json();
            assertThat(ready.path("metadata").textValue()).isEqualTo("unavailable");
            assertThat(ready.path("events").textValue()).isEqualTo("unavailable");

            Hindsight.builder()
                    .metadata(metadata.replace(";IFEXISTS=TRUE", ""), null, null)
                    .events("jdbc:duckdb:")
                    .bootstrapKey(KEY)
                    .open()
                    .close();
            Files.createDirectories(file.getParent());
            begun.awaitReady();
            begun.client().get("/api/projects/").has(200);
        }
    }

    @Test
    void whileEventsAreGone_theyAreNamed_andThenTheyCome() throws Exception {
        int port = ServerProcess.freePort();
        try (Begun begun =
                Begun.with(Hindsight.builder().inMemory().events(TestPostgres.url(port), "postgres", "hunter2"))) {
            JsonNode ready = begun.client().get("/_ready").has(503).json();
            assertThat(ready.path("events").textValue()).isEqualTo("unavailable");
            assertThat(ready.has("metadata")).isFalse();
            assertThat(ready.path("detail").textValue())
                    .isEqualTo("The events database cannot be reached: nothing listens at its address.");

            startPostgres(port);
            begun.awaitReady();
            begun.client().get("/api/projects/").has(200);
        }
    }

    @Test
    void whenTheApplicationStops_nobodyTriesOn() throws Exception {
        Begun.with(postgresql(ServerProcess.freePort(), "hunter2")).close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("hindsight-opening");
    }

    @Test
    void whatNoWaitingMends_endsTheStart() {
        assertThatThrownBy(() -> Begun.with(Hindsight.builder().inMemory().events("jdbc:something:else")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whenTheDatabaseThatComesIsNewer_nothingIsServed() throws Exception {
        int port = ServerProcess.freePort();
        try (Begun begun = Begun.with(postgresql(port, "postgres"))) {
            int elsewhere = startPostgres(0);
            Hindsight.builder()
                    .inMemory()
                    .metadata(TestPostgres.url(elsewhere), "postgres", "")
                    .open()
                    .close();
            TestPostgres.execute(
                    elsewhere,
                    "",
                    "insert into hindsight.hindsight_metadata_history (installed_rank, version, description, type, script,"
                            + " checksum, installed_by, execution_time, success) values (99, '99', 'later', 'SQL', 'V99__later.sql',"
                            + " 1, 'postgres', 1, true)");
            stopPostgres();
            try (Log log = new Log()) {
                startPostgres(port);
                JsonNode ready = begun.awaitReadiness(503);
                while (!ready.path("detail").textValue().contains("cannot start")) {
                    Thread.sleep(20);
                    ready = begun.awaitReadiness(503);
                }
                assertThat(log.said()).contains(NewerSchemaException.class.getName(), "have version 99");
                begun.client().get("/api/projects/").has(503);
            }
        }
    }
}
