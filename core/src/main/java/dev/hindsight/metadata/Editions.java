package dev.hindsight.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/**
 * Numbers that grow with each committed change of the metadata: one for each project, and one for everything else, which all
 * projects share. While the number that {@link #current} gives for a project stays the same, what was read after the first look at
 * it would be read again: rights and rules, settings, insights, dashboards, cached answers and what is under way to replace them.
 * It says nothing of events, nor of who did what and when: logs, views, visits and sessions ({@link ChangeNotice}).
 *
 * <p>{@link Transactions} lets them grow in the transaction that changes something, so nobody sees a change under the number from
 * before.
 */
public final class Editions {
    /** Stands for everything that is not one project's alone. */
    static final long SHARED = 0;

    private final DataSource metadata;

    Editions(DataSource metadata) {
        this.metadata = metadata;
    }

    /**
     * The number for a project, with one look-up by keys; also for one that does not exist.
     *
     * @throws ConnectionException when the database does not answer
     */
    public long current(long projectId) {
        // By JDBC alone: it is all that a reply from memory waits for, and would cost half as much again otherwise.
        try (Connection connection = metadata.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select coalesce(sum(number), 0) from hindsight.edition where project_id in (0, ?)")) {
            select.setLong(1, projectId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /**
     * Says that a transaction changes what readers of one project see, and nobody else: its number will grow when the transaction
     * ends. For tables that {@link ChangeNotice} leaves to whoever writes them.
     *
     * @param handle in a transaction of {@link Transactions}
     */
    public static void grows(Handle handle, long projectId) {
        ChangeNotice.of(handle).note(projectId);
    }
}
