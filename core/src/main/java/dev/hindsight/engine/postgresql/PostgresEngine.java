package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EngineLoad;
import dev.hindsight.engine.Progress;
import dev.hindsight.engine.RequestTag;
import dev.hindsight.engine.RowConsumer;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.StatementWatch;
import dev.hindsight.engine.Turns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs queries on PostgreSQL, each in a read-only transaction; few at once, the others wait as {@link Turns} says. */
public final class PostgresEngine implements Engine {
    /** Rows that are fetched at once of a result that nobody holds whole. */
    private static final int STREAMED_ROWS = 5_000;

    /** The server itself stops what a node that died left behind. */
    private static final Duration SERVER_GRACE = Duration.ofSeconds(5);

    private final PostgresEvents database;
    private final Turns turns;
    private final StatementWatch watch = new StatementWatch();

    PostgresEngine(PostgresEvents database, EngineLimits limits) {
        this.database = database;
        this.turns = new Turns(limits);
    }

    @Override
    public Dialect dialect() {
        return database.dialect();
    }

    @Override
    public <T> List<T> query(Sql sql, RowReader<T> reader, Deadline deadline) {
        List<T> found = new ArrayList<>();
        run(sql, row -> found.add(reader.read(row)), 0, deadline);
        return found;
    }

    @Override
    public void stream(Sql sql, RowConsumer rows, Deadline deadline) {
        run(sql, rows, STREAMED_ROWS, deadline);
    }

    private void run(Sql sql, RowConsumer rows, int fetched, Deadline deadline) {
        AtomicBoolean stopped = new AtomicBoolean();
        Turns.Turn turn = turns.take(deadline);
        try (turn) {
            Duration longest = deadline.left().plus(SERVER_GRACE);
            database.readAs(
                    deadline.asker().projectId(),
                    longest.plus(SERVER_GRACE),
                    connection -> run(connection, sql, rows, fetched, deadline, stopped),
                    // Plans for unknown values would be wrong for most of them, and compiling takes longer than most
                    // queries.
                    "plan_cache_mode",
                    "force_custom_plan",
                    "jit",
                    "off",
                    "work_mem",
                    "64MB",
                    "statement_timeout",
                    Long.toString(longest.toMillis()));
        } catch (SQLException e) {
            throw stopped.get() ? deadline.over() : PostgresErrors.of("a query failed", e);
        }
    }

    private boolean run(
            Connection connection, Sql sql, RowConsumer rows, int fetched, Deadline deadline, AtomicBoolean stopped)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(RequestTag.before(sql.text(), deadline.asker()))) {
            statement.setFetchSize(fetched);
            int index = 0;
            for (Object bind : sql.binds()) {
                statement.setObject(++index, bind);
            }
            Deadline.Running running = watch.over(statement, deadline, stopped, () -> Progress.NONE);
            try (running;
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (stopped.get()) {
                        throw new SQLException("the query is over its time, or was cancelled");
                    }
                    rows.accept(row);
                }
            }
            return true;
        }
    }

    @Override
    public EngineLoad load() {
        return turns.load();
    }

    /** Stops what watches over running queries; the database stays open. */
    @Override
    public void close() {
        watch.close();
    }
}
