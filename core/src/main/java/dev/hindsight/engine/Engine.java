package dev.hindsight.engine;

import java.util.List;

/** Answers questions about events: runs read-only SQL, within limits. Thread-safe. */
public interface Engine extends AutoCloseable {
    /** What this engine's SQL looks like. */
    Dialect dialect();

    /**
     * Runs one read-only query and reads all its rows.
     *
     * @param deadline how long the query may run, waiting for a free slot included
     * @return the rows in the engine's order
     * @throws dev.hindsight.error.HindsightException {@code TIMEOUT} when it took too long (the engine's work is
     *     stopped), {@code CANCELLED} when somebody cancelled the deadline (likewise), {@code THROTTLED} when too many queries wait already, {@code INVALID} when a value of the query is one that
     *     the engine refuses (such as a malformed regular expression), {@code UNAVAILABLE} when the engine does not answer
     */
    <T> List<T> query(Sql sql, RowReader<T> reader, Deadline deadline);

    /**
     * Runs one read-only query and hands over its rows while the engine still finds them: neither the heap nor the engine
     * ever holds them all, whatever their number. The consumer keeps the engine from other queries, so it must not wait.
     *
     * @param rows called on the calling thread, for each row in the engine's order; what it throws ends the query
     * @param deadline how long it may take, waiting for a free slot and the consumer's own work included
     * @throws dev.hindsight.error.HindsightException as {@link #query}
     */
    void stream(Sql sql, RowConsumer rows, Deadline deadline);

    /** What it is at just now. */
    EngineLoad load();

    @Override
    void close();
}
