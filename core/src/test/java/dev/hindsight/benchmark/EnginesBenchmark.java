package dev.hindsight.benchmark;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.engine.clickhouse.ClickHouseDatabase;
import dev.hindsight.engine.clickhouse.TestClickHouse;
import dev.hindsight.engine.postgresql.PostgresEvents;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.query.StickinessQuery;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.funnels.FunnelsRunner;
import dev.hindsight.query.lifecycle.LifecycleRunner;
import dev.hindsight.query.paths.PathsRunner;
import dev.hindsight.query.retention.RetentionRunner;
import dev.hindsight.query.stickiness.StickinessRunner;
import dev.hindsight.query.trends.TrendsRunner;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The six kinds of question on all engines in one run, each beside the best hand-written SQL for it: {@link SixKinds} on DuckDB, then
 * PostgreSQL and ClickHouse. The events are copied from DuckDB, which is timed beside the engine's own bulk load.
 */
public final class EnginesBenchmark {
    private static final String W = "FROM events WHERE project_id = 1 AND event = '$pageview'"
            + " AND timestamp >= '2026-06-01 00:00:00' AND timestamp < '2026-08-30 00:00:00'";
    private static final String WEEKS = "FROM events WHERE project_id = 1 AND event = '$pageview'"
            + " AND timestamp >= '2026-06-29 00:00:00' AND timestamp < '2026-08-24 00:00:00'";
    private static final String FUNNEL =
            "FROM events WHERE project_id = 1 AND event IN ('$pageview', 'event 1', 'event 2')"
                    + " AND timestamp >= '2026-06-01 00:00:00' AND timestamp < '2026-08-30 00:00:00'";
    private static final String PAGEVIEWS = "'series':[{'kind':'EventsNode','event':'$pageview'";
    private static final String DAYS = "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}";

    private record Case(String name, String query, String postgres, String clickHouse) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "daily total",
                    "{'kind':'TrendsQuery'," + PAGEVIEWS + "}]," + DAYS + "}",
                    "SELECT timestamp::date d, count(*) n " + W + " GROUP BY 1",
                    "SELECT toDate(timestamp) d, count() n " + W + " GROUP BY d"),
            new Case(
                    "daily total, browser filter",
                    "{'kind':'TrendsQuery'," + PAGEVIEWS + "}]," + DAYS
                            + ",'properties':[{'type':'event','key':'$browser','operator':'exact','value':'Firefox'}]}",
                    "SELECT timestamp::date d, count(*) n " + W
                            + " AND properties ->> '$browser' = 'Firefox' GROUP BY 1",
                    "SELECT toDate(timestamp) d, count() n " + W + " AND p_browser = 'Firefox' GROUP BY d"),
            new Case(
                    "daily persons",
                    "{'kind':'TrendsQuery'," + PAGEVIEWS + ",'math':'dau'}]," + DAYS + "}",
                    "SELECT d, count(*) AS n FROM (SELECT DISTINCT timestamp::date AS d, person_id " + W
                            + ") x GROUP BY 1",
                    "SELECT toDate(timestamp) d, count(DISTINCT person_id) n " + W + " GROUP BY d"),
            new Case(
                    "daily by browser",
                    "{'kind':'TrendsQuery'," + PAGEVIEWS + "}]," + DAYS
                            + ",'breakdownFilter':{'breakdown':'$browser'}}",
                    "WITH g AS MATERIALIZED (SELECT timestamp::date AS d, properties ->> '$browser' AS b, count(*) AS n "
                            + W
                            + " GROUP BY 1, 2), top AS (SELECT b, sum(n) AS c FROM g GROUP BY 1 ORDER BY c DESC, b LIMIT 25)"
                            + " SELECT d, CASE WHEN top.b IS NOT NULL THEN g.b ELSE '$$_other' END AS b, sum(n)::bigint AS n"
                            + " FROM g LEFT JOIN top ON g.b = top.b GROUP BY 1, 2",
                    "SELECT d, if(rnk <= 25, b, '$$_other') AS bb, sum(n) AS nn FROM (SELECT d, b, n, dense_rank() OVER (ORDER BY c"
                            + " DESC, b) AS rnk FROM (SELECT d, b, n, sum(n) OVER (PARTITION BY b) AS c FROM (SELECT toDate(timestamp)"
                            + " AS d, p_browser AS b, count() AS n " + W + " GROUP BY d, b))) GROUP BY d, bb"),
            new Case(
                    "weekly active persons, by day",
                    "{'kind':'TrendsQuery'," + PAGEVIEWS + ",'math':'weekly_active'}]," + DAYS + "}",
                    "WITH k AS (SELECT DISTINCT timestamp::date AS d, person_id AS p " + W
                            + "), w AS (SELECT d, lag(d) OVER (PARTITION BY p ORDER BY d) AS pd, lead(d) OVER (PARTITION BY p"
                            + " ORDER BY d) AS nd FROM k), x AS (SELECT d, count(*) AS delta FROM w WHERE pd IS NULL OR d - pd > 7"
                            + " GROUP BY 1 UNION ALL SELECT d + 7, -count(*) FROM w WHERE nd IS NULL OR nd - d > 7 GROUP BY 1)"
                            + " SELECT d, sum(sum(delta)) OVER (ORDER BY d) FROM x GROUP BY 1",
                    "SELECT toDate('2026-06-01') + i AS d, countIf(bitAnd(m, w) != 0) AS n FROM (SELECT"
                            + " groupBitOr(bitShiftLeft(toUInt128(1), toUInt8(toDate(timestamp) - toDate('2026-06-01')))) AS m "
                            + W
                            + " GROUP BY person_id) ARRAY JOIN range(90) AS i, arrayMap(j -> if(j >= 6, bitShiftLeft(toUInt128(127),"
                            + " toUInt8(j - 6)), bitShiftLeft(toUInt128(1), toUInt8(j + 1)) - 1), range(90)) AS w GROUP BY i"),
            new Case(
                    "funnel of three steps, 14 days",
                    "{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'$pageview'},"
                            + "{'kind':'EventsNode','event':'event 1'},{'kind':'EventsNode','event':'event 2'}]," + DAYS
                            + "}",
                    "WITH e AS (SELECT person_id AS p, (extract(epoch FROM timestamp) * 1000)::bigint AS t, CASE event WHEN"
                            + " '$pageview' THEN 1 WHEN 'event 1' THEN 2 ELSE 3 END AS s " + FUNNEL
                            + "), a AS (SELECT p, t, s, max(CASE WHEN s = 1 THEN t END) OVER (PARTITION BY p ORDER BY t ROWS UNBOUNDED"
                            + " PRECEDING) AS a1 FROM e), b AS (SELECT p, t, s, a1, max(CASE WHEN s = 2 AND t - a1 <= 1209600000 THEN a1"
                            + " END) OVER (PARTITION BY p ORDER BY t ROWS UNBOUNDED PRECEDING) AS a2 FROM a) SELECT s, count(*) AS n FROM"
                            + " (SELECT p, max(CASE WHEN s = 3 AND t - a2 <= 1209600000 THEN 3 WHEN s = 2 AND t - a1 <= 1209600000 THEN 2"
                            + " WHEN s = 1 THEN 1 ELSE 0 END) AS s FROM b GROUP BY p) x WHERE s > 0 GROUP BY 1",
                    "SELECT s, count() AS n FROM (SELECT person_id, windowFunnel(1209600000)(toUInt64(toUnixTimestamp64Milli(timestamp)),"
                            + " event = '$pageview', event = 'event 1', event = 'event 2') AS s " + FUNNEL
                            + " GROUP BY person_id) WHERE s > 0 GROUP BY s"),
            new Case(
                    "retention, 8 weeks",
                    "{'kind':'RetentionQuery','dateRange':{'date_from':'2026-06-29','date_to':'2026-08-23'},'retentionFilter':"
                            + "{'period':'Week','totalIntervals':8,'targetEntity':{'type':'events','id':'$pageview'},"
                            + "'returningEntity':{'type':'events','id':'$pageview'}}}",
                    "WITH m AS (SELECT m, count(*) AS c FROM (SELECT bit_or(1 << ((timestamp::date - '2026-06-29'::date) / 7)) AS m "
                            + WEEKS
                            + " GROUP BY person_id) x GROUP BY m) SELECT w, k, sum(c)::bigint AS n FROM m, generate_series(0, 7)"
                            + " w, generate_series(0, 7) k WHERE w + k < 8 AND (m >> w) & 1 = 1 AND (m >> (w + k)) & 1 = 1 GROUP BY 1, 2",
                    "SELECT w, k, sum(c) AS n FROM (SELECT m, count() AS c FROM (SELECT groupBitOr(bitShiftLeft(toUInt16(1),"
                            + " toUInt8(intDiv(toDate(timestamp) - toDate('2026-06-29'), 7)))) AS m " + WEEKS
                            + " GROUP BY person_id) GROUP BY m) ARRAY JOIN range(8) AS w ARRAY JOIN range(8) AS k WHERE w + k < 8 AND"
                            + " bitTest(m, w) AND bitTest(m, w + k) GROUP BY w, k"),
            new Case(
                    "lifecycle, by day",
                    "{'kind':'LifecycleQuery'," + PAGEVIEWS + "}]," + DAYS + "}",
                    "WITH k AS (SELECT DISTINCT (timestamp::date - '2026-06-01'::date) AS k, person_id AS p " + W
                            + "), w AS (SELECT k, lag(k) OVER (PARTITION BY p ORDER BY k) AS pk, lead(k) OVER (PARTITION BY p ORDER BY k)"
                            + " AS nk FROM k), x AS (SELECT k AS d, CASE WHEN pk IS NULL THEN 'new' WHEN pk = k - 1 THEN 'returning' ELSE"
                            + " 'resurrecting' END AS s, count(*) AS n FROM w GROUP BY 1, 2 UNION ALL SELECT k + 1, 'dormant', -count(*)"
                            + " FROM w WHERE (nk IS NULL OR nk > k + 1) AND k + 1 < 90 GROUP BY 1) SELECT '2026-06-01'::date + d AS d, s, n"
                            + " FROM x",
                    "WITH k AS (SELECT p, arraySort(groupUniqArray(toInt32(toDate(timestamp) - toDate('2026-06-01')))) AS a FROM"
                            + " (SELECT person_id AS p, timestamp " + W
                            + ") GROUP BY p) SELECT toDate('2026-06-01') + dd AS d, st, n0 FROM"
                            + " (SELECT x.1 AS dd, x.2 AS st, count() AS n0 FROM (SELECT arrayJoin(arrayConcat(arrayMap((c, i) -> (c,"
                            + " multiIf(i = 1, 1, a[i - 1] = c - 1, 2, 3)), a, arrayEnumerate(a)), arrayMap(y -> (y + 1, 4),"
                            + " arrayFilter((c, i) -> i = length(a) OR a[i + 1] != c + 1, a, arrayEnumerate(a))))) AS x FROM k) WHERE x.1"
                            + " < 90 GROUP BY dd, st)"),
            new Case(
                    "stickiness, 90 days",
                    "{'kind':'StickinessQuery'," + PAGEVIEWS + "}]," + DAYS + "}",
                    "SELECT days, count(*) FROM (SELECT person_id, count(*) AS days FROM (SELECT DISTINCT person_id, timestamp::date "
                            + W + ") d GROUP BY 1) p GROUP BY 1",
                    "SELECT days, count() FROM (SELECT person_id, uniqExact(toDate(timestamp)) AS days " + W
                            + " GROUP BY person_id) GROUP BY days"),
            new Case(
                    "paths, five steps",
                    "{'kind':'PathsQuery'," + DAYS + ",'pathsFilter':{'includeEventTypes':['$pageview']}}",
                    "WITH pv AS (SELECT person_id AS p, (extract(epoch FROM timestamp) * 1000)::bigint AS t, properties ->> '$current_url'"
                            + " AS u " + W
                            + "), a AS (SELECT p, t, u, lag(t) OVER w AS pt, lag(u) OVER w AS pu FROM pv WINDOW w AS (PARTITION"
                            + " BY p ORDER BY t)), b AS (SELECT p, t, u, CASE WHEN pt IS NULL OR t - pt > 1800000 THEN 1 ELSE 0 END AS ns FROM"
                            + " a WHERE pt IS NULL OR t - pt > 1800000 OR u <> pu), c AS (SELECT u, lag(u) OVER w AS pu, ns, lag(ns, 1) OVER w"
                            + " AS n1, lag(ns, 2) OVER w AS n2, lag(ns, 3) OVER w AS n3, lag(ns, 4) OVER w AS n4 FROM b WINDOW w AS (PARTITION"
                            + " BY p ORDER BY t)), d AS (SELECT u, pu, CASE WHEN ns = 1 THEN 1 WHEN n1 = 1 THEN 2 WHEN n2 = 1 THEN 3 WHEN n3 ="
                            + " 1 THEN 4 WHEN n4 = 1 THEN 5 END AS i FROM c) SELECT (i - 1) || '_' || pu AS source, i || '_' || u AS target,"
                            + " count(*) AS n FROM d WHERE i >= 2 GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 50",
                    "SELECT source, target, count() AS n FROM (SELECT arrayJoin(arraySplit((x, g) -> g, arr, arrayMap((x, y) -> x.1 - y.1"
                            + " > 1800000, arr, arrayPushFront(arrayPopBack(arr), arr[1])))) AS sess, arrayMap(x -> x.2, sess) AS us,"
                            + " arraySlice(arrayFilter((u, prev, i) -> i = 1 OR u != prev, us, arrayPushFront(arrayPopBack(us), ''),"
                            + " arrayEnumerate(us)), 1, 5) AS path, arrayJoin(arrayMap(i -> (concat(toString(i), '_', path[i]),"
                            + " concat(toString(i + 1), '_', path[i + 1])), range(1, length(path)))) AS e, e.1 AS source, e.2 AS target FROM"
                            + " (SELECT person_id, arraySort(x -> x.1, groupArray((toUnixTimestamp64Milli(timestamp), assumeNotNull(p_current_url)))) AS arr "
                            + W
                            + " GROUP BY person_id)) GROUP BY source, target ORDER BY n DESC, source, target LIMIT 50"));

    private EnginesBenchmark() {}

    /**
     * @param arguments how many events there are on DuckDB and ClickHouse (1000000 when absent), how many on PostgreSQL (as many when
     *     absent), and the names of the engines (all when absent)
     */
    public static void main(String[] arguments) throws Exception {
        String many = arguments.length > 0 ? arguments[0] : "1000000";
        String few = arguments.length > 1 ? arguments[1] : many;
        List<String> engines = arguments.length > 2
                ? List.of(arguments).subList(2, arguments.length)
                : List.of("duckdb", "postgresql", "clickhouse");
        if (engines.contains("duckdb")) {
            SixKinds.main(new String[] {many});
        }
        if (engines.contains("postgresql")) {
            onPostgres(few);
        }
        if (engines.contains("clickhouse")) {
            onClickHouse(many);
        }
        System.exit(0);
    }

    private static void onPostgres(String number) throws Exception {
        String url = TestPostgres.newDatabase();
        try (BenchmarkEvents events = new BenchmarkEvents(number);
                EventsDatabase postgres = PostgresEvents.open(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            events.copyTo("PostgreSQL", postgres);
            connection.setSchema("hindsight_events");
            Path file = Files.createTempFile("events", ".copy");
            CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
            try (OutputStream out = Files.newOutputStream(file)) {
                copying.copyOut("copy (select * from events order by timestamp) to stdout (format binary)", out);
            }
            statement.execute("create table bulk (like events including indexes)");
            bulk("PostgreSQL", events.events(), () -> {
                try (InputStream in = Files.newInputStream(file)) {
                    copying.copyIn("copy bulk from stdin (format binary)", in);
                }
            });
            Files.delete(file);
            statement.execute("drop table bulk");
            statement.execute("vacuum analyze"); // as the server does by itself some time later
            try (Engine engine = postgres.engine(EngineLimits.ofThisMachine())) {
                SideBySide.head(events.events());
                for (Case each : CASES) {
                    measure(each.name() + ", PostgreSQL", engine, BenchmarkEvents.query(each.query()), each.postgres());
                }
            }
        }
    }

    private static void onClickHouse(String number) throws Exception {
        String url = TestClickHouse.emptyDatabase();
        try (BenchmarkEvents events = new BenchmarkEvents(number);
                EventsDatabase clickHouse = ClickHouseDatabase.open(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
                Connection connection = DriverManager.getConnection(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
                Statement statement = connection.createStatement()) {
            events.copyTo("ClickHouse", clickHouse);
            statement.execute("create table bulk as events");
            bulk("ClickHouse", events.events(), () -> statement.execute("insert into bulk select * from events"));
            statement.execute("drop table bulk");
            try (Engine engine = clickHouse.engine(EngineLimits.ofThisMachine())) {
                SideBySide.head(events.events());
                for (Case each : CASES) {
                    measure(
                            each.name() + ", ClickHouse",
                            engine,
                            BenchmarkEvents.query(each.query()),
                            each.clickHouse());
                }
            }
        }
    }

    /** The engine's own way to load the same rows, with the same indexes. */
    @FunctionalInterface
    private interface Load {
        void run() throws Exception;
    }

    private static void bulk(String name, long events, Load load) throws Exception {
        long start = System.nanoTime();
        load.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s's own bulk load of the same rows: %,.0f a second%n", name, events / seconds);
    }

    private static void measure(String name, Engine engine, RunnableQuery query, String handWritten) {
        Deadline deadline = SideBySide.deadline();
        SideBySide.measure(
                name,
                () -> run(engine, query),
                () -> engine.query(Sql.of(handWritten), row -> row.getString(1), deadline));
    }

    private static void run(Engine engine, RunnableQuery query) {
        QueryContext context = BenchmarkEvents.context("UTC");
        Deadline deadline = SideBySide.deadline();
        if (query instanceof TrendsQuery trends) {
            new TrendsRunner(engine).run(trends, context, deadline);
        } else if (query instanceof FunnelsQuery funnels) {
            new FunnelsRunner(engine).run(funnels, context, deadline);
        } else if (query instanceof RetentionQuery retention) {
            new RetentionRunner(engine).run(retention, context, deadline);
        } else if (query instanceof LifecycleQuery lifecycle) {
            new LifecycleRunner(engine).run(lifecycle, context, deadline);
        } else if (query instanceof StickinessQuery stickiness) {
            new StickinessRunner(engine).run(stickiness, context, deadline);
        } else if (query instanceof PathsQuery paths) {
            new PathsRunner(engine, (before, at, until) -> Sql.EMPTY).run(paths, context, deadline);
        } else {
            throw new IllegalArgumentException(query.toString());
        }
    }
}
