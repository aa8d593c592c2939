package dev.hindsight.engine.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Progress;
import dev.hindsight.engine.RequestTag;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ClickHouseEngineTest {
    private static final Sql ENDLESS = Sql.of("SELECT number FROM numbers(?)", 1_000_000_000_000L);

    /** Takes for ever and finds nothing. */
    private static final Sql WORK =
            Sql.of("SELECT number FROM numbers(?) WHERE sipHash64(number) = 1", 1_000_000_000_000L);

    private final String url = TestClickHouse.emptyDatabase();
    private final ClickHouseDatabase database =
            ClickHouseDatabase.open(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
    private final ClickHouseEngine engine = new ClickHouseEngine(database, new EngineLimits(1, 1));

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void query_namesTheRequest_thatItRunsFor() {
        MDC.put(RequestTag.KEY, "request-7");
        try {
            assertThat(engine.query(
                            Sql.of("SELECT query_id FROM system.processes WHERE startsWith(query_id, ?)", "request-7-"),
                            row -> row.getString(1),
                            longEnough()))
                    .singleElement()
                    .asString()
                    .matches("request-7-[0-9a-f-]{36}");
        } finally {
            MDC.clear();
        }
    }

    @Test
    void query_takesValuesAsTheyAre() {
        String odd = "a'b\\c\\'?\n\t\"`{x:String} é😀 -- /* */ '; SELECT 1";
        UUID id = UUID.randomUUID();

        assertThat(engine.query(
                        Sql.of(
                                "SELECT ?, ?, ?, ?, ?, ?, ?, ?, '?\\'?'",
                                odd,
                                Long.MIN_VALUE,
                                -0.1,
                                7,
                                true,
                                id,
                                LocalDate.parse("2199-12-31"),
                                LocalDateTime.parse("2199-12-31T23:59:59.999999")),
                        row -> List.of(
                                row.getString(1),
                                row.getLong(2),
                                row.getDouble(3),
                                row.getInt(4),
                                row.getBoolean(5),
                                UUID.fromString(row.getString(6)),
                                row.getObject(7, LocalDate.class),
                                row.getObject(8, LocalDateTime.class),
                                row.getString(9)),
                        longEnough()))
                .containsExactly(List.of(
                        odd,
                        Long.MIN_VALUE,
                        -0.1,
                        7,
                        true,
                        id,
                        LocalDate.parse("2199-12-31"),
                        LocalDateTime.parse("2199-12-31T23:59:59.999999"),
                        "?'?"));
    }

    @Test
    void query_readsNoRowOfAnotherProject_whateverItsSqlSays() {
        EventStore store = database.store(Clock.systemUTC());
        for (long project = 1; project <= 2; project++) {
            store.append(project, List.of(new Event(new UUID(project, 1), "seen", "ada", Instant.EPOCH, "{\"a\":1}")));
            store.putPerson(project, List.of("ada"), Map.of("plan", "pro"), Instant.EPOCH);
        }

        for (String sql : List.of(
                "SELECT e.project_id FROM events e",
                "SELECT p.project_id FROM persons p",
                "SELECT d.project_id FROM person_distinct_ids d",
                "SELECT e.project_id FROM events_with_persons e",
                "SELECT e.project_id FROM events e WHERE e.project_id IN (SELECT project_id FROM person_rows WHERE project_id = 1)"
                        + " OR TRUE")) {
            assertThat(engine.query(
                            Sql.of(sql),
                            row -> row.getLong(1),
                            Deadline.in(Duration.ofSeconds(60), Asker.waitingIn(2))))
                    .as(sql)
                    .containsExactly(2L);
        }
    }

    @Test
    void stream_handsOverTheRowsInOrder() {
        List<Long> rows = new ArrayList<>();

        engine.stream(
                Sql.of("SELECT number FROM numbers(?) ORDER BY number DESC", 5L),
                row -> rows.add(row.getLong(1)),
                longEnough());

        assertThat(rows).containsExactly(4L, 3L, 2L, 1L, 0L);
    }

    @Test
    void stream_withoutRows_isEmpty() {
        assertThat(engine.query(Sql.of("SELECT number FROM numbers(0)"), row -> row.getLong(1), longEnough()))
                .isEmpty();
    }

    @Test
    void stream_handsOverRowsBeforeAllAreFound() {
        assertThatExceptionOfType(EnoughException.class)
                .isThrownBy(() -> engine.stream(ENDLESS, ClickHouseEngineTest::endAtTenThousand, longEnough()));
        assertThat(engine.query(Sql.of("SELECT 1"), row -> row.getInt(1), longEnough()))
                .as("the slot is free again")
                .containsExactly(1);
    }

    @Test
    void stream_overItsTime_isStopped() {
        for (Sql sql : List.of(ENDLESS, WORK)) {
            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() -> engine.stream(sql, row -> {}, Deadline.in(Duration.ofMillis(300))))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
        }
        await(() -> running() == 0);
    }

    @Test
    void query_changesNothing() {
        assertThatExceptionOfType(ClickHouseException.class)
                .isThrownBy(() -> engine.query(Sql.of("DROP TABLE events"), row -> 1, longEnough()))
                .withMessageContaining("readonly");
    }

    @Test
    void progress_ofTheBackground_isTold_whileItRuns() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(60), Asker.backgroundOf(1));
        assertThat(deadline.progress()).isEqualTo(Progress.NONE);
        Thread asking = asking(deadline, Failure.CANCELLED);
        await(() -> {
            Progress progress = deadline.progress();
            return progress.rows() > 0 && progress.rows() < progress.total();
        });
        deadline.cancel();
        asking.join(20_000);

        assertThat(asking.isAlive()).isFalse();
    }

    /** What counts is not the answer to the caller but that the server works no more. */
    @Test
    void cancel_stopsTheWork() throws Exception {
        Deadline deadline = longEnough();
        Thread asking = asking(deadline, Failure.CANCELLED);
        await(() -> running() == 1);

        deadline.cancel();
        asking.join(20_000);

        assertThat(asking.isAlive()).isFalse();
        await(() -> running() == 0);
        assertThatExceptionOfType(HindsightException.class)
                .as("nothing begins later")
                .isThrownBy(() -> engine.query(Sql.of("SELECT 1"), row -> row.getInt(1), deadline));
    }

    private Thread asking(Deadline deadline, Failure end) {
        Thread asking = new Thread(() -> assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(WORK, row -> row.getLong(1), deadline))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(end)));
        asking.start();
        return asking;
    }

    private int running() {
        try {
            return database.read(
                            Sql.of("SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number) = 1'"
                                    + " AND query NOT LIKE '%system.processes%'"),
                            row -> row.getInt(1))
                    .get(0);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 300; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("it did not happen");
    }

    @Test
    void query_overItsMemory_isUnavailable() {
        String settings = url + "&clickhouse_setting_max_memory_usage=20000000";
        try (ClickHouseDatabase small =
                        ClickHouseDatabase.open(settings, TestClickHouse.USER, TestClickHouse.PASSWORD);
                ClickHouseEngine onIt = new ClickHouseEngine(small, new EngineLimits(1, 1))) {
            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() -> onIt.query(
                            Sql.of("SELECT uniqExact(number) FROM numbers(?)", 100_000_000L),
                            row -> row.getLong(1),
                            longEnough()))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
        }
    }

    @Test
    void query_withABadPattern_namesIt() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.format(
                                "SELECT {}",
                                new ClickHouseDialect(true, PropertyPlaces.KEPT).matches(Sql.value("a"), "(")),
                        row -> 1,
                        longEnough()))
                .withMessageContaining("missing )")
                .satisfies(e -> assertThat(e.code()).isEqualTo("invalid_regex"));
    }

    @Test
    void open_withAWrongPassword_saysSoWithoutIt() {
        assertThatThrownBy(() -> ClickHouseDatabase.open(url, TestClickHouse.USER, "guessed wrongly"))
                .isInstanceOf(ClickHouseException.class)
                .satisfies(e -> {
                    assertThat(Outage.of(e)).contains(Outage.REFUSING);
                    StringWriter all = new StringWriter();
                    e.printStackTrace(new PrintWriter(all));
                    assertThat(all.toString()).contains("Authentication failed").doesNotContain("guessed wrongly");
                });
    }

    @Test
    void query_withoutAServer_isUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (ClickHouseDatabase nowhere =
                        ClickHouseDatabase.unmigrated("jdbc:clickhouse://127.0.0.1:" + port + "/default", null, null);
                ClickHouseEngine onIt = new ClickHouseEngine(nowhere, new EngineLimits(1, 1))) {
            assertThat(nowhere.answers()).isFalse();
            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() -> onIt.query(Sql.of("SELECT 1"), row -> 1, longEnough()))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
        }
    }

    private static Deadline longEnough() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private static void endAtTenThousand(ResultSet row) throws SQLException {
        if (row.getLong(1) == 10_000) {
            throw new EnoughException();
        }
    }

    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
