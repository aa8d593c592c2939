package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.engine.RequestTag;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.Served;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** Replies that are made on threads of our own. */
class LaterTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    /** Fewer than wait. */
    private static final int THREADS = 12;

    private static final int WAITING = 100;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Semaphore come = new Semaphore(0);
    private final ConcurrentLinkedQueue<Served> served = new ConcurrentLinkedQueue<>();
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        Router router = new Router.Builder()
                .add("GET", "/quick", r -> Reply.json(200, text("quick")))
                .add(
                        "GET",
                        "/slow",
                        r -> new Later(() -> {
                            come.release();
                            await(gate);
                            return Reply.json(200, text(place()));
                        }))
                .add("POST", "/echo", r -> new Later(() -> Reply.json(201, r.json())))
                .addCrossOrigin(
                        "GET",
                        "/fail/{failure}",
                        r -> new Later(() -> {
                            throw HindsightException.of(Failure.valueOf(r.path("failure")), "So it is.");
                        }))
                .add(
                        "GET",
                        "/bug",
                        r -> new Later(() -> {
                            throw new IllegalStateException("secret inside");
                        }))
                .add("GET", "/error", r -> {
                    come.release();
                    return new Later(() -> {
                        throw new AssertionError("an error, no exception");
                    });
                })
                .add(
                        "GET",
                        "/broken",
                        r -> new Later(() -> Reply.streamed(200, "text/plain", out -> {
                            out.write(new byte[4 << 20]);
                            throw new IllegalStateException("half of it");
                        })))
                .build();
        server = RunningServer.start(() -> router, served::add, THREADS);
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.close();
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private static String place() {
        return Thread.currentThread().getName() + " " + MDC.get(RequestTag.KEY);
    }

    private static void await(CountDownLatch gate) {
        try {
            assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(to(path).build(), BodyHandlers.ofString());
    }

    @Test
    void whoWaits_keepsNobodyFromTheContainer() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            waiting.add(CLIENT.sendAsync(
                    to("/slow").header("X-Request-Id", "id-" + i).build(), BodyHandlers.ofString()));
        }
        assertThat(come.tryAcquire(WAITING, 30, TimeUnit.SECONDS)).isTrue();

        assertThat(get("/quick").body()).isEqualTo("\"quick\"");
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(served).extracting(Served::route).containsExactly("/quick");

        gate.countDown();
        for (int i = 0; i < WAITING; i++) {
            HttpResponse<String> reply = waiting.get(i).get(30, TimeUnit.SECONDS);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).matches("\"hindsight-waiting-\\d+ id-" + i + "\"");
            assertThat(reply.headers().firstValue("X-Request-Id")).contains("id-" + i);
        }
        while (served.size() < WAITING + 1) {
            Thread.sleep(5);
        }
        assertThat(served).extracting(Served::id).doesNotHaveDuplicates().hasSize(WAITING + 1);
        assertThat(served).extracting(Served::status).containsOnly(200);
    }

    @Test
    void body_isReadAlsoThere() throws Exception {
        HttpResponse<String> reply = CLIENT.send(
                to("/echo")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"a\":[1]}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(201);
        assertThat(reply.body()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void failure_isTheSameAsElsewhere() throws Exception {
        HttpResponse<String> missing = get("/fail/NOT_FOUND");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(missing.body()).fieldNames())
                .toIterable()
                .containsExactly("type", "code", "detail", "attr");
        assertThat(missing.headers().firstValue("Access-Control-Allow-Origin")).contains("*");

        HttpResponse<String> bug = get("/bug");
        assertThat(bug.statusCode()).isEqualTo(500);
        assertThat(bug.body()).doesNotContain("secret");
        assertThat(bug.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void error_isAnUnexpectedReply_andNothingIsBegunAnew() throws Exception {
        HttpResponse<String> reply = get("/error");

        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).doesNotContain("no exception");
        assertThat(come.availablePermits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/", "/ech%6f", "/echo?x=%2F..%2F&y=a;b"})
    void path_howeverItIsWritten_comesBack(String path) throws Exception {
        HttpResponse<String> reply =
                CLIENT.send(to(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(201);
    }

    @Test
    void head_hasNoBody() throws Exception {
        HttpResponse<String> reply = CLIENT.send(
                to("/fail/NOT_FOUND").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void reply_thatCannotBeFinished_breaksTheConnection() {
        assertThatThrownBy(() -> get("/broken")).isInstanceOf(IOException.class);
    }
}
