package dev.hindsight.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.moving.EventMove;
import dev.hindsight.moving.MoveReport;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.RunnableQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * A DuckDB file with deterministic events of 90 days, 2026-06-01 to 2026-08-29, in time order: 60 % pageviews, eleven other
 * names ({@code event 0} to {@code event 10}), 30 browsers, 2,000 pages, one person for each 35 events, in project 1.
 */
public final class BenchmarkEvents implements AutoCloseable {
    private final Path folder;
    private final boolean temporary;
    private final Path file;
    private final long events;
    private final DuckDbDatabase database;
    private final DuckDbEngine engine;

    /**
     * Opens the file, and fills it if it is not there yet.
     *
     * @param arguments the number of events (1000000 when absent) and a folder to keep the file in (one that is deleted
     *     afterwards when absent)
     */
    public BenchmarkEvents(String... arguments) throws IOException, SQLException {
        events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        temporary = arguments.length < 2;
        folder = temporary ? Files.createTempDirectory("hindsight-benchmark") : Path.of(arguments[1]);
        file = folder.resolve("events-" + events + ".duckdb");
        boolean filled = Files.exists(file);
        database = DuckDbDatabase.open("jdbc:duckdb:" + file);
        engine = new DuckDbEngine(database, EngineLimits.ofThisMachine());
        if (!filled) {
            fill(database, events);
        }
    }

    public long events() {
        return events;
    }

    public DuckDbDatabase database() {
        return database;
    }

    public DuckDbEngine engine() {
        return engine;
    }

    /** Copies all into another database, and prints how fast. */
    public void copyTo(String name, EventsDatabase target) {
        long start = System.nanoTime();
        MoveReport report = EventMove.copy(database, target, Clock.systemUTC(), 1, step -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "copied to %s: %,.0f events a second%s%n",
                name, report.events() / seconds, report.isWhole() ? "" : ", NOT whole: " + report.differences());
    }

    /** A project in a zone, asked just after the last event. */
    public static QueryContext context(String zone) {
        return new QueryContext(
                1,
                ZoneId.of(zone),
                DayOfWeek.SUNDAY,
                new JsonMapper().createArrayNode(),
                List.of(),
                PropertyTypes.NONE,
                Instant.parse("2026-08-30T12:00:00Z"));
    }

    /** A query, written with {@code '} in place of quotation marks. */
    public static RunnableQuery query(String json) throws IOException {
        return QueryReader.read(new JsonMapper().readTree(json.replace('\'', '"')))
                .toRun();
    }

    @Override
    public void close() throws IOException {
        engine.close();
        database.close();
        if (temporary) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static void fill(DuckDbDatabase database, long events) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long persons = Math.max(1, events / 35);
            statement.execute(
                    "INSERT INTO persons (project_id, id, uuid, created_at, is_identified, properties) SELECT 1, p, md5('p' || p)::UUID, TIMESTAMP '2026-06-01 00:00:00', true, ('{\"plan\":\"'"
                            + " || CASE WHEN hash(p, 1) % 10 < 7 THEN 'free' ELSE 'pro' END || '\"}')::JSON FROM range("
                            + persons
                            + ") t(p)");
            statement.execute("INSERT INTO person_distinct_ids (project_id, distinct_id, person_id)"
                    + " SELECT 1, 'user_' || p, p FROM range(" + persons + ") t(p)");
            statement.execute(
                    "INSERT INTO events (project_id, uuid, event, distinct_id, person_id, timestamp, created_at,"
                            + " properties, p_browser, p_os, p_current_url)"
                            + " SELECT 1, md5(i::VARCHAR)::UUID, e, 'user_' || p, p, t, t, ('{\"$browser\":\"' || b || '\",\"$os\":\"'"
                            + " || o || '\",\"$current_url\":\"' || u || '\",\"plan\":\"' || l || '\",\"amount\":' || i % 500 ||"
                            + " ',\"$lib\":\"web\",\"$session_id\":\"' || md5((i // 8)::VARCHAR) || '\"}')::JSON, b, o, u FROM (SELECT i,"
                            + " CAST(floor(" + persons
                            + " * pow((hash(i // 8, 1) % 1000003) / 1000003.0, 1.5)) AS BIGINT) p,"
                            + " TIMESTAMP '2026-06-01 00:00:00' + to_microseconds(CAST(i * (90 * 86400000000.0 / "
                            + events
                            + ") AS BIGINT)) t, CASE WHEN hash(i, 2) % 100 < 60 THEN '$pageview' ELSE 'event ' || hash(i, 3) % 11 END"
                            + " e, CASE WHEN hash(i // 8, 4) % 100 < 55 THEN 'Chrome' WHEN hash(i // 8, 4) % 100 < 75 THEN 'Safari'"
                            + " WHEN hash(i // 8, 4) % 100 < 83 THEN 'Firefox' ELSE 'Browser ' || hash(i // 8, 5) % 27 END b,"
                            + " CASE WHEN hash(i // 8, 6) % 100 < 45 THEN 'Windows' ELSE 'Mac OS X' END o,"
                            + " 'https://example.com/page/' || hash(i, 7) % 2000 u,"
                            + " CASE WHEN hash(i, 8) % 10 < 7 THEN 'free' ELSE 'pro' END l FROM range(" + events
                            + ") t(i))");
            statement.execute("CHECKPOINT");
        }
    }
}
