package dev.hindsight.servlet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.hindsight.Hindsight;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.http.Dispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Reads an insight with its cached answer over HTTP, beside a bare servlet in the same Jetty that looks as many bytes up by a
 * primary key in the same H2 file. A process of its own sends the requests, over 16 connections. Then: how soon the next reader
 * sees what a forced calculation brought.
 */
public final class CachedReadBenchmark {
    private static final int REFRESHES = 50;

    private CachedReadBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Files.createTempDirectory("hindsight-cached-read");
        try {
            serve(home);
        } finally {
            delete(home);
        }
    }

    private static void serve(Path home) throws Exception {
        Clock clock = Clock.systemUTC();
        // WRITE_DELAY as ours has it: every pool of an H2 file must name the same settings.
        String url = "jdbc:h2:file:" + home.resolve("metadata") + ";WRITE_DELAY=0";
        Server server = new Server();
        try (Hindsight hindsight = Hindsight.builder()
                        .home(home)
                        .metadata(url, null, null)
                        .clock(clock)
                        .open();
                HikariDataSource pool = pool(url)) {
            ServerConnector connector = new ServerConnector(server);
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServlet(
                    new ServletHolder(new Dispatcher(Application.routes(hindsight, clock), Optional.empty())), "/*");
            context.addServlet(new ServletHolder(new Bare(pool)), "/bare");
            server.setHandler(context);
            server.start();
            int port = connector.getLocalPort();
            String key = hindsight.firstStart().orElseThrow().key().value();
            long insight = insight(
                    hindsight,
                    clock.instant(),
                    TestClient.of("http://localhost:" + port).withKey(key));
            byte[] answer;
            try (LoadClient client = new LoadClient(port)) {
                answer = client.exchange(CachedReadLoad.insight(insight, "", key));
            }
            store(pool, answer);
            System.out.printf("answers of %,d bytes%n", answer.length);
            load(port, key, insight);
            visible(port, key, insight);
        } finally {
            server.stop();
        }
    }

    /** As the pool of our own metadata. */
    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername("");
        pool.setPassword("");
        pool.setMaximumPoolSize(10);
        return pool;
    }

    /** An insight whose cached answer has about 8 KB. */
    private static long insight(Hindsight hindsight, Instant now, TestClient client) throws Exception {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(new Event(
                    UUID.randomUUID(), "event " + i % 4, "person " + i % 500, now.minusSeconds(370L * i), "{}"));
        }
        hindsight.events().append(1, events);
        String series = String.join(
                ",",
                IntStream.range(0, 2)
                        .mapToObj(i -> "{\"kind\":\"EventsNode\",\"event\":\"event " + i + "\"}")
                        .toList());
        return client.post(
                        "/api/projects/1/insights/?refresh=blocking",
                        "{\"name\":\"Read often\",\"query\":{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\","
                                + "\"dateRange\":{\"date_from\":\"-80d\"},\"series\":[" + series + "]}}}")
                .has(201)
                .json()
                .path("id")
                .asLong();
    }

    private static void store(DataSource pool, byte[] answer) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table bare (id bigint primary key, body blob not null)");
            try (PreparedStatement insert = connection.prepareStatement("insert into bare values (1, ?)")) {
                insert.setBytes(1, answer);
                insert.executeUpdate();
            }
        }
    }

    private static void load(int port, String key, long insight) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        CachedReadLoad.class.getName(),
                        Integer.toString(port),
                        key,
                        Long.toString(insight))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the process that sends requests failed");
        }
    }

    /** Where these classes are, whatever runs this main class. */
    private static String classPath() {
        return Path.of(URI.create(CachedReadLoad.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    /** From the answer to a forced calculation, until a reader on another connection has the new answer. */
    private static void visible(int port, String key, long insight) throws IOException {
        JsonMapper json = new JsonMapper();
        double[] millis = new double[REFRESHES];
        int looks = 0;
        try (LoadClient one = new LoadClient(port);
                LoadClient other = new LoadClient(port)) {
            for (int i = 0; i < REFRESHES; i++) {
                String made = json.readTree(
                                one.exchange(CachedReadLoad.insight(insight, "?refresh=force_blocking", key)))
                        .path("last_refresh")
                        .textValue();
                long start = System.nanoTime();
                String seen;
                do {
                    seen = json.readTree(other.exchange(CachedReadLoad.insight(insight, "", key)))
                            .path("last_refresh")
                            .textValue();
                    looks++;
                } while (!made.equals(seen));
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "a forced calculation is seen by the next reader after %.2f ms (median of %d; %.2f looks each)%n",
                millis[REFRESHES / 2], REFRESHES, looks / (double) REFRESHES);
    }

    private static void delete(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** As little as a servlet can do to send what is stored under a key. */
    private static final class Bare extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient DataSource pool;

        Bare(DataSource pool) {
            this.pool = pool;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body;
            try (Connection connection = pool.getConnection();
                    PreparedStatement select = connection.prepareStatement("select body from bare where id = ?")) {
                select.setLong(1, 1);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    body = row.getBytes(1);
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
