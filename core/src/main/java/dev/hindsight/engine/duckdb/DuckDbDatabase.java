package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.own.OwnEventsDatabase;
import dev.hindsight.engine.own.OwnViews;
import dev.hindsight.schema.Migrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DuckDB database with our tables in it. Thread-safe. Only one process may have a database file open; within it every
 * connection sees what any other has committed.
 */
public final class DuckDbDatabase implements EventsDatabase {
    private static final String MIGRATIONS = "classpath:db/events/duckdb";
    private static final String HISTORY = "hindsight_events_history";
    private static final String SCHEME = "jdbc:duckdb:";

    /** A file of the host's is read only anyway, and ours beside it cannot be. */
    private static final Pattern READ_ONLY =
            Pattern.compile(";\\s*(access_mode|duckdb[.]read_only)\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    private static final Logger LOG = LoggerFactory.getLogger(DuckDbDatabase.class);

    private final DataSource connections;
    private final @Nullable DuplicatedConnections own;
    private final PromotedColumns promotedColumns = new PromotedColumns();
    private final ReentrantLock writing = new ReentrantLock(true);
    private OwnViews views = OwnViews.NONE;

    /** @param own null: the connections are a host's */
    private DuckDbDatabase(DataSource connections, @Nullable DuplicatedConnections own) {
        this.connections = connections;
        this.own = own;
    }

    /** As {@link #open(String, Map)} without settings. */
    public static DuckDbDatabase open(String url) {
        return open(url, Map.of());
    }

    /**
     * Opens a database, creating the file and bringing the tables up to date where needed. Extensions are never fetched from
     * the network, SQL cannot reach files or addresses outside the database, and the configuration is locked once it is open.
     *
     * @param url {@code jdbc:duckdb:/path/to/file}, or {@code jdbc:duckdb:} for a database of its own in memory; settings may
     *     follow, as in {@code jdbc:duckdb:/path/to/file;threads=4;memory_limit=8GB}
     * @param settings DuckDB settings by name
     * @throws DuckDbException when the database cannot be opened (another process has it, a setting is unknown)
     * @throws IllegalArgumentException when the file has tables or views and none of ours; it is left as it is
     */
    public static DuckDbDatabase open(String url, Map<String, String> settings) {
        return open(url, settings, null);
    }

    /**
     * As {@link #open(String)}, with events of the host's own in a file of theirs, which is opened to be read only.
     *
     * @param url that of the file, which exists; settings may follow, such as {@code ;allowed_directories=['/data']} for files that its
     *     views read
     * @param schema where views or tables {@code events}, {@code persons} and {@code person_distinct_ids} are in it
     * @param ours gives the URL of the database for what Hindsight keeps beside them, such as static cohorts; created when missing
     * @throws IllegalArgumentException when there is no such file, or something is missing in it, naming all that is; nothing is
     *     made then
     */
    public static EventsDatabase openOwn(String url, String schema, Supplier<String> ours) {
        OwnFile own = OwnFile.at(place(url), schema);
        String settings =
                READ_ONLY.matcher(url.substring((SCHEME + place(url)).length())).replaceAll("");
        Map<String, String> properties = checked(own, settings);
        String beside = ours.get();
        if (!isInMemory(beside)) {
            own.refuseAs(place(beside));
        }
        DuckDbDatabase database = open(beside + settings, Map.of(), own);
        database.promotedColumns.are(quoted(properties));
        database.views = own.views(properties.values());
        LOG.info("Events and persons are those of {}, which is read and never written", own.path());
        return new OwnEventsDatabase(database);
    }

    /** In a database that has nothing else. */
    private static Map<String, String> checked(OwnFile own, String settings) {
        try (DuckDBConnection alone = connect(SCHEME + settings, properties(Map.of()))) {
            own.attachTo(alone);
            keepToItself(alone);
            return own.checked(alone);
        } catch (SQLException e) {
            throw new DuckDbException("cannot open the events of your own", e);
        }
    }

    private static Map<String, String> quoted(Map<String, String> columns) {
        Map<String, String> quoted = new TreeMap<>();
        columns.forEach((key, column) -> quoted.put(key, OwnViews.quoted(column)));
        return quoted;
    }

    private static Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.putIfAbsent("autoinstall_known_extensions", "false");
        properties.putIfAbsent("autoload_known_extensions", "false");
        return properties;
    }

    private static DuckDbDatabase open(String url, Map<String, String> settings, @Nullable OwnFile own) {
        Properties properties = properties(settings);
        try {
            DuckDBConnection root = connect(url, properties);
            try {
                DuplicatedConnections connections =
                        new DuplicatedConnections(root, isInMemory(url) ? null : () -> reopened(url, properties, own));
                DuckDbDatabase database = new DuckDbDatabase(connections, connections);
                if (isLocked(root)) { // this process has the file open already
                    attach(own, root);
                    return database.migrated();
                }
                refuseOthers(root, url);
                if (own == null) {
                    keepToItself(root);
                    database.migrated();
                } else {
                    database.migrated(); // before there is anything else that could be taken for ours
                    attach(own, root);
                    keepToItself(root);
                }
                lock(root);
                return database;
            } catch (SQLException | RuntimeException e) {
                root.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new DuckDbException("cannot open the events database", e);
        }
    }

    private static boolean isInMemory(String url) {
        String place = place(url);
        return place.isBlank() || place.startsWith(":memory:");
    }

    /** The file of a URL, without the settings. */
    private static String place(String url) {
        return url.substring(SCHEME.length()).replaceFirst(";.*", "");
    }

    private static DuckDBConnection connect(String url, Properties properties) throws SQLException {
        // The driver itself rather than DriverManager, which does not see drivers of a web application's class loader.
        Connection opened = new DuckDBDriver().connect(url, properties);
        if (opened == null) {
            throw new IllegalArgumentException("not a DuckDB URL: " + url);
        }
        return opened.unwrap(DuckDBConnection.class);
    }

    /** The database as it was, after it could not go on. */
    private static DuckDBConnection reopened(String url, Properties properties, @Nullable OwnFile own)
            throws SQLException {
        DuckDBConnection root = connect(url, properties);
        try {
            if (!isLocked(root)) {
                attach(own, root);
                keepToItself(root);
                lock(root);
            }
        } catch (SQLException e) {
            if (!DuplicatedConnections.isFatal(e)) {
                root.close();
                throw e;
            }
            // Not everybody has let go of the old one yet, which is what was opened.
        }
        return root;
    }

    private static void attach(@Nullable OwnFile own, Connection root) throws SQLException {
        if (own != null) {
            own.attachTo(root);
        }
    }

    private static void keepToItself(Connection root) throws SQLException {
        try (Statement statement = root.createStatement()) {
            statement.execute("set global enable_external_access = false");
            statement.execute("set global TimeZone = 'UTC'");
        }
    }

    /** Ends a start that would make our tables among what somebody else has in the file. */
    private static void refuseOthers(Connection root, String url) throws SQLException {
        try (Statement statement = root.createStatement();
                ResultSet row = statement.executeQuery("select count(*), coalesce(bool_or(name = '" + HISTORY
                        + "'), false) from (select table_name as name, internal, database_name from duckdb_tables()"
                        + " union all select view_name, internal, database_name from duckdb_views())"
                        + " where not internal and database_name = current_database()")) {
            if (row.next() && row.getLong(1) > 0 && !row.getBoolean(2)) {
                throw new IllegalArgumentException("The file " + place(url) + " has tables or views of your own, and"
                        + " Hindsight makes none there: name another file in the URL of the events, or, to have your"
                        + " events read, the schema with their views as the schema of your own events"
                        + " (hindsight.events.own-schema).");
            }
        }
    }

    private static boolean isLocked(Connection root) throws SQLException {
        try (Statement statement = root.createStatement();
                ResultSet locked = statement.executeQuery("select current_setting('lock_configuration')")) {
            return locked.next() && locked.getBoolean(1);
        }
    }

    /** No SQL, however it came in, changes a setting from now on, but those that the engine needs for single questions. */
    private static void lock(Connection root) throws SQLException {
        try (Statement statement = root.createStatement()) {
            statement.execute(
                    "set global allowed_configs = ['" + String.join("', '", DuckDbEngine.OWN_SETTINGS) + "']");
            statement.execute("set global lock_configuration = true");
        }
    }

    /**
     * Uses a host's database and brings the tables up to date; the host keeps ownership of the data source and its settings.
     *
     * @param dataSource every connection leads to the same database and unwraps to {@link DuckDBConnection}
     * @throws DuckDbException when the database does not answer or cannot be migrated
     */
    public static DuckDbDatabase over(DataSource dataSource) {
        return new DuckDbDatabase(dataSource, null).migrated();
    }

    private DuckDbDatabase migrated() {
        try {
            Migrations.run(
                    "events",
                    Flyway.configure(DuckDbDatabase.class.getClassLoader())
                            .dataSource(connections)
                            .locations(MIGRATIONS)
                            .table(HISTORY)
                            .baselineOnMigrate(true)
                            .baselineVersion("0")
                            .load());
        } catch (FlywayException e) {
            throw new DuckDbException("cannot migrate the events database", e);
        }
        reloadPromotedColumns();
        return this;
    }

    void reloadPromotedColumns() {
        try (Connection connection = connect()) {
            promotedColumns.load(connection);
        } catch (SQLException e) {
            throw new DuckDbException("cannot read the promoted properties", e);
        }
    }

    @Override
    public DuckDbEngine engine(EngineLimits limits) {
        return new DuckDbEngine(this, limits);
    }

    @Override
    public DuckDbEventStore store(Clock clock) {
        return new DuckDbEventStore(this, clock);
    }

    /** A connection of its own to this database, for the caller to close; in auto-commit mode. */
    public Connection connect() throws SQLException {
        return connections.getConnection();
    }

    /**
     * Opens the file anew after an error that DuckDB cannot go on from, such as a full disk. A host's database is the host's to open. Not to
     * be called by who holds a connection.
     */
    void mendAfter(SQLException failure) {
        if (own != null) {
            own.mendAfter(failure);
        }
    }

    /** Which event properties have columns, kept up to date. */
    public PromotedColumns promotedColumns() {
        return promotedColumns;
    }

    /** Where statements read events and persons, if they are not ours. */
    OwnViews views() {
        return views;
    }

    /** Held by whoever changes events or persons: there is one writer at a time, and waiting ones come in order. */
    ReentrantLock writing() {
        return writing;
    }

    @Override
    public boolean answers() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException e) {
            mendAfter(e);
            return false;
        }
    }

    /** {@inheritDoc} Connections still in use keep it open until they are closed. */
    @Override
    public void close() {
        if (own == null) {
            return;
        }
        try {
            own.close();
        } catch (SQLException e) {
            throw new DuckDbException("cannot close the events database", e);
        }
    }
}
