package dev.hindsight.engine.duckdb;

import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Event;
import dev.hindsight.event.PersonLedger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Reads and writes rows of {@code events} within one transaction. */
final class EventRows {
    private final DuckDBConnection connection;

    EventRows(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** The batches without the events that are stored already or came earlier in them. */
    List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        BitSet duplicates = new BitSet();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temp table arriving (n integer, project_id bigint, uuid uuid)");
            stageUuids(batches, duplicates);
            try (ResultSet row = statement.executeQuery("""
                    select a.n from arriving a
                    where exists (select 1 from events e where e.project_id = a.project_id and e.uuid = a.uuid)
                    """)) {
                while (row.next()) {
                    duplicates.set(row.getInt(1));
                }
            }
            statement.execute("drop table arriving");
        }
        if (duplicates.isEmpty()) {
            return batches;
        }
        List<ArrivedEvents> fresh = new ArrayList<>();
        int start = 0;
        for (ArrivedEvents batch : batches) {
            int first = start;
            fresh.add(batch.only(i -> !duplicates.get(first + i)));
            start += batch.events().size();
        }
        return fresh;
    }

    private void stageUuids(List<ArrivedEvents> batches, BitSet duplicates) throws SQLException {
        Map<Long, Set<UUID>> seen = new HashMap<>();
        try (DuckDBAppender rows = connection.createAppender("temp", DuckDBConnection.DEFAULT_SCHEMA, "arriving")) {
            int n = 0;
            for (ArrivedEvents batch : batches) {
                Set<UUID> ofProject = seen.computeIfAbsent(batch.projectId(), id -> new HashSet<>());
                for (Event event : batch.events()) {
                    if (ofProject.add(event.uuid())) {
                        rows.beginRow();
                        rows.append(n);
                        rows.append(batch.projectId());
                        rows.append(event.uuid());
                        rows.endRow();
                    } else {
                        duplicates.set(n);
                    }
                    n++;
                }
            }
        }
    }

    /**
     * Writes events, their promoted properties included.
     *
     * @param ledgers by project id; every person has its key
     */
    void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers, Instant now, Map<String, String> promoted)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The text is known to be JSON, and a column of that type spares DuckDB a second look at it.
            statement.execute("""
                    create temp table arrived (project_id bigint, uuid uuid, event varchar, distinct_id varchar,
                        person_id bigint, "timestamp" timestamp, properties json)
                    """);
            stage(batches, ledgers);
            try (PreparedStatement insert = connection.prepareStatement(insertSql(promoted))) {
                int bind = 1;
                insert.setObject(bind++, Micros.toLocal(now));
                for (String key : promoted.keySet()) {
                    insert.setString(bind++, PropertyPath.of(key));
                }
                insert.executeUpdate();
            }
            statement.execute("drop table arrived");
        }
    }

    private void stage(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers) throws SQLException {
        try (DuckDBAppender rows = connection.createAppender("temp", DuckDBConnection.DEFAULT_SCHEMA, "arrived")) {
            for (ArrivedEvents batch : batches) {
                PersonLedger ledger = Objects.requireNonNull(ledgers.get(batch.projectId()));
                for (Event event : batch.events()) {
                    rows.beginRow();
                    rows.append(batch.projectId());
                    rows.append(event.uuid());
                    rows.append(event.event());
                    rows.append(event.distinctId());
                    rows.append(ledger.personOf(event.distinctId()).key());
                    rows.appendEpochMicros(Micros.of(event.timestamp()));
                    rows.append(event.properties());
                    rows.endRow();
                }
            }
        }
    }

    /** Adds a promoted column, fills it and registers it. */
    void addColumn(String key, String column) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("alter table events add column " + column + " varchar");
        }
        try (PreparedStatement fill =
                        connection.prepareStatement("update events set " + column + " = properties ->> ?");
                PreparedStatement register =
                        connection.prepareStatement("insert into promoted_properties values (?, ?)")) {
            fill.setString(1, PropertyPath.of(key));
            fill.executeUpdate();
            register.setString(1, key);
            register.setString(2, column);
            register.executeUpdate();
        }
    }

    /** Takes all promoted properties out of the JSON in one go, which costs little more than taking one. */
    private static String insertSql(Map<String, String> promoted) {
        StringBuilder columns = new StringBuilder();
        StringBuilder values = new StringBuilder();
        StringBuilder paths = new StringBuilder();
        int n = 0;
        for (String column : promoted.values()) {
            n++;
            columns.append(", ").append(column);
            values.append(", texts[").append(n).append(']');
            paths.append(n == 1 ? "?" : ", ?");
        }
        return "insert into events (project_id, uuid, event, distinct_id, person_id, \"timestamp\", created_at, properties"
                + columns
                + ") select project_id, uuid, event, distinct_id, person_id, \"timestamp\", ?, properties"
                + values
                + " from (select *, properties ->> ["
                + paths
                + "] as texts from arrived)";
    }
}
