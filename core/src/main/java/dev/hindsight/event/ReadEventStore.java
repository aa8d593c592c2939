package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A store of events and persons that somebody else writes: what would change them is refused ({@code FORBIDDEN}). When they change, nobody
 * says, so that answers are fresh by their age alone. Types of properties and static cohorts can be changed; they are ours.
 */
public final class ReadEventStore extends ForwardingEventStore {
    public ReadEventStore(EventStore store) {
        super(store);
    }

    private static HindsightException refusal() {
        return HindsightException.forbidden(
                "The events here are those of another application; they are read, and cannot be added to or changed.");
    }

    @Override
    public int append(long projectId, List<Event> events) {
        throw refusal();
    }

    @Override
    public void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt) {
        throw refusal();
    }

    @Override
    public Changes changes(long projectId) {
        return Changes.NONE;
    }

    @Override
    public void takeOverPersons(long projectId, List<StoredPerson> persons) {
        throw refusal();
    }

    @Override
    public int takeOver(long projectId, List<Event> events) {
        throw refusal();
    }
}
