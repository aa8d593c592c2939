package dev.hindsight.refresh;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Does several things at a time for callers who wait for all of them. A caller's own thread works too, so nobody waits for a
 * free thread: the helpers, of which there are only so many for all callers together, make it quicker where they can.
 */
final class SideBySide implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final int helpersEach;
    private final ThreadPoolExecutor helpers;

    /**
     * With at most so many helpers.
     *
     * @param helpersEach how many one caller gets
     * @param helpersForAll how many there are for all callers together
     */
    SideBySide(int helpersEach, int helpersForAll) {
        this.helpersEach = helpersEach;
        AtomicInteger count = new AtomicInteger();
        this.helpers = new ThreadPoolExecutor(
                0, helpersForAll, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "hindsight-tiles-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Does something with each of some things; comes back when all is done.
     *
     * @param work must not throw; is called from several threads
     */
    <T> void forEach(Collection<T> things, Consumer<T> work) {
        Queue<T> waiting = new ConcurrentLinkedQueue<>(things);
        CountDownLatch done = new CountDownLatch(things.size());
        Runnable worker = () -> {
            for (T thing = waiting.poll(); thing != null; thing = waiting.poll()) {
                try {
                    work.accept(thing);
                } finally {
                    done.countDown();
                }
            }
        };
        Map<String, String> context = MDC.getCopyOfContextMap();
        Client client = CurrentClient.get();
        for (int i = 0; i < Math.min(helpersEach, things.size() - 1); i++) {
            try {
                helpers.execute(() -> within(context, client, worker));
            } catch (RejectedExecutionException e) {
                break; // all helpers are busy, or it is closed: then the caller does it
            }
        }
        worker.run();
        await(done);
    }

    /** What helpers log, and ask of engines, is the caller's too, and they work for the same client. */
    private static void within(@Nullable Map<String, String> context, Client client, Runnable worker) {
        MDC.setContextMap(context == null ? Map.of() : context);
        CurrentClient current = CurrentClient.is(client);
        try (current) {
            worker.run();
        } finally {
            MDC.clear();
        }
    }

    private static void await(CountDownLatch done) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    done.await();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // what the helpers are at ends by itself, at its time-out at the latest
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets helpers finish what they are at. */
    @Override
    public void close() {
        helpers.shutdown();
    }
}
