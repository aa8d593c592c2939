package dev.hindsight.event;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The one place where events and persons change: what one transaction of a store does to its tables, from its first statement to
 * its commit. Not thread-safe.
 */
public final class EventTransaction {
    private final EventTables tables;
    private final Instant now;
    private final Map<Long, Changed> changed = new LinkedHashMap<>();

    /**
     * @param tables within a transaction, which the caller commits or rolls back
     * @param now when events are said to have arrived
     */
    public EventTransaction(EventTables tables, Instant now) {
        this.tables = tables;
        this.now = now;
    }

    /** Stores batches one after the other; gives back how many events of each were new. */
    public List<Integer> append(List<ArrivedEvents> batches) throws SQLException {
        List<ArrivedEvents> fresh = tables.withoutDuplicates(batches);
        if (fresh.stream().anyMatch(batch -> !batch.events().isEmpty())) {
            insert(fresh);
            learn(fresh);
        }
        return fresh.stream().map(batch -> batch.events().size()).toList();
    }

    private void insert(List<ArrivedEvents> fresh) throws SQLException {
        Map<Long, PersonLedger> ledgers = persons(fresh);
        tables.insert(fresh, ledgers, now);
        for (ArrivedEvents batch : fresh) {
            batch.events()
                    .forEach(event ->
                            changed(batch.projectId()).addDay(LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC)));
        }
    }

    /** Stores events without what they say about persons and types; gives back how many of them were new. */
    public int takeOver(long projectId, List<Event> events) throws SQLException {
        ArrivedEvents plain = ArrivedEvents.plain(projectId, events);
        List<ArrivedEvents> fresh = tables.withoutDuplicates(List.of(plain));
        int stored = fresh.get(0).events().size();
        if (stored > 0) {
            insert(fresh);
        }
        return stored;
    }

    /** Stores persons, but for those of whom a distinct id is known. */
    public void takeOverPersons(long projectId, List<StoredPerson> persons) throws SQLException {
        PersonLedger ledger = new PersonLedger(projectId);
        Map<Long, PersonLedger> ledgers = Map.of(projectId, ledger);
        Set<String> distinctIds = new HashSet<>();
        persons.forEach(person -> distinctIds.addAll(person.distinctIds()));
        tables.load(ledgers, Map.of(projectId, distinctIds));
        persons.forEach(ledger::takeOver);
        tables.write(ledgers);
        changed(projectId).addPersons();
    }

    /** Writes what is known of types, in place of what was. */
    public void takeOverTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) throws SQLException {
        if (!types.isEmpty()) {
            tables.writeTypes(projectId, types);
            changed(projectId).addTypes();
        }
    }

    /** Joins the ids to one person with these properties and this time of creation. */
    public void putPerson(
            long projectId, List<String> distinctIds, PersonUpdate update, TypeEvidence evidence, Instant createdAt)
            throws SQLException {
        Map<Long, PersonLedger> ledgers = Map.of(projectId, new PersonLedger(projectId));
        tables.load(ledgers, Map.of(projectId, new HashSet<>(distinctIds)));
        ledgers.values().forEach(ledger -> ledger.put(distinctIds, update, createdAt));
        write(ledgers);
        changed(projectId).addPersons();
        learn(projectId, evidence);
    }

    private Changed changed(long projectId) {
        return changed.computeIfAbsent(projectId, id -> new Changed());
    }

    private void learn(long projectId, TypeEvidence evidence) throws SQLException {
        if (tables.learn(projectId, evidence)) {
            changed(projectId).addTypes();
        }
    }

    private void write(Map<Long, PersonLedger> ledgers) throws SQLException {
        for (Map.Entry<Long, PersonLedger> each : ledgers.entrySet()) {
            PersonLedger ledger = each.getValue();
            if (!ledger.changed().isEmpty() || !ledger.absorbed().isEmpty() || ledger.namesStoredAnew()) {
                changed(each.getKey()).addPersons();
            }
            // Their events come to belong to somebody else: what those days say of persons is no longer so.
            for (LocalDate day : tables.daysOf(each.getKey(), ledger.absorbed().keySet())) {
                changed(each.getKey()).addDay(day);
            }
        }
        tables.write(ledgers);
    }

    /** Says what a property's values are, whatever was learned before. */
    public void defineProperty(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        if (tables.define(projectId, kind, key, type)) {
            changed(projectId).addTypes();
        }
    }

    /** Puts persons into a static cohort; unknown ones are left out. */
    public void addToCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        tables.addToCohort(projectId, cohortId, persons);
        changed(projectId).addPersons();
    }

    /** Takes persons out of a static cohort. */
    public void removeFromCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        tables.removeFromCohort(projectId, cohortId, persons);
        changed(projectId).addPersons();
    }

    /** Marks what changed; the last thing before the commit. */
    public void mark() throws SQLException {
        if (!changed.isEmpty()) {
            tables.mark(changed);
        }
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
        tables.load(ledgers, distinctIds);
        for (ArrivedEvents batch : batches) {
            ledgers.computeIfPresent(batch.projectId(), (id, ledger) -> {
                apply(batch, ledger);
                return ledger;
            });
        }
        write(ledgers);
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
            learn(ofProject.getKey(), ofProject.getValue());
        }
    }
}
