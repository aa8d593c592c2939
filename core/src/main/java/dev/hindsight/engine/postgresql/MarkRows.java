package dev.hindsight.engine.postgresql;

import dev.hindsight.event.Changed;
import dev.hindsight.event.Changes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** When what projects keep changed last. */
final class MarkRows {
    private static final String PERSONS = "PERSONS";
    private static final String TYPES = "TYPES";

    private MarkRows() {}

    static Changes of(Connection connection, long projectId) throws SQLException {
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

    /** Writes new marks for all that a transaction changed of a project. */
    static void write(Connection connection, long projectId, Changed changed) throws SQLException {
        long mark = ThreadLocalRandom.current().nextLong();
        if (!changed.days().isEmpty()) {
            try (PreparedStatement write = connection.prepareStatement("""
                    insert into day_marks (project_id, day, mark) select ?, day, ? from unnest(?::date[]) changed (day)
                    on conflict (project_id, day) do update set mark = excluded.mark
                    """)) {
                write.setLong(1, projectId);
                write.setLong(2, mark);
                write.setArray(
                        3, connection.createArrayOf("date", changed.days().toArray()));
                write.executeUpdate();
            }
        }
        List<String> subjects = new ArrayList<>();
        if (changed.persons()) {
            subjects.add(PERSONS);
        }
        if (changed.types()) {
            subjects.add(TYPES);
        }
        try (PreparedStatement write = connection.prepareStatement("""
                insert into project_marks (project_id, subject, mark) values (?, ?, ?)
                on conflict (project_id, subject) do update set mark = excluded.mark
                """)) {
            for (String subject : subjects) {
                write.setLong(1, projectId);
                write.setString(2, subject);
                write.setLong(3, mark);
                write.executeUpdate();
            }
        }
    }
}
