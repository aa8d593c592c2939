package dev.hindsight.engine.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Who is in which static cohort. */
final class CohortRows {
    private CohortRows() {}

    static void add(Connection connection, long projectId, int cohortId, List<UUID> persons) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into cohort_people (project_id, cohort_id, person_id)
                select p.project_id, ?, p.id from persons p
                where p.project_id = ? and p.uuid = any(?)
                    and not exists (select 1 from cohort_people c
                        where c.project_id = p.project_id and c.cohort_id = ? and c.person_id = p.id)
                """)) {
            insert.setInt(1, cohortId);
            insert.setLong(2, projectId);
            insert.setArray(3, connection.createArrayOf("uuid", persons.toArray()));
            insert.setInt(4, cohortId);
            insert.executeUpdate();
        }
    }

    static void remove(Connection connection, long projectId, int cohortId, List<UUID> persons) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from cohort_people c using persons p
                where c.project_id = ? and c.cohort_id = ? and p.id = c.person_id and p.uuid = any(?)
                """)) {
            delete.setLong(1, projectId);
            delete.setInt(2, cohortId);
            delete.setArray(3, connection.createArrayOf("uuid", persons.toArray()));
            delete.executeUpdate();
        }
    }

    /** Persons that were merged may be in it twice; they count once. */
    static long size(Connection connection, long projectId, int cohortId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(distinct person_id) from cohort_people where project_id = ? and cohort_id = ?")) {
            select.setLong(1, projectId);
            select.setInt(2, cohortId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
