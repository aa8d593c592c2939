package dev.hindsight.engine.duckdb;

import dev.hindsight.event.Event;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PersonUpdate;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.TypeEvidence;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBConnection;

/** The one place where events and persons change: what one transaction does, from its first statement to its commit. */
final class EventTransaction {
    private final DuckDBConnection connection;
    private final LearnedTypes types;
    private final Map<String, String> promotedColumns;
    private final Instant now;
    private final List<LearnedTypes.Change> typeChanges = new ArrayList<>();

    /** @param connection without auto-commit; the caller commits or rolls back, and closes it */
    EventTransaction(
            DuckDBConnection connection, LearnedTypes types, Map<String, String> promotedColumns, Instant now) {
        this.connection = connection;
        this.types = types;
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
        rows.write(ledgers);
        typeChanges.add(types.learn(connection, projectId, evidence));
    }

    void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        typeChanges.add(types.define(connection, projectId, kind, key, type));
    }

    void addToCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        CohortRows.add(connection, projectId, cohortId, persons);
    }

    void removeFromCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        CohortRows.remove(connection, projectId, cohortId, persons);
    }

    void promoteProperty(String key) throws SQLException {
        if (!promotedColumns.containsKey(key)) {
            new EventRows(connection).addColumn(key, "p_" + (promotedColumns.size() + 1));
        }
    }

    /** Shows readers what was only in the transaction; called once it is committed. */
    void committed() {
        typeChanges.forEach(types::publish);
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
        rows.write(ledgers);
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
            typeChanges.add(types.learn(connection, ofProject.getKey(), ofProject.getValue()));
        }
    }
}
