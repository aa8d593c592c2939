package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.own.OwnViews;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Who is in which static cohort. */
final class CohortRows {
    private final Connection connection;
    private final OwnViews views;

    /** @param views where persons are, if they are not ours */
    CohortRows(Connection connection, OwnViews views) {
        this.connection = connection;
        this.views = views;
    }

    void add(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        change(projectId, """
                insert into cohort_people
                select p.project_id, ?, p.id from persons p
                where p.project_id = ? and p.uuid in (select unnest(?)::uuid)
                    and p.id not in (select c.person_id from cohort_people c where c.project_id = ? and c.cohort_id = ?)
                """, statement -> {
            statement.setInt(1, cohortId);
            statement.setLong(2, projectId);
            statement.setArray(3, texts(persons));
            statement.setLong(4, projectId);
            statement.setInt(5, cohortId);
        });
    }

    void remove(long projectId, int cohortId, List<UUID> persons) throws SQLException {
        change(projectId, """
                delete from cohort_people
                where project_id = ? and cohort_id = ? and person_id in (
                    select p.id from persons p where p.project_id = ? and p.uuid in (select unnest(?)::uuid))
                """, statement -> {
            statement.setLong(1, projectId);
            statement.setInt(2, cohortId);
            statement.setLong(3, projectId);
            statement.setArray(4, texts(persons));
        });
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

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private void change(long projectId, String sql, Binding binding) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(views.before(sql, projectId))) {
            binding.bind(statement);
            statement.executeUpdate();
        }
    }

    private java.sql.Array texts(List<UUID> ids) throws SQLException {
        return connection.createArrayOf(
                "VARCHAR", ids.stream().map(UUID::toString).toArray());
    }
}
