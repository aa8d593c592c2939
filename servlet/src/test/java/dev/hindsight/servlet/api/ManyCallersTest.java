package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.GatedEvents;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everybody wants the same old insight at the same time. */
class ManyCallersTest {
    private static final int CALLERS = 500;

    /** Of the container: far fewer. */
    private static final int THREADS = 30;

    @Test
    void callersOfOneOldInsight_shareOneCalculation_andLeaveTheDatabaseToOthers() throws Exception {
        try (GatedEvents events = new GatedEvents();
                TestApp app = TestApp.start(Hindsight.builder().inMemory().events(events.dataSource()), THREADS)) {
            TestClient client = app.client();
            String insight = insight(client);
            int before = events.wanted();
            client.get(insight + "?refresh=force_blocking").has(200);
            int once = events.wanted() - before;
            String old =
                    client.get(insight).has(200).json().path("last_refresh").textValue();
            app.hindsight()
                    .events()
                    .append(
                            app.project().id(),
                            List.of(new Event(
                                    UUID.randomUUID(),
                                    "something",
                                    "somebody",
                                    Instant.parse("2025-03-15T11:00:00Z"),
                                    "{}")));
            app.forward(Duration.ofHours(13));

            events.closeGate();
            before = events.wanted();
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            List<CompletableFuture<HttpResponse<String>>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(
                        http.sendAsync(client.to(insight + "?refresh=blocking").build(), BodyHandlers.ofString()));
            }
            while (waiting() < CALLERS || events.wanted() == before) {
                Thread.sleep(20);
            }

            // While all of them wait, whoever asks for something else gets it.
            JsonNode list =
                    client.get("/api/projects/@current/insights/").has(200).json();
            assertThat(list.path("results").findValuesAsText("last_refresh")).contains(old);
            assertThat(callers).noneMatch(CompletableFuture::isDone);
            events.openGate();

            for (CompletableFuture<HttpResponse<String>> caller : callers) {
                HttpResponse<String> response = caller.get(60, TimeUnit.SECONDS);
                JsonNode body = new Answered(response.statusCode(), response.headers(), response.body())
                        .has(200)
                        .json();
                assertThat(body.path("cache_reason").textValue()).isEqualTo("calculated");
                assertThat(body.path("last_refresh").textValue()).isEqualTo("2025-03-16T01:00:00Z");
                assertThat(body.at("/result/0/count").asInt()).isEqualTo(1);
            }
            assertThat(events.wanted() - before).as("as one calculation").isEqualTo(once);
            whatMeetsABug_takesNothingFromTheOthers(events, client, insight);
        }
    }

    private static long waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("hindsight-waiting-"))
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals("java.util.concurrent.CompletableFuture")
                                || frame.getMethodName().equals("await")))
                .count();
    }

    private static void whatMeetsABug_takesNothingFromTheOthers(GatedEvents events, TestClient client, String insight)
            throws Exception {
        events.breakDown();
        JsonNode list = client.get("/api/projects/@current/insights/?refresh=force_blocking")
                .has(200)
                .json();
        JsonNode changed = client.patch(insight + "?refresh=force_blocking", "{\"name\":\"kept\"}")
                .has(200)
                .json();
        JsonNode read = client.get(insight + "?refresh=force_blocking").has(200).json();
        for (JsonNode each : List.of(list.at("/results/0"), changed, read)) {
            assertThat(each.path("result").isNull()).isTrue();
            assertThat(each.at("/query_status/error").asBoolean()).isTrue();
            assertThat(each.at("/query_status/error_message").textValue())
                    .isNotBlank()
                    .doesNotContain("secret");
        }
        assertThat(client.get(insight).has(200).json().path("name").textValue()).isEqualTo("kept");
    }

    private static String insight(TestClient client) throws Exception {
        long id = client.post(
                        "/api/projects/@current/insights/?refresh=blocking",
                        "{\"query\":{\"kind\":\"TrendsQuery\",\"dateRange\":{\"date_from\":\"-7d\"},\"series\":[{\"kind\":"
                                + "\"EventsNode\",\"event\":\"something\"}]}}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        return "/api/projects/@current/insights/" + id + "/";
    }
}
