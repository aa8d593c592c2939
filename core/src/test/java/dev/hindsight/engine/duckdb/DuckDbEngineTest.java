package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Progress;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbEngineTest {
    private static final Sql ENDLESS = Sql.of("SELECT range FROM range(?)", 1_000_000_000_000L);

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEngine engine = new DuckDbEngine(database, new EngineLimits(1, 1));

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void stream_handsOverTheRowsInOrder() {
        List<Long> rows = new ArrayList<>();

        engine.stream(
                Sql.of("SELECT range FROM range(?) ORDER BY range DESC", 5L),
                row -> rows.add(row.getLong(1)),
                longEnough());

        assertThat(rows).containsExactly(4L, 3L, 2L, 1L, 0L);
    }

    @Test
    void stream_handsOverRowsBeforeAllAreFound() {
        assertThatExceptionOfType(EnoughException.class)
                .isThrownBy(() -> engine.stream(ENDLESS, DuckDbEngineTest::endAtTenThousand, longEnough()));
        assertThat(engine.query(Sql.of("SELECT 1"), row -> row.getInt(1), longEnough()))
                .as("the slot is free again")
                .containsExactly(1);
    }

    @Test
    void stream_overItsTime_isStopped() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.stream(ENDLESS, row -> {}, Deadline.in(Duration.ofMillis(50))))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
    }

    @Test
    void progress_ofTheBackground_isTold_whileItRuns() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(60), Asker.backgroundOf(1));
        assertThat(deadline.progress()).isEqualTo(Progress.NONE);
        Thread asking = new Thread(() -> assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.of("SELECT count(*) FROM range(?) a WHERE hash(hash(range)) = 1", 20_000_000_000L),
                        row -> row.getLong(1),
                        deadline)));
        asking.start();
        await(() -> {
            cpuTimeIn(Duration.ofMillis(50));
            Progress progress = deadline.progress();
            return progress.rows() > 0 && progress.rows() < progress.total();
        });
        deadline.cancel();
        asking.join(20_000);

        assertThat(asking.isAlive()).isFalse();
    }

    /** What counts is not the answer to the caller but that the engine works no more. */
    @Test
    void cancel_stopsTheWork() throws Exception {
        Deadline deadline = longEnough();
        Thread asking = new Thread(() -> assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.query(
                        Sql.of(
                                "SELECT count(*) FROM range(?) a, range(1000000) b WHERE hash(a.range, b.range) = 1",
                                1_000_000L),
                        row -> row.getLong(1),
                        deadline))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED)));
        asking.start();
        await(() -> cpuTimeIn(Duration.ofMillis(200)).toMillis() > 150);

        deadline.cancel();
        asking.join(20_000);

        assertThat(asking.isAlive()).isFalse();
        await(() -> cpuTimeIn(Duration.ofMillis(500)).toMillis() < 100);
        assertThatExceptionOfType(HindsightException.class)
                .as("nothing begins later")
                .isThrownBy(() -> engine.query(Sql.of("SELECT 1"), row -> row.getInt(1), deadline));
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 100; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("it did not happen");
    }

    /** How long the processors work for this process within that time. */
    private static Duration cpuTimeIn(Duration time) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = system.getProcessCpuTime();
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return Duration.ofNanos(system.getProcessCpuTime() - before);
    }

    private static Deadline longEnough() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    @Test
    void stream_overABadPattern_namesIt() {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> engine.stream(Sql.of("SELECT regexp_matches('a', ?)", "("), row -> {}, longEnough()))
                .satisfies(e -> assertThat(e.code()).isEqualTo("invalid_regex"));
    }

    @Test
    void stream_leavesAPooledConnectionAsItWas(@TempDir Path directory) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:duckdb:" + directory.resolve("host.duckdb"));
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                DuckDbDatabase hosted = DuckDbDatabase.over(pool);
                DuckDbEngine onPool = new DuckDbEngine(hosted, new EngineLimits(1, 1));
                Connection held = hosted.connect()) {
            assertThat(held.isClosed())
                    .as("all below shares the other connection")
                    .isFalse();
            onPool.stream(Sql.of("SELECT 1"), row -> {}, longEnough());
            assertThat(streaming(hosted)).isEqualTo("0");

            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() -> onPool.stream(ENDLESS, row -> {}, Deadline.in(Duration.ofMillis(50))));
            assertThat(onPool.query(Sql.of("SELECT 1"), row -> row.getInt(1), longEnough()))
                    .as("the connection still answers")
                    .containsExactly(1);
            assertThat(streaming(hosted)).as("after a timeout").isEqualTo("0");
        }
    }

    private static String streaming(DuckDbDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM duckdb_settings() WHERE name = 'jdbc_stream_results' AND value = 'true'")) {
            row.next();
            return row.getString(1);
        }
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
