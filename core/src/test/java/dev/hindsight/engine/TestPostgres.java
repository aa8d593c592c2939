package dev.hindsight.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server for tests, started once and stopped with the JVM. */
public final class TestPostgres {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private static final class Server {
        private static final @Nullable EmbeddedPostgres POSTGRES = start();

        private static @Nullable EmbeddedPostgres start() {
            try {
                EmbeddedPostgres started = EmbeddedPostgres.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        started.close();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }));
                return started;
            } catch (IOException | RuntimeException e) {
                System.err.println("SKIPPED LOUDLY: PostgreSQL did not start, so nothing was tested on it: " + e);
                return null;
            }
        }
    }

    private TestPostgres() {}

    /** The URL of a new, empty database. Where the server cannot start, the test is skipped; on CI it fails. */
    public static String newDatabase() {
        return newDatabase("template1");
    }

    /** The URL of a new database that begins as a copy of another, to which nobody may be connected. */
    public static String newDatabase(String template) {
        EmbeddedPostgres server = server();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getJdbcUrl(USER, name);
    }

    /** Where the server cannot start, the test is skipped; on CI it fails. */
    public static void checkThere() {
        server();
    }

    /** The name of the database at one of these URLs. */
    public static String nameIn(String url) {
        return URI.create(url.substring("jdbc:".length())).getPath().substring(1);
    }

    private static EmbeddedPostgres server() {
        EmbeddedPostgres server = Server.POSTGRES;
        if (server == null) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("PostgreSQL did not start");
            }
            Assumptions.abort("PostgreSQL did not start");
            throw new AssertionError("unreachable");
        }
        return server;
    }
}
