package dev.hindsight.event;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Appends that wait for each other: one transaction writes at a time; calls that come meanwhile wait, and are then written together
 * in one commit, so that many small appends cost little more than one. Thread-safe.
 */
public final class AppendQueue {
    /** Events that one commit takes of waiting calls, so that the first of them does not wait for all. */
    private static final int EVENTS_PER_COMMIT = 100_000;

    private final Lock writing;
    private final Commit commit;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();

    /** Stores batches in one commit; gives back how many events of each were new, or throws and stores nothing. */
    @FunctionalInterface
    public interface Commit {
        List<Integer> of(List<ArrivedEvents> batches);
    }

    /** @param writing held while a commit runs */
    public AppendQueue(Lock writing, Commit commit) {
        this.writing = writing;
        this.commit = commit;
    }

    /** An append whose caller waits; all but {@code events} belongs to whoever holds the lock. */
    private static final class Waiting {
        final ArrivedEvents events;
        boolean done;
        int stored;

        @Nullable
        RuntimeException failure;

        Waiting(ArrivedEvents events) {
            this.events = events;
        }
    }

    /**
     * Stores events, alone or with those of others.
     *
     * @return how many of them were new
     * @throws RuntimeException what the commit threw at them
     */
    public int append(ArrivedEvents events) {
        Waiting mine = new Waiting(events);
        queue.add(mine);
        writing.lock();
        try {
            while (!mine.done) {
                write(nextInQueue());
            }
        } finally {
            writing.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.stored;
    }

    private List<Waiting> nextInQueue() {
        List<Waiting> next = new ArrayList<>();
        int events = 0;
        for (Waiting first = queue.peek(); first != null && events < EVENTS_PER_COMMIT; first = queue.peek()) {
            next.add(first);
            events += first.events.events().size();
            queue.remove();
        }
        return next;
    }

    private void write(List<Waiting> calls) {
        try {
            List<Integer> stored =
                    commit.of(calls.stream().map(call -> call.events).toList());
            for (int i = 0; i < calls.size(); i++) {
                calls.get(i).stored = stored.get(i);
                calls.get(i).done = true;
            }
        } catch (RuntimeException e) {
            if (calls.size() == 1 || isOutage(e)) {
                fail(calls, e);
            } else {
                // Only the call whose events cannot be stored may fail.
                writeEach(calls);
            }
        } catch (Error e) {
            fail(calls, new IllegalStateException("cannot store events", e));
            throw e;
        }
    }

    private void writeEach(List<Waiting> calls) {
        try {
            calls.forEach(call -> write(List.of(call)));
        } finally {
            // Nobody waits for ever, whatever came in between.
            fail(calls, new IllegalStateException("cannot store events: another call broke off"));
        }
    }

    /** Others would wait for the same in vain. */
    private static boolean isOutage(RuntimeException failure) {
        return (failure instanceof HindsightException known && known.failure() == Failure.UNAVAILABLE)
                || Outage.isCauseOf(failure);
    }

    /** Those that are not done yet. */
    private static void fail(List<Waiting> calls, RuntimeException failure) {
        for (Waiting call : calls) {
            if (!call.done) {
                call.failure = failure;
                call.done = true;
            }
        }
    }
}
