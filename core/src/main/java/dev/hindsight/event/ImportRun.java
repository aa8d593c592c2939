package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One import: reads the next batch while the one before is being stored, so that at most two are in memory. */
final class ImportRun implements AutoCloseable {
    private final long projectId;
    private final EventStore store;
    private final CountedStream source;
    private final Consumer<ImportProgress> progress;
    private final ExecutorService storing = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "hindsight-import");
        thread.setDaemon(true);
        return thread;
    });
    private final EventReader reader = new EventReader();
    private final EventBatch batch = new EventBatch();
    private final RowUuids uuids;
    private final Map<String, Long> rejectedByReason = new LinkedHashMap<>();
    private final List<ImportReport.RejectedRow> rejected = new ArrayList<>();
    private @Nullable Future<Integer> inStore;
    private int inStoreCount;
    private long rows;
    private long accepted;
    private long duplicates;
    private long rejectedCount;

    ImportRun(long projectId, EventStore store, CountedStream source, Consumer<ImportProgress> progress) {
        this.projectId = projectId;
        this.store = store;
        this.source = source;
        this.progress = progress;
        this.uuids = new RowUuids(projectId);
    }

    ImportReport run(ImportedRows source) throws IOException {
        for (ImportedRow row = source.next(); row != null; row = source.next()) {
            rows++;
            take(row);
            if (batch.isFull()) {
                storeBatch();
                progress.accept(soFar());
            }
        }
        storeBatch();
        awaitStored();
        progress.accept(soFar());
        return new ImportReport(soFar(), rejectedByReason, rejected);
    }

    private void take(ImportedRow row) {
        if (row.event() == null) {
            reject(row.line(), Objects.requireNonNull(row.problem()));
            return;
        }
        try {
            batch.add(reader.read(row.event(), null, () -> uuids.next(row.identity())));
        } catch (HindsightException e) {
            reject(row.line(), e);
        }
    }

    private void reject(long line, HindsightException problem) {
        rejectedCount++;
        rejectedByReason.merge(problem.detail(), 1L, Long::sum);
        if (rejected.size() < ImportReport.LISTED) {
            rejected.add(new ImportReport.RejectedRow(line, problem.attr().orElse(null), problem.detail()));
        }
    }

    private void storeBatch() throws IOException {
        awaitStored();
        if (!batch.isEmpty()) {
            List<Event> events = batch.take();
            inStoreCount = events.size();
            inStore = storing.submit(() -> store.append(projectId, events));
        }
    }

    private void awaitStored() throws IOException {
        if (inStore == null) {
            return;
        }
        try {
            int stored = inStore.get();
            inStore = null;
            accepted += stored;
            duplicates += inStoreCount - stored;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("cannot store imported events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while importing");
        }
    }

    private ImportProgress soFar() {
        return new ImportProgress(rows, accepted, duplicates, rejectedCount, source.count());
    }

    /** Waits for what is being stored, so that nothing changes any more once an import has failed. */
    @Override
    public void close() {
        storing.shutdown();
        try {
            if (inStore != null) {
                inStore.get();
            }
        } catch (ExecutionException e) {
            // The import has failed already, and with that failure.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
