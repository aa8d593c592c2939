package dev.hindsight.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The persons of one project while a store applies what events say about them: found, created, merged and changed in memory;
 * the store then writes what is different. The ledger must be told first what is stored about every distinct id that it will
 * meet. Not thread-safe.
 *
 * <p>The rules: a distinct id that nobody has makes a new person, created at the time of the earliest event of that id in its
 * batch. A merge keeps the properties of the person that goes on and takes those it lacks from the other, and the earlier of
 * the two times of creation.
 */
public final class PersonLedger {
    private final long projectId;
    private final Map<String, LedgerPerson> byDistinctId = new HashMap<>();
    private final Map<Long, LedgerPerson> stored = new LinkedHashMap<>();
    private final List<LedgerPerson> created = new ArrayList<>();
    private final List<String> newDistinctIds = new ArrayList<>();
    private Map<String, Instant> earliest = Map.of();

    public PersonLedger(long projectId) {
        this.projectId = projectId;
    }

    /** The store has this distinct id for this person. */
    public void addStored(String distinctId, LedgerPerson person) {
        byDistinctId.put(distinctId, stored.computeIfAbsent(person.key(), key -> person));
    }

    /** A batch of events follows; persons that it brings are created at the time of their earliest event in it. */
    public void beginBatch(List<Event> events) {
        earliest = new HashMap<>();
        for (Event event : events) {
            if (!byDistinctId.containsKey(event.distinctId())) {
                earliest.merge(event.distinctId(), event.timestamp(), PersonLedger::earlier);
            }
        }
    }

    /** Applies what one event says about its person, whom it creates if need be. */
    public void apply(Event event, PersonUpdate update) {
        if (update.absorbedId() != null) {
            merge(event.distinctId(), update.absorbedId(), event.timestamp());
        }
        LedgerPerson person = findOrCreate(event.distinctId(), event.timestamp());
        if (!update.isNone()) {
            person.apply(update);
        }
    }

    /** Makes one person of all the ids (at least one), with these properties added and this time of creation. */
    public void put(List<String> distinctIds, PersonUpdate update, Instant createdAt) {
        String first = distinctIds.stream()
                .filter(byDistinctId::containsKey)
                .findFirst()
                .orElse(distinctIds.get(0));
        LedgerPerson person = findOrCreate(first, createdAt);
        for (String other : distinctIds) {
            if (!other.equals(first)) {
                merge(first, other, createdAt);
            }
        }
        person.apply(update);
        person.setCreatedAt(createdAt);
    }

    /** Takes over a person of another store, unless one of their distinct ids stands for somebody already. */
    public void takeOver(StoredPerson person) {
        if (person.distinctIds().stream().anyMatch(byDistinctId::containsKey)) {
            return;
        }
        LedgerPerson taken = LedgerPerson.created(person.uuid(), person.createdAt());
        taken.apply(new PersonUpdate(null, person.properties(), Map.of(), List.of()));
        if (person.identified()) {
            taken.identify();
        }
        created.add(taken);
        person.distinctIds().forEach(id -> join(id, taken));
    }

    /** The person that a distinct id of the ledger stands for now. */
    public LedgerPerson personOf(String distinctId) {
        LedgerPerson person = byDistinctId.get(distinctId);
        if (person == null) {
            throw new IllegalArgumentException("a distinct id that the ledger was not told of");
        }
        return person.survivor();
    }

    /** Persons that were not there before. */
    public List<LedgerPerson> created() {
        return created.stream().filter(person -> !person.isAbsorbed()).toList();
    }

    /** Stored persons whose properties, time of creation or identification are no longer as stored. */
    public List<LedgerPerson> changed() {
        return stored.values().stream()
                .filter(person -> person.isChanged() && !person.isAbsorbed())
                .toList();
    }

    /** Keys of stored persons that have gone up in another stored person, with the key of that one. */
    public Map<Long, Long> absorbed() {
        Map<Long, Long> absorbed = new LinkedHashMap<>();
        stored.forEach((key, person) -> {
            if (person.isAbsorbed()) {
                absorbed.put(key, person.survivor().key());
            }
        });
        return absorbed;
    }

    /** Distinct ids that the store had when the ledger was told of it. */
    public Set<String> storedDistinctIds() {
        Set<String> ids = new HashSet<>(byDistinctId.keySet());
        newDistinctIds.forEach(ids::remove);
        return ids;
    }

    /** Distinct ids that were not there before. */
    public List<String> newDistinctIds() {
        return newDistinctIds;
    }

    /** Whether persons that were there before have got further distinct ids. */
    public boolean namesStoredAnew() {
        return newDistinctIds.stream().anyMatch(id -> personOf(id).isStored());
    }

    private LedgerPerson findOrCreate(String distinctId, Instant seen) {
        LedgerPerson known = byDistinctId.get(distinctId);
        if (known != null) {
            return known.survivor();
        }
        LedgerPerson person =
                LedgerPerson.created(uuidOf(distinctId), earlier(seen, earliest.getOrDefault(distinctId, seen)));
        created.add(person);
        join(distinctId, person);
        return person;
    }

    private void merge(String distinctId, String absorbedId, Instant seen) {
        LedgerPerson target = byDistinctId.get(distinctId);
        LedgerPerson source = byDistinctId.get(absorbedId);
        if (target != null && source != null) {
            merge(target.survivor(), source.survivor());
        } else if (source != null) {
            // Nothing is known of the id but its name: it joins the person that has a history, which need not move
            // then.
            join(distinctId, source.survivor());
        } else {
            join(absorbedId, findOrCreate(distinctId, seen));
        }
        personOf(distinctId).identify();
    }

    private static void merge(LedgerPerson target, LedgerPerson source) {
        if (target == source) {
            return;
        }
        if (source.isStored() && !target.isStored()) {
            // A stored person has stored events that would have to move; one of this batch has none.
            source.absorb(target, target);
        } else {
            target.absorb(source, target);
        }
    }

    private void join(String distinctId, LedgerPerson person) {
        newDistinctIds.add(distinctId);
        byDistinctId.put(distinctId, person);
        Instant seen = earliest.get(distinctId);
        if (seen != null && !person.isStored()) {
            person.setCreatedAt(earlier(seen, person.createdAt()));
        }
    }

    /** The same distinct id gets the same uuid on every server and in every run. */
    private UUID uuidOf(String distinctId) {
        return UUID.nameUUIDFromBytes((projectId + ":" + distinctId).getBytes(StandardCharsets.UTF_8));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
