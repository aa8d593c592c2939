package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
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
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events and persons on ClickHouse, which other processes may write to at the same time. In this one, one change is written after
 * the other; appends that come meanwhile wait, and are then written together.
 *
 * <p>There are no transactions. Events are written last, so that after a failure in between the sender, who was told of it, sends
 * again what is then still missing; whatever was written before is the same when it is written again. Others change things too: what
 * is remembered between calls is what the database says is still the same.
 */
public final class ClickHouseEventStore implements EventStore {
    private final ClickHouseDatabase database;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final AppendQueue queue;
    private final RememberedMarks marks;
    private final RememberedTypes types = new RememberedTypes();

    /** @param clock the time at which events are said to have arrived */
    public ClickHouseEventStore(ClickHouseDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.queue = new AppendQueue(writing, this::commit);
        this.marks = new RememberedMarks(database);
    }

    /**
     * {@inheritDoc} When it fails, a part of the events may be stored; sent again, the others are.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error}, attr {@code properties}, if the properties of an
     *     event are no JSON object that can be stored; {@code UNAVAILABLE} when the database does not answer
     * @throws ClickHouseException when the database fails
     */
    @Override
    public int append(long projectId, List<Event> events) {
        if (events.isEmpty()) {
            return 0;
        }
        return queue.append(ArrivedEvents.of(projectId, events));
    }

    private List<Integer> commit(List<ArrivedEvents> batches) {
        return written("cannot store events", transaction -> transaction.append(batches));
    }

    /**
     * {@inheritDoc} Where several persons have one of the ids, they are merged into the one of the first such id.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} if there is no id, or an id or a property cannot be
     *     stored
     */
    @Override
    public void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt) {
        PersonInput input = PersonInput.of(distinctIds, properties);
        change("cannot store a person", transaction -> {
            transaction.putPerson(projectId, distinctIds, input.update(), input.evidence(), createdAt);
        });
    }

    @Override
    public void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) {
        change("cannot define a property", transaction -> transaction.defineProperty(projectId, kind, key, type));
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> persons) {
        change("cannot change a cohort", transaction -> transaction.addToCohort(projectId, cohortId, persons));
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> persons) {
        change("cannot change a cohort", transaction -> transaction.removeFromCohort(projectId, cohortId, persons));
    }

    @Override
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) {
        change("cannot take over types", transaction -> transaction.takeOverTypes(projectId, types));
    }

    @Override
    public void takeOverPersons(long projectId, List<StoredPerson> persons) {
        change("cannot take over persons", transaction -> transaction.takeOverPersons(projectId, persons));
    }

    @Override
    public int takeOver(long projectId, List<Event> events) {
        writing.lock();
        try {
            return written("cannot take over events", transaction -> transaction.takeOver(projectId, events));
        } finally {
            writing.unlock();
        }
    }

    @Override
    public long cohortSize(long projectId, int cohortId) {
        return read("cannot read a cohort", () -> new CohortRows(database).size(projectId, cohortId));
    }

    @Override
    public Optional<Instant> earliest(long projectId, Optional<String> event) {
        Sql all = Sql.of("SELECT min(timestamp) FROM events WHERE project_id = ?", projectId);
        Sql sql = event.map(name -> all.then("AND event = ?", name)).orElse(all);
        return read(
                "cannot read events",
                () -> database.read(
                                database.views().before(sql, projectId),
                                row -> Optional.ofNullable(row.getObject(1, LocalDateTime.class))
                                        .map(time -> time.toInstant(ZoneOffset.UTC)))
                        .get(0));
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
        return read("cannot read property types", () -> new TypeRows(database).of(projectId));
    }

    @Override
    public Changes changes(long projectId) {
        return read("cannot read what changed", () -> marks.of(projectId));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws SQLException;
    }

    private static <T> T read(String doing, Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw ClickHouseErrors.of(doing, e);
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

    private void change(String doing, Change change) {
        writing.lock();
        try {
            written(doing, transaction -> {
                change.in(transaction);
                return true;
            });
        } finally {
            writing.unlock();
        }
    }

    private <T> T written(String doing, Work<T> work) {
        try {
            // What is to be written is written in the end, in an order of its own.
            EventTransaction transaction = new EventTransaction(new ClickHouseTables(database), clock.instant());
            T result = work.in(transaction);
            transaction.mark();
            return result;
        } catch (SQLException e) {
            throw ClickHouseErrors.of(doing, e);
        }
    }
}
