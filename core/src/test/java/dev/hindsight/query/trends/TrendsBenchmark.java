package dev.hindsight.query.trends;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.TrendsQuery;
import java.util.List;

/**
 * How long trends take, beside the best hand-written SQL for the same number over the same rows, in one run. Arguments: the
 * number of events (1000000 when absent) and a folder for the database (one that is deleted afterwards when absent). Run it
 * with {@code mvn -pl core -am test-compile} and the test class path; see the README.
 */
public final class TrendsBenchmark {
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
                    "SELECT count(DISTINCT person_id) n " + W),
            new Case(
                    "weekly active persons, by day",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'$pageview','math':'weekly_active'}]," + NINETY_DAYS + "}",
                    "WITH k AS (SELECT DISTINCT CAST(timestamp AS DATE) AS d, person_id AS p " + W
                            + "), w AS (SELECT d, lag(d) OVER (PARTITION BY p ORDER BY d) AS pd, lead(d) OVER (PARTITION BY p"
                            + " ORDER BY d) AS nd FROM k), x AS (SELECT d, count(*) AS delta FROM w WHERE pd IS NULL OR d - pd > 7"
                            + " GROUP BY 1 UNION ALL SELECT d + 7, -count(*) FROM w WHERE nd IS NULL OR nd - d > 7 GROUP BY 1)"
                            + " SELECT d, sum(sum(delta)) OVER (ORDER BY d) FROM x GROUP BY 1"),
            new Case(
                    "formula of two series, by day",
                    "UTC",
                    "{'series':[{'kind':'EventsNode','event':'event 1'},{'kind':'EventsNode','event':'$pageview'}],"
                            + "'trendsFilter':{'formula':'A/B'}," + NINETY_DAYS + "}",
                    "SELECT d, a / nullif(b, 0) FROM (SELECT CAST(timestamp AS DATE) AS d, count(*) FILTER (event = 'event 1') AS a,"
                            + " count(*) FILTER (event = '$pageview') AS b "
                            + W.replace("event = '$pageview'", "event IN ('$pageview', 'event 1')") + " GROUP BY 1)"));

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            TrendsRunner runner = new TrendsRunner(events.engine());
            for (Case each : CASES) {
                TrendsQuery query = (TrendsQuery) BenchmarkEvents.query(
                        "{'kind':'TrendsQuery'," + each.query().substring(1));
                QueryContext context = BenchmarkEvents.context(each.zone());
                SideBySide.measure(
                        each.name(),
                        events.engine(),
                        () -> runner.run(query, context, SideBySide.deadline()),
                        each.handWritten());
            }
        }
    }
}
