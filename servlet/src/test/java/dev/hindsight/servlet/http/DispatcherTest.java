package dev.hindsight.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.RawHttp;
import dev.hindsight.servlet.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP base over a real server, with routes of its own. */
class DispatcherTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static RunningServer server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Router router = new Router.Builder()
                .add("GET", "/echo/{word}", r -> Reply.json(200, text(r.path("word"))))
                .add("POST", "/echo", r -> Reply.json(200, r.json()))
                .add(
                        "GET",
                        "/url",
                        r -> Reply.json(200, text(r.urlWith(r.query().with("page", "2")))))
                .addWithCsv("GET", "/{scope:a|b}/things", r -> Reply.json(200, text(r.format() + r.path("scope"))))
                .addWithCsv(
                        "GET", "/{scope:a|b}/things/{thing}", r -> Reply.json(200, text(r.format() + r.path("thing"))))
                .add("GET", "/a/things/special", r -> Reply.json(200, text("special")))
                .add("DELETE", "/a/things/{thing}", r -> Reply.empty(405))
                .addCrossOrigin("POST", "/open", r -> {
                    throw HindsightException.invalid("field", "Wrong.");
                })
                .add("GET", "/fail/{failure}", r -> {
                    throw HindsightException.of(Failure.valueOf(r.path("failure")), "So it is.");
                })
                .add("GET", "/bug", r -> {
                    throw new IllegalStateException("secret inside");
                })
                .add("GET", "/nan", r -> Reply.json(200, JsonNodeFactory.instance.numberNode(Double.NaN)))
                .build();
        server = RunningServer.start("/ctx", router);
        port = server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private static HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/ctx" + target));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String target) throws Exception {
        return send(to(target));
    }

    private static HttpResponse<String> post(byte[] body) throws Exception {
        return send(to("/echo").header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertError(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode envelope = JSON.readTree(response.body());
        assertThat(envelope.path("code").textValue()).as(response.body()).isEqualTo(code);
        assertThat(envelope.fieldNames()).toIterable().containsExactly("type", "code", "detail", "attr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/things", "/a/things/", "/a/things?format=json", "/a/things.json"})
    void route_isFound_whateverItsEnding(String target) throws Exception {
        assertThat(get(target).body()).isEqualTo("\"JSONa\"");
    }

    @Test
    void route_prefersLiteralSegments() throws Exception {
        assertThat(get("/a/things/special").body()).isEqualTo("\"special\"");
        assertThat(get("/b/things/special").body()).isEqualTo("\"JSONspecial\"");
    }

    @Test
    void format_comesFromSuffixParameterOrAcceptHeader() throws Exception {
        assertThat(get("/a/things/7.csv").body()).isEqualTo("\"CSV7\"");
        assertThat(get("/a/things/7?format=csv").body()).isEqualTo("\"CSV7\"");
        assertThat(send(to("/a/things/7").header("Accept", "text/csv")).body()).isEqualTo("\"CSV7\"");
        assertThat(send(to("/a/things/7").header("Accept", "text/html, */*;q=0.1"))
                        .body())
                .isEqualTo("\"JSON7\"");
    }

    @Test
    void format_unknown_isNotFound() throws Exception {
        assertError(get("/a/things?format=xml"), 404, "not_found");
        assertError(get("/echo/x?format=csv"), 404, "not_found");
    }

    @Test
    void accept_withoutMatch_isNotAcceptable() throws Exception {
        assertError(send(to("/a/things").header("Accept", "image/png")), 406, "not_acceptable");
        assertError(send(to("/a/things").header("Accept", "application/json;q=0")), 406, "not_acceptable");
    }

    @Test
    void method_notThere_isRefusedWithTheOthers() throws Exception {
        HttpResponse<String> response = send(to("/a/things/7").POST(BodyPublishers.noBody()));

        assertError(response, 405, "method_not_allowed");
        assertThat(response.body()).contains("Method \\\"POST\\\" not allowed.");
        assertThat(response.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, OPTIONS");
    }

    @Test
    void head_answersAsGet_withoutBody() throws Exception {
        HttpResponse<String> response = send(to("/echo/word").method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("6");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void options_listsMethods() throws Exception {
        HttpResponse<String> response = send(to("/echo").method("OPTIONS", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Allow")).contains("OPTIONS, POST");
        assertThat(response.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void crossOriginRoute_tellsSo_evenInErrors() throws Exception {
        HttpResponse<String> preflight = send(to("/open").method("OPTIONS", BodyPublishers.noBody()));
        HttpResponse<String> failed = send(to("/open").POST(BodyPublishers.noBody()));

        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .contains("OPTIONS, POST");
        assertError(failed, 400, "invalid_input");
        assertThat(failed.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void failure_keepsTypeAndCode(Failure failure) throws Exception {
        HttpResponse<String> response = get("/fail/" + failure);

        assertThat(response.statusCode()).isBetween(400, 504).isNotEqualTo(500);
        assertThat(JSON.readTree(response.body()))
                .isEqualTo(JSON.createObjectNode()
                        .put("type", failure.type())
                        .put("code", failure.defaultCode())
                        .put("detail", "So it is.")
                        .putNull("attr"));
    }

    @Test
    void unauthenticated_namesTheScheme() throws Exception {
        HttpResponse<String> response = get("/fail/UNAUTHENTICATED");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void bug_tellsNothingOfTheInside() throws Exception {
        HttpResponse<String> response = get("/bug");

        assertError(response, 500, "error");
        assertThat(response.body()).contains("A server error occurred.").doesNotContain("secret");
    }

    @Test
    void reply_carriesRequestIdAndSafeHeaders() throws Exception {
        HttpResponse<String> sent = send(to("/echo/x").header("X-Request-Id", "abc-1"));
        HttpResponse<String> harmful = send(to("/echo/x").header("X-Request-Id", "a b"));

        assertThat(sent.headers().firstValue("X-Request-Id")).contains("abc-1");
        assertThat(harmful.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f-]{36}");
        assertThat(sent.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(sent.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void urlWith_keepsOtherParameters() throws Exception {
        assertThat(get("/url?search=a%20%26b&page=1&x=").body())
                .isEqualTo("\"http://localhost:" + port + "/ctx/url?search=a+%26b&page=2&x=\"");
    }

    @Test
    void numbersThatJsonCannotSpell_areNull() throws Exception {
        assertThat(get("/nan").body()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/echo/..%2fx",
                "/echo/%2e%2e",
                "/echo/%2e/x",
                "/echo/a%5cb",
                "/echo/x;y=z",
                "/echo/%0a",
                "/echo/%ff",
                "/echo/%c0%af",
                "/echo/x?a=%zz",
                "/echo/x?a=%ff",
            })
    void pathTrick_isRefusedInTheEnvelope(String target) throws Exception {
        String response = RawHttp.get(port, "/ctx" + target);

        assertThat(response).startsWith("HTTP/1.1 400 ").contains("\"code\":\"parse_error\"");
        assertThat(get("/echo/alive").body()).isEqualTo("\"alive\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/%00", "/echo/%zz", "/echo/%4", "/echo/%"})
    void pathTrick_thatTheServerRefusesItself_isBadEither(String target) throws Exception {
        assertThat(RawHttp.get(port, "/ctx" + target)).startsWith("HTTP/1.1 400 ");
        assertThatThrownBy(() -> RequestPath.of(target))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNPARSABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/echo//x", "/a", "/echo/x/y", "/c/things"})
    void unknownPath_isNotFound(String target) throws Exception {
        assertError(get(target), 404, "not_found");
    }

    @Test
    void pathParameter_isDecoded() throws Exception {
        assertThat(get("/echo/gr%C3%BCn%20%25").body()).isEqualTo("\"grün %\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "{'a':1}",
                "NaN",
                "1e999",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "\u0000",
                " ",
            })
    void body_thatIsNotStrictJson_isRefused(String body) throws Exception {
        HttpResponse<String> response = post(body);

        assertError(response, 400, "parse_error");
        assertThat(JSON.readTree(response.body()).path("detail").textValue()).startsWith("JSON parse error - ");
    }

    @Test
    void body_thatIsNotUtf8_isRefused() throws Exception {
        assertError(post(new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'}), 400, "parse_error");
        assertError(post(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}), 400, "parse_error");
        assertError(post("\"text\"".getBytes(StandardCharsets.UTF_16)), 400, "parse_error");
    }

    @Test
    void body_aMillionDeep_isRefused() throws Exception {
        assertError(post("[".repeat(1_000_000)), 400, "parse_error");
        assertError(post("{\"a\":".repeat(300_000)), 400, "parse_error");
        assertThat(post("[".repeat(StrictJson.MAX_DEPTH) + "]".repeat(StrictJson.MAX_DEPTH))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void body_overTheLimit_isRefusedWithTheLimit() throws Exception {
        byte[] large = new byte[(int) Request.API_BODY_LIMIT + 1];
        HttpResponse<String> announced = post(large);
        HttpResponse<String> chunked = send(to("/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(
                        BodyPublishers.ofByteArray(" ".repeat(3_000_000).getBytes(StandardCharsets.UTF_8)))));

        assertError(announced, 413, "request_too_large");
        assertError(chunked, 413, "request_too_large");
        assertThat(chunked.body()).contains("2097152 bytes");
    }

    @Test
    void body_ofAnotherKind_isRefused() throws Exception {
        assertError(
                send(to("/echo").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}"))),
                415,
                "unsupported_media_type");
        assertError(send(to("/echo").POST(BodyPublishers.ofString("{}"))), 415, "unsupported_media_type");
        assertError(
                send(to("/echo")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString("{}"))),
                415,
                "unsupported_media_type");
    }

    @Test
    void body_absent_isAnEmptyObject() throws Exception {
        assertThat(send(to("/echo").POST(BodyPublishers.noBody())).body()).isEqualTo("{}");
    }

    @Test
    void body_withBrokenChunks_isRefused() throws Exception {
        String request = String.join(
                "\r\n",
                "POST /ctx/echo HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                "zz",
                "{}",
                "0",
                "",
                "");
        String response = RawHttp.exchange(port, request);

        assertThat(response).startsWith("HTTP/1.1 400 ");
        assertThat(get("/echo/alive").body()).isEqualTo("\"alive\"");
    }
}
