package dev.hindsight.event;

import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stores events in large batches, each in a thread beside its caller's, who collects the next one meanwhile: at most two are in
 * memory. Used by one thread.
 */
public final class BatchWriter implements AutoCloseable {
    /** Events of a batch that lets DuckDB write whole row groups straight to its file. */
    public static final int EVENTS = 150_000;

    private final ToIntFunction<List<Event>> store;
    private final Written written;
    private final EventBatch batch;
    private final ExecutorService storing;
    private @Nullable Future<Integer> inStore;
    private int inStoreCount;

    /** Told, in the caller's thread, of each batch that is stored. */
    @FunctionalInterface
    public interface Written {
        /**
         * @param events how many there were
         * @param stored how many of them were new
         */
        void batch(int events, int stored);
    }

    /**
     * @param thread the name of the thread that stores
     * @param eventsAtOnce a batch has no more
     * @param store stores a batch and gives back how many events of it were new
     */
    public BatchWriter(String thread, int eventsAtOnce, ToIntFunction<List<Event>> store, Written written) {
        this.store = store;
        this.written = written;
        this.batch = new EventBatch(eventsAtOnce);
        this.storing = Executors.newSingleThreadExecutor(task -> {
            Thread storer = new Thread(task, thread);
            storer.setDaemon(true);
            return storer;
        });
    }

    /**
     * Adds an event; begins to store its batch when that is full.
     *
     * @return whether the batch was full
     * @throws RuntimeException what storing an earlier batch threw
     * @throws InterruptedIOException when interrupted while an earlier batch is being stored
     */
    public boolean add(Event event) throws InterruptedIOException {
        batch.add(event);
        if (!batch.isFull()) {
            return false;
        }
        storeBatch();
        return true;
    }

    /** Stores what was added and waits until all of it is; throws as {@link #add} does. */
    public void finish() throws InterruptedIOException {
        storeBatch();
        awaitStored();
    }

    private void storeBatch() throws InterruptedIOException {
        awaitStored();
        if (!batch.isEmpty()) {
            List<Event> events = batch.take();
            inStoreCount = events.size();
            inStore = storing.submit(() -> store.applyAsInt(events));
        }
    }

    private void awaitStored() throws InterruptedIOException {
        if (inStore == null) {
            return;
        }
        try {
            int stored = inStore.get();
            inStore = null;
            written.batch(inStoreCount, stored);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("cannot store events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while events are stored");
        }
    }

    /** Waits for what is being stored, so that nothing changes any more afterwards; what is not is left out. */
    @Override
    public void close() {
        storing.shutdown();
        try {
            if (inStore != null) {
                inStore.get();
            }
        } catch (ExecutionException e) {
            // Whoever closes before the end does so because of this or another failure.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
