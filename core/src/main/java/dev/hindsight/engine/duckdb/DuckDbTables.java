package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.own.OwnViews;
import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Changed;
import dev.hindsight.event.EventTables;
import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.TypeEvidence;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** DuckDB's tables in one transaction, and what is in memory of them. */
final class DuckDbTables implements EventTables {
    private final DuckDBConnection connection;
    private final EventRows events;
    private final PersonRows persons;
    private final CohortRows cohorts;
    private final LearnedTypes types;
    private final ChangeMarks marks;
    private final Map<String, String> promotedColumns;
    private final List<LearnedTypes.Change> typeChanges = new ArrayList<>();
    private Set<Long> changed = Set.of();
    private ChangeMarks.@Nullable Change marked;

    /** @param connection without auto-commit; the caller commits or rolls back, and closes it */
    DuckDbTables(
            DuckDBConnection connection,
            LearnedTypes types,
            ChangeMarks marks,
            OwnViews views,
            Map<String, String> promotedColumns) {
        this.connection = connection;
        this.events = new EventRows(connection);
        this.persons = new PersonRows(connection);
        this.types = types;
        this.marks = marks;
        this.cohorts = new CohortRows(connection, views);
        this.promotedColumns = promotedColumns;
    }

    @Override
    public List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        return events.withoutDuplicates(batches);
    }

    @Override
    public void load(Map<Long, PersonLedger> ledgers, Map<Long, ? extends Set<String>> distinctIds)
            throws SQLException {
        persons.load(ledgers, distinctIds);
    }

    @Override
    public Set<LocalDate> daysOf(long projectId, Set<Long> keys) throws SQLException {
        return persons.daysOf(keys);
    }

    @Override
    public void write(Map<Long, PersonLedger> ledgers) throws SQLException {
        persons.write(ledgers);
    }

    @Override
    public void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers, Instant now) throws SQLException {
        events.insert(batches, ledgers, now, promotedColumns);
    }

    @Override
    public boolean learn(long projectId, TypeEvidence evidence) throws SQLException {
        return changeTypes(types.learn(connection, projectId, evidence));
    }

    @Override
    public boolean define(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        return changeTypes(types.define(connection, projectId, kind, key, type));
    }

    @Override
    public void writeTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> known) throws SQLException {
        changeTypes(types.replace(connection, projectId, known));
    }

    private boolean changeTypes(LearnedTypes.Change change) {
        typeChanges.add(change);
        return !change.types().isEmpty();
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> members) throws SQLException {
        cohorts.add(projectId, cohortId, members);
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> members) throws SQLException {
        cohorts.remove(projectId, cohortId, members);
    }

    /** Gives a property a column, unless it has one. */
    void promoteProperty(String key) throws SQLException {
        if (!promotedColumns.containsKey(key)) {
            events.addColumn(key, "p_" + (promotedColumns.size() + 1));
        }
    }

    @Override
    public void mark(Map<Long, Changed> projects) throws SQLException {
        changed = projects.keySet();
        marked = marks.write(connection, projects);
    }

    /** Shows readers what was only in the transaction; called once it is committed. */
    void committed() {
        typeChanges.forEach(types::publish);
        // Last: whoever sees the new marks must see everything that they stand for.
        if (marked != null) {
            marks.publish(marked);
        }
    }

    /** Nobody knows whether the commit came about. */
    void doubtful() {
        marks.forget(changed);
    }
}
