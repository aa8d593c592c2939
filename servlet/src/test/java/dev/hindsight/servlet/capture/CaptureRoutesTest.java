package dev.hindsight.servlet.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestClient;
import dev.hindsight.servlet.http.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Capture over HTTP into a DuckDB in memory. */
class CaptureRoutesTest {
    private static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

    private DuckDbDatabase database;
    private DuckDbEngine engine;
    private RunningServer server;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        database = DuckDbDatabase.open("jdbc:duckdb:");
        engine = new DuckDbEngine(database, new EngineLimits(1, 8));
        Map<String, Long> tokens = Map.of("phc_one", 1L, "phc_two", 2L);
        Router.Builder routes = new Router.Builder();
        new CaptureRoutes(token -> Optional.ofNullable(tokens.get(token)), new DuckDbEventStore(database, clock), clock)
                .addTo(routes);
        server = RunningServer.start("", routes.build());
        client = TestClient.of(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
        engine.close();
        database.close();
    }

    private List<String> stored() {
        return engine.query(
                Sql.of(
                        "select project_id || ' ' || event || ' ' || distinct_id from events order by project_id, event"),
                row -> row.getString(1),
                Deadline.in(Duration.ofSeconds(30)));
    }

    private Answered post(String target, byte[] body, String... headers) throws Exception {
        var request = client.to(target).POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static String batch(String events) {
        return "{\"api_key\":\"phc_one\",\"batch\":[" + events + "]}";
    }

    private static String event(String name) {
        return "{\"event\":\"" + name + "\",\"distinct_id\":\"ada\",\"properties\":{\"n\":1}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/batch/", "/batch", "/capture/", "/i/v0/e/", "/e/?ip=1&_=123"})
    void batch_isStoredAtOnce_underEveryName(String target) throws Exception {
        Answered answer =
                client.post(target, batch(event("a") + "," + event("b"))).has(200);

        assertThat(answer.body()).isEqualTo("{\"status\":1,\"accepted\":2,\"rejected\":[]}");
        assertThat(answer.header("Access-Control-Allow-Origin")).contains("*");
        assertThat(stored()).containsExactly("1 a ada", "1 b ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"api_key\":\"phc_one\",\"event\":\"a\",\"distinct_id\":\"ada\"}",
                "{\"event\":\"a\",\"$token\":\"phc_one\",\"properties\":{\"distinct_id\":\"ada\"}}",
                "{\"event\":\"a\",\"distinct_id\":\"ada\",\"properties\":{\"token\":\"phc_one\"}}",
                "[{\"token\":\"phc_one\",\"event\":\"a\",\"distinct_id\":\"ada\"}]",
                "{\"batch\":[{\"event\":\"a\",\"distinct_id\":\"ada\"}],\"token\":\"phc_one\"}",
            })
    void otherShapes_areUnderstood(String body) throws Exception {
        post("/capture/", utf8(body), "Content-Type", "text/plain").has(200);

        assertThat(stored()).containsExactly("1 a ada");
    }

    @Test
    void compression_isUnderstood_howeverItIsSaid() throws Exception {
        post("/batch/", gzip(utf8(batch(event("a")))), "Content-Encoding", "gzip")
                .has(200);
        post("/batch/?compression=gzip", gzip(utf8(batch(event("b"))))).has(200);
        post("/e/?compression=gzip-js", gzip(utf8(batch(event("c")))), "Content-Type", "text/plain")
                .has(200);
        post("/batch/", utf8(batch(event("d"))), "Content-Encoding", "br")
                .isError(415, "invalid_request", "unsupported_media_type", "null");

        assertThat(stored()).containsExactly("1 a ada", "1 b ada", "1 c ada");
    }

    @Test
    void form_isUnderstood() throws Exception {
        String form = "application/x-www-form-urlencoded";
        String base64 = Base64.getEncoder().encodeToString(utf8(batch(event("a?>~"))));
        String packed = Base64.getEncoder().encodeToString(gzip(utf8(batch(event("b")))));
        String plain = URLEncoder.encode(batch(event("c")), StandardCharsets.UTF_8);
        post("/e/", utf8("compression=base64&data=" + base64), "Content-Type", form)
                .has(200);
        post("/e/", utf8("data=" + URLEncoder.encode(packed, StandardCharsets.UTF_8)), "Content-Type", form)
                .has(200);
        post("/e/", utf8("data=" + plain), "Content-Type", form).has(200);
        post("/e/", utf8(batch(event("d"))), "Content-Type", form).has(200);
        post("/e/", utf8("data=%21%21"), "Content-Type", form).isError(400, "invalid_request", "parse_error", "null");
        post("/e/", utf8("x=1"), "Content-Type", form).isError(400, "validation_error", "required", "data");

        assertThat(stored()).containsExactly("1 a?>~ ada", "1 b ada", "1 c ada", "1 d ada");
    }

    @Test
    void badEvents_areNamed_andTheOthersTaken() throws Exception {
        Answered answer = client.post(
                        "/batch/",
                        batch(event("a") + ",{\"distinct_id\":\"x\"},7," + event("n\\u0000l")
                                + ",{\"event\":\"b\",\"distinct_id\":\"x\",\"timestamp\":\"never\"}"
                                + ",{\"event\":\"b\",\"distinct_id\":\"x\",\"properties\":{\"a\":\"\\ud800\"}}"
                                + ",{\"event\":\"b\",\"distinct_id\":\"x\",\"properties\":{\"a\":1e999}}"))
                .has(200);

        assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().path("rejected").findValuesAsText("index"))
                .containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(answer.json().path("rejected").findValuesAsText("attr"))
                .containsExactly("event", "null", "event", "timestamp", "properties", "properties");
        assertThat(stored()).containsExactly("1 a ada");
    }

    @Test
    void onlyBadEvents_areABadRequest() throws Exception {
        assertThat(client.post("/batch/", batch("{\"event\":\"\",\"distinct_id\":\"x\"}"))
                        .isError(400, "validation_error", "blank", "event")
                        .detail())
                .startsWith("Event 0: ");
    }

    @Test
    void token_mustBeAProjects() throws Exception {
        client.post("/batch/", "{\"api_key\":\"phc_no\",\"batch\":[" + event("a") + "]}")
                .isError(401, "authentication_error", "authentication_failed", "null");
        client.post("/batch/", "{\"batch\":[" + event("a") + "]}")
                .isError(401, "authentication_error", "not_authenticated", "null");
        Answered mixed = client.post(
                        "/capture/",
                        "[{\"token\":\"phc_two\",\"event\":\"a\",\"distinct_id\":\"x\"},"
                                + "{\"token\":\"phc_one\",\"event\":\"b\",\"distinct_id\":\"x\"}]")
                .has(200);

        assertThat(mixed.json().path("rejected").findValuesAsText("attr")).containsExactly("token");
        assertThat(stored()).containsExactly("2 a x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"api_key\":\"phc_one\",\"batch\":[{\"event\":\"a\",\"distinct_id\":\"x\"},",
                "{\"api_key\":\"phc_one\",\"batch\":[{\"event\":\"a\",\"distinct_id\":\"x\"}]} {}",
                "{\"api_key\":\"phc_one\",\"batch\":{}}",
                "{\"api_key\":\"phc_one\",\"batch\":[]}",
                "[]",
                "7",
                "\"text\"",
            })
    void bodyWithoutEvents_leavesNoTrace(String body) throws Exception {
        Answered answer = client.post("/batch/", body);

        assertThat(answer.status()).as(answer.body()).isIn(400, 401);
        assertThat(answer.json().path("detail").asText()).isNotBlank();
        assertThat(stored()).isEmpty();
    }

    @Test
    void damagedGzip_leavesNoTrace() throws Exception {
        byte[] whole = gzip(utf8(batch(event("a"))));
        byte[] wrongSum = whole.clone();
        wrongSum[whole.length - 5] ^= 1;

        post("/batch/", Arrays.copyOf(whole, whole.length - 4)).isError(400, "invalid_request", "parse_error", "null");
        post("/batch/", wrongSum).isError(400, "invalid_request", "parse_error", "null");
        assertThat(stored()).isEmpty();
    }

    @Test
    void badEncoding_isRefused() throws Exception {
        post("/batch/", batch(event("\u00ff")).getBytes(StandardCharsets.ISO_8859_1))
                .isError(400, "invalid_request", "parse_error", "null");
        client.post("/batch/", "[".repeat(1_000_000)).isError(400, "invalid_request", "parse_error", "null");
    }

    @Test
    void bodyOverTheLimit_isRefused_packedOrNot() throws Exception {
        byte[] bomb;
        try (ByteArrayOutputStream packed = new ByteArrayOutputStream();
                GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(utf8("{\"api_key\":\"phc_one\",\"batch\":["));
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < 100; i++) {
                gzip.write(spaces);
            }
            gzip.finish();
            bomb = packed.toByteArray();
        }
        Answered answer = post("/batch/", bomb).isError(413, "invalid_request", "request_too_large", "null");
        post("/e/", new byte[(int) CaptureBody.FORM_LIMIT + 1], "Content-Type", "application/x-www-form-urlencoded")
                .isError(413, "invalid_request", "request_too_large", "null");

        assertThat(answer.detail()).contains(CaptureBody.LIMIT + " bytes");
        client.post("/batch/", batch(event("a"))).has(200);
    }

    @Test
    void largeBatch_isStoredWhole() throws Exception {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            events.append(i == 0 ? "" : ",").append(event("e"));
        }
        Answered answer = post("/batch/", gzip(utf8(batch(events.toString()))), "Content-Encoding", "gzip")
                .has(200);

        assertThat(answer.json().path("accepted").asInt()).isEqualTo(20_000);
        assertThat(stored()).hasSize(20_000);
    }

    @Test
    void preflight_isAnsweredForOtherSites() throws Exception {
        Answered answer = client.send("OPTIONS", "/batch/").has(200);

        assertThat(answer.header("Access-Control-Allow-Origin")).contains("*");
        client.get("/batch/").isError(405, "invalid_request", "method_not_allowed", "null");
    }
}
