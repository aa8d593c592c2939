package dev.hindsight.refresh;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a node that looks after calculations: says that ours go on, hears what others' came to and who is to stop, and
 * gives up those whose node is gone. Whether a node is alive is told by its beats and by time that no clock can set.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration CLEAN = Duration.ofMinutes(10);

    /**
     * How often it looks.
     *
     * @param look for what others did
     * @param beat says that ours go on
     * @param round looks at those of all nodes
     * @param gone after so long without a beat, a node is gone
     */
    record Pace(Duration look, Duration beat, Duration round, Duration gone) {
        static final Pace USUAL =
                new Pace(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    private final Pace pace;
    private final RunStore store;
    private final TicketStore tickets;
    private final Runs runs;
    private final Consumer<RunKey> scheduling;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;
    private final ScheduledFuture<?> looking;
    private final Map<RunKey, Seen> seen = new HashMap<>();
    private final Map<RunKey, Seen> waiting = new HashMap<>();
    private long nextBeat = System.nanoTime();
    private long nextRound = System.nanoTime();
    private long nextCleaning = System.nanoTime() + CLEAN.toNanos();
    private boolean failing;
    private volatile int queued;

    Watch(RunStore store, TicketStore tickets, Runs runs, Consumer<RunKey> scheduling, Clock clock, Pace pace) {
        this.pace = pace;
        this.store = store;
        this.tickets = tickets;
        this.runs = runs;
        this.scheduling = scheduling;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "hindsight-runs");
            made.setDaemon(true);
            return made;
        });
        this.looking = thread.scheduleWithFixedDelay(
                this::look, pace.look().toMillis(), pace.look().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** When a calculation was seen to go on for the last time. */
    private record Seen(String token, long beat, long nanoTime) {}

    private void look() {
        try {
            if (due(nextBeat)) {
                nextBeat = System.nanoTime() + pace.beat().toNanos();
                store.beat(runs.progress());
            }
            hear();
            if (due(nextRound)) {
                nextRound = System.nanoTime() + pace.round().toNanos();
                giveUpTheLost();
                scheduleTheWaiting();
            }
            if (due(nextCleaning)) {
                nextCleaning = System.nanoTime() + CLEAN.toNanos();
                store.removeExpired(clock.instant());
            }
            if (failing) {
                LOG.info("The metadata database answers again; calculations are looked after");
                failing = false;
            }
        } catch (RuntimeException | Error e) {
            // While it is gone nobody's silence means anything.
            seen.clear();
            waiting.clear();
            if (!failing) {
                LOG.warn("Calculations cannot be looked after; trying on", e);
                failing = true;
            }
        }
    }

    private static boolean due(long nanoTime) {
        return System.nanoTime() - nanoTime >= 0;
    }

    private void hear() {
        List<RunKey> awaited = runs.awaited();
        // Before the rows are read: who leaves meanwhile may have left it to the background just before.
        Set<RunKey> abandoned = runs.abandoned();
        if (!awaited.isEmpty()) {
            Map<RunKey, RunRow> rows = store.find(awaited).stream()
                    .collect(Collectors.toMap(RunRow::key, row -> row, (one, other) -> one));
            awaited.forEach(key -> runs.heard(key, Optional.ofNullable(rows.get(key)), abandoned.contains(key)));
        }
        tickets.stopWanted(runs.tickets()).forEach(runs::stop);
    }

    private void giveUpTheLost() {
        long now = System.nanoTime();
        Set<RunKey> running = new HashSet<>();
        for (RunRow row : store.running()) {
            running.add(row.key());
            Seen last = seen.get(row.key());
            if (last == null || !last.token().equals(row.token()) || last.beat() != row.beat()) {
                seen.put(row.key(), new Seen(row.token(), row.beat(), now));
            } else if (now - last.nanoTime() > pace.gone().toNanos()) {
                LOG.warn("A calculation's node is gone: {} of project {}", row.cacheKey(), row.projectId());
                store.giveUp(row, Runs.ATTEMPTS, clock.instant());
                store.unpick(row.key());
            }
        }
        seen.keySet().retainAll(running);
    }

    /** Whoever queued them may have been gone before the scheduler knew, and whoever picked them up before they began. */
    private void scheduleTheWaiting() {
        long now = System.nanoTime();
        List<RunRow> rows = store.queued();
        queued = rows.size();
        for (RunRow row : rows) {
            Seen last = waiting.get(row.key());
            if (last == null || !last.token().equals(row.token()) || last.beat() != row.beat()) {
                waiting.put(row.key(), new Seen(row.token(), row.beat(), now));
            } else if (now - last.nanoTime() > pace.gone().toNanos()) {
                store.unpick(row.key());
                waiting.remove(row.key());
            }
            scheduling.accept(row.key());
        }
        waiting.keySet().retainAll(rows.stream().map(RunRow::key).toList());
    }

    /** How many waited for a node at the last round. */
    int queued() {
        return queued;
    }

    @Override
    public void close() {
        looking.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
