package dev.hindsight.engine.clickhouse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * ClickHouse for tests: the embedded engine behind HTTP, started once for a JVM, with an empty database for each who asks.
 * {@code npm install} in {@code core/src/test/clickhouse} fetches the engine; {@code -Dclickhouse.library} names another file.
 * Without it tests are skipped with a message, but when {@code CI=true} is set they fail.
 */
public final class TestClickHouse {
    public static final String USER = "default";
    public static final String PASSWORD = "o'pen \"sesame\"";

    private static final String LIBRARY = "src/test/clickhouse/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";

    private final String address;
    private final AtomicInteger databases = new AtomicInteger();

    private TestClickHouse(String address) {
        this.address = address;
    }

    private static final class Started {
        private static final Optional<TestClickHouse> SERVER = library().map(TestClickHouse::start);
    }

    /** The URL of an empty database. */
    public static String emptyDatabase() {
        if (Started.SERVER.isEmpty()) {
            String message = "ClickHouse's engine is not there: run npm install in core/src/test/clickhouse";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(message);
            }
            System.err.println("Skipped: " + message);
            Assumptions.abort(message);
        }
        return Started.SERVER.orElseThrow().create();
    }

    private String create() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("default"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a database", e);
        }
        return url(name);
    }

    private String url(String database) {
        // The library compresses nothing.
        return "jdbc:clickhouse://" + address + "/" + database + "?compress=false";
    }

    private static Optional<Path> library() {
        String named = System.getProperty("clickhouse.library");
        Stream<Path> places =
                named == null ? Stream.of(Path.of(LIBRARY), Path.of("core", LIBRARY)) : Stream.of(Path.of(named));
        return places.filter(Files::isReadable).findFirst().map(Path::toAbsolutePath);
    }

    private static TestClickHouse start(Path library) {
        try {
            Path folder = Files.createTempDirectory("clickhouse");
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            LoopbackServer.class.getName(),
                            library.toString(),
                            folder.toString(),
                            PASSWORD))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("port ")) {
                    return new TestClickHouse("127.0.0.1:" + line.substring("port ".length()));
                }
            }
            throw new IllegalStateException("ClickHouse's engine did not start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process, Path folder) {
        process.destroyForcibly();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted((one, other) -> other.compareTo(one))
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("The folder " + folder + " is left behind: " + e);
        }
    }
}
