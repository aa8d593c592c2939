package dev.hindsight.engine.own;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.ReadEventStore;
import java.time.Clock;

/** A database whose events are a host's own: what would change them is refused. */
public final class OwnEventsDatabase implements EventsDatabase {
    private final EventsDatabase database;

    /** @param database reads the host's events; closed with this one */
    public OwnEventsDatabase(EventsDatabase database) {
        this.database = database;
    }

    @Override
    public Engine engine(EngineLimits limits) {
        return database.engine(limits);
    }

    @Override
    public EventStore store(Clock clock) {
        return new ReadEventStore(database.store(clock));
    }

    @Override
    public void measure(MetricsTrackerFactory pools) {
        database.measure(pools);
    }

    @Override
    public boolean answers() {
        return database.answers();
    }

    @Override
    public void close() {
        database.close();
    }
}
