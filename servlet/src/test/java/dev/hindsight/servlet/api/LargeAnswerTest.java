package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** An answer of 100 MB: too large to be kept, and answered all the same (contract insights-api 4.3). */
class LargeAnswerTest {
    private static final int ROWS = 50_000;
    private static final String QUESTION =
            "{\"kind\":\"HogQLQuery\",\"query\":\"select leftPad(distinct_id, 1000, 'x'), leftPad(event, 1000, 'y')"
                    + " from events limit " + ROWS + "\"}";

    /** What a client that reads an answer bit by bit sees of it. */
    private record Seen(int rows, long bytes, boolean cached) {}

    private static Seen ask(TestClient client, String mode) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        client.to("/api/projects/1/query/")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"refresh\":\"" + mode + "\",\"query\":" + QUESTION + "}"))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        int rows = 0;
        boolean cached = false;
        int depth = 0;
        String field = "";
        try (JsonParser json = new JsonMapper().createParser(response.body())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                    rows += depth == 2 && field.equals("results") ? 1 : 0;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else if (depth == 0 && token == JsonToken.FIELD_NAME) {
                    field = json.currentName();
                } else if (depth == 0 && field.equals("is_cached")) {
                    cached |= token == JsonToken.VALUE_TRUE;
                }
            }
            return new Seen(rows, json.currentLocation().getByteOffset(), cached);
        }
    }

    @Test
    void answer_isWhole_isNotKept_andLeavesNoOlderOne() throws Exception {
        try (TestApp app = TestApp.start()) {
            TestClient client = app.client();
            append(app, 0, 1);
            assertThat(ask(client, "blocking").rows()).isEqualTo(1);
            assertThat(ask(client, "blocking").cached()).isTrue();

            append(app, 1, ROWS - 1);
            Seen large = ask(client, "force_blocking");
            assertThat(large.bytes()).isGreaterThan(100_000_000);
            assertThat(large.cached()).isFalse();
            assertThat(large.rows()).isEqualTo(ROWS);

            // Neither it nor the one before it was kept.
            assertThat(ask(client, "blocking")).isEqualTo(large);
        }
    }

    private static void append(TestApp app, long first, long count) {
        List<Event> events = LongStream.range(first, first + count)
                .mapToObj(i ->
                        new Event(new UUID(0, i), "event " + i, "person", Instant.parse("2025-03-14T10:00:00Z"), "{}"))
                .toList();
        app.hindsight().events().append(app.project().id(), events);
    }
}
