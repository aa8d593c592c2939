package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mode meets every state of the cache (contract insights-api 4.4), over HTTP. */
class RefreshModesTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static TestApp app;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private enum Cached {
        NONE(null),
        FRESH(Duration.ofHours(1)),
        AGED(Duration.ofHours(7)),
        STALE(Duration.ofHours(13));

        private final @Nullable Duration age;

        Cached(@Nullable Duration age) {
            this.age = age;
        }
    }

    /** What a call shows, and whether it starts something in the background. */
    private enum Shown {
        NOTHING,
        OLD,
        NEW,
        NOTHING_YET,
        OLD_FOR_NOW
    }

    @ParameterizedTest
    @CsvSource({
        "force_cache, NOTHING, OLD, OLD, OLD",
        "blocking, NEW, OLD, NEW, NEW",
        "async, NOTHING_YET, OLD, OLD_FOR_NOW, OLD_FOR_NOW",
        "async_except_on_cache_miss, NEW, OLD, OLD_FOR_NOW, OLD_FOR_NOW",
        "lazy_async, NOTHING_YET, OLD, OLD, OLD_FOR_NOW",
        "force_blocking, NEW, NEW, NEW, NEW",
        "true, NEW, NEW, NEW, NEW",
        "force_async, NOTHING_YET, NOTHING_YET, NOTHING_YET, NOTHING_YET",
    })
    void insight(String mode, Shown none, Shown fresh, Shown aged, Shown stale) throws Exception {
        Map<Cached, Shown> expected =
                Map.of(Cached.NONE, none, Cached.FRESH, fresh, Cached.AGED, aged, Cached.STALE, stale);
        for (Cached cached : Cached.values()) {
            String path = insight();
            @Nullable String before = made(cached, path);

            JsonNode body = client.get(path + "?refresh=" + mode).has(200).json();

            assertShown(
                    mode + " " + cached,
                    Objects.requireNonNull(expected.get(cached)),
                    before,
                    body,
                    body.path("result"));
        }
    }

    /** Questions without an insight are calculated also when the cache alone was asked for. */
    @ParameterizedTest
    @CsvSource({
        "force_cache, NEW, OLD, NEW, NEW",
        "blocking, NEW, OLD, NEW, NEW",
        "async, NOTHING_YET, OLD, OLD_FOR_NOW, OLD_FOR_NOW",
        "async_except_on_cache_miss, NEW, OLD, OLD_FOR_NOW, OLD_FOR_NOW",
        "lazy_async, NOTHING_YET, OLD, OLD, OLD_FOR_NOW",
        "force_blocking, NEW, NEW, NEW, NEW",
        "force_async, NOTHING_YET, NOTHING_YET, NOTHING_YET, NOTHING_YET",
    })
    void query(String mode, Shown none, Shown fresh, Shown aged, Shown stale) throws Exception {
        Map<Cached, Shown> expected =
                Map.of(Cached.NONE, none, Cached.FRESH, fresh, Cached.AGED, aged, Cached.STALE, stale);
        for (Cached cached : Cached.values()) {
            String query = query();
            @Nullable String before = null;
            if (cached.age != null) {
                before = ask(query, "blocking").json().path("last_refresh").textValue();
                somethingHappens();
                app.forward(cached.age);
            }

            Answered answered = ask(query, mode);

            Shown shown = Objects.requireNonNull(expected.get(cached));
            answered.has(shown == Shown.NOTHING_YET || shown == Shown.OLD_FOR_NOW ? 202 : 200);
            assertShown(
                    mode + " " + cached,
                    shown,
                    before,
                    answered.json(),
                    answered.json().path("results"));
        }
    }

    /** What changes no answer can be told from what does only as far as its days go. */
    private static void somethingHappens() {
        Instant longAgo = Instant.parse("2024-05-06T12:00:00Z");
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(new Event(UUID.randomUUID(), "something", "somebody", longAgo, "{}")));
    }

    /** Where nothing has happened, the old answer is what a new calculation would bring, however old it is. */
    @ParameterizedTest
    @ValueSource(strings = {"force_cache", "blocking", "async", "async_except_on_cache_miss", "lazy_async"})
    void nothingHappened_isShownAsExact(String mode) throws Exception {
        somethingHappens();
        for (Duration age : List.of(Duration.ofHours(1), Duration.ofDays(3), Duration.ofDays(6))) {
            String query = query().replace("\"-7d\"", "\"2025-01-01\",\"date_to\":\"2030-01-01\"");
            String before = ask(query, "blocking").json().path("last_refresh").textValue();
            app.forward(age);

            JsonNode body = ask(query, mode).has(200).json();

            assertThat(body.path("cache_reason").textValue()).as("%s", age).isEqualTo("exact");
            assertThat(body.path("last_refresh").textValue()).isEqualTo(before).isNotNull();
            assertThat(body.path("is_cached").asBoolean()).isTrue();
            assertThat(body.path("query_status").isNull()).isTrue();
        }
    }

    private static void assertShown(String cell, Shown shown, @Nullable String before, JsonNode body, JsonNode result) {
        boolean empty = result.isNull() || result.isMissingNode();
        String refreshed = body.path("last_refresh").textValue();
        boolean runs = shown == Shown.NOTHING_YET || shown == Shown.OLD_FOR_NOW;
        switch (shown) {
            case NOTHING, NOTHING_YET -> assertThat(empty).as(cell).isTrue();
            case OLD, OLD_FOR_NOW -> {
                assertThat(body.path("cache_reason").textValue())
                        .as(cell)
                        .isEqualTo(cell.endsWith("FRESH") ? "within_age" : "stale_allowed");
                assertThat(refreshed).as(cell).isEqualTo(before).isNotNull();
                assertThat(body.path("is_cached").asBoolean()).as(cell).isTrue();
            }
            case NEW -> {
                assertThat(refreshed).as(cell).isNotEqualTo(before).isNotNull();
                assertThat(body.path("is_cached").asBoolean()).as(cell).isFalse();
                assertThat(empty).as(cell).isFalse();
            }
        }
        if (shown == Shown.NEW) {
            assertThat(body.path("cache_reason").textValue()).as(cell).isEqualTo("calculated");
        }
        assertThat(body.path("query_status").isNull())
                .as(cell + " " + body.path("query_status"))
                .isEqualTo(!runs);
        if (runs) {
            assertThat(body.at("/query_status/complete").asBoolean()).as(cell).isFalse();
            assertThat(body.at("/query_status/query_async").asBoolean())
                    .as(cell)
                    .isTrue();
        }
    }

    @Test
    void backgroundAnswer_isPolled_andThenCached() throws Exception {
        String path = insight();
        JsonNode first = client.get(path + "?refresh=async").has(200).json();
        String id = first.at("/query_status/id").textValue();
        assertThat(first.path("timezone").textValue())
                .as("of the project, as something was asked for")
                .isEqualTo("UTC");

        JsonNode done = poll(id);

        assertThat(done.path("complete").asBoolean()).isTrue();
        assertThat(done.path("error").asBoolean()).isFalse();
        assertThat(done.at("/results/results/0/data").isArray()).isTrue();
        assertThat(done.path("pickup_time").textValue()).isNotNull();
        JsonNode then = client.get(path).has(200).json();
        assertThat(then.path("is_cached").asBoolean()).isTrue();
        assertThat(then.path("query_status").isNull()).isTrue();
        app.forward(Duration.ofMinutes(30)); // runs are forgotten before their answers are
        assertThat(client.get("/api/projects/1/query/"
                                + first.path("filters_hash").textValue() + "/")
                        .has(200)
                        .json()
                        .at("/query_status/complete")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarter", "year"})
    void longIntervals_growOldToo(String interval) throws Exception {
        String query = query().replace("\"dateRange\"", "\"interval\":\"" + interval + "\",\"dateRange\"");
        JsonNode first = ask(query, "blocking").has(200).json();
        assertThat(first.path("cache_target_age").isTextual()).isTrue();
        somethingHappens();
        app.forward(Duration.ofHours(23));
        assertThat(ask(query, "blocking").json().path("is_cached").asBoolean()).isTrue();
        app.forward(Duration.ofHours(2));
        assertThat(ask(query, "blocking").json().path("is_cached").asBoolean()).isFalse();
    }

    @Test
    void backgroundFailure_isPolled_andNotReplayed() throws Exception {
        String broken = query().replace("\"math\":\"total\"", "\"math\":\"hogql\",\"math_hogql\":\"nonsense(1)\"");
        JsonNode first = ask(broken, "async").has(202).json();

        JsonNode failed = poll(first.at("/query_status/id").textValue());

        assertThat(failed.path("error").asBoolean()).isTrue();
        assertThat(failed.path("error_message").textValue()).contains("nonsense");
        assertThat(failed.path("error_attr").textValue()).isEqualTo("series__math_hogql");
        ask(broken, "async").has(202);
        ask(broken, "blocking").has(400);
    }

    @Test
    void vector23_twoWhoAskAtOnce_shareOneRun() throws Exception {
        String path = insight() + "?refresh=async";
        CompletableFuture<Answered> other = CompletableFuture.supplyAsync(() -> {
            try {
                return client.get(path);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        JsonNode one = client.get(path).has(200).json();
        JsonNode two = other.join().has(200).json();

        String id = one.path("filters_hash").textValue();
        assertThat(two.path("filters_hash").textValue()).isEqualTo(id).startsWith("cache_");
        for (JsonNode each : List.of(one, two)) {
            // Who comes late finds the answer.
            assertThat(each.path("is_cached").asBoolean()
                            || each.at("/query_status/id").asText().equals(id))
                    .as("%s", each)
                    .isTrue();
        }
        assertThat(poll(id).path("complete").asBoolean()).isTrue();
    }

    @Test
    void questionThatCannotBe_isTheCallersError_besideAnInsightThatIsThere() throws Exception {
        JsonNode made = client.post(
                        "/api/projects/1/insights/?refresh=blocking",
                        "{\"name\":\"cannot be\",\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select nothing from events\"}}")
                .has(201)
                .json();
        assertThat(made.path("result").isNull()).isTrue();
        assertThat(made.at("/query_status/error").asBoolean()).isTrue();
        assertThat(made.at("/query_status/error_message").textValue()).contains("nothing");
        String path = "/api/projects/1/insights/" + made.path("id").asLong() + "/";

        assertThat(client.get(path + "?refresh=blocking")
                        .isError(400, "validation_error", "invalid_expression", "query")
                        .detail())
                .contains("nothing");
        client.get(path).has(200);
        assertThat(client.patch(path + "?refresh=blocking", "{\"name\":\"still\"}")
                        .has(200)
                        .json()
                        .at("/query_status/error")
                        .asBoolean())
                .isTrue();
        assertThat(client.get("/api/projects/1/insights/?search=still&refresh=blocking")
                        .has(200)
                        .json()
                        .at("/results/0/query_status/error_message")
                        .textValue())
                .contains("nothing");
    }

    @Test
    void clientsNameTheirQuestions() throws Exception {
        String query = query();
        String body = "{\"query\":" + query + ",\"refresh\":\"force_async\",\"client_query_id\":\"mine-%d\"}";
        int number = COUNT.incrementAndGet();

        JsonNode first = client.post("/api/projects/1/query/", body.formatted(number))
                .has(202)
                .json();

        assertThat(first.at("/query_status/id").textValue()).isEqualTo("mine-" + number);
        assertThat(poll("mine-" + number).path("complete").asBoolean()).isTrue();
        assertThat(client.send("DELETE", "/api/projects/1/query/mine-" + number + "/")
                        .has(200)
                        .body())
                .isEqualTo("{\"message\":\"Query already complete\"}");
        client.get("/api/projects/1/query/mine-" + number + "/").has(404);
        client.send("DELETE", "/api/projects/1/query/mine-" + number + "/").has(404);
    }

    @Test
    void calculations_ofOthers_cannotBeStopped() throws Exception {
        JsonNode first = client.post(
                        "/api/projects/1/query/",
                        "{\"query\":" + query() + ",\"refresh\":\"force_async\",\"client_query_id\":\"owners\"}")
                .has(202)
                .json();
        TestClient stranger = app.anonymous().withKey(app.key(app.member("stranger@example.com"), List.of("*")));

        stranger.send("DELETE", "/api/projects/1/query/owners/").has(404);
        stranger.post("/api/projects/1/query/", "{\"query\":" + query() + ",\"client_query_id\":\"owners\"}")
                .isError(409, "invalid_request", "conflict", "client_query_id");
        client.post("/api/projects/1/query/", "{\"query\":" + query() + ",\"client_query_id\":\"cache_1\"}")
                .isError(400, "validation_error", "invalid_input", "client_query_id");
        poll(first.at("/query_status/id").textValue());
        stranger.send(
                        "DELETE",
                        "/api/projects/1/query/" + first.path("cache_key").textValue() + "/")
                .has(404);
        client.get("/api/projects/1/query/owners/").has(200);
    }

    @Test
    void unknownNames() throws Exception {
        assertThat(client.get("/api/projects/1/query/zzz/").has(404).detail())
                .isEqualTo("Query zzz not found for team 1");
        client.post("/api/projects/1/insights/cancel/", "{\"client_query_id\":\"zzz\"}")
                .has(201);
        assertThat(client.post("/api/projects/1/insights/cancel/", "{}")
                        .isError(400, "validation_error", "invalid_input", "client_query_id")
                        .detail())
                .isEqualTo("Field is required.");
    }

    private static JsonNode poll(String id) throws Exception {
        for (int i = 0; i < 300; i++) {
            Answered answered = client.get("/api/projects/1/query/" + id + "/");
            if (answered.status() != 202) {
                return answered.json().path("query_status");
            }
            Thread.sleep(50);
        }
        throw new AssertionError("it never came to its end");
    }

    private static @Nullable String made(Cached cached, String path) throws Exception {
        if (cached.age == null) {
            return null;
        }
        String refreshed = client.get(path + "?refresh=blocking")
                .json()
                .path("last_refresh")
                .textValue();
        somethingHappens();
        app.forward(cached.age);
        return refreshed;
    }

    private static Answered ask(String query, String mode) throws Exception {
        return client.post("/api/projects/1/query/", "{\"query\":" + query + ",\"refresh\":\"" + mode + "\"}");
    }

    private static String insight() throws Exception {
        JsonNode created = client.post("/api/projects/1/insights/", "{\"query\":" + query() + "}")
                .has(201)
                .json();
        return "/api/projects/1/insights/" + created.path("id").asLong() + "/";
    }

    /** A question that nobody has asked before, about days of which the last one is not over. */
    private static String query() {
        return "{\"kind\":\"TrendsQuery\",\"dateRange\":{\"date_from\":\"-7d\"},\"series\":[{\"kind\":\"EventsNode\",\"event\":\"e"
                + COUNT.incrementAndGet() + "\",\"math\":\"total\"}]}";
    }
}
