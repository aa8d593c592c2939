package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Progress;
import dev.hindsight.engine.RowConsumer;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.Turns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries on a DuckDB database. One query already uses every core, so few run at once and the others wait for their
 * turn, as {@link Turns} gives it to them.
 */
public final class DuckDbEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbEngine.class);

    private static final Duration STOP_AGAIN = Duration.ofMillis(100);

    private final DuckDbDatabase database;
    private final Dialect dialect;
    private final Turns turns;
    private final ScheduledThreadPoolExecutor timeouts;

    /** An engine over a database, which it does not close. */
    public DuckDbEngine(DuckDbDatabase database, EngineLimits limits) {
        this.database = database;
        this.dialect = new DuckDbDialect(database.promotedColumns());
        this.turns = new Turns(limits);
        this.timeouts = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hindsight-query-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timeouts.setRemoveOnCancelPolicy(true);
    }

    Turns turns() {
        return turns;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public <T> List<T> query(Sql sql, RowReader<T> reader, Deadline deadline) {
        List<T> found = new ArrayList<>();
        run(sql, row -> found.add(reader.read(row)), false, deadline);
        return found;
    }

    @Override
    public void stream(Sql sql, RowConsumer rows, Deadline deadline) {
        run(sql, rows, true, deadline);
    }

    private void run(Sql sql, RowConsumer rows, boolean streamed, Deadline deadline) {
        Turns.Turn turn = turns.take(deadline);
        AtomicBoolean stopped = new AtomicBoolean();
        try (turn;
                Connection connection = database.connect()) {
            List<String> settings = new ArrayList<>();
            if (streamed) {
                settings.add("jdbc_stream_results");
            }
            if (deadline.asker().background()) {
                settings.add("enable_progress_bar");
            }
            run(connection, settings, sql, rows, deadline, stopped);
        } catch (SQLException e) {
            throw stopped.get() ? deadline.over() : DuckDbErrors.of(e);
        }
    }

    /**
     * Settings belong to the connection, which a host's pool may hand on: they are taken back afterwards. They are set to their
     * default, not reset: RESET leaves a null there, at which the driver fails with the connection's next statement.
     *
     * @param settings those that are to be true meanwhile
     */
    private void run(
            Connection connection,
            List<String> settings,
            Sql sql,
            RowConsumer rows,
            Deadline deadline,
            AtomicBoolean stopped)
            throws SQLException {
        for (String setting : settings) {
            set(connection, setting, true);
        }
        try {
            run(connection, sql, rows, deadline, stopped);
        } finally {
            for (String setting : settings) {
                set(connection, setting, false);
            }
        }
    }

    private static void set(Connection connection, String setting, boolean value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION " + setting + " = " + value);
        }
    }

    private void run(Connection connection, Sql sql, RowConsumer rows, Deadline deadline, AtomicBoolean stopped)
            throws SQLException {
        try (Statement transaction = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql.text())) {
            transaction.execute("BEGIN TRANSACTION READ ONLY");
            int index = 0;
            for (Object bind : sql.binds()) {
                statement.setObject(++index, bind);
            }
            List<ScheduledFuture<?>> timers = Collections.synchronizedList(new ArrayList<>());
            timers.add(stopping(statement, stopped, deadline.left()));
            Deadline.Running running = deadline.running(
                    () -> timers.add(stopping(statement, stopped, Duration.ZERO)), () -> progress(statement));
            try (running;
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (stopped.get()) {
                        // A cancel does not reach the engine while it waits for its rows to be taken.
                        throw new SQLException("the query is over its time, or was cancelled");
                    }
                    rows.accept(row);
                }
            } finally {
                timers.forEach(timer -> timer.cancel(false));
                transaction.execute("ROLLBACK");
            }
        }
    }

    /** DuckDB counts only where it was told to before. */
    private static Progress progress(PreparedStatement statement) {
        try {
            QueryProgress progress =
                    statement.unwrap(DuckDBPreparedStatement.class).getQueryProgress();
            return progress.getPercentage() < 0
                    ? Progress.NONE
                    : new Progress(progress.getRowsProcessed(), progress.getTotalRowsToProcess());
        } catch (SQLException e) {
            return Progress.NONE; // it has not begun yet, or it has ended
        }
    }

    /** Again and again: DuckDB forgets a cancel that comes just before the query begins. */
    private ScheduledFuture<?> stopping(Statement statement, AtomicBoolean stopped, Duration after) {
        return timeouts.scheduleWithFixedDelay(
                () -> stop(statement, stopped), after.toNanos(), STOP_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void stop(Statement statement, AtomicBoolean stopped) {
        stopped.set(true);
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.warn("A query could not be stopped", e);
        }
    }

    /** Stops what watches over running queries; the database stays open. */
    @Override
    public void close() {
        timeouts.shutdownNow();
    }
}
