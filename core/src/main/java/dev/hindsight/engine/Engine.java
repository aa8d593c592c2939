package dev.hindsight.engine;

import java.time.Duration;
import java.util.List;

/** Answers questions about events: runs read-only SQL, within limits. Thread-safe. */
public interface Engine extends AutoCloseable {
    /** What this engine's SQL looks like. */
    Dialect dialect();

    /**
     * Runs one read-only query and reads all its rows.
     *
     * @param timeout how long the query may run, waiting for a free slot included
     * @return the rows in the engine's order
     * @throws dev.hindsight.error.HindsightException {@code TIMEOUT} when it took too long (the engine's work is
     *     stopped), {@code THROTTLED} when too many queries wait already, {@code INVALID} when a value of the query is one that
     *     the engine refuses (such as a malformed regular expression), {@code UNAVAILABLE} when the engine does not answer
     */
    <T> List<T> query(Sql sql, RowReader<T> reader, Duration timeout);

    @Override
    void close();
}
