package dev.hindsight.engine;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.event.EventStore;
import java.time.Clock;

/** A database of events with our tables in it, up to date: what keeps them and what answers questions about them. Thread-safe. */
public interface EventsDatabase extends AutoCloseable {
    /**
     * What answers questions. It is closed by the caller, before the database.
     *
     * @param limits how much it does at once
     */
    Engine engine(EngineLimits limits);

    /**
     * What keeps events and persons; one for each database of a process.
     *
     * @param clock the time at which events are said to have arrived
     */
    EventStore store(Clock clock);

    /** Has the connections measured, if they are a pool of our own; nothing else happens. At most once. */
    default void measure(MetricsTrackerFactory pools) {}

    /** Whether the database answers. */
    boolean answers();

    /** Lets go of the database; a host's data source is left open. */
    @Override
    void close();
}
