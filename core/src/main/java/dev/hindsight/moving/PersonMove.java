package dev.hindsight.moving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.KnownTypes.Definition;
import dev.hindsight.event.KnownTypes.Name;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.StoredPerson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Copies what a project knows beside its events: who its persons are, their static cohorts, and the types of properties. */
final class PersonMove {
    private static final int PERSONS_AT_ONCE = 5_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, JsonNode>> PROPERTIES = new TypeReference<>() {};

    private final Engine source;
    private final EventStore store;
    private final long projectId;

    PersonMove(Engine source, EventStore store, long projectId) {
        this.source = source;
        this.store = store;
        this.projectId = projectId;
    }

    void copyTypes() {
        Map<Name, Definition> types = new HashMap<>();
        source.stream(
                Sql.of("SELECT kind, key, type, defined FROM property_types WHERE project_id = ?", projectId),
                row -> types.put(
                        new Name(PropertyKind.valueOf(row.getString(1)), row.getString(2)),
                        new Definition(PropertyType.valueOf(row.getString(3)), row.getBoolean(4))),
                EventMove.statement());
        store.takeOverTypes(projectId, types);
    }

    private record Keyed(
            long key, UUID uuid, Instant createdAt, boolean identified, Map<String, JsonNode> properties) {}

    void copyPersons() {
        long after = Long.MIN_VALUE;
        for (List<Keyed> page = page(after); !page.isEmpty(); page = page(after)) {
            long last = page.get(page.size() - 1).key();
            Map<Long, List<String>> distinctIds = distinctIds(after, last);
            List<StoredPerson> persons = new ArrayList<>();
            for (Keyed person : page) {
                List<String> ids = distinctIds.getOrDefault(person.key(), List.of());
                if (!ids.isEmpty()) {
                    persons.add(new StoredPerson(
                            person.uuid(), ids, person.createdAt(), person.identified(), person.properties()));
                }
            }
            store.takeOverPersons(projectId, persons);
            after = last;
        }
    }

    private List<Keyed> page(long after) {
        Dialect dialect = source.dialect();
        return source.query(
                Sql.format(
                        "SELECT p.id, CAST(p.uuid AS VARCHAR) AS id_text, {} AS micros, p.is_identified, {} AS document"
                                + " FROM persons p WHERE p.project_id = {} AND p.id > {} ORDER BY p.id LIMIT "
                                + PERSONS_AT_ONCE,
                        dialect.epochMicros(Sql.of("p.created_at")),
                        dialect.personDocument(),
                        Sql.value(projectId),
                        Sql.value(after)),
                row -> new Keyed(
                        row.getLong(1),
                        UUID.fromString(row.getString(2)),
                        Instant.EPOCH.plus(row.getLong(3), ChronoUnit.MICROS),
                        row.getBoolean(4),
                        properties(row.getString(5))),
                EventMove.statement());
    }

    private Map<Long, List<String>> distinctIds(long after, long last) {
        Map<Long, List<String>> ids = new HashMap<>();
        source.stream(
                Sql.of(
                        "SELECT person_id, distinct_id FROM person_distinct_ids"
                                + " WHERE project_id = ? AND person_id > ? AND person_id <= ?",
                        projectId,
                        after,
                        last),
                row -> ids.computeIfAbsent(row.getLong(1), key -> new ArrayList<>())
                        .add(row.getString(2)),
                EventMove.statement());
        return ids;
    }

    void copyCohorts() {
        Map<Integer, List<UUID>> members = new LinkedHashMap<>();
        source.stream(
                Sql.of(
                        "SELECT c.cohort_id, CAST(p.uuid AS VARCHAR) AS id_text FROM cohort_people c"
                                + " JOIN persons p ON p.id = c.person_id AND p.project_id = c.project_id WHERE c.project_id = ?",
                        projectId),
                row -> members.computeIfAbsent(row.getInt(1), cohort -> new ArrayList<>())
                        .add(UUID.fromString(row.getString(2))),
                EventMove.statement());
        members.forEach((cohort, persons) -> store.addToCohort(projectId, cohort, persons));
    }

    private static Map<String, JsonNode> properties(String document) {
        try {
            return JSON.readValue(document, PROPERTIES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored properties of a person are not JSON", e);
        }
    }
}
