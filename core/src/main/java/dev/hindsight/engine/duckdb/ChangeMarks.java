package dev.hindsight.engine.duckdb;

import dev.hindsight.event.Changed;
import dev.hindsight.event.Changes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * When what projects keep changed last: the tables, and a copy of them in memory so that a look-up costs nothing. Reading is
 * thread-safe; changes come from one writer at a time.
 */
final class ChangeMarks {
    private static final String PERSONS = "PERSONS";
    private static final String TYPES = "TYPES";

    private final ConcurrentHashMap<Long, Changes> projects = new ConcurrentHashMap<>();

    /** What one transaction changes; readers know nothing of it before {@link #publish}. */
    record Change(Map<Long, Changed> projects, long mark) {}

    /** What is in memory; empty when it has to be read first. */
    Optional<Changes> inMemory(long projectId) {
        return Optional.ofNullable(projects.get(projectId));
    }

    Changes of(Connection connection, long projectId) throws SQLException {
        Changes known = projects.get(projectId);
        if (known != null) {
            return known;
        }
        Changes loaded = load(connection, projectId);
        Changes other = projects.putIfAbsent(projectId, loaded);
        return other == null ? loaded : other;
    }

    private static Changes load(Connection connection, long projectId) throws SQLException {
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        long persons = 0;
        long types = 0;
        // One statement, so that no commit comes in between.
        try (PreparedStatement select = connection.prepareStatement("""
                select day, null, mark from day_marks where project_id = ?
                union all
                select null, subject, mark from project_marks where project_id = ?
                """)) {
            select.setLong(1, projectId);
            select.setLong(2, projectId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LocalDate day = row.getObject(1, LocalDate.class);
                    if (day != null) {
                        days.put(day, row.getLong(3));
                    } else if (PERSONS.equals(row.getString(2))) {
                        persons = row.getLong(3);
                    } else {
                        types = row.getLong(3);
                    }
                }
            }
        }
        return new Changes(days, persons, types);
    }

    /** Writes new marks for all that a transaction changed. */
    Change write(DuckDBConnection connection, Map<Long, Changed> changed) throws SQLException {
        long mark = ThreadLocalRandom.current().nextLong();
        for (Map.Entry<Long, Changed> each : changed.entrySet()) {
            Changes known = of(connection, each.getKey());
            writeDays(connection, each.getKey(), each.getValue(), known, mark);
            if (each.getValue().persons()) {
                writeSubject(connection, each.getKey(), PERSONS, known.persons() != 0, mark);
            }
            if (each.getValue().types()) {
                writeSubject(connection, each.getKey(), TYPES, known.types() != 0, mark);
            }
        }
        return new Change(Map.copyOf(changed), mark);
    }

    private static void writeDays(
            DuckDBConnection connection, long projectId, Changed changed, Changes known, long mark)
            throws SQLException {
        List<LocalDate> old =
                changed.days().stream().filter(known.days()::containsKey).toList();
        if (!old.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update day_marks set mark = ? where project_id = ? and day = any(?)")) {
                update.setLong(1, mark);
                update.setLong(2, projectId);
                update.setArray(3, connection.createArrayOf("DATE", old.toArray()));
                update.executeUpdate();
            }
        }
        if (old.size() == changed.days().size()) {
            return;
        }
        try (DuckDBAppender rows = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "day_marks")) {
            for (LocalDate day : changed.days()) {
                if (!known.days().containsKey(day)) {
                    rows.beginRow();
                    rows.append(projectId);
                    rows.append(day);
                    rows.append(mark);
                    rows.endRow();
                }
            }
        }
    }

    private static void writeSubject(
            DuckDBConnection connection, long projectId, String subject, boolean known, long mark) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(
                known
                        ? "update project_marks set mark = ? where project_id = ? and subject = ?"
                        : "insert into project_marks (mark, project_id, subject) values (?, ?, ?)")) {
            write.setLong(1, mark);
            write.setLong(2, projectId);
            write.setString(3, subject);
            write.executeUpdate();
        }
    }

    /** Reads some projects again when they are asked for next: nobody knows whether a change of them was stored. */
    void forget(Set<Long> changed) {
        projects.keySet().removeAll(changed);
    }

    /** Shows a committed change to readers. */
    void publish(Change change) {
        change.projects()
                .forEach((projectId, changed) -> projects.computeIfPresent(projectId, (id, known) -> {
                    NavigableMap<LocalDate, Long> days = new TreeMap<>(known.days());
                    changed.days().forEach(day -> days.put(day, change.mark()));
                    return new Changes(
                            days,
                            changed.persons() ? change.mark() : known.persons(),
                            changed.types() ? change.mark() : known.types());
                }));
    }
}
