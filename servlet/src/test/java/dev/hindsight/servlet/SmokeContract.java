package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the WAR file does in any container: it starts, does its main job, refuses nonsense, keeps its data, and stops cleanly. */
abstract class SmokeContract {
    static final Path WAR = Path.of("target", "hindsight.war").toAbsolutePath();
    private static final String KEY = "phx_smoke_test_key_that_is_long_enough";

    private static final String TOKEN = "a-token-of-the-smoke-test";

    /** A container with the application in it. */
    interface Container extends AutoCloseable {
        int port();

        @Override
        void close();
    }

    /** Starts a container that runs {@link #WAR} at the root path. */
    abstract Container start(Path directory, Map<String, String> contextParameters) throws Exception;

    @Test
    void war_doesItsMainJob(@TempDir Path directory) throws Exception {
        Map<String, String> parameters = Map.of(
                "hindsight.home",
                directory.resolve("home").toString(),
                "hindsight.bootstrap.key",
                KEY,
                "hindsight.clock",
                "2025-03-15T12:00:00Z");
        String picture;
        try (Container container = start(Files.createDirectory(directory.resolve("one")), parameters)) {
            TestClient client = TestClient.of("http://localhost:" + container.port());
            client.get("/_health").has(200);
            client.get("/_ready").has(200);
            client = client.withKey(KEY);
            String token = client.get("/api/projects/")
                    .has(200)
                    .json()
                    .at("/results/0/api_token")
                    .textValue();
            client.post(
                            "/batch/",
                            "{\"api_key\":\"" + token
                                    + "\",\"batch\":[{\"event\":\"signed up\",\"distinct_id\":\"ada\","
                                    + "\"timestamp\":\"2025-03-14T10:00:00Z\"}]}")
                    .has(200);
            String insight =
                    "{\"name\":\"Sign-ups\",\"query\":{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\","
                            + "\"series\":[{\"kind\":\"EventsNode\",\"event\":\"signed up\"}],"
                            + "\"dateRange\":{\"date_from\":\"-2d\"}}}}";
            Answered created = client.post("/api/projects/1/insights/?refresh=blocking", insight)
                    .has(201);
            assertThat(created.json().at("/result/0/data").toString()).isEqualTo("[0,1,0]");
            String sharing =
                    "/api/projects/1/insights/" + created.json().path("id").asText() + "/sharing/";
            picture = "/shared/"
                    + client.patch(sharing, "{\"enabled\":true}")
                            .has(200)
                            .json()
                            .path("access_token")
                            .asText()
                    + ".png";
            assertThat(client.get("/api/environments/1/insights/?search=Sign-ups")
                            .has(200)
                            .json()
                            .path("count")
                            .asInt())
                    .isEqualTo(1);
            refusesNonsense(container.port());
        }
        Map<String, String> limited = new HashMap<>(parameters);
        limited.put("hindsight.ratelimit", "true");
        limited.put("hindsight.metrics", "true");
        limited.put("hindsight.metrics.token", TOKEN);
        List<String> complaints = complaintsWhile(() -> {
            try (Container again = start(Files.createDirectory(directory.resolve("two")), limited)) {
                TestClient client =
                        TestClient.of("http://localhost:" + again.port()).withKey(KEY);
                assertThat(client.get("/api/environments/1/insights/?search=Sign-ups")
                                .has(200)
                                .json()
                                .at("/results/0/name")
                                .textValue())
                        .isEqualTo("Sign-ups");
                assertThat(client.get(picture).has(200).header("Content-Type")).hasValue("image/png");
                for (int i = 1; i < 240; i++) {
                    client.get("/api/environments/1/insights/?basic=true").has(200);
                }
                client.get("/api/environments/1/insights/").has(429);
                showsItself(TestClient.of("http://localhost:" + again.port()));
                stopsForWhomNobodyWaits(again.port());
            }
        });
        assertThat(complaints)
                .as("what the container says when the application stops")
                .isEmpty();
    }

    private static void refusesNonsense(int port) throws Exception {
        for (String target : List.of(
                "/api/projects/..%2f1",
                "/api/projects/%2e%2e/x",
                "/api/projects/1;x=2/insights/",
                "/api/projects/%00",
                "/api/projects/%zz",
                "/WEB-INF/web.xml",
                "/nothing")) {
            assertThat(RawHttp.get(port, target)).as(target).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
        }
        assertThat(RawHttp.get(port, "/nothing")).contains("\"code\":\"not_found\"");
    }

    private static void showsItself(TestClient client) throws Exception {
        client.get("/metrics").has(401);
        assertThat(client.withKey(TOKEN).get("/metrics").has(200).body())
                .contains("hindsight_http_requests_seconds_count", "hikaricp_connections_active", "jvm_gc_");
        assertThat(client.send(client.to("/api/schema/")
                                .header("Accept", "text/html")
                                .GET())
                        .has(200)
                        .body())
                .contains("/api/schema/swagger-ui-bundle.js");
        client.get("/api/schema/swagger-ui-bundle.js").has(200);
        assertThat(client.send(client.to("/").header("Accept", "text/html").GET())
                        .has(200)
                        .body())
                .contains("/app.js");
        client.get("/console/any/chart.js").has(200);
    }

    /** A piece of a test that may fail with anything. */
    interface Step {
        void run() throws Exception;
    }

    /** A question that never ends, whose client hangs up. */
    private static void stopsForWhomNobodyWaits(int port) throws Exception {
        String body = "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select sum(a.number * b.number) from"
                + " numbers(10000000) as a cross join numbers(10000000) as b\"}}";
        TestClient metrics = TestClient.of("http://localhost:" + port).withKey(TOKEN);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try (socket) {
            socket.getOutputStream()
                    .write(("POST /api/projects/1/query/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            awaitRunning(metrics, "1.0");
        }
        if (System.getProperty("os.name").equals("Linux")) {
            awaitRunning(metrics, "0.0");
        }
    }

    private static void awaitRunning(TestClient metrics, String statements) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (metrics.get("/metrics").has(200).body().contains("\nhindsight_engine_running " + statements + "\n")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("not " + statements + " statements at work");
    }

    /** The warnings about leaks that are logged meanwhile. */
    private static List<String> complaintsWhile(Step step) throws Exception {
        List<String> complaints = Collections.synchronizedList(new ArrayList<>());
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord record) {
                String logger = String.valueOf(record.getLoggerName());
                if (record.getLevel().intValue() >= Level.WARNING.intValue()
                        && (logger.contains("WebappClassLoader") || logger.startsWith("org.eclipse.jetty"))) {
                    complaints.add(record.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(listener);
        try {
            step.run();
        } finally {
            root.removeHandler(listener);
        }
        return complaints;
    }
}
