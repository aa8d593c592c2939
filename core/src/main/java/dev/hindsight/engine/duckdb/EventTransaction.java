package dev.hindsight.engine.duckdb;

import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Changed;
import dev.hindsight.event.Event;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PersonUpdate;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.TypeEvidence;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The one place where events and persons change: what one transaction does, from its first statement to its commit. */
final class EventTransaction {
    private final DuckDBConnection connection;
    private final LearnedTypes types;
    private final ChangeMarks marks;
    private final Map<String, String> promotedColumns;
    private final Instant now;
    private final List<LearnedTypes.Change> typeChanges = new ArrayList<>();
    private final Map<Long, Changed> changed = new LinkedHashMap<>();
    private ChangeMarks.@Nullable Change marked;

    /** @param connection without auto-commit; the caller commits or rolls back, and closes it */
    EventTransaction(
            DuckDBConnection connection,
            LearnedTypes types,
            ChangeMarks marks,
            Map<String, String> promotedColumns,
            Instant now) {
        this.connection = connection;
        this.types = types;
        this.marks = marks;
        this.promotedColumns = promotedColumns;
        this.now = now;
    }

    /** Stores batches one after the other; gives back how many events of each were new. */
    List<Integer> append(List<ArrivedEvents> batches) throws SQLException {
        EventRows rows = new EventRows(connection);
        List<ArrivedEvents> fresh = rows.withoutDuplicates(batches);
        if (fresh.stream().anyMatch(batch -> !batch.events().isEmpty())) {
            Map<Long, PersonLedger> ledgers = persons(fresh);
            rows.insert(fresh, ledgers, now, promotedColumns);
            learn(fresh);
            for (ArrivedEvents batch : fresh) {
                batch.events().forEach(event -> changed(batch.projectId()).addDay(Micros.day(event.timestamp())));
            }
        }
        return fresh.stream().map(batch -> batch.events().size()).toList();
    }

    /** Joins the ids to one person with these properties and this time of creation. */
    void putPerson(
            long projectId, List<String> distinctIds, PersonUpdate update, TypeEvidence evidence, Instant createdAt)
            throws SQLException {
        Map<Long, PersonLedger> ledgers = Map.of(projectId, new PersonLedger(projectId));
        PersonRows rows = new PersonRows(connection);
        rows.load(ledgers, Map.of(projectId, new HashSet<>(distinctIds)));
        ledgers.values().forEach(ledger -> ledger.put(distinctIds, update, createdAt));
        write(rows, ledgers);
        changed(projectId).addPersons();
        changeTypes(types.learn(connection, projectId, evidence));
    }

    private Changed changed(long projectId) {
        return changed.computeIfAbsent(projectId, id -> new Changed());
    }

    private void changeTypes(LearnedTypes.Change change) {
        typeChanges.add(change);
        if (!change.isEmpty()) {
            changed(change.projectId()).addTypes();
        }
    }

    private void write(PersonRows rows, Map<Long, PersonLedger> ledgers) throws SQLException {
        for (Map.Entry<Long, PersonLedger> each : ledgers.entrySet()) {
            PersonLedger ledger = each.getValue();
            if (!ledger.changed().isEmpty() || !ledger.absorbed().isEmpty() || ledger.namesStoredAnew()) {
                changed(each.getKey()).addPersons();
            }
            // Their events come to belong to somebody else: what those days say of persons is no longer so.
            for (LocalDate day : rows.daysOf(ledger.absorbed().keySet())) {
                changed(each.getKey()).addDay(day);
            }
        }
        rows.write(ledgers);
    }

    void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        changeTypes(types.define(connection, projectId, kind, key, type));
    }

    void addToCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        CohortRows.add(connection, projectId, cohortId, persons);
        changed(projectId).addPersons();
    }

    void removeFromCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        CohortRows.remove(connection, projectId, cohortId, persons);
        changed(projectId).addPersons();
    }

    void promoteProperty(String key) throws SQLException {
        if (!promotedColumns.containsKey(key)) {
            new EventRows(connection).addColumn(key, "p_" + (promotedColumns.size() + 1));
        }
    }

    /** Marks what changed; the last thing before the commit. */
    void mark() throws SQLException {
        if (!changed.isEmpty()) {
            marked = marks.write(connection, changed);
        }
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
        marks.forget(changed.keySet());
    }

    private Map<Long, PersonLedger> persons(List<ArrivedEvents> batches) throws SQLException {
        Map<Long, PersonLedger> ledgers = new LinkedHashMap<>();
        Map<Long, Set<String>> distinctIds = new HashMap<>();
        for (ArrivedEvents batch : batches) {
            ledgers.computeIfAbsent(batch.projectId(), PersonLedger::new);
            Set<String> ofProject = distinctIds.computeIfAbsent(batch.projectId(), id -> new HashSet<>());
            batch.events().forEach(event -> ofProject.add(event.distinctId()));
            for (PersonUpdate update : batch.updates()) {
                if (update.absorbedId() != null) {
                    ofProject.add(update.absorbedId());
                }
            }
        }
        PersonRows rows = new PersonRows(connection);
        rows.load(ledgers, distinctIds);
        for (ArrivedEvents batch : batches) {
            ledgers.computeIfPresent(batch.projectId(), (id, ledger) -> {
                apply(batch, ledger);
                return ledger;
            });
        }
        write(rows, ledgers);
        return ledgers;
    }

    private static void apply(ArrivedEvents batch, PersonLedger ledger) {
        List<Event> events = batch.events();
        ledger.beginBatch(events);
        for (int i = 0; i < events.size(); i++) {
            ledger.apply(events.get(i), batch.updates().get(i));
        }
    }

    private void learn(List<ArrivedEvents> batches) throws SQLException {
        Map<Long, TypeEvidence> evidence = new LinkedHashMap<>();
        for (ArrivedEvents batch : batches) {
            evidence.computeIfAbsent(batch.projectId(), id -> new TypeEvidence())
                    .addAll(batch.evidence());
        }
        for (Map.Entry<Long, TypeEvidence> ofProject : evidence.entrySet()) {
            changeTypes(types.learn(connection, ofProject.getKey(), ofProject.getValue()));
        }
    }
}
