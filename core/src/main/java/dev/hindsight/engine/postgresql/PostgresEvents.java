package dev.hindsight.engine.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.own.OwnEventsDatabase;
import dev.hindsight.event.EventStore;
import dev.hindsight.schema.Migrations;
import dev.hindsight.schema.OwnPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in a PostgreSQL database, in a schema {@code hindsight_events} of their own, which is created when missing, so that a
 * host's database can be shared. Any number of processes may use it at once. Thread-safe.
 */
public final class PostgresEvents implements EventsDatabase {
    private static final String SCHEMA = "hindsight_events";
    private static final String HISTORY = "hindsight_events_history";

    /** Connections beside those of running queries: for appends and look-ups. */
    private static final int BESIDE_QUERIES = 8;

    /** A server that vanishes without a word is waited for no longer. */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(10);

    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    private static final int ANSWER_SECONDS = 3;

    /** So many connections of a pool may turn out to be gone, one after the other, before that is taken for an outage. */
    private static final int MOST_STALE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(PostgresEvents.class);

    private final DataSource connections;
    private final @Nullable HikariDataSource pool;
    private final PostgresDialect dialect;
    private final boolean guarded;
    private final String searchPath;

    private PostgresEvents(DataSource connections, @Nullable HikariDataSource pool, @Nullable OwnSchema own) {
        this.connections = connections;
        this.pool = pool;
        this.searchPath = own == null ? SCHEMA : own.searchPath(SCHEMA);
        if (own != null) {
            check(own);
        }
        migrate();
        try {
            this.dialect = new PostgresDialect(read(Collations::ofCases));
            if (own == null) {
                write(ReaderRole::make);
                this.guarded = isGuarded();
            } else {
                this.guarded = false;
                LOG.info("Events and persons are those of the schema {}, which are read and never written", own.name());
            }
        } catch (SQLException e) {
            throw new PostgresException("cannot read what the events database offers", e);
        }
    }

    /**
     * Opens a database by its JDBC URL with a pool of its own, and brings its tables up to date.
     *
     * @param url {@code jdbc:postgresql://host:port/database}
     * @throws PostgresException when it does not answer, does not let the user in, or cannot be migrated
     * @throws dev.hindsight.schema.NewerSchemaException when a later release made its tables
     */
    public static PostgresEvents open(String url, @Nullable String user, @Nullable String password) {
        return open(url, user, password, (OwnSchema) null);
    }

    /**
     * As above, with events of the host's own.
     *
     * @param schema where views or tables {@code events}, {@code persons} and {@code person_distinct_ids} are, with the columns that
     *     ours have; they are read and never written
     * @throws IllegalArgumentException when something is missing there, naming all that is; nothing is made then
     */
    public static EventsDatabase openOwn(String url, @Nullable String user, @Nullable String password, String schema) {
        return new OwnEventsDatabase(open(url, user, password, new OwnSchema(schema)));
    }

    private static PostgresEvents open(
            String url, @Nullable String user, @Nullable String password, @Nullable OwnSchema own) {
        HikariDataSource pool;
        try {
            pool = OwnPool.open(
                    "events",
                    url,
                    "org.postgresql.Driver",
                    user,
                    password,
                    EngineLimits.slotsOfThisMachine() + BESIDE_QUERIES);
        } catch (SQLException e) {
            throw new PostgresException("the events database does not answer", e);
        }
        try {
            return new PostgresEvents(pool, pool, own);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Uses a host's database and brings our tables in it up to date; the host keeps ownership of the data source.
     *
     * @throws PostgresException when it does not answer or cannot be migrated
     */
    public static PostgresEvents over(DataSource dataSource) {
        return new PostgresEvents(dataSource, null, null);
    }

    /** As above, with events of the host's own, as {@link #openOwn} has them. */
    public static EventsDatabase overOwn(DataSource dataSource, String schema) {
        return new OwnEventsDatabase(new PostgresEvents(dataSource, null, new OwnSchema(schema)));
    }

    /** Before anything is made. */
    private void check(OwnSchema own) {
        try {
            read(own::check);
        } catch (SQLException e) {
            throw new PostgresException("cannot read the events of your own", e);
        }
    }

    private void migrate() {
        try {
            Migrations.run(
                    "events",
                    Flyway.configure(PostgresEvents.class.getClassLoader())
                            .dataSource(connections)
                            .locations("classpath:db/events/postgresql")
                            .schemas(SCHEMA)
                            .createSchemas(true)
                            .table(HISTORY)
                            .load());
        } catch (FlywayException e) {
            throw new PostgresException("cannot migrate the events database", e);
        }
    }

    /** Whether questions can be asked as the role that sees one project; the log says how to get there where they cannot. */
    private boolean isGuarded() {
        try {
            if (read(LONGEST_LOOK, ReaderRole::guardsAll, ReaderRole.settings(0))) {
                return true;
            }
        } catch (SQLException e) {
            LOG.debug("The role of questions cannot be taken", e);
        }
        ReaderRole.warn();
        return false;
    }

    @Override
    public PostgresEngine engine(EngineLimits limits) {
        if (pool != null) {
            pool.getHikariConfigMXBean().setMaximumPoolSize(limits.concurrency() + BESIDE_QUERIES);
        }
        return new PostgresEngine(this, limits);
    }

    @Override
    public void measure(MetricsTrackerFactory pools) {
        if (pool != null) {
            pool.setMetricsTrackerFactory(pools);
        }
    }

    @Override
    public EventStore store(Clock clock) {
        return new PostgresEventStore(this, clock);
    }

    PostgresDialect dialect() {
        return dialect;
    }

    /** What is done on a connection, within a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does work in one transaction that sees our tables, and leaves a host's connection as it was. */
    <T> T write(Work<T> work) throws SQLException {
        return inTransaction(
                "set transaction isolation level read committed; ",
                LONGEST_WRITE,
                work,
                // A node that is gone without a word leaves its locks to the others before long, and none waits for
                // them for ever.
                "idle_in_transaction_session_timeout",
                "60s",
                "lock_timeout",
                "60s");
    }

    /** As {@link #write}, for a short look at the tables. */
    <T> T read(Work<T> work) throws SQLException {
        return read(LONGEST_LOOK, work);
    }

    /**
     * As {@link #read(Duration, Work, String...)}, for a question of a project: PostgreSQL itself shows it no row of another one,
     * where it has the role for that.
     */
    <T> T readAs(long projectId, Duration silence, Work<T> work, String... settings) throws SQLException {
        return guarded && projectId != 0
                ? read(
                        silence,
                        work,
                        Stream.concat(Stream.of(settings), Stream.of(ReaderRole.settings(projectId)))
                                .toArray(String[]::new))
                : read(silence, work, settings);
    }

    /**
     * As {@link #write}, for work that only reads.
     *
     * @param silence how long the server may say nothing before it is taken for gone
     * @param settings names and values of PostgreSQL settings for this transaction only
     */
    <T> T read(Duration silence, Work<T> work, String... settings) throws SQLException {
        return inTransaction("set transaction read only; ", silence, work, settings);
    }

    private <T> T inTransaction(String first, Duration silence, Work<T> work, String... settings) throws SQLException {
        for (int stale = 0; ; stale++) {
            try (Connection connection = connections.getConnection()) {
                boolean autoCommit = connection.getAutoCommit();
                int patience = connection.getNetworkTimeout();
                boolean begun = false;
                boolean committed = false;
                try {
                    connection.setAutoCommit(false);
                    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
                    prepare(connection, first, settings);
                    begun = true;
                    T result = work.on(connection);
                    connection.commit();
                    committed = true;
                    return result;
                } catch (SQLException e) {
                    // Pools hand out what a server has closed since. Nothing was done on it, so another one will do.
                    if (begun || stale == MOST_STALE || !isGone(e)) {
                        throw e;
                    }
                    LOG.debug("A connection of the pool was gone", e);
                } finally {
                    if (!committed) {
                        rollback(connection);
                    }
                    restore(connection, autoCommit, patience);
                }
            }
        }
    }

    private static boolean isGone(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** As {@link #rollback}. */
    private static void restore(Connection connection, boolean autoCommit, int patience) {
        try {
            connection.setNetworkTimeout(Runnable::run, patience);
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.debug("A connection is gone", e);
        }
    }

    private void prepare(Connection connection, String first, String... settings) throws SQLException {
        StringBuilder sql = new StringBuilder(first)
                .append("select set_config('search_path', ?, true), set_config('TimeZone', 'UTC', true)");
        sql.append(", set_config(?, ?, true)".repeat(settings.length / 2));
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            statement.setString(1, searchPath);
            for (int i = 0; i < settings.length; i++) {
                statement.setString(i + 2, settings[i]);
            }
            statement.execute();
        }
    }

    /** What failed before matters more than that a broken connection cannot be rolled back. */
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("A connection is gone, and with it its transaction", e);
        }
    }

    @Override
    public boolean answers() {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            return statement.execute("select 1");
        } catch (SQLException e) {
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
