package dev.hindsight.engine.postgresql;

import dev.hindsight.event.AppendQueue;
import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Changes;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.EventTransaction;
import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.PersonInput;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.event.RememberedTypes;
import dev.hindsight.event.StoredPerson;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Events and persons on PostgreSQL. Writers of one project take turns, in whatever process they are; small appends that come to
 * one process while it writes share a commit. Other processes write, too: what is remembered between calls is what the database says
 * is still the same.
 */
final class PostgresEventStore implements EventStore {
    private final PostgresEvents database;
    private final Clock clock;
    private final RememberedMarks marks = new RememberedMarks();
    private final RememberedTypes types = new RememberedTypes();
    private final AppendQueue queue = new AppendQueue(new ReentrantLock(true), this::commit);

    /** @param clock the time at which events are said to have arrived */
    PostgresEventStore(PostgresEvents database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error}, attr {@code properties}, if the properties of an
     *     event are no JSON object that can be stored; {@code UNAVAILABLE} when the server does not answer or has no room
     */
    @Override
    public int append(long projectId, List<Event> events) {
        return events.isEmpty() ? 0 : queue.append(ArrivedEvents.of(projectId, events));
    }

    private List<Integer> commit(List<ArrivedEvents> batches) {
        Set<Long> projects = batches.stream().map(ArrivedEvents::projectId).collect(Collectors.toSet());
        return inTransaction("cannot store events", projects, transaction -> transaction.append(batches));
    }

    @Override
    public void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt) {
        PersonInput input = PersonInput.of(distinctIds, properties);
        change("cannot store a person", projectId, transaction -> {
            transaction.putPerson(projectId, distinctIds, input.update(), input.evidence(), createdAt);
        });
    }

    @Override
    public void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) {
        change("cannot define a property", projectId, transaction -> {
            transaction.defineProperty(projectId, kind, key, type);
        });
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> persons) {
        change("cannot change a cohort", projectId, transaction -> {
            transaction.addToCohort(projectId, cohortId, persons);
        });
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> persons) {
        change("cannot change a cohort", projectId, transaction -> {
            transaction.removeFromCohort(projectId, cohortId, persons);
        });
    }

    @Override
    public long cohortSize(long projectId, int cohortId) {
        return read("cannot read a cohort", connection -> CohortRows.size(connection, projectId, cohortId));
    }

    @Override
    public Optional<Instant> earliest(long projectId, Optional<String> event) {
        String sql = "select min(\"timestamp\") from events where project_id = ?"
                + (event.isPresent() ? " and event = ?" : "");
        return read("cannot read events", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, projectId);
                if (event.isPresent()) {
                    select.setString(2, event.get());
                }
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return Optional.ofNullable(row.getObject(1, LocalDateTime.class))
                            .map(utc -> utc.toInstant(ZoneOffset.UTC));
                }
            }
        });
    }

    @Override
    public PropertyTypes propertyTypes(long projectId) {
        return readTypes(projectId);
    }

    @Override
    public PropertyTypes propertyTypes(long projectId, Changes asOf) {
        return types.of(projectId, asOf, () -> readTypes(projectId), () -> changes(projectId));
    }

    private KnownTypes readTypes(long projectId) {
        return read("cannot read property types", connection -> TypeRows.of(connection, projectId));
    }

    @Override
    public Changes changes(long projectId) {
        return read("cannot read what changed", connection -> marks.of(connection, projectId));
    }

    @Override
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) {
        change("cannot take over types", projectId, transaction -> transaction.takeOverTypes(projectId, types));
    }

    @Override
    public void takeOverPersons(long projectId, List<StoredPerson> persons) {
        change("cannot take over persons", projectId, transaction -> transaction.takeOverPersons(projectId, persons));
    }

    @Override
    public int takeOver(long projectId, List<Event> events) {
        return inTransaction(
                "cannot take over events", Set.of(projectId), transaction -> transaction.takeOver(projectId, events));
    }

    private <T> T read(String doing, PostgresEvents.Work<T> work) {
        try {
            return database.read(work);
        } catch (SQLException e) {
            throw PostgresErrors.of(doing, e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(EventTransaction transaction) throws SQLException;
    }

    @FunctionalInterface
    private interface Change {
        void in(EventTransaction transaction) throws SQLException;
    }

    private void change(String doing, long projectId, Change change) {
        inTransaction(doing, Set.of(projectId), transaction -> {
            change.in(transaction);
            return true;
        });
    }

    private <T> T inTransaction(String doing, Set<Long> projects, Work<T> work) {
        try {
            return database.write(connection -> {
                PostgresTables tables = new PostgresTables(connection);
                tables.lock(projects);
                EventTransaction transaction = new EventTransaction(tables, clock.instant());
                T result = work.in(transaction);
                transaction.mark();
                return result;
            });
        } catch (SQLException e) {
            throw PostgresErrors.of(doing, e);
        }
    }
}
