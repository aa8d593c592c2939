package dev.hindsight.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A store that hands everything on to another one, for stores that do something else in some of it. */
abstract class ForwardingEventStore implements EventStore {
    private final EventStore store;

    ForwardingEventStore(EventStore store) {
        this.store = store;
    }

    @Override
    public int append(long projectId, List<Event> events) {
        return store.append(projectId, events);
    }

    @Override
    public void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt) {
        store.putPerson(projectId, distinctIds, properties, createdAt);
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
    public PropertyTypes propertyTypes(long projectId, Changes asOf) {
        return store.propertyTypes(projectId, asOf);
    }

    @Override
    public Changes changes(long projectId) {
        return store.changes(projectId);
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
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> known) {
        store.takeOverTypes(projectId, known);
    }

    @Override
    public void takeOverPersons(long projectId, List<StoredPerson> persons) {
        store.takeOverPersons(projectId, persons);
    }

    @Override
    public int takeOver(long projectId, List<Event> events) {
        return store.takeOver(projectId, events);
    }
}
