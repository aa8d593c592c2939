package dev.hindsight.engine.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.event.LedgerPerson;
import dev.hindsight.event.PersonLedger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Reads and writes persons and their distinct ids within one transaction. */
final class PersonRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, JsonNode>> PROPERTIES = new TypeReference<>() {};

    private final DuckDBConnection connection;

    PersonRows(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Tells each ledger, by project id, what is stored of the distinct ids that it will meet. */
    void load(Map<Long, PersonLedger> ledgers, Map<Long, ? extends Set<String>> distinctIds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temp table wanted (project_id bigint, distinct_id varchar)");
            try (DuckDBAppender rows = appender("temp", "wanted")) {
                for (Map.Entry<Long, ? extends Set<String>> ofProject : distinctIds.entrySet()) {
                    for (String distinctId : ofProject.getValue()) {
                        rows.beginRow();
                        rows.append(ofProject.getKey());
                        rows.append(distinctId);
                        rows.endRow();
                    }
                }
            }
            try (ResultSet row = statement.executeQuery("""
                    select d.project_id, d.distinct_id, p.id, p.uuid, p.created_at, p.is_identified, p.properties
                    from wanted w
                    join person_distinct_ids d on d.project_id = w.project_id and d.distinct_id = w.distinct_id
                    join persons p on p.id = d.person_id
                    """)) {
                while (row.next()) {
                    Objects.requireNonNull(ledgers.get(row.getLong(1)))
                            .addStored(
                                    row.getString(2),
                                    LedgerPerson.stored(
                                            row.getLong(3),
                                            row.getObject(4, UUID.class),
                                            Micros.toInstant(row.getObject(5, LocalDateTime.class)),
                                            row.getBoolean(6),
                                            read(row.getString(7))));
                }
            }
            statement.execute("drop table wanted");
        }
    }

    /** The days (UTC) on which persons, by their keys, did something. */
    Set<LocalDate> daysOf(Set<Long> persons) throws SQLException {
        Set<LocalDate> days = new HashSet<>();
        if (persons.isEmpty()) {
            return days;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct cast(\"timestamp\" as date) from events where person_id = any(?)")) {
            select.setArray(1, connection.createArrayOf("BIGINT", persons.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    days.add(row.getObject(1, LocalDate.class));
                }
            }
        }
        return days;
    }

    /** Writes what the ledgers, by project id, have that is not stored; created persons get their keys. */
    void write(Map<Long, PersonLedger> ledgers) throws SQLException {
        giveKeys(ledgers.values());
        move(ledgers.values());
        update(ledgers.values());
        insert(ledgers);
    }

    private void giveKeys(Collection<PersonLedger> ledgers) throws SQLException {
        List<LedgerPerson> created = new ArrayList<>();
        ledgers.forEach(ledger -> created.addAll(ledger.created()));
        if (created.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement("select nextval('person_keys') from range(?)")) {
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
    private void move(Collection<PersonLedger> ledgers) throws SQLException {
        if (ledgers.stream().allMatch(ledger -> ledger.absorbed().isEmpty())) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temp table absorbed (source bigint, target bigint)");
            try (DuckDBAppender rows = appender("temp", "absorbed")) {
                for (PersonLedger ledger : ledgers) {
                    for (Map.Entry<Long, Long> each : ledger.absorbed().entrySet()) {
                        rows.beginRow();
                        rows.append(each.getKey());
                        rows.append(each.getValue());
                        rows.endRow();
                    }
                }
            }
            for (String table : List.of("events", "person_distinct_ids", "cohort_people")) {
                statement.execute("update " + table + " set person_id = a.target from absorbed a where " + table
                        + ".person_id = a.source");
            }
            statement.execute("delete from persons where id in (select source from absorbed)");
            statement.execute("drop table absorbed");
        }
    }

    private void update(Collection<PersonLedger> ledgers) throws SQLException {
        if (ledgers.stream().allMatch(ledger -> ledger.changed().isEmpty())) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    create temp table changed (id bigint, created_at timestamp, is_identified boolean, properties json)
                    """);
            try (DuckDBAppender rows = appender("temp", "changed")) {
                for (PersonLedger ledger : ledgers) {
                    for (LedgerPerson person : ledger.changed()) {
                        rows.beginRow();
                        rows.append(person.key());
                        rows.appendEpochMicros(Micros.of(person.createdAt()));
                        rows.append(person.identified());
                        rows.append(text(person.properties()));
                        rows.endRow();
                    }
                }
            }
            statement.execute("""
                    update persons
                    set created_at = c.created_at, is_identified = c.is_identified, properties = c.properties
                    from changed c where c.id = persons.id
                    """);
            statement.execute("drop table changed");
        }
    }

    private void insert(Map<Long, PersonLedger> ledgers) throws SQLException {
        try (DuckDBAppender persons = appender("persons");
                DuckDBAppender ids = appender("person_distinct_ids")) {
            for (Map.Entry<Long, PersonLedger> ofProject : ledgers.entrySet()) {
                for (LedgerPerson person : ofProject.getValue().created()) {
                    persons.beginRow();
                    persons.append(ofProject.getKey());
                    persons.append(person.key());
                    persons.append(person.uuid());
                    persons.appendEpochMicros(Micros.of(person.createdAt()));
                    persons.append(person.identified());
                    persons.append(text(person.properties()));
                    persons.endRow();
                }
                for (String distinctId : ofProject.getValue().newDistinctIds()) {
                    ids.beginRow();
                    ids.append(ofProject.getKey());
                    ids.append(distinctId);
                    ids.append(ofProject.getValue().personOf(distinctId).key());
                    ids.endRow();
                }
            }
        }
    }

    private DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    private DuckDBAppender appender(String catalog, String table) throws SQLException {
        return connection.createAppender(catalog, DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    private static Map<String, JsonNode> read(String properties) {
        try {
            return JSON.readValue(properties, PROPERTIES);
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
