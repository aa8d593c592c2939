package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.RowConsumer;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries on a DuckDB database. One query already uses every core, so few run at once and the others wait for their
 * turn, first come first served.
 */
public final class DuckDbEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbEngine.class);

    private static final Duration CANCEL_AGAIN = Duration.ofMillis(100);

    private final DuckDbDatabase database;
    private final Dialect dialect;
    private final EngineLimits limits;
    private final Semaphore slots;
    private final ScheduledThreadPoolExecutor timeouts;

    /** An engine over a database, which it does not close. */
    public DuckDbEngine(DuckDbDatabase database, EngineLimits limits) {
        this.database = database;
        this.dialect = new DuckDbDialect(database.promotedColumns());
        this.limits = limits;
        this.slots = new Semaphore(limits.concurrency(), true);
        this.timeouts = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hindsight-query-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timeouts.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public <T> List<T> query(Sql sql, RowReader<T> reader, Duration timeout) {
        List<T> found = new ArrayList<>();
        run(sql, row -> found.add(reader.read(row)), false, timeout);
        return found;
    }

    @Override
    public void stream(Sql sql, RowConsumer rows, Duration timeout) {
        run(sql, rows, true, timeout);
    }

    private void run(Sql sql, RowConsumer rows, boolean streamed, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        takeSlot(deadline, timeout);
        AtomicBoolean cancelled = new AtomicBoolean();
        try (Connection connection = database.connect()) {
            if (streamed) {
                streamed(connection, sql, rows, deadline, cancelled);
            } else {
                run(connection, sql, rows, deadline, cancelled);
            }
        } catch (SQLException e) {
            throw cancelled.get() ? timedOut(timeout) : DuckDbErrors.of(e);
        } finally {
            slots.release();
        }
    }

    private static void set(Connection connection, String statement) throws SQLException {
        try (Statement setting = connection.createStatement()) {
            setting.execute(statement);
        }
    }

    /**
     * The setting belongs to the connection, which a host's pool may hand on: it is taken back afterwards. It is set to its
     * default, not reset: RESET leaves a null there, at which the driver fails with the connection's next statement.
     */
    private void streamed(Connection connection, Sql sql, RowConsumer rows, long deadline, AtomicBoolean cancelled)
            throws SQLException {
        set(connection, "SET SESSION jdbc_stream_results = true");
        try {
            run(connection, sql, rows, deadline, cancelled);
        } finally {
            set(connection, "SET SESSION jdbc_stream_results = false");
        }
    }

    private void takeSlot(long deadline, Duration timeout) {
        if (slots.getQueueLength() >= limits.queue()) {
            throw HindsightException.of(
                    Failure.THROTTLED,
                    "Too many queries are waiting already (" + limits.queue() + "). Try again soon.");
        }
        try {
            if (!slots.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw timedOut(timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HindsightException(Failure.UNAVAILABLE, "The query was interrupted.", e);
        }
    }

    private void run(Connection connection, Sql sql, RowConsumer rows, long deadline, AtomicBoolean cancelled)
            throws SQLException {
        try (Statement transaction = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql.text())) {
            transaction.execute("BEGIN TRANSACTION READ ONLY");
            int index = 0;
            for (Object bind : sql.binds()) {
                statement.setObject(++index, bind);
            }
            // Again and again: DuckDB forgets a cancel that comes just before the query begins.
            ScheduledFuture<?> timer = timeouts.scheduleWithFixedDelay(
                    () -> cancel(statement, cancelled),
                    Math.max(0, deadline - System.nanoTime()),
                    CANCEL_AGAIN.toNanos(),
                    TimeUnit.NANOSECONDS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (cancelled.get()) {
                        // A cancel does not reach the engine while it waits for its rows to be taken.
                        throw new SQLException("the query is over its time");
                    }
                    rows.accept(row);
                }
            } finally {
                timer.cancel(false);
                transaction.execute("ROLLBACK");
            }
        }
    }

    private static void cancel(Statement statement, AtomicBoolean cancelled) {
        cancelled.set(true);
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.warn("A query over its time could not be cancelled", e);
        }
    }

    private static HindsightException timedOut(Duration timeout) {
        return HindsightException.of(
                Failure.TIMEOUT,
                "The query took longer than " + timeout.toSeconds()
                        + " seconds. Shorten its date range or filter it further.");
    }

    /** Stops what watches over running queries; the database stays open. */
    @Override
    public void close() {
        timeouts.shutdownNow();
    }
}
