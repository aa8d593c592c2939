package dev.hindsight.query.lifecycle;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.QueryContext;

/**
 * How long a daily lifecycle takes, beside the fastest pure SQL: the days of everybody, each beside the one before and the one
 * after. Arguments as {@link BenchmarkEvents} takes them.
 */
public final class LifecycleBenchmark {
    private static final String NEIGHBOURS =
            "WITH k AS (SELECT DISTINCT CAST((epoch_us(timestamp) - epoch_us(TIMESTAMP '2026-06-01')) // 86400000000 AS INTEGER)"
                    + " AS k, person_id AS p FROM events WHERE project_id = 1 AND event = '$pageview' AND timestamp >= TIMESTAMP"
                    + " '2026-06-01' AND timestamp < TIMESTAMP '2026-08-30'), w AS (SELECT k, lag(k) OVER (PARTITION BY p ORDER BY k)"
                    + " AS pk, lead(k) OVER (PARTITION BY p ORDER BY k) AS nk FROM k), x AS (SELECT k AS d, CASE WHEN pk IS NULL THEN"
                    + " 'new' WHEN pk = k - 1 THEN 'returning' ELSE 'resurrecting' END AS s, count(*) AS n FROM w GROUP BY 1, 2 UNION"
                    + " ALL SELECT k + 1, 'dormant', -count(*) FROM w WHERE (nk IS NULL OR nk > k + 1) AND k + 1 < 90 GROUP BY 1)"
                    + " SELECT d, s, n FROM x ORDER BY 1, 2";

    private LifecycleBenchmark() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            LifecycleRunner runner = new LifecycleRunner(events.engine());
            LifecycleQuery query = (LifecycleQuery) BenchmarkEvents.query(
                    "{'kind':'LifecycleQuery','series':[{'kind':'EventsNode','event':'$pageview'}],"
                            + "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}}");
            QueryContext context = BenchmarkEvents.context("UTC");
            SideBySide.measure(
                    "lifecycle, 90 days",
                    events.engine(),
                    () -> runner.run(query, context, SideBySide.deadline()),
                    NEIGHBOURS);
        }
    }
}
