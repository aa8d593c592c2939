package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Progress;
import dev.hindsight.engine.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens beside a query of ours while the server works on it, by its id. Thread-safe. */
final class RunningQuery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

    /** A server forgets to stop what it is not yet working on, so it is told again. */
    private static final Duration STOP_AGAIN = Duration.ofMillis(200);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final ClickHouseDatabase database;
    private final ScheduledExecutorService watchers;
    private final String id;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();
    private boolean closed;
    private volatile boolean stopped;
    private volatile Progress progress = Progress.NONE;

    RunningQuery(ClickHouseDatabase database, ScheduledExecutorService watchers, String id) {
        this.database = database;
        this.watchers = watchers;
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean isStopped() {
        return stopped;
    }

    Progress progress() {
        return progress;
    }

    void stop() {
        stopAfter(Duration.ZERO);
    }

    void stopAfter(Duration delay) {
        again(
                () -> {
                    stopped = true;
                    kill();
                },
                delay,
                STOP_AGAIN);
    }

    /** Nobody takes further rows; without it the driver would take all of them before it lets go. */
    void abandon() {
        again(this::kill, Duration.ZERO, STOP_AGAIN);
    }

    /** Lets {@link #progress} know what the server says. */
    void followProgress() {
        again(this::look, LOOK_AGAIN, LOOK_AGAIN);
    }

    private synchronized void again(Runnable task, Duration delay, Duration pause) {
        if (!closed) {
            tasks.add(watchers.scheduleWithFixedDelay(task, delay.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private void kill() {
        try {
            database.run(Sql.of("KILL QUERY" + database.shape().everywhere() + " WHERE query_id = ? ASYNC", id));
        } catch (SQLException e) {
            LOG.warn("A query could not be stopped", e);
        }
    }

    private void look() {
        try {
            database.read(
                            Sql.of(
                                    "SELECT read_rows, greatest(read_rows, total_rows_approx) FROM "
                                            + database.shape().processes()
                                            + " WHERE query_id = ?",
                                    id),
                            row -> new Progress(row.getLong(1), row.getLong(2)))
                    .forEach(found -> progress = found);
        } catch (SQLException e) {
            LOG.debug("The progress of a query is not known", e);
        }
    }

    /** The query has ended. */
    @Override
    public synchronized void close() {
        closed = true;
        tasks.forEach(task -> task.cancel(false));
    }
}
