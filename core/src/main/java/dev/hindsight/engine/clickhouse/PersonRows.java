package dev.hindsight.engine.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.LedgerPerson;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PropertyTexts;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Reads and writes persons and their distinct ids. */
final class PersonRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, JsonNode>> PROPERTIES = new TypeReference<>() {};

    private final ClickHouseDatabase database;
    private final EventRows events;

    PersonRows(ClickHouseDatabase database, EventRows events) {
        this.database = database;
        this.events = events;
    }

    /** Tells each ledger, by project id, what is stored of the distinct ids that it will meet. */
    void load(Map<Long, PersonLedger> ledgers, Map<Long, ? extends Set<String>> distinctIds) throws SQLException {
        for (Map.Entry<Long, ? extends Set<String>> ofProject : distinctIds.entrySet()) {
            Map<String, Long> keys = keysOf(ofProject.getKey(), ofProject.getValue());
            Map<Long, LedgerPerson> persons = persons(ofProject.getKey(), Set.copyOf(keys.values()));
            PersonLedger ledger = Objects.requireNonNull(ledgers.get(ofProject.getKey()));
            keys.forEach((distinctId, key) -> {
                LedgerPerson person = persons.get(key);
                // Without one a merge was broken off, and will be done again with the event that it came from.
                if (person != null) {
                    ledger.addStored(distinctId, person);
                }
            });
        }
    }

    private Map<String, Long> keysOf(long projectId, Collection<String> distinctIds) throws SQLException {
        Map<String, Long> keys = new LinkedHashMap<>();
        for (List<String> part : EventRows.parts(distinctIds)) {
            database.read(
                    Sql.format(
                            "SELECT distinct_id, person_id FROM person_distinct_ids WHERE project_id = {} AND distinct_id"
                                    + " IN ({})",
                            Sql.value(projectId),
                            EventRows.listed(part)),
                    row -> keys.put(row.getString(1), row.getLong(2)));
        }
        return keys;
    }

    private Map<Long, LedgerPerson> persons(long projectId, Set<Long> keys) throws SQLException {
        Map<Long, LedgerPerson> persons = new HashMap<>();
        for (List<Long> part : EventRows.parts(keys)) {
            for (LedgerPerson person : database.read(
                    Sql.format(
                            "SELECT id, uuid, created_at, is_identified, properties FROM persons WHERE project_id = {}"
                                    + " AND id IN ({})",
                            Sql.value(projectId),
                            EventRows.listed(part)),
                    row -> LedgerPerson.stored(
                            row.getLong(1),
                            UUID.fromString(row.getString(2)),
                            row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                            row.getBoolean(4),
                            properties(row.getString(5))))) {
                persons.put(person.key(), person);
            }
        }
        return persons;
    }

    /**
     * Gives created persons keys that follow from their uuids, and so from their first distinct ids: two servers that meet
     * somebody new at the same time make one person.
     */
    static void giveKeys(Collection<PersonLedger> ledgers) {
        for (PersonLedger ledger : ledgers) {
            for (LedgerPerson person : ledger.created()) {
                UUID uuid = person.uuid();
                long bits = uuid.getMostSignificantBits() ^ Long.rotateLeft(uuid.getLeastSignificantBits(), 17);
                person.assignKey(bits & Long.MAX_VALUE);
            }
        }
    }

    /** Writes what the ledgers, by project id, have that is not stored. */
    void write(Map<Long, PersonLedger> ledgers, CohortRows cohorts) throws SQLException {
        RowBinary persons = new RowBinary();
        RowBinary ids = new RowBinary();
        ledgers.forEach((projectId, ledger) -> {
            ledger.created().forEach(person -> addTo(persons, projectId, person));
            ledger.changed().forEach(person -> addTo(persons, projectId, person));
        });
        insert(persons);
        for (Map.Entry<Long, PersonLedger> each : ledgers.entrySet()) {
            PersonLedger ledger = each.getValue();
            if (!ledger.absorbed().isEmpty()) {
                absorb(each.getKey(), ledger.absorbed(), cohorts);
            }
            for (String distinctId : ledger.newDistinctIds()) {
                ids.int64(each.getKey())
                        .text(distinctId)
                        .int64(ledger.personOf(distinctId).key());
            }
        }
        insertIds(ids);
    }

    private static void addTo(RowBinary rows, long projectId, LedgerPerson person) {
        addTo(
                rows,
                projectId,
                person.key(),
                person.uuid(),
                person.createdAt(),
                person.identified(),
                false,
                person.properties());
    }

    private static void addTo(
            RowBinary rows,
            long projectId,
            long key,
            UUID uuid,
            Instant createdAt,
            boolean identified,
            boolean deleted,
            Map<String, JsonNode> properties) {
        Map<String, String> texts = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            String text = PropertyTexts.of(value);
            if (text != null) {
                texts.put(name, text);
            }
        });
        rows.int64(projectId)
                .int64(key)
                .uuid(uuid)
                .micros(createdAt)
                .bool(identified)
                .text(text(properties))
                .texts(texts)
                .bool(deleted);
    }

    private void insert(RowBinary persons) throws SQLException {
        database.insert(
                "person_rows",
                List.of("project_id", "id", "uuid", "created_at", "is_identified", "properties", "texts", "deleted"),
                persons);
    }

    private void insertIds(RowBinary ids) throws SQLException {
        database.insert("distinct_id_rows", List.of("project_id", "distinct_id", "person_id"), ids);
    }

    /**
     * Lets everything of persons count for others. Their distinct ids come last but for the events: as long as they lead to the
     * absorbed person, the same merge can be done again. Another server may have stored events of that person meanwhile, so those
     * are looked for once more.
     */
    private void absorb(long projectId, Map<Long, Long> absorbed, CohortRows cohorts) throws SQLException {
        events.move(projectId, absorbed);
        cohorts.move(projectId, absorbed);
        RowBinary ids = new RowBinary();
        database.read(
                Sql.format(
                        "SELECT distinct_id, person_id FROM person_distinct_ids WHERE project_id = {} AND person_id IN ({})",
                        Sql.value(projectId),
                        EventRows.listed(absorbed.keySet())),
                row -> ids.int64(projectId)
                        .text(row.getString(1))
                        .int64(Objects.requireNonNull(absorbed.get(row.getLong(2)))));
        RowBinary gone = new RowBinary();
        for (Long source : absorbed.keySet()) {
            addTo(gone, projectId, source, new UUID(0, 0), Instant.EPOCH, false, true, Map.of());
        }
        insert(gone);
        insertIds(ids);
        events.move(projectId, absorbed);
    }

    /** Moves events on that were stored for somebody whom another server has merged in the meantime. */
    void followMoves(Map<Long, PersonLedger> ledgers) throws SQLException {
        for (Map.Entry<Long, PersonLedger> each : ledgers.entrySet()) {
            PersonLedger ledger = each.getValue();
            Map<Long, Long> moved = new HashMap<>();
            keysOf(each.getKey(), ledger.storedDistinctIds()).forEach((distinctId, key) -> {
                long written = ledger.personOf(distinctId).key();
                if (written != key) {
                    moved.put(written, key);
                }
            });
            if (!moved.isEmpty()) {
                events.move(each.getKey(), moved);
            }
        }
    }

    private static Map<String, JsonNode> properties(String json) {
        try {
            return JSON.readValue(json, PROPERTIES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored properties of a person are not JSON", e);
        }
    }

    private static String text(Map<String, JsonNode> properties) {
        try {
            return JSON.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("properties of a person cannot be written", e);
        }
    }
}
