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

    /** Where a request comes again, below the servlet, whose own path is one that the container does not dispatch to. */
    private static final String BACK = "/_waited";

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
     * Lets a request wait; once the work is done it comes to the same servlet again, on a thread of the container.
     *
     * @param work must not throw
     * @param lost called after it in place of that, when the request is over already
     * @return false: there is no place, or the container cannot do so; nothing has happened
     */
    boolean enter(HttpServletRequest request, Runnable work, Runnable lost) {
        // One that a host's filter has made wait already cannot be made to wait once more.
        if (!request.isAsyncSupported() || request.isAsyncStarted() || !places.tryAcquire()) {
            return false;
        }
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0); // each work has its own
        String back = request.getPathInfo() == null ? request.getServletPath() : request.getServletPath() + BACK;
        Runnable all = CurrentClient.carriedOn(() -> {
            try {
                work.run();
            } finally {
                places.release();
                if (!leave(waiting, back)) {
                    lost.run();
                }
            }
        });
        try {
            threads.execute(all);
        } catch (RejectedExecutionException e) {
            all.run(); // the application is stopping
        } catch (OutOfMemoryError e) {
            LOG.warn("The system gives no more threads; a request waits on one of the container", e);
            all.run();
        }
        return true;
    }

    /** By its own path, which is what a host's rules for paths know. */
    private static boolean leave(AsyncContext waiting, String back) {
        try {
            waiting.dispatch();
            return true;
        } catch (IllegalStateException e) {
            LOG.debug("A request that has waited is over already", e); // its connection is gone, or the application
            return false;
        } catch (RuntimeException e) {
            LOG.debug("The container dispatches to no such path", e);
            return leaveBy(back, waiting);
        }
    }

    private static boolean leaveBy(String back, AsyncContext waiting) {
        try {
            waiting.dispatch(back);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("A request that has waited cannot be answered", e);
            complete(waiting);
            return false;
        }
    }

    private static void complete(AsyncContext waiting) {
        try {
            waiting.complete();
        } catch (RuntimeException e) { // a container that stops has begun to dispatch it, and does not
            LOG.debug("A request that cannot be answered cannot be ended either", e);
        }
    }

    /** Lets those who wait finish. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
