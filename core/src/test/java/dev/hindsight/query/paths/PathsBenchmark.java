package dev.hindsight.query.paths;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;

/**
 * How long paths take, beside the best hand-written SQL for the same edges over the same rows, in one run. Arguments: the number
 * of events (1000000 when absent) and a folder for the database (one that is deleted afterwards when absent).
 */
public final class PathsBenchmark {
    private static final String SEEN =
            "WITH pv0 AS (SELECT person_id AS p, epoch_us(timestamp) AS t, p_current_url AS u FROM events WHERE project_id = 1"
                    + " AND event = '$pageview' AND timestamp >= TIMESTAMP '2026-06-01' AND timestamp < TIMESTAMP '2026-08-30'), ";
    private static final String WINDOWS =
            "a AS (SELECT p, t, u, lag(t) OVER w AS pt, lag(u) OVER w AS pu FROM pv WINDOW w AS (PARTITION BY p ORDER BY t)),"
                    + " b AS (SELECT p, t, u, CASE WHEN pt IS NULL OR t - pt >= 1800000000 THEN 1 ELSE 0 END AS ns FROM a WHERE pt IS"
                    + " NULL OR t - pt >= 1800000000 OR u <> pu), c AS (SELECT u, lag(u) OVER w AS pu, ns, lag(ns, 1) OVER w AS n1,"
                    + " lag(ns, 2) OVER w AS n2, lag(ns, 3) OVER w AS n3, lag(ns, 4) OVER w AS n4 FROM b WINDOW w AS (PARTITION BY p"
                    + " ORDER BY t)), d AS (SELECT u, pu, CASE WHEN ns = 1 THEN 1 WHEN n1 = 1 THEN 2 WHEN n2 = 1 THEN 3 WHEN n3 = 1"
                    + " THEN 4 WHEN n4 = 1 THEN 5 END AS i FROM c), g AS (SELECT i, pu, u, count(*) AS n FROM d WHERE i >= 2 GROUP BY"
                    + " 1, 2, 3) ";
    private static final String NUMBERED = SEEN
            + "dic AS MATERIALIZED (SELECT u, CAST(row_number() OVER () AS INTEGER) AS id FROM (SELECT DISTINCT u FROM pv0)), pv AS"
            + " (SELECT p, t, id AS u FROM pv0 JOIN dic USING (u)), "
            + WINDOWS
            + "SELECT (i - 1) || '_' || x.u AS source, i || '_' || y.u AS target, n FROM g JOIN dic x ON x.id = g.pu JOIN dic y ON"
            + " y.id = g.u ORDER BY n DESC, 1, 2 LIMIT 50";
    private static final String OF_TEXTS = SEEN + "pv AS (SELECT * FROM pv0), " + WINDOWS
            + "SELECT (i - 1) || '_' || pu AS source, i || '_' || u AS target, n FROM g ORDER BY n DESC, 1, 2 LIMIT 50";

    private PathsBenchmark() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            PathsRunner runner = new PathsRunner(events.engine(), (paths, context, deadline) -> Sql.EMPTY);
            QueryContext context = BenchmarkEvents.context("UTC");
            PathsQuery query = query("");
            measure("paths beside windows over numbers", events, runner, query, context, NUMBERED);
            measure("paths beside windows over texts", events, runner, query, context, OF_TEXTS);
            measure(
                    "paths from a page, beside all paths",
                    events,
                    runner,
                    query(",'startPoint':'https://example.com/page/7'"),
                    context,
                    NUMBERED);
        }
    }

    private static void measure(
            String name,
            BenchmarkEvents events,
            PathsRunner runner,
            PathsQuery query,
            QueryContext context,
            String handWritten) {
        SideBySide.measure(name, events.engine(), () -> runner.run(query, context, SideBySide.deadline()), handWritten);
    }

    private static PathsQuery query(String more) throws Exception {
        return (PathsQuery) BenchmarkEvents.query(
                "{'kind':'PathsQuery','dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'},"
                        + "'pathsFilter':{'includeEventTypes':['$pageview']" + more + "}}");
    }
}
