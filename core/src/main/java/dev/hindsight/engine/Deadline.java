package dev.hindsight.engine;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * When a question that takes several statements has to be answered, and whether somebody still wants it to be: each statement
 * gets the time that is left, and a cancel reaches the one that runs. It says for whom they run, too. Thread-safe.
 */
public final class Deadline {
    private final long nanoTime;
    private final Duration timeout;
    private final Asker asker;
    private final List<Work> running = new ArrayList<>();
    private Progress ended = Progress.NONE;
    /** Written under the lock, read by loops that must not hold it up. */
    private volatile boolean cancelled;

    private Deadline(long nanoTime, Duration timeout, Asker asker) {
        this.nanoTime = nanoTime;
        this.timeout = timeout;
        this.asker = asker;
    }

    /** That far from now, for no project; all who ask like this share the turns of one. */
    public static Deadline in(Duration timeout) {
        return in(timeout, Asker.NOBODY);
    }

    /** That far from now. */
    public static Deadline in(Duration timeout, Asker asker) {
        return new Deadline(System.nanoTime() + timeout.toNanos(), timeout, asker);
    }

    /** For whom the statements run. */
    public Asker asker() {
        return asker;
    }

    /** What is left of it, zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** What whoever waits is told when there will be no answer any more: cancelled, or over its time. */
    public HindsightException over() {
        return isCancelled()
                ? HindsightException.of(Failure.CANCELLED, "The query was cancelled.")
                : HindsightException.of(
                        Failure.TIMEOUT,
                        "The query took longer than " + timeout.toSeconds()
                                + " seconds. Shorten its date range or filter it further.");
    }

    /** Stops what runs, and everything that would begin later. Again is as good as once. */
    public synchronized void cancel() {
        if (!cancelled) {
            cancelled = true;
            running.forEach(work -> work.stop().run());
        }
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Says how to stop what now begins; called at once when it has been cancelled already.
     *
     * @param stop must not wait; never called once the result is closed
     * @return to be closed when it has ended
     */
    public Running running(Runnable stop) {
        return running(stop, () -> Progress.NONE);
    }

    /**
     * As above.
     *
     * @param progress how far it has come; must not wait, and is never asked once the result is closed
     */
    public synchronized Running running(Runnable stop, Supplier<Progress> progress) {
        Work work = new Work(stop, progress);
        running.add(work);
        if (cancelled) {
            stop.run();
        }
        return () -> ended(work);
    }

    private synchronized void ended(Work work) {
        if (running.remove(work)) {
            long rows = work.progress().get().total();
            ended = ended.plus(new Progress(rows, rows));
        }
    }

    /** How far its statements have come, those that have ended included. */
    public synchronized Progress progress() {
        return running.stream().map(work -> work.progress().get()).reduce(ended, Progress::plus);
    }

    private record Work(Runnable stop, Supplier<Progress> progress) {}

    /** Something that a cancel would stop. */
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }
}
