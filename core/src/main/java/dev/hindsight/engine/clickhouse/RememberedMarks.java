package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.Changes;
import dev.hindsight.event.Remembered;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads when what projects keep changed last. A project may have thousands of days, so they are read again only when what sums them
 * up is another. Thread-safe.
 */
final class RememberedMarks {
    /** The days of all projects together: some 20 MB. */
    private static final int ROOM = 200_000;

    /** With the day: one change gives the same mark to all of its days. */
    private static final String SPREAD = "reinterpretAsInt64(sipHash64(day, mark))";

    private final ClickHouseDatabase database;
    private final Remembered<Days, Changes> remembered =
            new Remembered<>(ROOM, changes -> changes.days().size());

    RememberedMarks(ClickHouseDatabase database) {
        this.database = database;
    }

    /** A change that is being written, or was never settled. */
    private record Announced(String subject, LocalDate day, long mark) {}

    /** The settled marks of a subject; of persons and types there is one. */
    private record Summary(String subject, long mark, Days days) {}

    /**
     * What sums up the marks of some days.
     *
     * @param spread the exclusive or of them all, spread
     */
    private record Days(long count, long spread) {
        static final Days NONE = new Days(0, 0);

        Days and(Day day) {
            return new Days(count + 1, spread ^ day.spread);
        }
    }

    private record Day(LocalDate day, long mark, long spread) {}

    Changes of(long projectId) throws SQLException {
        // Announcements first: one that is settled in between is then seen twice rather than never.
        List<Announced> announced = announced(projectId);
        List<Summary> settled = settled(projectId);
        Map<String, Long> subjects = new HashMap<>();
        settled.forEach(summary -> subjects.put(summary.subject(), summary.mark()));
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        announced.forEach(change -> {
            if (change.subject().equals(MarkRows.DAY)) {
                days.merge(change.day(), change.mark(), RememberedMarks::both);
            } else {
                subjects.merge(change.subject(), change.mark(), RememberedMarks::both);
            }
        });
        Changes known = days(
                projectId,
                settled.stream()
                        .filter(summary -> summary.subject().equals(MarkRows.DAY))
                        .map(Summary::days)
                        .findFirst()
                        .orElse(Days.NONE));
        if (!days.isEmpty()) {
            known.days().forEach((day, mark) -> days.merge(day, mark, RememberedMarks::both));
            known = new Changes(days, 0, 0);
        }
        return known.with(subjects.getOrDefault(MarkRows.PERSONS, 0L), subjects.getOrDefault(MarkRows.TYPES, 0L));
    }

    private static long both(long one, long other) {
        return one ^ other;
    }

    private List<Announced> announced(long projectId) throws SQLException {
        return database.read(
                Sql.of(
                        "SELECT subject, day, mark, announced_at < now64(6) - toIntervalHour(1)"
                                + " FROM announced_marks FINAL WHERE project_id = ? AND NOT done",
                        projectId),
                row -> new Announced(
                        row.getString(1),
                        row.getObject(2, LocalDate.class),
                        row.getBoolean(4)
                                ? row.getLong(3)
                                : ThreadLocalRandom.current().nextLong()));
    }

    private List<Summary> settled(long projectId) throws SQLException {
        return database.read(
                Sql.of(
                        "SELECT subject, any(mark), count(), groupBitXor(" + SPREAD + ") FROM mark_rows FINAL"
                                + " WHERE project_id = ? GROUP BY subject",
                        projectId),
                row -> new Summary(row.getString(1), row.getLong(2), new Days(row.getLong(3), row.getLong(4))));
    }

    private Changes days(long projectId, Days now) throws SQLException {
        Changes known = remembered.find(projectId, now).orElse(null);
        if (known != null) {
            return known;
        }
        List<Day> read = database.read(
                Sql.of(
                        "SELECT day, mark, " + SPREAD + " FROM mark_rows FINAL WHERE project_id = ? AND subject = ?",
                        projectId,
                        MarkRows.DAY),
                row -> new Day(row.getObject(1, LocalDate.class), row.getLong(2), row.getLong(3)));
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        Days summedUp = Days.NONE; // of what was read, which may be newer
        for (Day day : read) {
            days.put(day.day(), day.mark());
            summedUp = summedUp.and(day);
        }
        Changes changes = new Changes(days, 0, 0);
        remembered.put(projectId, summedUp, changes);
        return changes;
    }
}
