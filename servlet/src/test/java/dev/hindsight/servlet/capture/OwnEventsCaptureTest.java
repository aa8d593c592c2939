package dev.hindsight.servlet.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.servlet.TestApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to an application that reads events of the host's own, here from a DuckDB file. */
class OwnEventsCaptureTest {
    private static final String VIEWS = """
            create schema analytics;
            create view analytics.events as
            select 1::bigint as project_id, uuid '00000000-0000-0000-0000-000000000001' as uuid, 'opened' as event, 'a' as distinct_id,
                7::bigint as person_id, timestamp '2025-03-14 10:00:00' as timestamp, timestamp '2025-03-14 10:00:00' as created_at,
                '{}'::json as properties;
            create view analytics.persons as
            select 1::bigint as project_id, 7::bigint as id, uuid '00000000-0000-0000-0000-000000000007' as uuid,
                timestamp '2025-03-14 10:00:00' as created_at, true as is_identified, '{}'::json as properties;
            create view analytics.person_distinct_ids as
            select 1::bigint as project_id, 'a' as distinct_id, 7::bigint as person_id;
            """;

    @Test
    void capture_isForbidden_andQuestionsAreAnswered(@TempDir Path folder) throws Exception {
        String url = "jdbc:duckdb:" + folder.resolve("views.duckdb");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(VIEWS);
        }
        byte[] before = Files.readAllBytes(folder.resolve("views.duckdb"));
        try (TestApp app =
                TestApp.start(Hindsight.builder().inMemory().events(url).ownEvents("analytics"), 4)) {
            for (String path : new String[] {"/batch/", "/capture/", "/i/v0/e/"}) {
                JsonNode refusal = app.anonymous()
                        .post(path, """
                                {"api_key": "%s", "batch": [{"event": "paid", "distinct_id": "a", "properties": {}}]}
                                """.formatted(app.project().apiToken()))
                        .has(403)
                        .json();
                assertThat(refusal.path("code").textValue()).isEqualTo("permission_denied");
                assertThat(refusal.path("detail").textValue()).contains("those of another application");
            }
            JsonNode answer = app.client()
                    .post(
                            "/api/environments/" + app.project().id() + "/query/",
                            "{\"query\": {\"kind\": \"HogQLQuery\", \"query\": \"select event, person.id from events\"}}")
                    .has(200)
                    .json();
            assertThat(answer.path("results")).hasToString("[[\"opened\",\"00000000-0000-0000-0000-000000000007\"]]");
        }
        assertThat(Files.readAllBytes(folder.resolve("views.duckdb"))).isEqualTo(before);
    }
}
