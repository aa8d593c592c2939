package dev.hindsight.metadata;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Empty metadata databases for tests, on each database that is supported. */
public final class MetadataStores {
    private static final Namespace NAMESPACE = Namespace.create(MetadataStores.class);

    private MetadataStores() {}

    /** An empty H2 database in memory. */
    public static MetadataDatabase h2() {
        return MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null);
    }

    /**
     * An empty database on a PostgreSQL server that is started once for all tests. Where it cannot start, tests that need it
     * are skipped with a message; on CI they fail.
     */
    public static MetadataDatabase postgresql(ExtensionContext context) {
        Server server = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Server.class);
        EmbeddedPostgres postgres = server.postgres;
        if (postgres == null) {
            String problem = "PostgreSQL did not start, so nothing was tested on it: " + server.problem;
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(problem);
            }
            System.err.println("SKIPPED LOUDLY: " + problem);
            Assumptions.abort(problem);
            throw new AssertionError("unreachable");
        }
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return MetadataDatabase.open(postgres.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /** The server, stopped when all tests are done. */
    static final class Server implements AutoCloseable {
        private final @Nullable EmbeddedPostgres postgres;
        private final String problem;

        Server() {
            @Nullable EmbeddedPostgres started = null;
            String failure = "";
            try {
                started = EmbeddedPostgres.start();
            } catch (IOException | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            postgres = started;
            problem = failure;
        }

        @Override
        public void close() throws IOException {
            if (postgres != null) {
                postgres.close();
            }
        }
    }
}
