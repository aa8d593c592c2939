package dev.hindsight.engine.clickhouse;

import com.clickhouse.jdbc.StatementImpl;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EngineLoad;
import dev.hindsight.engine.RequestTag;
import dev.hindsight.engine.RowConsumer;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.Turns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Runs questions on ClickHouse, as {@link Turns} gives them their turn. Each has an id of its own, by which it is asked how far
 * it is, and stopped.
 */
public final class ClickHouseEngine implements Engine {
    private static final int WATCHERS = 4;

    private final ClickHouseDatabase database;
    private final Dialect dialect;
    private final Turns turns;
    private final ScheduledThreadPoolExecutor watchers;

    /** An engine over a database, which it does not close. */
    public ClickHouseEngine(ClickHouseDatabase database, EngineLimits limits) {
        this.database = database;
        this.dialect = new ClickHouseDialect(database.shape().materializes(), database.properties());
        this.turns = new Turns(limits);
        this.watchers = new ScheduledThreadPoolExecutor(WATCHERS, task -> {
            Thread thread = new Thread(task, "hindsight-query-watcher");
            thread.setDaemon(true);
            return thread;
        });
        watchers.setRemoveOnCancelPolicy(true);
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
        stream(sql, row -> found.add(reader.read(row)), deadline);
        return found;
    }

    @Override
    public void stream(Sql sql, RowConsumer rows, Deadline deadline) {
        Turns.Turn turn = turns.take(deadline);
        RunningQuery running = new RunningQuery(database, watchers, id(deadline.asker()));
        try (turn;
                Connection connection = database.connect();
                StatementImpl statement = ClickHouseDatabase.plain(connection)) {
            Duration left = deadline.left();
            statement.getLocalSettings().setQueryId(running.id());
            ServerSettings.ofQuestion(deadline.asker(), left, database.shape().materializes())
                    .forEach(statement.getLocalSettings()::serverSetting);
            Sql read = database.views()
                    .before(PersonValues.joined(sql), deadline.asker().projectId());
            read(statement, read, rows, deadline, running);
        } catch (SQLException e) {
            throw running.isStopped() || ClickHouseErrors.isStopped(e) ? deadline.over() : ClickHouseErrors.of(e);
        }
    }

    /** With the request's in front, so that the server's log of queries leads to it. */
    private static String id(Asker asker) {
        String id = UUID.randomUUID().toString();
        return RequestTag.of(asker).map(request -> request + "-" + id).orElse(id);
    }

    private static void read(
            StatementImpl statement, Sql sql, RowConsumer rows, Deadline deadline, RunningQuery running)
            throws SQLException {
        try (running) {
            running.stopAfter(deadline.left());
            if (deadline.asker().background()) {
                running.followProgress();
            }
            Deadline.Running stoppable = deadline.running(running::stop, running::progress);
            try (stoppable;
                    ResultSet row = statement.executeQuery(ClickHouseText.of(sql))) {
                boolean whole = false;
                try {
                    while (row.next()) {
                        if (running.isStopped()) {
                            throw new SQLException("the query is over its time, or was cancelled");
                        }
                        rows.accept(row);
                    }
                    whole = true;
                } finally {
                    if (!whole) {
                        running.abandon();
                    }
                }
            }
        }
    }

    @Override
    public EngineLoad load() {
        return turns.load();
    }

    /** Stops what watches over running queries; the database stays open. */
    @Override
    public void close() {
        watchers.shutdownNow();
    }
}
