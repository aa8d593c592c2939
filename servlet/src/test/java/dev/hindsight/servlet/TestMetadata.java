package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.metadata.MetadataDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The metadata database of tests: H2, or what the system property {@code test.metadata} says. The build runs tests of the API once
 * with each.
 */
final class TestMetadata {
    private static final String USER = "postgres";
    private static final String PASSWORD = "postgres";

    /** Started once, and stopped with the JVM. */
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

    /** A database with its tables and nothing in them, to be copied: that takes half as long as to make them. */
    private static final class Tables {
        private static final String DATABASE = make(Objects.requireNonNull(Server.POSTGRES));

        private static String make(EmbeddedPostgres server) {
            String name = newDatabase(server, "template1");
            MetadataDatabase.open(server.getJdbcUrl(USER, name), USER, PASSWORD).close();
            return name;
        }
    }

    private TestMetadata() {}

    /** Databases in memory, or an empty one of PostgreSQL for metadata. */
    static HindsightBuilder builder() {
        HindsightBuilder builder = Hindsight.builder().inMemory();
        if (!"postgresql".equals(System.getProperty("test.metadata"))) {
            return builder;
        }
        EmbeddedPostgres server = Server.POSTGRES;
        if (server == null) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("PostgreSQL did not start");
            }
            Assumptions.abort("PostgreSQL did not start");
            throw new AssertionError("unreachable");
        }
        String name = newDatabase(server, Tables.DATABASE);
        return builder.metadata(server.getJdbcUrl(USER, name), USER, PASSWORD);
    }

    private static String newDatabase(EmbeddedPostgres server, String template) {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }
}
