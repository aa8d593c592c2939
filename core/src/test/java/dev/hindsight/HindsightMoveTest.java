package dev.hindsight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Caller;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HindsightMoveTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void run_movesANodeToAnotherHome(@TempDir Path old, @TempDir Path fresh) throws IOException {
        FirstStart first;
        JsonNode before;
        try (Hindsight hindsight = Hindsight.builder().home(old).demo(true).open()) {
            first = hindsight.firstStart().orElseThrow();
            before = daily(hindsight, first);
        }

        int code = HindsightMove.run(
                "--from-metadata", "jdbc:h2:file:" + old.resolve("metadata"),
                "--to-metadata", "jdbc:h2:file:" + fresh.resolve("metadata"),
                "--from-events", "jdbc:duckdb:" + old.resolve("events.duckdb"),
                "--to-events", "jdbc:duckdb:" + fresh.resolve("events.duckdb"));

        assertThat(code).isZero();
        try (Hindsight hindsight = Hindsight.open(fresh)) {
            assertThat(hindsight.firstStart()).isEmpty();
            assertThat(daily(hindsight, first)).isEqualTo(before);
            assertThat(before.toString()).containsPattern("\"count\":[1-9]");
        }
    }

    private static JsonNode daily(Hindsight hindsight, FirstStart first) throws IOException {
        JsonNode query = JSON.readTree(
                "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"math\":\"dau\"}],\"dateRange\":{\"date_from\":\"all\"}}");
        return JSON.readTree(Objects.requireNonNull(hindsight
                        .queries()
                        .answer(Caller.of(first.owner()), first.project().id(), query, RefreshMode.FORCE_BLOCKING)
                        .result())
                .results());
    }

    @Test
    void run_calledWrongly_orOntoSomethingElse_movesNothing(@TempDir Path home) {
        Hindsight.open(home).close();
        String metadata = "jdbc:h2:file:" + home.resolve("metadata");
        String events = "jdbc:duckdb:" + home.resolve("events.duckdb");

        assertThat(HindsightMove.run()).isEqualTo(2);
        assertThat(HindsightMove.run("--from-metadata", metadata)).isEqualTo(2);
        assertThat(HindsightMove.run("--from-events", events, "--to-events", "jdbc:duckdb:"))
                .isEqualTo(2);
        assertThat(HindsightMove.run("--from-metadata", metadata, "--to-metadata", metadata))
                .isEqualTo(1);
        assertThat(HindsightMove.run("--from-events", events, "--to-events", "jdbc:oracle:x", "--project", "1"))
                .isEqualTo(1);
    }

    @Test
    void run_leavesAFileOfOthersAsItIs(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("app.duckdb");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table actions as select 1 as id");
        }
        byte[] before = Files.readAllBytes(file);

        String url = "jdbc:duckdb:" + file;
        String fresh = "jdbc:duckdb:" + folder.resolve("fresh.duckdb");
        assertThat(HindsightMove.run("--from-events", url, "--to-events", fresh, "--project", "1"))
                .isEqualTo(1);
        assertThat(HindsightMove.run("--from-events", fresh, "--to-events", url, "--project", "1"))
                .isEqualTo(1);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}
