package dev.hindsight.engine;

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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops statements that are over their time, or that somebody cancels. Thread-safe. */
public final class StatementWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatementWatch.class);
    private static final Duration STOP_AGAIN = Duration.ofMillis(100);

    private final ScheduledThreadPoolExecutor timeouts;

    public StatementWatch() {
        this.timeouts = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hindsight-query-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timeouts.setRemoveOnCancelPolicy(true);
    }

    /**
     * Watches over a statement that is about to run.
     *
     * @param stopped set once the statement is told to stop
     * @param progress how far it has come; must not wait
     * @return to be closed when the statement has ended
     */
    public Deadline.Running over(
            Statement statement, Deadline deadline, AtomicBoolean stopped, Supplier<Progress> progress) {
        List<ScheduledFuture<?>> timers = Collections.synchronizedList(new ArrayList<>());
        timers.add(stopping(statement, stopped, deadline.left()));
        Deadline.Running running =
                deadline.running(() -> timers.add(stopping(statement, stopped, Duration.ZERO)), progress);
        return () -> {
            running.close();
            timers.forEach(timer -> timer.cancel(false));
        };
    }

    /** Again and again: an engine may forget a cancel that comes just before the statement begins. */
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

    @Override
    public void close() {
        timeouts.shutdownNow();
    }
}
