package dev.hindsight.metadata;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
     * Tables that say who did what and when, and those whose writers say themselves when a reader may see a change, since they are
     * written often and concern one project: cached answers and calculations.
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
            Pattern.compile("\\b(?:insert into|update|delete from|merge into|truncate table) hindsight\\.(\\w+)");

    private final Set<Long> grown = new TreeSet<>();
    private boolean counting;

    static ChangeNotice of(Handle handle) {
        return (ChangeNotice) handle.getStatementBuilder();
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (!sql.startsWith("select ")) {
            notice(sql);
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

    private void notice(String sql) {
        Matcher change = CHANGE.matcher(sql.toLowerCase(Locale.ROOT));
        while (change.find()) {
            if (!UNNOTICED.contains(change.group(1))) {
                note(Editions.SHARED);
            }
        }
    }

    void note(long projectId) {
        if (!counting) {
            throw new IllegalStateException("a change that readers may see has to be made by Transactions");
        }
        grown.add(projectId);
    }

    /** From here on changes are counted: a transaction begins. */
    void begin() {
        grown.clear();
        counting = true;
    }

    void end() {
        counting = false;
    }

    /** Lets the numbers grow, as the last thing that a transaction does: others wait for it from here on. */
    void count(Handle handle) {
        // In the order of their numbers, so that two transactions do not wait for each other.
        for (long projectId : List.copyOf(grown)) {
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
