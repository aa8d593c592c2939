package dev.hindsight.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.RequestTag;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.schema.NewerSchemaException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class PostgresEngineTest {
    private static final Sql ENDLESS =
            Sql.of("SELECT n FROM generate_series(CAST(1 AS BIGINT), ?) n", 1_000_000_000_000L);

    private final String url = TestPostgres.newDatabase();
    private final PostgresEvents database = PostgresEvents.open(url, TestPostgres.USER, TestPostgres.PASSWORD);
    private final PostgresEngine engine = database.engine(new EngineLimits(1, 1));

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    private static Deadline longEnough() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private List<Integer> one() {
        return engine.query(Sql.of("SELECT 1"), row -> row.getInt(1), longEnough());
    }

    @Test
    void stream_handsOverRowsInOrder_beforeAllAreFound() {
        List<Long> rows = new ArrayList<>();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> engine.stream(
                        Sql.of("SELECT n FROM (SELECT generate_series(1, 1000000000) AS n) all_of_them"),
                        row -> {
                            rows.add(row.getLong(1));
                            if (rows.size() == 12_000) {
                                throw new IllegalStateException("enough");
                            }
                        },
                        longEnough()));

        assertThat(rows).hasSize(12_000).isSorted().startsWith(1L);
        assertThat(one()).as("the slot is free again").containsExactly(1);
    }

    @Test
    void query_thatNeedsTooMuchRoomForOneValue_saysSo() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.of("SELECT length(CAST(to_jsonb(repeat('x', 270000000)) AS TEXT))"),
                        row -> row.getLong(1),
                        longEnough()))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE))
                .withMessageContaining("more room");
    }

    @Test
    void query_readsNoRowOfAnotherProject_whateverItsSqlSays() throws SQLException {
        twoProjects();

        for (String sql : List.of(
                "SELECT e.project_id FROM events e",
                "SELECT p.project_id FROM persons p",
                "SELECT d.project_id FROM person_distinct_ids d",
                "SELECT c.project_id FROM cohort_people c",
                "SELECT e.project_id FROM events e WHERE e.project_id = 1 OR e.project_id IN (SELECT project_id FROM persons)")) {
            assertThat(ofSecondProject(sql)).as(sql).containsExactly(2L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT project_id FROM events_before",
                "SELECT project_id FROM property_types",
                "SELECT count(*) FROM event_uuids",
                "SELECT length(pg_read_file('/etc/hostname'))",
                "SELECT count(*) FROM pg_authid",
            })
    void query_readsNothingElse_asTheRoleOfQuestions(String sql) throws SQLException {
        twoProjects();

        assertThatThrownBy(() -> ofSecondProject(sql)).rootCause().hasMessageContaining("permission denied");
    }

    private void twoProjects() throws SQLException {
        EventStore store = database.store(Clock.systemUTC());
        for (long project = 1; project <= 2; project++) {
            store.append(project, List.of(new Event(new UUID(project, 1), "seen", "ada", Instant.EPOCH, "{\"a\":1}")));
            store.putPerson(project, List.of("ada"), Map.of("plan", "pro"), Instant.EPOCH);
        }
        administer(url, "insert into hindsight_events.cohort_people values (1, 1, 1), (2, 1, 2)");
    }

    private List<Long> ofSecondProject(String sql) {
        return engine.query(
                Sql.of(sql), row -> row.getLong(1), Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(2)));
    }

    @Test
    void query_byAUserWhoMayMakeNoRole_isKeptToItsProjectBySqlAlone() throws Exception {
        // Whom the URL names comes before whom a call names.
        String own = TestPostgres.newDatabase().replaceFirst("[?].*", "");
        administer(own, "create role plain login password 'plain'; grant all on database " + name(own) + " to plain");
        try (PostgresEvents plain = PostgresEvents.open(own, "plain", "plain");
                PostgresEngine asked = plain.engine(new EngineLimits(1, 1))) {
            assertThat(asked.query(
                            Sql.of("SELECT session_user || ' ' || count(*) FROM events WHERE project_id = 1"),
                            row -> row.getString(1),
                            Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(1))))
                    .containsExactly("plain 0");
        } finally {
            administer(own, "drop owned by plain; drop role plain");
        }
    }

    @Test
    void query_byAUserWhoWasGivenTheRole_isKeptToItsProjectByTheServer() throws Exception {
        // Whom the URL names comes before whom a call names.
        String own = TestPostgres.newDatabase().replaceFirst("[?].*", "");
        administer(own, "create role given login password 'given'; grant all on database " + name(own) + " to given");
        administer(own, "grant hindsight_reader to given");
        try (PostgresEvents plain = PostgresEvents.open(own, "given", "given");
                PostgresEngine asked = plain.engine(new EngineLimits(1, 1))) {
            assertThat(asked.query(
                            Sql.of("SELECT session_user || ' ' || current_user"),
                            row -> row.getString(1),
                            Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(1))))
                    .containsExactly("given hindsight_reader");
        } finally {
            administer(own, "drop owned by given; drop role given");
        }
    }

    @Test
    void query_onAHostsConnectionsThatCommitNothingByThemselves_isKeptToItsProjectByTheServer() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.newDatabase());
        config.setUsername(TestPostgres.USER);
        config.setPassword(TestPostgres.PASSWORD);
        config.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(config);
                PostgresEvents hosted = PostgresEvents.over(pool);
                PostgresEngine asked = hosted.engine(new EngineLimits(1, 1))) {
            assertThat(asked.query(
                            Sql.of("SELECT current_user || count(*) FROM events"),
                            row -> row.getString(1),
                            Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(1))))
                    .containsExactly("hindsight_reader0");
        }
    }

    private static String name(String url) {
        return url.replaceFirst(".*/([a-z0-9_]+).*", "$1");
    }

    private static void administer(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void query_namesTheRequest_thatItRunsFor() {
        MDC.put(RequestTag.KEY, "request-7");
        try {
            assertThat(engine.query(
                            Sql.of("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"),
                            row -> row.getString(1),
                            longEnough()))
                    .singleElement()
                    .asString()
                    .startsWith("/* request request-7 */ SELECT query");
        } finally {
            MDC.clear();
        }
    }

    @Test
    void query_overItsTime_isStopped() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(
                        () -> engine.query(Sql.of("SELECT pg_sleep(60)"), row -> 1, Deadline.in(Duration.ofMillis(50))))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
        assertThat(one()).containsExactly(1);
    }

    /** What counts is not the answer to the caller but that the server works no more. */
    @Test
    void cancel_stopsTheWork() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(1));
        Thread asking = new Thread(() -> assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.format("SELECT count(*) FROM ({}) endless", ENDLESS), row -> row.getLong(1), deadline))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED)));
        asking.start();
        await(() -> running() == 1);

        deadline.cancel();
        asking.join(20_000);

        assertThat(asking.isAlive()).isFalse();
        await(() -> running() == 0);
    }

    private int running() {
        return Integer.parseInt(outside("select count(*) from pg_stat_activity where state = 'active'"
                + " and datname = current_database() and query like '%endless%' and pid <> pg_backend_pid()"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("it did not happen");
    }

    /** Asks, or tells, the server past the engine. */
    private String outside(String sql) {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void query_canWriteNothing() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.of("INSERT INTO day_marks VALUES (1, '2024-01-01', 1) RETURNING mark"),
                        row -> row.getLong(1),
                        longEnough()));
        assertThat(outside("select count(*) from hindsight_events.day_marks")).isEqualTo("0");
    }

    @Test
    void query_whoseConnectionBreaks_isUnavailable_andTheNextOneIsAnswered() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        Thread asking = new Thread(() -> {
            try {
                engine.query(Sql.format("SELECT count(*) FROM ({}) endless", ENDLESS), row -> 1, longEnough());
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        asking.start();
        await(() -> running() == 1);

        outside("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
        asking.join(20_000);

        assertThat(thrown)
                .singleElement()
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
        await(this::answers);
    }

    /** The pool hands out what it has used within half a second without a look at it. */
    private boolean answers() {
        try {
            return one().equals(List.of(1));
        } catch (HindsightException e) {
            assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
            return false;
        }
    }

    @Test
    void append_whileTheDatabaseIsReadOnly_isUnavailable_andLosesNothing() throws Exception {
        String name = url.replaceFirst(".*/", "").replaceFirst("[?].*", "");
        outside("alter database " + name + " set default_transaction_read_only = on");
        outside("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
        Event event = new Event(UUID.randomUUID(), "view", "a", Instant.parse("2024-01-01T00:00:00Z"), "{}");

        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> database.store(Clock.systemUTC()).append(1, List.of(event)))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
        outside("begin read write; alter database " + name + " reset default_transaction_read_only; commit");
        outside("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
        await(this::answers);
        assertThat(database.store(Clock.systemUTC()).append(1, List.of(event))).isEqualTo(1);
    }

    @Test
    void open_withAWrongPassword_saysSo_withoutIt() {
        String server = url.replaceFirst("[?].*", "");
        assertThatExceptionOfType(PostgresException.class)
                .isThrownBy(() -> PostgresEvents.open(server, "nobody-at-all", "s3cret-pass")
                        .close())
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage())).doesNotContain("s3cret-pass");
                    }
                });
    }

    @Test
    void open_ofASchemaThatIsNewer_refuses() {
        outside(
                "insert into hindsight_events.hindsight_events_history (installed_rank, version, description, type, script,"
                        + " installed_by, execution_time, success)"
                        + " values (999, '999', 'later', 'SQL', 'V999__later.sql', 'x', 1, true)");

        assertThatExceptionOfType(NewerSchemaException.class)
                .isThrownBy(() -> PostgresEvents.open(url, TestPostgres.USER, TestPostgres.PASSWORD)
                        .close())
                .withMessageContaining("999");
    }

    @Test
    void query_leavesAHostsConnectionAsItWas() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(TestPostgres.USER);
        config.setPassword(TestPostgres.PASSWORD);
        config.setMaximumPoolSize(2); // as many as a migration needs
        config.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(config);
                PostgresEvents hosted = PostgresEvents.over(pool);
                PostgresEngine onPool = hosted.engine(new EngineLimits(1, 1))) {
            String before = settings(pool);
            onPool.query(Sql.of("SELECT 1"), row -> 1, longEnough());
            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() ->
                            onPool.query(Sql.of("SELECT pg_sleep(60)"), row -> 1, Deadline.in(Duration.ofMillis(50))));

            assertThat(settings(pool)).isEqualTo(before);
        }
    }

    private static String settings(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select string_agg(name || '=' || setting, ',' order by name) from pg_settings where name in"
                                + " ('search_path', 'TimeZone', 'statement_timeout', 'jit', 'work_mem', 'transaction_read_only')")) {
            row.next();
            return row.getString(1) + connection.getAutoCommit();
        }
    }
}
