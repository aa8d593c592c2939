package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.TrendsQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * How long trends take, beside the best hand-written SQL for the same number over the same rows, in one run. Arguments: the
 * number of events (1000000 when absent) and a folder for the database (one that is deleted afterwards when absent). Run it
 * with {@code mvn -pl core -am test-compile} and the test class path; see the README.
 */
public final class TrendsBenchmark {
    private static final int ROUNDS = 9;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String W = "FROM events WHERE project_id = 1 AND event = '$pageview'"
            + " AND timestamp >= TIMESTAMP '2026-06-01' AND timestamp < TIMESTAMP '2026-08-30'";
    private static final String NINETY_DAYS = "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}";

    private TrendsBenchmark() {}

    private record Case(String name, String zone, String query, String handWritten) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "daily total, 90 days",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS + "}",
                    "SELECT CAST(timestamp AS DATE) d, count(*) n " + W + " GROUP BY 1"),
            new Case(
                    "daily total, 7 days",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}],"
                            + "'dateRange':{'date_from':'2026-08-23','date_to':'2026-08-29'}}",
                    "SELECT CAST(timestamp AS DATE) d, count(*) n " + W
                            + " AND timestamp >= TIMESTAMP '2026-08-23' GROUP BY 1"),
            new Case(
                    "daily total, New York",
                    "America/New_York",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS + "}",
                    "SELECT date_trunc('day', timezone('America/New_York', timezone('UTC', make_timestamp(k * 900000000))))"
                            + " d, sum(n) FROM (SELECT epoch_us(timestamp) // 900000000 k, count(*) n " + W
                            + " GROUP BY 1) GROUP BY 1"),
            new Case(
                    "daily total, browser filter",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS
                            + ",'properties':[{'type':'event','key':'$browser','operator':'exact','value':'Firefox'}]}",
                    "SELECT CAST(timestamp AS DATE) d, count(*) n " + W + " AND p_browser = 'Firefox' GROUP BY 1"),
            new Case(
                    "daily total, filter on the bag",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS
                            + ",'properties':[{'type':'event','key':'plan','operator':'exact','value':'pro'}]}",
                    "SELECT CAST(timestamp AS DATE) d, count(*) n " + W
                            + " AND properties ->> '$.plan' = 'pro' GROUP BY 1"),
            new Case(
                    "daily persons",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview','math':'dau'}]," + NINETY_DAYS + "}",
                    "SELECT CAST(timestamp AS DATE) d, count(DISTINCT person_id) n " + W + " GROUP BY 1"),
            new Case(
                    "daily by browser",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS
                            + ",'breakdownFilter':{'breakdown':'$browser'}}",
                    "WITH g AS MATERIALIZED (SELECT CAST(timestamp AS DATE) AS d, p_browser AS b, count(*) AS n " + W
                            + " GROUP BY 1, 2), top AS (SELECT b, sum(n) AS c FROM g GROUP BY 1 ORDER BY c DESC, b LIMIT 25)"
                            + " SELECT d, CASE WHEN top.b IS NOT NULL THEN g.b ELSE '$$_other' END AS b, CAST(sum(n) AS"
                            + " BIGINT) AS n FROM g LEFT JOIN top ON g.b = top.b GROUP BY 1, 2"),
            new Case(
                    "daily, persons on a plan",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview'}]," + NINETY_DAYS
                            + ",'properties':[{'type':'person','key':'plan','operator':'exact','value':'pro'}]}",
                    "SELECT CAST(timestamp AS DATE) d, count(*) n " + W
                            + " AND person_id IN (SELECT id FROM persons WHERE"
                            + " project_id = 1 AND properties ->> '$.plan' = 'pro') GROUP BY 1"),
            new Case(
                    "persons in 90 days",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview','math':'dau'}]," + NINETY_DAYS
                            + ",'trendsFilter':{'display':'BoldNumber'}}",
                    "SELECT count(DISTINCT person_id) n " + W));

    public static void main(String[] arguments) throws Exception {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("trends-benchmark");
        Path file = folder.resolve("events-" + events + ".duckdb");
        boolean filled = Files.exists(file);
        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:" + file);
                DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine())) {
            if (!filled) {
                fill(database, events);
            }
            System.out.printf("%,d events; medians of %d runs in ms%n", events, ROUNDS);
            System.out.printf("%-32s %10s %14s %8s%n", "question", "Hindsight", "hand-written", "ratio");
            for (Case each : CASES) {
                measure(engine, each);
            }
        } finally {
            if (arguments.length < 2) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        }
    }

    private static void measure(Engine engine, Case question) throws IOException {
        TrendsQuery query = (TrendsQuery) QueryReader.read(new JsonMapper()
                .readTree(("{'kind':'TrendsQuery'," + question.query().substring(1)).replace('\'', '"')));
        QueryContext context = new QueryContext(
                1,
                ZoneId.of(question.zone()),
                DayOfWeek.SUNDAY,
                new JsonMapper().createArrayNode(),
                List.of(),
                PropertyTypes.NONE,
                Instant.parse("2026-08-30T12:00:00Z"));
        TrendsRunner runner = new TrendsRunner(engine);
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            long start = System.nanoTime();
            runner.run(query, context, TIMEOUT);
            long between = System.nanoTime();
            engine.query(Sql.of(question.handWritten()), row -> row.getString(1), TIMEOUT);
            long end = System.nanoTime();
            if (round >= 0) {
                ours[round] = (between - start) / 1e6;
                theirs[round] = (end - between) / 1e6;
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double mine = ours[ROUNDS / 2];
        double best = theirs[ROUNDS / 2];
        System.out.printf("%-32s %10.1f %14.1f %8.2f%n", question.name(), mine, best, mine / best);
    }

    /** Deterministic events of 90 days in time order: 12 names, 30 browsers, one person for each 35 events. */
    private static void fill(DuckDbDatabase database, long events) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long persons = Math.max(1, events / 35);
            statement.execute(
                    "INSERT INTO persons (project_id, id, uuid, created_at, is_identified, properties) SELECT 1, p, md5('p' || p)::UUID, TIMESTAMP '2026-06-01 00:00:00', true, ('{\"plan\":\"'"
                            + " || CASE WHEN hash(p, 1) % 10 < 7 THEN 'free' ELSE 'pro' END || '\"}')::JSON FROM range("
                            + persons
                            + ") t(p)");
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
