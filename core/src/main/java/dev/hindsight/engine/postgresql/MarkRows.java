package dev.hindsight.engine.postgresql;

import dev.hindsight.event.Changed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Writes when what projects keep changed last. */
final class MarkRows {
    static final String PERSONS = "PERSONS";
    static final String TYPES = "TYPES";

    private MarkRows() {}

    /** Writes new marks for all that a transaction changed of a project; the database adds that of all days. */
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
