package dev.hindsight.engine.postgresql;

import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Event;
import dev.hindsight.event.PersonLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads and writes rows of {@code events} within one transaction. */
final class EventRows {
    /** Events of one statement: few enough for its arrays to be small, many enough for its cost not to matter. */
    private static final int AT_ONCE = 5_000;

    /** Of fewer, asking whether they may be copied costs more than copying saves. */
    private static final int FEWEST_COPIED = 1_000;

    private final Connection connection;

    EventRows(Connection connection) {
        this.connection = connection;
    }

    /** Takes note of the events that are new; gives back the batches without the others. */
    List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        List<ArrivedEvents> fresh = new ArrayList<>();
        for (ArrivedEvents batch : batches) {
            List<Event> events = batch.events();
            Set<UUID> added = new HashSet<>();
            for (int from = 0; from < events.size(); from += AT_ONCE) {
                addNew(batch.projectId(), events.subList(from, Math.min(events.size(), from + AT_ONCE)), added);
            }
            // Of those that come several times, the first.
            fresh.add(
                    added.size() == events.size()
                            ? batch
                            : batch.only(i -> added.remove(events.get(i).uuid())));
        }
        return fresh;
    }

    private void addNew(long projectId, List<Event> events, Set<UUID> added) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event_uuids (project_id, uuid) select ?, a.uuid from unnest(?::uuid[]) a (uuid)
                on conflict do nothing returning uuid
                """)) {
            insert.setLong(1, projectId);
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", events.stream().map(Event::uuid).toArray()));
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    added.add(row.getObject(1, UUID.class));
                }
            }
        }
    }

    /** Writes events whose persons, in the ledger, have their keys. */
    void insert(ArrivedEvents batch, PersonLedger ledger, Instant now) throws SQLException {
        List<Event> events = batch.events();
        boolean copied = events.size() >= FEWEST_COPIED && EventCopy.isPossible(connection);
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            List<Event> some = events.subList(from, Math.min(events.size(), from + AT_ONCE));
            if (copied) {
                copy(batch.projectId(), some, ledger, now);
            } else {
                insert(batch.projectId(), some, ledger, now);
            }
        }
    }

    private void copy(long projectId, List<Event> events, PersonLedger ledger, Instant now) throws SQLException {
        EventCopy rows = new EventCopy();
        for (Event event : events) {
            rows.add(projectId, event, ledger.personOf(event.distinctId()).key(), now);
        }
        rows.write(connection);
    }

    private void insert(long projectId, List<Event> events, PersonLedger ledger, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into events (project_id, uuid, event, distinct_id, person_id, "timestamp", created_at, properties, texts)
                select ?, uuid, event, distinct_id, person_id, timestamp 'epoch' + micros * interval '1 microsecond',
                    timestamp 'epoch' + ? * interval '1 microsecond', properties::jsonb, texts::jsonb
                from unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                    arrived (uuid, event, distinct_id, person_id, micros, properties, texts)
                """)) {
            insert.setLong(1, projectId);
            insert.setLong(2, micros(now));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "uuid", events.stream().map(Event::uuid).toArray()));
            insert.setArray(
                    4,
                    connection.createArrayOf(
                            "text", events.stream().map(Event::event).toArray()));
            insert.setArray(
                    5,
                    connection.createArrayOf(
                            "text", events.stream().map(Event::distinctId).toArray()));
            insert.setArray(
                    6,
                    connection.createArrayOf(
                            "bigint",
                            events.stream()
                                    .map(event ->
                                            ledger.personOf(event.distinctId()).key())
                                    .toArray()));
            insert.setArray(
                    7,
                    connection.createArrayOf(
                            "bigint",
                            events.stream()
                                    .map(event -> micros(event.timestamp()))
                                    .toArray()));
            insert.setArray(
                    8,
                    connection.createArrayOf(
                            "text", events.stream().map(Event::properties).toArray()));
            insert.setArray(
                    9,
                    connection.createArrayOf(
                            "text",
                            events.stream()
                                    .map(event -> JsonbTexts.of(event.properties()))
                                    .toArray()));
            insert.executeUpdate();
        }
    }

    /** Whole microseconds since 1970. */
    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** The days (UTC) on which persons, by their keys, did something. */
    Set<LocalDate> daysOf(long projectId, Set<Long> persons) throws SQLException {
        Set<LocalDate> days = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct \"timestamp\"::date from events where project_id = ? and person_id = any(?)")) {
            select.setLong(1, projectId);
            select.setArray(2, connection.createArrayOf("bigint", persons.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    days.add(row.getObject(1, LocalDate.class));
                }
            }
        }
        return days;
    }
}
