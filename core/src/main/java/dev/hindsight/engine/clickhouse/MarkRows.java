package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.Changed;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When what projects keep changed last. A change is announced before it is written and settled after it: in between its marks
 * are others with each look, because what is read then may have a part of it. Whoever breaks off in between leaves a change that
 * counts as settled after an hour, when nobody writes any more.
 */
final class MarkRows {
    static final String DAY = "DAY";
    static final String PERSONS = "PERSONS";
    static final String TYPES = "TYPES";
    private static final LocalDate NO_DAY = LocalDate.EPOCH;

    private final ClickHouseDatabase database;

    MarkRows(ClickHouseDatabase database) {
        this.database = database;
    }

    /** Says that something will change; gives back the mark of the change. */
    long announce(Map<Long, Changed> changed) throws SQLException {
        long mark = ThreadLocalRandom.current().nextLong();
        writeAnnounced(changed, mark, false);
        return mark;
    }

    /** Says that it has changed. */
    void settle(Map<Long, Changed> changed, long mark) throws SQLException {
        Optional<Instant> version = versionAhead(changed.keySet());
        RowBinary rows = new RowBinary();
        each(changed, (projectId, subject, day) -> {
            rows.int64(projectId).text(subject).day(day).int64(mark);
            version.ifPresent(rows::micros);
        });
        List<String> columns = new ArrayList<>(List.of("project_id", "subject", "day", "mark"));
        version.ifPresent(after -> columns.add("version"));
        database.insert("mark_rows", columns, rows);
        writeAnnounced(changed, mark, true);
    }

    /**
     * After all that is there, where the time of the server is not: clocks of servers differ, and are set back, and the mark before
     * would stand for what is written now.
     */
    private Optional<Instant> versionAhead(Set<Long> projects) throws SQLException {
        Sql last = Sql.format(
                "SELECT toUnixTimestamp64Micro(max(version)), max(version) >= now64(6) FROM mark_rows"
                        + " WHERE project_id IN ({})",
                EventRows.listed(projects));
        return database.read(
                        last,
                        row -> row.getBoolean(2)
                                ? Optional.of(Instant.EPOCH.plus(row.getLong(1) + 1, ChronoUnit.MICROS))
                                : Optional.<Instant>empty())
                .get(0);
    }

    private void writeAnnounced(Map<Long, Changed> changed, long mark, boolean done) throws SQLException {
        RowBinary rows = new RowBinary();
        each(
                changed,
                (projectId, subject, day) ->
                        rows.int64(projectId).text(subject).day(day).int64(mark).bool(done));
        database.insert("announced_marks", List.of("project_id", "subject", "day", "mark", "done"), rows);
    }

    @FunctionalInterface
    private interface Marked {
        void add(long projectId, String subject, LocalDate day);
    }

    private static void each(Map<Long, Changed> changed, Marked marked) {
        changed.forEach((projectId, what) -> {
            what.days().forEach(day -> marked.add(projectId, DAY, day));
            if (what.persons()) {
                marked.add(projectId, PERSONS, NO_DAY);
            }
            if (what.types()) {
                marked.add(projectId, TYPES, NO_DAY);
            }
        });
    }
}
