package dev.hindsight.servlet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of a test's own, which it may stop, break and start again. */
public final class TestPostgres {
    private TestPostgres() {}

    /**
     * Starts a server over what a directory holds. Where it cannot start, the test is skipped with a message; on CI it fails.
     *
     * @param port 0: a free one
     */
    public static EmbeddedPostgres start(Path data, int port) {
        try {
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
            return port == 0 ? builder.start() : builder.setPort(port).start();
        } catch (IOException | RuntimeException e) {
            String problem = "PostgreSQL did not start, so nothing was tested on it: " + e.getMessage();
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(problem, e);
            }
            System.err.println("SKIPPED LOUDLY: " + problem);
            Assumptions.abort(problem);
            throw new AssertionError("unreachable");
        }
    }

    /** The address of a server's first database. */
    public static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** Runs statements as whoever may do everything. */
    public static void execute(int port, String password, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port), "postgres", password);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
