package dev.hindsight.engine.duckdb;

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
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSetMetaData;
import org.duckdb.QueryProgress;
import org.duckdb.StatementReturnType;

/**
 * Runs queries on a DuckDB database. One query already uses every core, so few run at once and the others wait for their
 * turn, as {@link Turns} gives it to them.
 */
public final class DuckDbEngine implements Engine {
    private static final String STREAMING = "jdbc_stream_results";
    private static final String PROGRESS = "enable_progress_bar";

    /** What is set for one question and taken back after it. */
    static final List<String> OWN_SETTINGS = List.of(STREAMING, PROGRESS);

    private final DuckDbDatabase database;
    private final Dialect dialect;
    private final Turns turns;
    private final StatementWatch watch = new StatementWatch();

    /** An engine over a database, which it does not close. */
    public DuckDbEngine(DuckDbDatabase database, EngineLimits limits) {
        this.database = database;
        this.dialect = new DuckDbDialect(database.promotedColumns());
        this.turns = new Turns(limits);
    }

    Turns turns() {
        return turns;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public <T> List<T> query(Sql sql, RowReader<T> reader, Deadline deadline) {
        List<T> found = new ArrayList<>();
        run(sql, row -> found.add(reader.read(row)), false, deadline);
        return found;
    }

    @Override
    public void stream(Sql sql, RowConsumer rows, Deadline deadline) {
        run(sql, rows, true, deadline);
    }

    private void run(Sql sql, RowConsumer rows, boolean streamed, Deadline deadline) {
        Turns.Turn turn = turns.take(deadline);
        AtomicBoolean stopped = new AtomicBoolean();
        try (turn;
                Connection connection = database.connect()) {
            List<String> settings = new ArrayList<>();
            if (streamed) {
                settings.add(STREAMING);
            }
            if (deadline.asker().background()) {
                settings.add(PROGRESS);
            }
            Sql read = database.views().before(sql, deadline.asker().projectId());
            run(connection, settings, read, rows, deadline, stopped);
        } catch (SQLException e) {
            database.mendAfter(e);
            throw stopped.get() ? deadline.over() : DuckDbErrors.of(e);
        }
    }

    /**
     * Settings belong to the connection, which a host's pool may hand on: they are taken back afterwards. They are set to their
     * default, not reset: RESET leaves a null there, at which the driver fails with the connection's next statement.
     *
     * @param settings those that are to be true meanwhile
     */
    private void run(
            Connection connection,
            List<String> settings,
            Sql sql,
            RowConsumer rows,
            Deadline deadline,
            AtomicBoolean stopped)
            throws SQLException {
        for (String setting : settings) {
            set(connection, setting, true);
        }
        try {
            run(connection, sql, rows, deadline, stopped);
        } finally {
            for (String setting : settings) {
                set(connection, setting, false);
            }
        }
    }

    private static void set(Connection connection, String setting, boolean value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION " + setting + " = " + value);
        }
    }

    private void run(Connection connection, Sql sql, RowConsumer rows, Deadline deadline, AtomicBoolean stopped)
            throws SQLException {
        try (Statement transaction = connection.createStatement();
                PreparedStatement statement =
                        connection.prepareStatement(RequestTag.before(sql.text(), deadline.asker()))) {
            refuseWrites(statement);
            transaction.execute("BEGIN TRANSACTION READ ONLY");
            int index = 0;
            for (Object bind : sql.binds()) {
                statement.setObject(++index, bind);
            }
            Deadline.Running running = watch.over(statement, deadline, stopped, () -> progress(statement));
            try (running;
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (stopped.get()) {
                        // A cancel does not reach the engine while it waits for its rows to be taken.
                        throw new SQLException("the query is over its time, or was cancelled");
                    }
                    rows.accept(row);
                }
            } finally {
                transaction.execute("ROLLBACK");
            }
        }
    }

    /** A transaction that only reads keeps tables as they are, and lets files be written. */
    private static void refuseWrites(PreparedStatement statement) throws SQLException {
        ResultSetMetaData rows = statement.getMetaData();
        if (rows == null
                || rows.unwrap(DuckDBResultSetMetaData.class).getReturnType() != StatementReturnType.QUERY_RESULT) {
            throw new SQLException("a question has to be a query");
        }
    }

    /** DuckDB counts only where it was told to before. */
    private static Progress progress(PreparedStatement statement) {
        try {
            QueryProgress progress =
                    statement.unwrap(DuckDBPreparedStatement.class).getQueryProgress();
            return progress.getPercentage() < 0
                    ? Progress.NONE
                    : new Progress(progress.getRowsProcessed(), progress.getTotalRowsToProcess());
        } catch (SQLException e) {
            return Progress.NONE; // it has not begun yet, or it has ended
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
