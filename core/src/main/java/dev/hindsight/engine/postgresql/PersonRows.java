package dev.hindsight.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.event.LedgerPerson;
import dev.hindsight.event.PersonLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads and writes persons and their distinct ids within one transaction. */
final class PersonRows {
    private static final JsonMapper JSON = new JsonMapper();

    private final Connection connection;

    PersonRows(Connection connection) {
        this.connection = connection;
    }

    /** Tells a ledger what is stored of the distinct ids that it will meet. */
    void load(long projectId, PersonLedger ledger, Set<String> distinctIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select d.distinct_id, p.id, p.uuid, p.created_at, p.is_identified, p.properties, p.texts
                from person_distinct_ids d join persons p on p.id = d.person_id
                where d.project_id = ? and d.distinct_id = any(?)
                """)) {
            select.setLong(1, projectId);
            select.setArray(2, connection.createArrayOf("text", distinctIds.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ledger.addStored(
                            row.getString(1),
                            LedgerPerson.stored(
                                    row.getLong(2),
                                    row.getObject(3, UUID.class),
                                    row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                                    row.getBoolean(5),
                                    JsonbTexts.read(row.getString(6), row.getString(7))));
                }
            }
        }
    }

    /** Writes what the ledger has that is not stored; created persons get their keys. */
    void write(long projectId, PersonLedger ledger) throws SQLException {
        giveKeys(ledger.created());
        move(projectId, ledger.absorbed());
        update(ledger.changed());
        insert(projectId, ledger);
    }

    private void giveKeys(List<LedgerPerson> created) throws SQLException {
        if (created.isEmpty()) {
            return;
        }
        try (PreparedStatement select =
                connection.prepareStatement("select nextval('person_keys') from generate_series(1, ?)")) {
            select.setInt(1, created.size());
            try (ResultSet row = select.executeQuery()) {
                for (LedgerPerson person : created) {
                    row.next();
                    person.assignKey(row.getLong(1));
                }
            }
        }
    }

    /** Lets everything of the absorbed persons count for those that go on. */
    private void move(long projectId, Map<Long, Long> absorbed) throws SQLException {
        if (absorbed.isEmpty()) {
            return;
        }
        Object[] sources = absorbed.keySet().toArray();
        Object[] targets = absorbed.values().toArray();
        for (String table : List.of("events", "person_distinct_ids", "cohort_people")) {
            try (PreparedStatement update =
                    connection.prepareStatement("update " + table + " t set person_id = a.target"
                            + " from unnest(?::bigint[], ?::bigint[]) a (source, target)"
                            + " where t.project_id = ? and t.person_id = a.source")) {
                update.setArray(1, connection.createArrayOf("bigint", sources));
                update.setArray(2, connection.createArrayOf("bigint", targets));
                update.setLong(3, projectId);
                update.executeUpdate();
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("delete from persons where id = any(?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", sources));
            delete.executeUpdate();
        }
    }

    private void update(List<LedgerPerson> changed) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                update persons
                set created_at = timestamp 'epoch' + c.created * interval '1 microsecond', is_identified = c.is_identified,
                    properties = c.properties::jsonb, texts = c.texts::jsonb
                from unnest(?::bigint[], ?::bigint[], ?::boolean[], ?::text[], ?::text[])
                    c (id, created, is_identified, properties, texts)
                where c.id = persons.id
                """)) {
            setPersons(update, 1, changed);
            update.executeUpdate();
        }
    }

    private void insert(long projectId, PersonLedger ledger) throws SQLException {
        List<LedgerPerson> created = ledger.created();
        if (!created.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into persons (project_id, id, uuid, created_at, is_identified, properties, texts)
                    select ?, c.id, c.uuid, timestamp 'epoch' + c.created * interval '1 microsecond', c.is_identified,
                        c.properties::jsonb, c.texts::jsonb
                    from unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::boolean[], ?::text[], ?::text[])
                        c (uuid, id, created, is_identified, properties, texts)
                    """)) {
                insert.setLong(1, projectId);
                insert.setArray(
                        2,
                        connection.createArrayOf(
                                "uuid", created.stream().map(LedgerPerson::uuid).toArray()));
                setPersons(insert, 3, created);
                insert.executeUpdate();
            }
        }
        List<String> distinctIds = ledger.newDistinctIds();
        if (!distinctIds.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into person_distinct_ids (project_id, distinct_id, person_id)
                    select ?, d.distinct_id, d.person_id from unnest(?::text[], ?::bigint[]) d (distinct_id, person_id)
                    """)) {
                insert.setLong(1, projectId);
                insert.setArray(2, connection.createArrayOf("text", distinctIds.toArray()));
                insert.setArray(
                        3,
                        connection.createArrayOf(
                                "bigint",
                                distinctIds.stream()
                                        .map(id -> ledger.personOf(id).key())
                                        .toArray()));
                insert.executeUpdate();
            }
        }
    }

    /** Keys, times of creation, whether identified, properties and their texts: five arrays. */
    private void setPersons(PreparedStatement statement, int first, List<LedgerPerson> persons) throws SQLException {
        List<String> properties =
                persons.stream().map(person -> text(person.properties())).toList();
        statement.setArray(
                first,
                connection.createArrayOf(
                        "bigint", persons.stream().map(LedgerPerson::key).toArray()));
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "bigint",
                        persons.stream()
                                .map(person -> EventRows.micros(person.createdAt()))
                                .toArray()));
        statement.setArray(
                first + 2,
                connection.createArrayOf(
                        "boolean",
                        persons.stream().map(LedgerPerson::identified).toArray()));
        statement.setArray(first + 3, connection.createArrayOf("text", properties.toArray()));
        statement.setArray(
                first + 4,
                connection.createArrayOf(
                        "text", properties.stream().map(JsonbTexts::of).toArray()));
    }

    private static String text(Map<String, JsonNode> properties) {
        try {
            return JSON.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("properties of a person cannot be written", e);
        }
    }
}
