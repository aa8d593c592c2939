package dev.hindsight.refresh;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Calculates what nobody waits for: a bounded pool on each node takes questions from the metadata database. What there is to do
 * is in the rows of {@link RunStore}; the scheduler only sees to it that some node looks at each.
 */
final class Background implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /**
     * After an hour the scheduler takes a node for gone, by the clocks of the two. {@link Watch}, which asks no clock, is there long
     * before: clocks that are minutes apart must not take work from a node that lives, nor keep that of one that is gone.
     */
    private static final int MISSED_HEARTBEATS = 720;

    /** What the scheduler calls looking at a question. */
    static final String TASK = "calculate";

    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration WARM_AGAIN = Duration.ofMinutes(1);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final RunStore store;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;
    private final Clock clock;
    private volatile @Nullable Consumer<RunRow> worker;
    private volatile Runnable warming = () -> {};
    private volatile boolean closing;

    /**
     * A pool that does not work yet.
     *
     * @param warms whether it also does the round that one node at a time does once a minute
     */
    Background(DataSource metadata, RunStore store, String node, int threads, Clock clock, boolean warms) {
        this.store = store;
        this.clock = clock;
        this.task = Tasks.oneTime(TASK)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, complete.getTimeDone().plus(AGAIN)))
                .execute((instance, context) -> work(key(instance.getId())));
        List<RecurringTask<Void>> recurring = warms
                ? List.of(Tasks.recurring("warm", FixedDelay.of(WARM_AGAIN))
                        .execute((instance, context) -> warming.run()))
                : List.of();
        this.scheduler = Scheduler.create(metadata, task)
                .startTasks(recurring)
                .tableName("hindsight.scheduled_task")
                .jdbcCustomization(customization(metadata))
                .schedulerName(new SchedulerName.Fixed("hindsight-" + node))
                .threads(threads)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .enableImmediateExecution()
                .shutdownMaxWait(SHUTDOWN)
                .build();
    }

    /**
     * Begins to work.
     *
     * @param calculates throws {@link HindsightException} when there is no answer
     * @param round what one node at a time does once a minute, if this one does at all
     */
    void start(Consumer<RunRow> calculates, Runnable round) {
        worker = calculates;
        warming = round;
        scheduler.start();
    }

    /** Our tables keep the zone of every time, on each database. */
    private static JdbcCustomization customization(DataSource metadata) {
        try (Connection connection = metadata.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")
                    ? new PostgreSqlJdbcCustomization(false, false)
                    : new DefaultJdbcCustomization(false);
        } catch (SQLException e) {
            throw new IllegalStateException("the metadata database does not answer", e);
        }
    }

    /** Has some node look at a question; it may look at it already. */
    void schedule(RunKey key) {
        // Due at any time, whatever the scheduler's clock says.
        scheduler.scheduleIfNotExists(task.instance(instance(key)), Instant.EPOCH);
    }

    /** The name of a question among those that the scheduler looks at. */
    static String instance(RunKey key) {
        return key.projectId() + ":" + key.cacheKey();
    }

    private static RunKey key(String instance) {
        int colon = instance.indexOf(':');
        return new RunKey(Long.parseLong(instance.substring(0, colon)), instance.substring(colon + 1));
    }

    /** Until nothing is left to do: while it was calculated, the question may have been asked again. */
    private void work(RunKey key) {
        Consumer<RunRow> calculates = Objects.requireNonNull(worker, "not started");
        Optional<RunRow> row = store.find(key);
        while (row.isPresent() && isOpen(row.get()) && !closing) {
            try {
                calculates.accept(row.get());
            } catch (HindsightException e) {
                if (e.failure() == Failure.THROTTLED || e.failure() == Failure.UNAVAILABLE) {
                    throw e; // later, here or on another node
                }
                // Of one that was begun, its end is written down already.
                store.abandon(key, row.get().requestedAt(), e, clock.instant());
            }
            row = store.find(key);
        }
    }

    private static boolean isOpen(RunRow row) {
        return row.state() == RunState.QUEUED
                || (row.state() == RunState.RUNNING && row.background() && !row.startedSince(row.requestedAt()));
    }

    @Override
    public void close() {
        closing = true;
        scheduler.stop();
    }
}
