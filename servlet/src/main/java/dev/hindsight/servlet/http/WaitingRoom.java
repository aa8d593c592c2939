package dev.hindsight.servlet.http;

import dev.hindsight.refresh.CurrentClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests wait for calculations: threads of our own, made as they are needed, of which waiting takes little more than their
 * stacks. Hundreds who wait for one slow answer then keep nobody from cached ones, or from asking whether the server is well.
 */
final class WaitingRoom implements AutoCloseable {
    /** More wait on the container's own threads. */
    static final int PLACES = 1_000;

    private static final int IDLE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private final Semaphore places;
    private final ThreadPoolExecutor threads;

    WaitingRoom(int places) {
        this.places = new Semaphore(places);
        AtomicInteger count = new AtomicInteger();
        ClassLoader ours = WaitingRoom.class.getClassLoader();
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "hindsight-waiting-" + count.incrementAndGet());
                    thread.setContextClassLoader(ours);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Lets a request wait; once the work is done it is dispatched anew, on a thread of the container.
     *
     * @param work must not throw
     * @return false: there is no place, or the container cannot do so; nothing has happened
     */
    boolean enter(HttpServletRequest request, Runnable work) {
        if (!request.isAsyncSupported() || !places.tryAcquire()) {
            return false;
        }
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0); // each work has its own
        Runnable all = CurrentClient.carriedOn(() -> {
            try {
                work.run();
            } finally {
                places.release();
                leave(waiting);
            }
        });
        try {
            threads.execute(all);
        } catch (RejectedExecutionException e) {
            all.run(); // the application is stopping
        }
        return true;
    }

    private static void leave(AsyncContext waiting) {
        try {
            waiting.dispatch();
        } catch (IllegalStateException e) {
            LOG.debug("A request that has waited is over already", e); // its connection is, or the server
        }
    }

    /** Lets those who wait finish. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
