package dev.hindsight.query.stickiness;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.StickinessQuery;

/**
 * How long a daily stickiness takes, beside the fastest pure SQL: the distinct days of everybody, counted. Arguments as {@link
 * BenchmarkEvents} takes them.
 */
public final class StickinessBenchmark {
    private static final String DAYS =
            "SELECT n, count(*) FROM (SELECT p, count(*) AS n FROM (SELECT DISTINCT person_id AS p,"
                    + " CAST(timestamp AS DATE) AS d FROM events WHERE project_id = 1 AND event = '$pageview' AND timestamp >= TIMESTAMP"
                    + " '2026-08-01' AND timestamp < TIMESTAMP '2026-08-30') GROUP BY 1) GROUP BY 1 ORDER BY 1";

    private StickinessBenchmark() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            StickinessRunner runner = new StickinessRunner(events.engine());
            StickinessQuery query = (StickinessQuery) BenchmarkEvents.query(
                    "{'kind':'StickinessQuery','series':[{'kind':'EventsNode','event':'$pageview'}],"
                            + "'dateRange':{'date_from':'2026-08-01','date_to':'2026-08-29'}}");
            QueryContext context = BenchmarkEvents.context("UTC");
            SideBySide.measure(
                    "stickiness, 29 days",
                    events.engine(),
                    () -> runner.run(query, context, SideBySide.deadline()),
                    DAYS);
        }
    }
}
