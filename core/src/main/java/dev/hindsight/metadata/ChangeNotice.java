package dev.hindsight.metadata;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
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

    /** When a key was used says nothing to a reader, and is noted while they read. */
    private static final String USE = "update hindsight.api_key set last_used_at = ";

    private static final Pattern CHANGE =
            Pattern.compile("\\b(?:insert into|update|delete from|merge into|truncate table) hindsight\\.(\\w+)");

    private final Set<Long> grown = new TreeSet<>();
    private final boolean otherIsolation;
    private boolean counting;

    /** @param otherIsolation whether connections come with another level of isolation than ours */
    ChangeNotice(boolean otherIsolation) {
        this.otherIsolation = otherIsolation;
    }

    boolean hasOtherIsolation() {
        return otherIsolation;
    }

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
            if (!UNNOTICED.contains(change.group(1)) && !sql.startsWith(USE)) {
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

    boolean isCounting() {
        return counting;
    }

    /** Lets the numbers grow, as the last thing that a transaction does. */
    void count(Handle handle) {
        for (long projectId : List.copyOf(grown)) {
            Optional<Integer> free = handle.createQuery("select part from hindsight.edition where project_id = :id"
                            + " order by part limit 1 for update skip locked")
                    .bind("id", projectId)
                    .mapTo(Integer.class)
                    .findOne();
            if (free.isPresent()) {
                handle.createUpdate(
                                "update hindsight.edition set number = number + 1 where project_id = :id and part = :part")
                        .bind("id", projectId)
                        .bind("part", free.get())
                        .execute();
            } else {
                // There come to be as many parts as there ever were writers at once.
                handle.createUpdate("insert into hindsight.edition (project_id, part, number) values (:id, :part, 1)")
                        .bind("id", projectId)
                        .bind("part", ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE))
                        .execute();
            }
        }
    }
}
