package dev.hindsight.metadata;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.schema.Migrations;
import dev.hindsight.schema.OwnPool;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The database of everything but events: H2 or PostgreSQL. All tables are in a schema {@code hindsight} of their own, which is
 * created when missing, so a host's database can be shared. Thread-safe.
 */
public final class MetadataDatabase implements AutoCloseable {
    private static final String SCHEMA = "hindsight";
    private static final String HISTORY = "hindsight_metadata_history";
    private static final int POOL_SIZE = 10;

    private static final int ANSWER_SECONDS = 3;

    private final DataSource dataSource;
    private final Jdbi jdbi;
    private final @Nullable HikariDataSource pool;

    private MetadataDatabase(DataSource dataSource, boolean otherIsolation, @Nullable HikariDataSource pool) {
        this.dataSource = dataSource;
        this.jdbi = jdbi(dataSource, otherIsolation);
        this.pool = pool;
    }

    /**
     * Opens a database by its JDBC URL with a pool of its own, and brings its tables up to date.
     *
     * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}; commits to an H2 file are on their way to the disk when they
     *     return
     * @param user null for a database that needs none, such as an embedded file
     */
    public static MetadataDatabase open(String url, @Nullable String user, @Nullable String password) {
        HikariDataSource pool;
        try {
            pool = OwnPool.open(
                    "metadata",
                    durable(url),
                    driver(url),
                    user == null ? "" : user,
                    password == null ? "" : password,
                    POOL_SIZE);
        } catch (SQLException e) {
            throw new IllegalStateException("the metadata database does not answer", e);
        }
        try {
            return new MetadataDatabase(pool, migrate(pool), pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Uses a host's database, which stays the host's to close, and brings our tables in it up to date.
     *
     * @throws IllegalArgumentException when its connections do not commit by themselves
     */
    public static MetadataDatabase over(DataSource dataSource) {
        return new MetadataDatabase(dataSource, migrate(dataSource), null);
    }

    /**
     * H2 answers a commit up to half a second before it writes it, and a process that is killed meanwhile loses what it said was
     * saved. It also closes a file as soon as the process is asked to end, while a container still answers requests. A URL that
     * names these settings keeps its own.
     *
     * <p>Each connection remembers its last statements, of which H2's 8 are fewer than what one answer takes: parsing them anew
     * would cost more than running them.
     */
    private static String durable(String url) {
        if (!url.startsWith("jdbc:h2:file:")) {
            return url;
        }
        return with(with(with(url, "WRITE_DELAY", "0"), "DB_CLOSE_ON_EXIT", "FALSE"), "QUERY_CACHE_SIZE", "128");
    }

    private static String with(String url, String setting, String value) {
        boolean named = url.toUpperCase(Locale.ROOT).contains(";" + setting + "=");
        return named ? url : url + ";" + setting + "=" + value;
    }

    private static String driver(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return "org.h2.Driver";
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return "org.postgresql.Driver";
        }
        throw new IllegalArgumentException("metadata needs a jdbc:h2: or jdbc:postgresql: URL, not " + scheme(url));
    }

    /** A URL without what may hold a password. */
    private static String scheme(String url) {
        String[] parts = url.split(":", 3);
        return parts.length < 3 ? "something else" : parts[0] + ":" + parts[1] + ":…";
    }

    /** Brings the tables up to date, and says whether connections come with another level of isolation than ours. */
    private static boolean migrate(DataSource dataSource) {
        boolean otherIsolation;
        String product;
        String schema;
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.getAutoCommit()) {
                // Single statements would be undone without a word when their connection goes back.
                throw new IllegalArgumentException(
                        "the metadata's data source must give connections in auto-commit mode");
            }
            otherIsolation = connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED;
            DatabaseMetaData database = connection.getMetaData();
            product = product(database.getDatabaseProductName());
            // Our SQL names the schema without quotes, and databases differ in what they make of that.
            schema = database.storesUpperCaseIdentifiers() ? SCHEMA.toUpperCase(Locale.ROOT) : SCHEMA;
        } catch (SQLException e) {
            throw new IllegalStateException("the metadata database does not answer", e);
        }
        Flyway flyway = Flyway.configure(MetadataDatabase.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/metadata/" + product)
                .schemas(schema)
                .createSchemas(true)
                .table(HISTORY)
                .load();
        Migrations.run("metadata", flyway);
        return otherIsolation;
    }

    private static String product(String name) {
        return switch (name) {
            case "H2" -> "h2";
            case "PostgreSQL" -> "postgresql";
            default -> throw new IllegalArgumentException("metadata needs H2 or PostgreSQL, not " + name);
        };
    }

    private static Jdbi jdbi(DataSource dataSource, boolean otherIsolation) {
        Jdbi jdbi = Jdbi.create(dataSource).installPlugin(new SqlObjectPlugin());
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerColumnMapper(new InstantMapper());
        jdbi.setStatementBuilderFactory(connection -> new ChangeNotice(otherIsolation));
        // Drivers put statements and values into their messages; those stay in the cause, for whoever reads the logs.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MetadataDatabase::message);
        return jdbi;
    }

    private static String message(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return "a metadata statement failed, SQLSTATE " + sql.getSQLState();
            }
        }
        // No database saw it: a parameter is missing, or a value has no mapping. The stack trace names the place.
        return "a metadata statement could not be made or its rows not be read";
    }

    /** The way to all tables. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** Tells whether anything has changed. */
    public Editions editions() {
        return new Editions(dataSource);
    }

    /** The connections, for libraries that want them. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Has the connections measured, if they are a pool of our own; nothing else happens. At most once. */
    public void measure(MetricsTrackerFactory pools) {
        if (pool != null) {
            pool.setMetricsTrackerFactory(pools);
        }
    }

    /** Whether the database answers within a few seconds. */
    public boolean answers() {
        try {
            // Not isValid, to which H2 says yes also of a database that it has closed.
            return jdbi.withHandle(handle -> handle.createQuery("select 1")
                            .setQueryTimeout(ANSWER_SECONDS)
                            .mapTo(Integer.class)
                            .one())
                    == 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
