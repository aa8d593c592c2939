package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.config.Settings;
import dev.hindsight.config.SettingsSource;
import dev.hindsight.servlet.api.Throttle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;

/** What operators see of the application, over HTTP. */
class OperationsTest {
    private static final String KEY = "phx_operations_test_key";
    private static final String TOKEN = "a-token-for-whoever-scrapes";
    private static final Map<String, String> WITH_TOKEN =
            Map.of("hindsight.metrics", "true", "hindsight.metrics.token", TOKEN);
    private static final String QUERY =
            "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\"}]}}";

    /** An application with some settings, in a container. */
    private record App(Operations operations, Opening opening, RunningServer server) implements AutoCloseable {
        static App with(Map<String, String> settings) throws Exception {
            return with(settings, Hindsight.builder().inMemory());
        }

        static App with(Map<String, String> given, HindsightBuilder builder) throws Exception {
            Settings settings = Settings.read(List.of(SettingsSource.of("test", given)));
            Operations operations = Operations.of(settings);
            operations.observe(builder.bootstrapKey(KEY));
            Clock clock = Clock.systemUTC();
            Opening opening = new Opening(
                    builder::open,
                    hindsight -> {
                        operations.opened(hindsight);
                        return Application.routes(hindsight, clock, Throttle.OFF, operations::addTo);
                    },
                    operations::addTo,
                    Opening.Pace.USUAL);
            opening.begin();
            return new App(operations, opening, RunningServer.start(opening::router, operations::served));
        }

        TestClient anonymous() {
            return TestClient.of(server.url());
        }

        TestClient client() {
            return anonymous().withKey(KEY);
        }

        /** As soon as they have what was asked last: it is counted after its client has the reply. */
        String metricsWith(String last) throws Exception {
            TestClient prometheus = anonymous().withKey(TOKEN);
            String text = prometheus.get("/metrics").has(200).body();
            for (int i = 0; i < 100 && !text.contains(last); i++) {
                Thread.sleep(20);
                text = prometheus.get("/metrics").has(200).body();
            }
            return text;
        }

        @Override
        public void close() {
            server.close();
            opening.close();
            operations.close();
        }
    }

    @Test
    void metrics_areNotThere_unlessTheyAreWanted() throws Exception {
        try (App app = App.with(Map.of())) {
            app.client().get("/metrics").has(404);
        }
    }

    @Test
    void metrics_areForWhoHasTheToken() throws Exception {
        try (App app = App.with(WITH_TOKEN)) {
            app.anonymous().get("/metrics").isError(401, "authentication_error", "not_authenticated", "null");
            for (String wrong : List.of(KEY, "a-token-for-whoever-scrape", TOKEN + "x")) {
                app.anonymous().withKey(wrong).get("/metrics").has(401);
            }
            app.anonymous().get("/metrics?personal_api_key=" + TOKEN).has(401);

            Answered answered = app.anonymous().withKey(TOKEN).get("/metrics").has(200);
            assertThat(answered.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(answered.header("Cache-Control")).contains("no-store");
            assertThat(answered.body()).doesNotContain(TOKEN);
        }
    }

    @Test
    void metrics_areForEverybody_whereTheyWereOpened() throws Exception {
        try (App app = App.with(Map.of("hindsight.metrics", "open"))) {
            app.anonymous().get("/metrics").has(200);
        }
    }

    @Test
    void metrics_countWhatHappens_andNameNobody() throws Exception {
        try (App app = App.with(WITH_TOKEN)) {
            TestClient client = app.client();
            client.post("/api/projects/1/query/", QUERY).has(200);
            client.post("/api/environments/1/query/", QUERY).has(200);
            client.post(
                            "/api/projects/1/query/",
                            "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select nothing_like_it from events\"}}")
                    .has(400);
            client.get("/api/projects/1/insights/123456/").has(404);
            client.get("/made/up/secret-path").has(404);
            client.send("BREW", "/_health").has(405);

            String text = app.metricsWith("method=\"OTHER\"");

            assertThat(values(text))
                    .containsEntry(
                            "hindsight_http_requests_seconds_count{method=\"POST\",route=\"/api/{scope}/{project}/query\",status=\"2xx\"}",
                            2.0)
                    .containsEntry(
                            "hindsight_http_requests_seconds_count{method=\"POST\",route=\"/api/{scope}/{project}/query\",status=\"4xx\"}",
                            1.0)
                    .containsEntry(
                            "hindsight_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"4xx\"}", 1.0)
                    .containsEntry(
                            "hindsight_http_requests_seconds_count{method=\"OTHER\",route=\"none\",status=\"4xx\"}",
                            1.0)
                    .containsEntry("hindsight_answers_total{cache_reason=\"calculated\"}", 1.0)
                    .containsEntry("hindsight_answers_total{cache_reason=\"within_age\"}", 1.0)
                    .containsEntry("hindsight_recalculations_total{cause=\"missing\"}", 2.0)
                    .containsEntry(
                            "hindsight_calculations_seconds_count{background=\"false\",kind=\"TrendsQuery\",outcome=\"done\"}",
                            1.0)
                    .containsEntry(
                            "hindsight_calculations_seconds_count{background=\"false\",kind=\"HogQLQuery\",outcome=\"invalid\"}",
                            1.0)
                    .containsEntry("hindsight_calculations_running", 0.0)
                    .containsEntry("hindsight_calculations_queued", 0.0)
                    .containsEntry("hindsight_engine_running", 0.0)
                    .containsEntry("hindsight_engine_waiting", 0.0)
                    .containsKeys(
                            "hindsight_engine_waited_seconds_total",
                            "hindsight_engine_statements_seconds_sum",
                            "hikaricp_connections_active{pool=\"hindsight-metadata\"}",
                            "hikaricp_connections_usage_seconds_count{pool=\"hindsight-metadata\"}",
                            "jvm_threads_live_threads",
                            "process_uptime_seconds");
            assertThat(values(text).get("hindsight_engine_statements_seconds_count"))
                    .isPositive();
            assertThat(text)
                    .contains("jvm_memory_used_bytes{", "jvm_gc_", "hindsight_http_requests_seconds_bucket{")
                    .doesNotContain("secret-path", "123456", "BREW", KEY);
        }
    }

    private static Map<String, Double> values(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return values;
    }

    @Test
    void metrics_areThere_beforeTheDatabasesAre() throws Exception {
        HindsightBuilder nowhere = Hindsight.builder()
                .inMemory()
                .metadata("jdbc:postgresql://localhost:" + ServerProcess.freePort() + "/x", "nobody", "");
        try (App app = App.with(WITH_TOKEN, nowhere)) {
            app.client().get("/_ready").has(503);
            app.client().get("/metrics").has(401);
            String notReady = "route=\"/_ready\",status=\"5xx\"";
            assertThat(app.metricsWith(notReady)).contains(notReady);
        }
    }

    @Test
    void requestLog_saysWhatWasAsked_andHoldsNoSecret() throws Exception {
        Logger requests = Logger.getLogger(RequestLog.NAME);
        Level before = requests.getLevel();
        requests.setLevel(Level.INFO);
        try (App app = App.with(Map.of("hindsight.request-log", "true"));
                Log log = new Log()) {
            TestClient client = app.client();
            Answered answered = client.send(client.to("/api/projects/@current/insights/?search=hunter2")
                    .header("X-Request-Id", "from-the.proxy_1")
                    .GET());
            assertThat(answered.has(200).header("X-Request-Id")).contains("from-the.proxy_1");
            Answered unsafe = client.send(client.to("/shared/hunter3")
                    .header("X-Request-Id", "two words")
                    .GET());
            String made = unsafe.header("X-Request-Id").orElseThrow();
            assertThat(made).matches("[A-Za-z0-9._-]{1,64}");
            app.anonymous()
                    .get("/api/projects/1/insights/?personal_api_key=hunter4")
                    .has(401);
            app.client().get("/hunter5").has(404);

            awaitLines(log, 4);
            assertThat(log.said().lines().filter(line -> line.startsWith("method=")))
                    .map(line -> line.replaceFirst(" ms=\\d+ ", " "))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo("method=GET route=/api/{scope}/{project}/insights status=200"
                                            + " request=from-the.proxy_1 project=1"),
                            line -> assertThat(line)
                                    .isEqualTo("method=GET route=/shared/{token} status=404 request=" + made
                                            + " project=-"),
                            line -> assertThat(line)
                                    .matches("method=GET route=/api/\\{scope}/\\{project}/insights status=401"
                                            + " request=[0-9a-f-]{36} project=-"),
                            line -> assertThat(line)
                                    .matches("method=GET route=none status=404 request=[0-9a-f-]{36} project=-"));
            assertThat(log.said()).doesNotContain("hunter", KEY);
        } finally {
            requests.setLevel(before);
        }
    }

    /** A line is written after the client has its reply. */
    private static void awaitLines(Log log, int count) throws InterruptedException {
        for (int i = 0;
                i < 100
                        && log.said()
                                        .lines()
                                        .filter(line -> line.startsWith("method="))
                                        .count()
                                < count;
                i++) {
            Thread.sleep(20);
        }
    }

    @Test
    void statements_nameTheRequest_thatTheyRunFor_alsoThoseOfADashboard() throws Exception {
        List<String> statements = Collections.synchronizedList(new ArrayList<>());
        try (Connection root = DriverManager.getConnection("jdbc:duckdb:");
                App app = App.with(Map.of(), Hindsight.builder().inMemory().events(noting(root, statements)))) {
            TestClient client = app.client();
            StringBuilder tiles = new StringBuilder();
            for (String event : List.of("a", "b", "c", "d", "e")) {
                String insight =
                        "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"" + event
                                + "\"}]}}";
                tiles.append(tiles.isEmpty() ? "" : ",")
                        .append("{\"insight\":")
                        .append(client.post("/api/projects/1/insights/", insight)
                                .has(201)
                                .json()
                                .path("id"))
                        .append("}");
            }
            String dashboard = client.post("/api/projects/1/dashboards/", "{\"name\":\"d\",\"tiles\":[" + tiles + "]}")
                    .has(201)
                    .json()
                    .path("id")
                    .asText();
            statements.clear();

            client.send(client.to("/api/projects/1/dashboards/" + dashboard + "/?refresh=blocking")
                            .header("X-Request-Id", "of-the-dashboard")
                            .GET())
                    .has(200);
            assertThat(statements.stream()
                            .filter(sql -> sql.contains("/* request"))
                            .toList())
                    .hasSize(5)
                    .allMatch(sql -> sql.startsWith("/* request of-the-dashboard */ "));
            statements.clear();

            client.send(client.to("/api/projects/1/dashboards/" + dashboard + "/?refresh=force_blocking")
                            .header("X-Request-Id", "another")
                            .GET())
                    .has(200);
            assertThat(statements.stream()
                            .filter(sql -> sql.contains("/* request"))
                            .toList())
                    .hasSize(5)
                    .allMatch(sql -> sql.startsWith("/* request another */ "));
        }
    }

    /** Connections of an events database that note what is prepared on them. */
    private static DataSource noting(Connection root, List<String> statements) {
        return (DataSource) Proxy.newProxyInstance(
                OperationsTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, values) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Connection connection = root.unwrap(DuckDBConnection.class).duplicate();
                    return Proxy.newProxyInstance(
                            OperationsTest.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (itself, called, given) -> {
                                if (called.getName().equals("prepareStatement")) {
                                    statements.add(String.valueOf(given[0]));
                                }
                                try {
                                    return called.invoke(connection, given);
                                } catch (InvocationTargetException e) {
                                    throw e.getTargetException();
                                }
                            });
                });
    }

    @Test
    void requestLog_saysNothing_unlessItIsWanted() throws Exception {
        Logger requests = Logger.getLogger(RequestLog.NAME);
        Level before = requests.getLevel();
        requests.setLevel(Level.INFO);
        try (App app = App.with(Map.of());
                Log log = new Log()) {
            app.client().get("/_health").has(200);
            app.client().get("/_health").has(200);
            assertThat(log.said()).doesNotContain("method=");
        } finally {
            requests.setLevel(before);
        }
    }
}
