package dev.hindsight.engine.postgresql;

import dev.hindsight.event.Changes;
import dev.hindsight.event.Remembered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When what projects keep changed last. A project may have thousands of days, so they are read again only when one mark for all of
 * them is another. Thread-safe.
 */
final class RememberedMarks {
    /** The mark of the last change of any day. */
    private static final String DAYS = "DAYS";

    /** The days of all projects together: some 20 MB. */
    private static final int ROOM = 200_000;

    private static final String OF_NO_DAY = """
            select null::date, subject, mark from project_marks where project_id = ?
            union all
            select null::date, 'DAYS', mark from all_days_marks where project_id = ?
            """;

    private static final String OF_DAYS = """
            union all
            select day, null, mark from day_marks where project_id = ?
            """;

    private final Remembered<Long, Changes> remembered =
            new Remembered<>(ROOM, changes -> changes.days().size());

    Changes of(Connection connection, long projectId) throws SQLException {
        Marks marks = Marks.read(connection, OF_NO_DAY, projectId, projectId);
        Changes known = remembered.find(projectId, marks.of(DAYS)).orElse(null);
        if (known != null) {
            return known.with(marks.of(MarkRows.PERSONS), marks.of(MarkRows.TYPES));
        }
        // One statement, so that no commit comes in between.
        Marks all = Marks.read(connection, OF_NO_DAY + OF_DAYS, projectId, projectId, projectId);
        Changes read = new Changes(all.days, all.of(MarkRows.PERSONS), all.of(MarkRows.TYPES));
        remembered.put(projectId, all.of(DAYS), read);
        return read;
    }

    private record Marks(NavigableMap<LocalDate, Long> days, Map<String, Long> subjects) {
        static Marks read(Connection connection, String sql, long... projectIds) throws SQLException {
            Marks marks = new Marks(new TreeMap<>(), new HashMap<>());
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < projectIds.length; i++) {
                    select.setLong(i + 1, projectIds[i]);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        LocalDate day = row.getObject(1, LocalDate.class);
                        if (day == null) {
                            marks.subjects.put(row.getString(2), row.getLong(3));
                        } else {
                            marks.days.put(day, row.getLong(3));
                        }
                    }
                }
            }
            return marks;
        }

        long of(String subject) {
            return subjects.getOrDefault(subject, 0L);
        }
    }
}
