package dev.hindsight.engine.duckdb;

import dev.hindsight.error.HindsightException;
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
import dev.hindsight.event.StoredPerson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.duckdb.DuckDBConnection;

/**
 * Events and persons on DuckDB. One transaction writes at a time; calls that come meanwhile wait, and are then written
 * together in one commit, so that many small appends cost little more than one. One store per database.
 *
 * <p>Duplicates are found by joining the new uuids with the stored ones, not by a unique index. Over 10,000,000 events the
 * join takes 20 to 110 ms, from one event to 200,000, and costs nothing at rest; the index made loading thirty times slower
 * and nine times larger.
 */
public final class DuckDbEventStore implements EventStore {
    private final DuckDbDatabase database;
    private final Clock clock;
    private final LearnedTypes types = new LearnedTypes();
    private final ChangeMarks marks = new ChangeMarks();
    private final AppendQueue queue;

    /** @param clock the time at which events are said to have arrived */
    public DuckDbEventStore(DuckDbDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.queue = new AppendQueue(database.writing(), this::commit);
    }

    /**
     * {@inheritDoc}
     *
     * @throws HindsightException {@code validation_error}, attr {@code properties}, if the properties of an event are no JSON
     *     object that can be stored
     * @throws DuckDbException when the database fails; nothing is stored then
     */
    @Override
    public int append(long projectId, List<Event> events) {
        if (events.isEmpty()) {
            return 0;
        }
        return queue.append(ArrivedEvents.of(projectId, events));
    }

    private List<Integer> commit(List<ArrivedEvents> batches) {
        return inTransaction("cannot store events", (transaction, tables) -> transaction.append(batches));
    }

    /**
     * {@inheritDoc} Where several persons have one of the ids, they are merged into the one of the first such id.
     *
     * @throws HindsightException {@code validation_error} if there is no id, or an id or a property cannot be stored
     */
    @Override
    public void putPerson(long projectId, List<String> distinctIds, Map<String, Object> properties, Instant createdAt) {
        PersonInput input = PersonInput.of(distinctIds, properties);
        change("cannot store a person", (transaction, tables) -> {
            transaction.putPerson(projectId, distinctIds, input.update(), input.evidence(), createdAt);
        });
    }

    @Override
    public void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) {
        change("cannot define a property", (transaction, tables) -> {
            transaction.defineProperty(projectId, kind, key, type);
        });
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> persons) {
        change(
                "cannot change a cohort",
                (transaction, tables) -> transaction.addToCohort(projectId, cohortId, persons));
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> persons) {
        change(
                "cannot change a cohort",
                (transaction, tables) -> transaction.removeFromCohort(projectId, cohortId, persons));
    }

    @Override
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> known) {
        change("cannot take over types", (transaction, tables) -> transaction.takeOverTypes(projectId, known));
    }

    @Override
    public void takeOverPersons(long projectId, List<StoredPerson> persons) {
        change("cannot take over persons", (transaction, tables) -> transaction.takeOverPersons(projectId, persons));
    }

    @Override
    public int takeOver(long projectId, List<Event> events) {
        database.writing().lock();
        try {
            return inTransaction(
                    "cannot take over events", (transaction, tables) -> transaction.takeOver(projectId, events));
        } finally {
            database.writing().unlock();
        }
    }

    @Override
    public long cohortSize(long projectId, int cohortId) {
        try (Connection connection = database.connect()) {
            return CohortRows.size(connection, projectId, cohortId);
        } catch (SQLException e) {
            throw failed("cannot read a cohort", e);
        }
    }

    @Override
    public Optional<Instant> earliest(long projectId, Optional<String> event) {
        String sql = "select min(\"timestamp\") from events where project_id = ?"
                + (event.isPresent() ? " and event = ?" : "");
        try (Connection connection = database.connect();
                PreparedStatement select =
                        connection.prepareStatement(database.views().before(sql, projectId))) {
            select.setLong(1, projectId);
            if (event.isPresent()) {
                select.setString(2, event.get());
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getObject(1, LocalDateTime.class))
                        .map(Micros::toInstant);
            }
        } catch (SQLException e) {
            throw failed("cannot read events", e);
        }
    }

    @Override
    public PropertyTypes propertyTypes(long projectId) {
        // A connection costs more than all else of a cached answer.
        return types.inMemory(projectId).orElseGet(() -> readTypes(projectId));
    }

    private PropertyTypes readTypes(long projectId) {
        try (Connection connection = database.connect()) {
            return types.of(connection, projectId);
        } catch (SQLException e) {
            throw failed("cannot read property types", e);
        }
    }

    @Override
    public Changes changes(long projectId) {
        return marks.inMemory(projectId).orElseGet(() -> readMarks(projectId));
    }

    private Changes readMarks(long projectId) {
        try (Connection connection = database.connect()) {
            return marks.of(connection, projectId);
        } catch (SQLException e) {
            throw failed("cannot read what changed", e);
        }
    }

    /**
     * Gives an event property a column of its own in every project, filled for the events that are stored, so that queries no
     * longer look for it in the JSON. Does nothing when it has one. Appends wait meanwhile; queries do not.
     */
    public void promoteProperty(String key) {
        // Held until the column is known, or an append in between would leave it empty.
        database.writing().lock();
        try {
            change("cannot promote a property", (transaction, tables) -> tables.promoteProperty(key));
            database.reloadPromotedColumns();
        } finally {
            database.writing().unlock();
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(EventTransaction transaction, DuckDbTables tables) throws SQLException;
    }

    @FunctionalInterface
    private interface Change {
        void in(EventTransaction transaction, DuckDbTables tables) throws SQLException;
    }

    private void change(String doing, Change change) {
        database.writing().lock();
        try {
            inTransaction(doing, (transaction, tables) -> {
                change.in(transaction, tables);
                return true;
            });
        } finally {
            database.writing().unlock();
        }
    }

    private <T> T inTransaction(String doing, Work<T> work) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            DuckDbTables tables = new DuckDbTables(
                    connection.unwrap(DuckDBConnection.class),
                    types,
                    marks,
                    database.views(),
                    database.promotedColumns().all());
            EventTransaction transaction = new EventTransaction(tables, clock.instant());
            boolean committed = false;
            boolean shown = false;
            try {
                T result = work.in(transaction, tables);
                transaction.mark();
                connection.commit();
                committed = true;
                tables.committed();
                shown = true;
                return result;
            } finally {
                if (!shown) {
                    tables.doubtful();
                }
                if (!committed) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw failed(doing, e);
        }
    }

    private DuckDbException failed(String doing, SQLException failure) {
        database.mendAfter(failure);
        return new DuckDbException(doing, failure);
    }
}
