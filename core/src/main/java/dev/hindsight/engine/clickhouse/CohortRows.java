package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Who is in which static cohort. */
final class CohortRows {
    private final ClickHouseDatabase database;

    CohortRows(ClickHouseDatabase database) {
        this.database = database;
    }

    void add(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        write(projectId, cohortId, persons, false);
    }

    void remove(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        write(projectId, cohortId, persons, true);
    }

    long size(long projectId, int cohortId) throws SQLException {
        return database.read(
                        Sql.of(
                                "SELECT count() FROM cohort_people WHERE project_id = ? AND cohort_id = ?",
                                projectId,
                                cohortId),
                        row -> row.getLong(1))
                .get(0);
    }

    private void write(long projectId, int cohortId, List<UUID> persons, boolean deleted) throws SQLException {
        RowBinary rows = new RowBinary();
        for (List<UUID> part : EventRows.parts(persons)) {
            Sql members = Sql.format(
                    "SELECT id FROM persons WHERE project_id = {} AND uuid IN ({})",
                    Sql.value(projectId),
                    EventRows.listed(part.stream().map(UUID::toString).toList()));
            database.read(
                    database.views().before(members, projectId),
                    row -> rows.int64(projectId)
                            .int32(cohortId)
                            .int64(row.getLong(1))
                            .bool(deleted));
        }
        insert(rows);
    }

    /** Lets persons be in the cohorts of those whom they absorb. */
    void move(long projectId, Map<Long, Long> persons) throws SQLException {
        RowBinary rows = new RowBinary();
        database.read(
                Sql.format(
                        "SELECT cohort_id, person_id FROM cohort_people WHERE project_id = {} AND person_id IN ({})",
                        Sql.value(projectId),
                        EventRows.listed(persons.keySet())),
                row -> {
                    long source = row.getLong(2);
                    rows.int64(projectId).int32(row.getInt(1)).int64(source).bool(true);
                    return rows.int64(projectId)
                            .int32(row.getInt(1))
                            .int64(Objects.requireNonNull(persons.get(source)))
                            .bool(false);
                });
        insert(rows);
    }

    private void insert(RowBinary rows) throws SQLException {
        database.insert("cohort_rows", List.of("project_id", "cohort_id", "person_id", "deleted"), rows);
    }
}
