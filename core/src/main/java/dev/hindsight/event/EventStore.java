package dev.hindsight.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keeps events and persons. Thread-safe; every call names its project. */
public interface EventStore {
    /**
     * Stores events and applies what they say about persons ({@code $identify}, {@code $create_alias}, {@code $set}, {@code
     * $set_once}), all or nothing. When it returns, the events are durable and the next query sees them. An event whose
     * uuid is stored already, or earlier in the list, is left out.
     *
     * @return how many events were new
     */
    int append(long projectId, List<Event> events);

    /**
     * Creates a person, or completes the one that has any of the ids: the ids are joined to one person, the properties are
     * set, the creation time is taken as given.
     */
    void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt);

    /** The earliest timestamp of the project's events, of one name or (with empty {@code event}) of all. */
    Optional<Instant> earliest(long projectId, Optional<String> event);

    /** What is known about the types of a project's properties, as of now. */
    PropertyTypes propertyTypes(long projectId);

    /** What was known about them when these marks were read, or is known since; often without a look at the database. */
    default PropertyTypes propertyTypes(long projectId, Changes asOf) {
        return propertyTypes(projectId);
    }

    /**
     * When what is kept of a project changed last. Whoever reads it before a question is asked knows of nothing that the
     * answer does not know of, so that the answer holds while the marks stay the same.
     */
    Changes changes(long projectId);

    /** Says what a property's values are, whatever was learned from events before. */
    void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type);

    /**
     * Puts persons into a static cohort, those that are not in it.
     *
     * @param persons their ids; unknown ones are left out
     */
    void addToCohort(long projectId, int cohortId, List<UUID> persons);

    /** Takes persons out of a static cohort, those that are in it. */
    void removeFromCohort(long projectId, int cohortId, List<UUID> persons);

    /** How many persons are in a static cohort. */
    long cohortSize(long projectId, int cohortId);

    /**
     * Takes over what another store knows of types, in place of what this one knows of the same properties.
     *
     * @param types by property
     */
    void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types);

    /** Takes over persons of another store; those are left out of whom a distinct id is here already. */
    void takeOverPersons(long projectId, List<StoredPerson> persons);

    /**
     * Takes over events of another store: as {@link #append}, but what they say about persons and types has been taken over
     * with those, and does not count again.
     *
     * @return how many events were new
     */
    int takeOver(long projectId, List<Event> events);
}
