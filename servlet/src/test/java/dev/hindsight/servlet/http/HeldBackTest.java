package dev.hindsight.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.servlet.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of which nobody knows the length before they are written, over a real server. */
class HeldBackTest {
    private static final int LIMIT = 64 * 1024;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final CountDownLatch read = new CountDownLatch(1);

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        Router router = new Router.Builder()
                .add("GET", "/bytes/{size}/{piece}", request -> {
                    int size = Integer.parseInt(request.path("size"));
                    int piece = Integer.parseInt(request.path("piece"));
                    return Reply.streamed(200, "text/plain", out -> write(out, size, piece));
                })
                .add("GET", "/broken/{size}", request -> {
                    int size = Integer.parseInt(request.path("size"));
                    return Reply.streamed(200, "text/plain", out -> {
                        write(out, size, size);
                        throw new IllegalStateException("a bug, with a secret");
                    });
                })
                .add(
                        "GET",
                        "/waiting",
                        request -> Reply.streamed(200, "text/plain", out -> {
                            write(out, LIMIT + 1, LIMIT + 1);
                            await(read);
                            write(out, 10, 10);
                        }))
                .build();
        server = RunningServer.start("", router);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, true",
        "1, 0, true",
        "5, 1, true",
        "65535, 1000, true",
        "65536, 65536, true",
        "65536, 0, true",
        "65537, 65537, false",
        "65537, 0, false",
        "65537, 65536, false",
        "1000000, 999, false",
        "1000000, 1000000, false"
    })
    void small_goesOutWithItsLength_largeIsStreamed(int size, int piece, boolean whole) throws Exception {
        HttpResponse<byte[]> response = get("/bytes/" + size + "/" + piece, BodyHandlers.ofByteArray());

        assertThat(response.body()).isEqualTo(bytes(0, size));
        assertThat(response.headers().firstValueAsLong("Content-Length").isPresent())
                .isEqualTo(whole);
        if (whole) {
            assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(size);
        }
    }

    /** Nothing of a small one has been sent, so that what goes wrong can be told; of a large one the client sees no end. */
    @Test
    void whatGoesWrong_isTold_untilTheBeginningHasBeenSent() throws Exception {
        for (int size : new int[] {0, 10, LIMIT}) {
            HttpResponse<String> told = get("/broken/" + size, BodyHandlers.ofString());
            assertThat(told.statusCode()).as(size + " bytes").isEqualTo(500);
            assertThat(told.body()).startsWith("{\"type\":\"server_error\"").doesNotContain("secret");
        }
        assertThatThrownBy(() -> get("/broken/1000000", BodyHandlers.ofString()).body())
                .isInstanceOf(IOException.class);
    }

    /** The rest is not waited for. */
    @Test
    void large_isOnItsWay_beforeAllOfItIsThere() throws Exception {
        HttpResponse<InputStream> response = get("/waiting", BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(body.readNBytes(1_000)).isEqualTo(bytes(0, 1_000));
            read.countDown();
            assertThat(body.readAllBytes()).hasSize(LIMIT + 1 + 10 - 1_000);
        }
    }

    private static <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(), handler);
    }

    /** Flushes after each piece, as writers of JSON do; pieces of 0 bytes: byte by byte. */
    private static void write(OutputStream out, int size, int piece) throws IOException {
        for (int from = 0; from < size; from += Math.max(piece, 1)) {
            byte[] bytes = bytes(from, Math.min(size, from + Math.max(piece, 1)));
            if (piece == 0) {
                out.write(bytes[0]);
            } else {
                out.write(bytes);
            }
            out.flush();
        }
    }

    private static byte[] bytes(int from, int until) {
        byte[] bytes = new byte[until - from];
        for (int i = from; i < until; i++) {
            bytes[i - from] = (byte) (i % 251);
        }
        return bytes;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
