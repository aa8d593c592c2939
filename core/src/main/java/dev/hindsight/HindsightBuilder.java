package dev.hindsight;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.access.Authenticator;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.clickhouse.ClickHouseDatabase;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.postgresql.PostgresEvents;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.refresh.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Hindsight} is opened. Everything has a default: embedded databases in {@code ~/.hindsight}, the system's clock,
 * queries of one project at once for all processors, and one more of another, a minute for each.
 */
public final class HindsightBuilder {
    private static final Pattern BEGINNING = Pattern.compile("(jdbc:)?[A-Za-z][A-Za-z0-9+.-]*:");
    private static final String DUCKDB = "jdbc:duckdb:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String CLICKHOUSE = "jdbc:clickhouse:";

    private Path home = Path.of(System.getProperty("user.home"), ".hindsight");
    private Supplier<MetadataDatabase> metadata = this::metadataInHome;
    private Supplier<EventsDatabase> events = this::eventsInHome;
    private @Nullable String ownSchema;
    private Supplier<String> besideOwnEvents = () -> DUCKDB + inHome("beside-own-events.duckdb");
    private Clock clock = Clock.systemUTC();
    private EngineLimits limits = EngineLimits.ofThisMachine();
    private Duration queryTimeout = Duration.ofSeconds(60);
    private @Nullable String bootstrapKey;
    private Duration backgroundTimeout = Duration.ofMinutes(10);
    private int backgroundThreads = 2;
    private Duration warming = Duration.ZERO;
    private final List<Authenticator> authenticators = new ArrayList<>();
    private boolean demo;
    private Observer observer = Observer.NONE;
    private @Nullable MetricsTrackerFactory pools;

    HindsightBuilder() {}

    /** The directory of the embedded databases; created when missing. */
    public HindsightBuilder home(Path directory) {
        this.home = Objects.requireNonNull(directory);
        return this;
    }

    /** Databases of its own in memory, for tests and trials. */
    public HindsightBuilder inMemory() {
        this.metadata = () -> MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID(), null, null);
        this.events = () -> ours(() -> DuckDbDatabase.open(DUCKDB));
        this.besideOwnEvents = () -> DUCKDB;
        return this;
    }

    /** The metadata database by its URL, {@code jdbc:h2:…} or {@code jdbc:postgresql:…}. */
    public HindsightBuilder metadata(String url, @Nullable String user, @Nullable String password) {
        this.metadata = () -> MetadataDatabase.open(url, user, password);
        return this;
    }

    /** A host's metadata database, H2 or PostgreSQL; our tables live in its schema {@code hindsight}. */
    public HindsightBuilder metadata(DataSource dataSource) {
        this.metadata = () -> MetadataDatabase.over(dataSource);
        return this;
    }

    /** The events database by its URL, which says all: {@code jdbc:duckdb:…}. */
    public HindsightBuilder events(String url) {
        return events(url, null, null);
    }

    /**
     * The events database by its URL, {@code jdbc:duckdb:…}, {@code jdbc:postgresql:…} or {@code jdbc:clickhouse:…}.
     *
     * @throws IllegalArgumentException when opened, if there is no engine for such a URL
     */
    public HindsightBuilder events(String url, @Nullable String user, @Nullable String password) {
        this.events =
                () -> ownSchema == null ? eventsAt(url, user, password) : ownEventsAt(url, user, password, ownSchema);
        return this;
    }

    /**
     * Asks events that the host has already: Hindsight reads them and never writes them. They are where {@link #events} says, which has to
     * be said: in a schema of a PostgreSQL database, in a schema of a DuckDB file, given by its URL, or in another database of a ClickHouse
     * server than that of the URL. What Hindsight keeps beside them, such as static cohorts, is in a schema of the same PostgreSQL database,
     * in a DuckDB file in home, or in the ClickHouse database of the URL.
     *
     * @param schema where views or tables {@code events}, {@code persons} and {@code person_distinct_ids} are, with the columns that the page
     *     about events of your own lists for the engine; null: events are ours, which is the default. When opened,
     *     {@code IllegalArgumentException} names everything that is missing there and what mends it
     */
    public HindsightBuilder ownEvents(@Nullable String schema) {
        this.ownSchema = schema;
        return this;
    }

    /** A host's events database, DuckDB or PostgreSQL; on PostgreSQL our tables live in its schema {@code hindsight_events}. */
    public HindsightBuilder events(DataSource dataSource) {
        this.events = () -> eventsOver(dataSource);
        return this;
    }

    /** What time it is; decides relative dates, freshness and every stored time. */
    public HindsightBuilder clock(Clock given) {
        this.clock = Objects.requireNonNull(given);
        return this;
    }

    /** How many queries run at once, and how many may wait, in all and of one project. */
    public HindsightBuilder limits(EngineLimits given) {
        this.limits = Objects.requireNonNull(given);
        return this;
    }

    /** How long one calculation may take, waiting for its turn included. */
    public HindsightBuilder queryTimeout(Duration given) {
        if (given.isNegative() || given.isZero()) {
            throw new IllegalArgumentException("the query timeout must be longer than nothing, not " + given);
        }
        this.queryTimeout = given;
        return this;
    }

    /** How long one calculation in the background may take. */
    public HindsightBuilder backgroundTimeout(Duration given) {
        if (given.isNegative() || given.isZero()) {
            throw new IllegalArgumentException("the background timeout must be longer than nothing, not " + given);
        }
        this.backgroundTimeout = given;
        return this;
    }

    /** How many calculations run in the background at once. */
    public HindsightBuilder backgroundThreads(int given) {
        if (given < 1) {
            throw new IllegalArgumentException("the background needs at least one thread, not " + given);
        }
        this.backgroundThreads = given;
        return this;
    }

    /**
     * Calculates answers of insights that somebody is likely to look at before they get old, while nothing else is calculated.
     *
     * @param budget how much of each hour that may take; zero, which is the default: nothing
     */
    public HindsightBuilder warming(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("the budget for warming cannot be negative: " + budget);
        }
        this.warming = budget;
        return this;
    }

    /** The secret of the key that the first start creates; without it one is made up. */
    public HindsightBuilder bootstrapKey(@Nullable String secret) {
        this.bootstrapKey = secret;
        return this;
    }

    /** Whether the first start fills its project with the events and insights of an imaginary product. */
    public HindsightBuilder demo(boolean wanted) {
        this.demo = wanted;
        return this;
    }

    /** Lets the users of a host application in; of several, the one that was given first is asked first. */
    public HindsightBuilder authenticator(Authenticator given) {
        authenticators.add(given);
        return this;
    }

    /** Hears what is answered and calculated. */
    public HindsightBuilder observer(Observer given) {
        this.observer = Objects.requireNonNull(given);
        return this;
    }

    /** Measures the pools of connections that are opened here; a host's own are the host's to measure. */
    public HindsightBuilder pools(MetricsTrackerFactory given) {
        this.pools = Objects.requireNonNull(given);
        return this;
    }

    Observer observer() {
        return observer;
    }

    Optional<MetricsTrackerFactory> pools() {
        return Optional.ofNullable(pools);
    }

    List<Authenticator> authenticators() {
        return authenticators;
    }

    /**
     * Opens the databases, migrates them and starts.
     *
     * @throws UnopenedException when a database cannot be opened just now, and a later call may succeed
     * @throws RuntimeException when no later call will; nothing stays open in either case
     */
    public Hindsight open() {
        return Hindsight.open(this);
    }

    private MetadataDatabase metadataInHome() {
        return MetadataDatabase.open("jdbc:h2:file:" + inHome("metadata"), null, null);
    }

    static EventsDatabase eventsAt(String url, @Nullable String user, @Nullable String password) {
        if (url.startsWith(DUCKDB)) {
            refuseUsers(user, password);
            return DuckDbDatabase.open(url);
        }
        if (url.startsWith(POSTGRESQL)) {
            return PostgresEvents.open(url, user, password);
        }
        if (url.startsWith(CLICKHOUSE)) {
            return ClickHouseDatabase.open(url, user, password);
        }
        throw noEngine(url);
    }

    private EventsDatabase ownEventsAt(String url, @Nullable String user, @Nullable String password, String schema) {
        if (url.startsWith(DUCKDB)) {
            refuseUsers(user, password);
            return DuckDbDatabase.openOwn(url, schema, besideOwnEvents);
        }
        if (url.startsWith(POSTGRESQL)) {
            return PostgresEvents.openOwn(url, user, password, schema);
        }
        if (url.startsWith(CLICKHOUSE)) {
            return ClickHouseDatabase.openOwn(url, user, password, schema);
        }
        throw noEngine(url);
    }

    private static void refuseUsers(@Nullable String user, @Nullable String password) {
        if (user != null || password != null) {
            throw new IllegalArgumentException("DuckDB has no users: leave out the user and password of the events");
        }
    }

    /** Says no more of it than how it begins: what follows may have a password in it, at any place. */
    private static IllegalArgumentException noEngine(String url) {
        Matcher beginning = BEGINNING.matcher(url);
        return new IllegalArgumentException("there is no events engine for "
                + (beginning.lookingAt() ? beginning.group() : "what the URL names")
                + "; the URL must begin with jdbc:duckdb:, jdbc:postgresql: or jdbc:clickhouse:");
    }

    private EventsDatabase eventsOver(DataSource dataSource) {
        String product;
        try (Connection connection = dataSource.getConnection()) {
            product = connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException("the events database does not answer", e);
        }
        return switch (product) {
            case "DuckDB" -> ours(() -> DuckDbDatabase.over(dataSource));
            case "PostgreSQL" ->
                ownSchema == null ? PostgresEvents.over(dataSource) : PostgresEvents.overOwn(dataSource, ownSchema);
            default -> throw new IllegalArgumentException("there is no events engine for " + product);
        };
    }

    /** A database that can have nobody else's events. */
    private EventsDatabase ours(Supplier<EventsDatabase> opening) {
        if (ownSchema != null) {
            throw new IllegalArgumentException(
                    "Events of your own are read where the URL of the events says, or from a data"
                            + " source of PostgreSQL: name the one or the other, or leave out the schema of your own events.");
        }
        return opening.get();
    }

    private EventsDatabase eventsInHome() {
        return ours(() -> DuckDbDatabase.open(DUCKDB + inHome("events.duckdb")));
    }

    private Path inHome(String name) {
        try {
            return Files.createDirectories(home).toAbsolutePath().resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the directory " + home, e);
        }
    }

    MetadataDatabase openMetadata() {
        return metadata.get();
    }

    EventsDatabase openEvents() {
        if (ownSchema != null && demo) {
            throw new IllegalArgumentException(
                    "The demo adds events, which those of your own do not allow: leave out one of the two.");
        }
        return events.get();
    }

    Clock clock() {
        return clock;
    }

    EngineLimits limits() {
        return limits;
    }

    Duration queryTimeout() {
        return queryTimeout;
    }

    Duration backgroundTimeout() {
        return backgroundTimeout;
    }

    int backgroundThreads() {
        return backgroundThreads;
    }

    Duration warming() {
        return warming;
    }

    @Nullable
    String bootstrapKey() {
        return bootstrapKey;
    }

    boolean hasDemo() {
        return demo;
    }
}
