package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** One import: reads the next batch of rows while the one before is being stored. */
final class ImportRun implements AutoCloseable {
    private final CountedStream source;
    private final Consumer<ImportProgress> progress;
    private final EventReader reader = new EventReader();
    private final BatchWriter writer;
    private final RowUuids uuids;
    private final Map<String, Long> rejectedByReason = new LinkedHashMap<>();
    private final List<ImportReport.RejectedRow> rejected = new ArrayList<>();
    private long rows;
    private long accepted;
    private long duplicates;
    private long rejectedCount;

    ImportRun(long projectId, EventStore store, CountedStream source, Consumer<ImportProgress> progress) {
        this.source = source;
        this.progress = progress;
        this.uuids = new RowUuids(projectId);
        this.writer = new BatchWriter(
                "hindsight-import", BatchWriter.EVENTS, events -> store.append(projectId, events), this::written);
    }

    ImportReport run(ImportedRows source) throws IOException {
        for (ImportedRow row = source.next(); row != null; row = source.next()) {
            rows++;
            if (take(row)) {
                progress.accept(soFar());
            }
        }
        writer.finish();
        progress.accept(soFar());
        return new ImportReport(soFar(), rejectedByReason, rejected);
    }

    /** Gives back whether a batch became full with it. */
    private boolean take(ImportedRow row) throws IOException {
        if (row.event() == null) {
            reject(row.line(), Objects.requireNonNull(row.problem()));
            return false;
        }
        Event event;
        try {
            event = reader.read(row.event(), null, () -> uuids.next(row.identity()));
        } catch (HindsightException e) {
            reject(row.line(), e);
            return false;
        }
        return writer.add(event);
    }

    private void reject(long line, HindsightException problem) {
        rejectedCount++;
        rejectedByReason.merge(problem.detail(), 1L, Long::sum);
        if (rejected.size() < ImportReport.LISTED) {
            rejected.add(new ImportReport.RejectedRow(line, problem.attr().orElse(null), problem.detail()));
        }
    }

    private void written(int events, int stored) {
        accepted += stored;
        duplicates += events - stored;
    }

    private ImportProgress soFar() {
        return new ImportProgress(rows, accepted, duplicates, rejectedCount, source.count());
    }

    /** Waits for what is being stored, so that nothing changes any more once an import has failed. */
    @Override
    public void close() {
        writer.close();
    }
}
