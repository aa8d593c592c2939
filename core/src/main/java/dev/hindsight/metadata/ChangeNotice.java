package dev.hindsight.metadata;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Notices what the statements of one connection change, so that nobody has to think of the {@link Editions}. A change that
 * readers may see has to be made by {@link Transactions}: others are refused.
 */
final class ChangeNotice extends DefaultStatementBuilder {
    /**
     * Tables that no reply to a reader is made of, and those whose writers say themselves when a reader may see a change, since
     * they are written often and concern one project: cached answers, calculations and views.
     */
    private static final Set<String> UNNOTICED = Set.of(
            "activity",
            "cached_result",
            "console_session",
            "edition",
            "idempotent_request",
            "insight_view",
            "query_run",
            "query_ticket",
            "scheduled_task",
            "share_session",
            "share_visit");

    private static final Pattern CHANGE =
            Pattern.compile("(?:insert into|update|delete from) hindsight\\.(\\w+).*", Pattern.DOTALL);

    private final Set<Long> grown = new TreeSet<>();

    static ChangeNotice of(Handle handle) {
        return (ChangeNotice) handle.getStatementBuilder();
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (!sql.startsWith("select ")) {
            notice(connection, sql);
        }
        return super.create(connection, sql, context);
    }

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        throw new UnsupportedOperationException("nobody could notice what such a statement changes");
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context) {
        throw new UnsupportedOperationException("nobody could notice what a procedure changes");
    }

    private void notice(Connection connection, String sql) throws SQLException {
        Matcher change = CHANGE.matcher(sql.strip().toLowerCase(Locale.ROOT));
        if (change.matches() && UNNOTICED.contains(change.group(1))) {
            return;
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("outside of a transaction: " + sql);
        }
        grown.add(Editions.SHARED);
    }

    void note(long projectId) {
        grown.add(projectId);
    }

    /** Begins a transaction, in which nothing has changed yet. */
    void begin() {
        grown.clear();
    }

    /** Lets the numbers grow, as the last thing that a transaction does: others wait for it from here on. */
    void end(Handle handle) {
        // In the order of their numbers, so that two transactions do not wait for each other.
        for (long projectId : Set.copyOf(grown).stream().sorted().toList()) {
            int found = handle.createUpdate("update hindsight.edition set number = number + 1 where project_id = :id")
                    .bind("id", projectId)
                    .execute();
            if (found == 0) {
                handle.createUpdate("insert into hindsight.edition (project_id, number) values (:id, 1)")
                        .bind("id", projectId)
                        .execute();
            }
        }
    }
}
