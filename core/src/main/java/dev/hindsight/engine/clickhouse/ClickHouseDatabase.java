package dev.hindsight.engine.clickhouse;

import com.clickhouse.client.api.ClientException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import com.clickhouse.jdbc.DataSourceImpl;
import com.clickhouse.jdbc.StatementImpl;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.own.OwnEventsDatabase;
import dev.hindsight.engine.own.OwnViews;
import dev.hindsight.schema.Migrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ClickHouse database with our tables in it, on a server or a cluster, which other processes may use too. Thread-safe. */
public final class ClickHouseDatabase implements EventsDatabase {
    private static final String MIGRATIONS = "classpath:db/events/clickhouse";
    private static final String HISTORY = "hindsight_events_history";

    /** Connections beside those of questions that run: for writers, and for what watches over questions. */
    private static final int BESIDE_QUERIES = 24;

    /** Whoever asks learns within this that the server is gone. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseDatabase.class);

    private final HikariDataSource connections;
    private ServerShape shape = ServerShape.SINGLE;
    private OwnDatabase own = OwnDatabase.NONE;

    private ClickHouseDatabase(HikariDataSource connections) {
        this.connections = connections;
    }

    /**
     * Connects to a database and brings its tables up to date.
     *
     * @param url {@code jdbc:clickhouse://host:8123/database}; settings of the driver and, as {@code clickhouse_setting_…}, of the
     *     server may follow
     * @throws ClickHouseException when the database does not answer or cannot be migrated
     */
    public static ClickHouseDatabase open(String url, @Nullable String user, @Nullable String password) {
        ClickHouseDatabase database = unmigrated(url, user, password);
        try {
            return database.migrated();
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * As {@link #open}, with events of the host's own.
     *
     * @param own the database, another one than that of the URL, with views or tables {@code events}, {@code persons} and
     *     {@code person_distinct_ids}; they are read and never written
     * @throws IllegalArgumentException when something is missing there, naming all that is; nothing is made then
     */
    public static EventsDatabase openOwn(String url, @Nullable String user, @Nullable String password, String own) {
        ClickHouseDatabase database = unmigrated(url, user, password);
        try {
            database.own = OwnDatabase.checked(database, own);
            LOG.info("Events and persons are those of the database {}, which are read and never written", own);
            return new OwnEventsDatabase(database.migrated());
        } catch (SQLException e) {
            database.close();
            throw new ClickHouseException("cannot read what the events database offers", ClickHouseErrors.asSql(e));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** A database that is taken as it is, and need not answer yet. */
    static ClickHouseDatabase unmigrated(String url, @Nullable String user, @Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new DataSourceImpl(url, ServerSettings.ofConnections(user, password)));
        config.setPoolName("hindsight-events");
        config.setMaximumPoolSize(EngineLimits.slotsOfThisMachine() + BESIDE_QUERIES);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        return new ClickHouseDatabase(new HikariDataSource(config));
    }

    private ClickHouseDatabase migrated() {
        try {
            OwnDatabase.refuseIn(this, HISTORY);
            Migrations.run(
                    "events",
                    Flyway.configure(ClickHouseDatabase.class.getClassLoader())
                            .dataSource(connections)
                            .locations(MIGRATIONS)
                            .table(HISTORY)
                            .baselineOnMigrate(true)
                            .baselineVersion("0")
                            .load());
        } catch (FlywayException e) {
            throw new ClickHouseException("cannot migrate the events database", e);
        } catch (SQLException | ClientException e) {
            throw new ClickHouseException("cannot migrate the events database", ClickHouseErrors.asSql(e));
        }
        return looked();
    }

    private ClickHouseDatabase looked() {
        try {
            shape = ServerShape.of(this);
            return this;
        } catch (SQLException e) {
            throw new ClickHouseException("cannot read what the events database is", e);
        }
    }

    /** What is behind the connections. */
    ServerShape shape() {
        return shape;
    }

    /** Where statements read events and persons, if they are not ours. */
    OwnViews views() {
        return own.views();
    }

    /** Where the texts of properties are read. */
    PropertyPlaces properties() {
        return own.properties();
    }

    @Override
    public ClickHouseEngine engine(EngineLimits limits) {
        connections.getHikariConfigMXBean().setMaximumPoolSize(limits.concurrency() + BESIDE_QUERIES);
        return new ClickHouseEngine(this, limits);
    }

    @Override
    public void measure(MetricsTrackerFactory pools) {
        connections.setMetricsTrackerFactory(pools);
    }

    @Override
    public ClickHouseEventStore store(Clock clock) {
        return new ClickHouseEventStore(this, clock);
    }

    /** A connection to this database, for the caller to close. */
    Connection connect() throws SQLException {
        return connections.getConnection();
    }

    /** All rows of a query of ours. */
    <T> List<T> read(Sql sql, RowReader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = plain(connection);
                ResultSet row = statement.executeQuery(ClickHouseText.of(sql))) {
            while (row.next()) {
                found.add(reader.read(row));
            }
        }
        return found;
    }

    /** Runs a statement without rows. */
    void run(Sql sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = plain(connection)) {
            statement.executeUpdate(ClickHouseText.of(sql));
        }
    }

    /** Writes rows. */
    void insert(String table, List<String> columns, RowBinary rows) throws SQLException {
        insert(table, columns, rows, null);
    }

    /** @param identity what the server knows the rows by, so that it leaves them out when they come again; null: nothing */
    void insert(String table, List<String> columns, RowBinary rows, @Nullable String identity) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        InsertSettings settings = new InsertSettings();
        if (identity != null) {
            settings.setDeduplicationToken(identity);
        }
        try (Connection connection = connect();
                InsertResponse response = connection
                        .unwrap(ConnectionImpl.class)
                        .getClient()
                        .insert(table, columns, rows.stream(), ClickHouseFormat.RowBinary, settings)
                        .get()) {
            LOG.trace("{} rows written", response.getWrittenRows());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw ClickHouseErrors.asSql(e);
        }
    }

    /** A statement whose text goes to the server as it is. */
    static StatementImpl plain(Connection connection) throws SQLException {
        StatementImpl statement = connection.createStatement().unwrap(StatementImpl.class);
        statement.setEscapeProcessing(false);
        return statement;
    }

    @Override
    public boolean answers() {
        try {
            return !read(Sql.of("SELECT 1"), row -> row.getInt(1)).isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
