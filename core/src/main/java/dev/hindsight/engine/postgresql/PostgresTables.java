package dev.hindsight.engine.postgresql;

import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Changed;
import dev.hindsight.event.EventTables;
import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.TypeEvidence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * PostgreSQL's tables in one transaction. Writers of one project take turns, also those of other processes, so that what a
 * transaction has read of persons and types is still so when it writes.
 */
final class PostgresTables implements EventTables {
    /** The first half of the locks of projects; no other user of a shared database has a reason to take it. */
    private static final int PROJECT_LOCKS = 0x48696e64;

    private final Connection connection;
    private final EventRows events;
    private final PersonRows persons;

    /** @param connection within a transaction, which the caller commits or rolls back */
    PostgresTables(Connection connection) {
        this.connection = connection;
        this.events = new EventRows(connection);
        this.persons = new PersonRows(connection);
    }

    /** Waits for other writers of these projects, in the order of their ids so that nobody waits for each other. */
    void lock(Set<Long> projects) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
            for (long project : new TreeSet<>(projects)) {
                lock.setInt(1, PROJECT_LOCKS);
                lock.setInt(2, Long.hashCode(project));
                lock.execute();
            }
        }
    }

    @Override
    public List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        return events.withoutDuplicates(batches);
    }

    @Override
    public void load(Map<Long, PersonLedger> ledgers, Map<Long, ? extends Set<String>> distinctIds)
            throws SQLException {
        for (Map.Entry<Long, ? extends Set<String>> ofProject : distinctIds.entrySet()) {
            PersonLedger ledger = ledgers.get(ofProject.getKey());
            if (ledger != null) {
                persons.load(ofProject.getKey(), ledger, ofProject.getValue());
            }
        }
    }

    @Override
    public Set<LocalDate> daysOf(long projectId, Set<Long> keys) throws SQLException {
        return keys.isEmpty() ? Set.of() : events.daysOf(projectId, keys);
    }

    @Override
    public void write(Map<Long, PersonLedger> ledgers) throws SQLException {
        for (Map.Entry<Long, PersonLedger> ofProject : ledgers.entrySet()) {
            persons.write(ofProject.getKey(), ofProject.getValue());
        }
    }

    @Override
    public void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers, Instant now) throws SQLException {
        for (ArrivedEvents batch : batches) {
            PersonLedger ledger = ledgers.get(batch.projectId());
            if (ledger != null) {
                events.insert(batch, ledger, now);
            }
        }
    }

    @Override
    public boolean learn(long projectId, TypeEvidence evidence) throws SQLException {
        return changeTypes(projectId, TypeRows.of(connection, projectId).learned(evidence));
    }

    @Override
    public boolean define(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        return changeTypes(projectId, TypeRows.of(connection, projectId).defined(kind, key, type));
    }

    @Override
    public void writeTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) throws SQLException {
        TypeRows.write(connection, projectId, new KnownTypes.Change(types, Map.of()));
    }

    private boolean changeTypes(long projectId, KnownTypes.Change change) throws SQLException {
        if (change.isEmpty()) {
            return false;
        }
        TypeRows.write(connection, projectId, change);
        return true;
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> members) throws SQLException {
        CohortRows.add(connection, projectId, cohortId, members);
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> members) throws SQLException {
        CohortRows.remove(connection, projectId, cohortId, members);
    }

    @Override
    public void mark(Map<Long, Changed> changed) throws SQLException {
        for (Map.Entry<Long, Changed> ofProject : changed.entrySet()) {
            MarkRows.write(connection, ofProject.getKey(), ofProject.getValue());
        }
    }
}
