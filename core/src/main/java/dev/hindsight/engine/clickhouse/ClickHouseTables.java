package dev.hindsight.engine.clickhouse;

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
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse's tables in one change. Without transactions the order is what keeps them whole, so nothing is written before all
 * is known: that something changes; types; persons and their merges; events; what changed.
 */
final class ClickHouseTables implements EventTables {
    private final EventRows events;
    private final PersonRows persons;
    private final CohortRows cohorts;
    private final TypeRows types;
    private final MarkRows marks;
    private final List<Write> beforeEvents = new ArrayList<>();
    private Map<Long, PersonLedger> ledgers = Map.of();
    private @Nullable Write insert;

    ClickHouseTables(ClickHouseDatabase database) {
        this.events = new EventRows(database);
        this.persons = new PersonRows(database, events);
        this.cohorts = new CohortRows(database);
        this.types = new TypeRows(database);
        this.marks = new MarkRows(database);
    }

    @FunctionalInterface
    private interface Write {
        void run() throws SQLException;
    }

    @Override
    public List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        return events.withoutDuplicates(batches);
    }

    @Override
    public void load(Map<Long, PersonLedger> toFill, Map<Long, ? extends Set<String>> distinctIds) throws SQLException {
        persons.load(toFill, distinctIds);
    }

    @Override
    public Set<LocalDate> daysOf(long projectId, Set<Long> keys) throws SQLException {
        return events.daysOf(projectId, keys);
    }

    @Override
    public void write(Map<Long, PersonLedger> changed) {
        PersonRows.giveKeys(changed.values());
        ledgers = changed;
    }

    @Override
    public void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> owners, Instant now) {
        insert = () -> {
            events.insert(batches, owners, now);
            persons.followMoves(owners);
        };
    }

    @Override
    public boolean learn(long projectId, TypeEvidence evidence) throws SQLException {
        return write(projectId, types.learned(projectId, evidence));
    }

    @Override
    public boolean define(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        return write(projectId, types.defined(projectId, kind, key, type));
    }

    @Override
    public void writeTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> known) {
        write(projectId, new KnownTypes.Change(known, Map.of()));
    }

    private boolean write(long projectId, KnownTypes.Change change) {
        if (change.isEmpty()) {
            return false;
        }
        beforeEvents.add(() -> types.write(projectId, change));
        return true;
    }

    @Override
    public void addToCohort(long projectId, int cohortId, List<UUID> members) {
        beforeEvents.add(() -> cohorts.add(projectId, cohortId, members));
    }

    @Override
    public void removeFromCohort(long projectId, int cohortId, List<UUID> members) {
        beforeEvents.add(() -> cohorts.remove(projectId, cohortId, members));
    }

    @Override
    public void mark(Map<Long, Changed> changed) throws SQLException {
        long mark = marks.announce(changed);
        for (Write write : beforeEvents) {
            write.run();
        }
        persons.write(ledgers, cohorts);
        if (insert != null) {
            insert.run();
        }
        marks.settle(changed, mark);
    }
}
