package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A store of events and persons that somebody else writes: what would change them is refused ({@code FORBIDDEN}). When they change, nobody
 * says, so that answers are fresh by their age alone. Types of properties and static cohorts can be changed; they are ours.
 */
public final class ReadEventStore implements EventStore {
    private final EventStore store;

    public ReadEventStore(EventStore store) {
        this.store = store;
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
    public Optional<Instant> earliest(long projectId, Optional<String> event) {
        return store.earliest(projectId, event);
    }

    @Override
    public PropertyTypes propertyTypes(long projectId) {
        return store.propertyTypes(projectId);
    }

    @Override
    public Changes changes(long projectId) {
        return Changes.NONE;
    }

    @Override
    public void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) {
        store.defineProperty(projectId, kind, key, type);
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> persons) {
        store.addToCohort(projectId, cohortId, persons);
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> persons) {
        store.removeFromCohort(projectId, cohortId, persons);
    }

    @Override
    public long cohortSize(long projectId, int cohortId) {
        return store.cohortSize(projectId, cohortId);
    }

    @Override
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) {
        store.takeOverTypes(projectId, types);
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
