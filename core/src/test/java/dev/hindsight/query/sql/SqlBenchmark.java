package dev.hindsight.query.sql;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SqlQuery;
import java.io.IOException;

/** How long SQL of users takes, beside the same SQL typed into the engine. Arguments as {@link BenchmarkEvents} takes them. */
public final class SqlBenchmark {
    private SqlBenchmark() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            measure(
                    events,
                    "count by event",
                    "select event, count() as c from events group by event order by c desc",
                    "SELECT event, count(*) AS c FROM events WHERE project_id = 1 GROUP BY event ORDER BY c DESC LIMIT 101");
            measure(
                    events,
                    "people by day, 30 days",
                    "select toDate(timestamp) as day, count(distinct person_id) from events where event = \\u0027$pageview\\u0027"
                            + " and timestamp >= \\u00272026-08-01\\u0027 and timestamp < \\u00272026-08-31\\u0027 group by day order by day",
                    "SELECT CAST(timestamp AS DATE) AS day, count(DISTINCT person_id) FROM events WHERE project_id = 1 AND"
                            + " event = '$pageview' AND timestamp >= TIMESTAMP '2026-08-01' AND timestamp < TIMESTAMP '2026-08-31'"
                            + " GROUP BY day ORDER BY day LIMIT 101");
            measure(
                    events,
                    "property filter and breakdown",
                    "select properties.$browser as b, count() from events where properties.$os = \\u0027Windows\\u0027"
                            + " group by b order by 2 desc limit 20",
                    "SELECT p_browser AS b, count(*) FROM events WHERE project_id = 1 AND p_os = 'Windows' GROUP BY b"
                            + " ORDER BY 2 DESC LIMIT 20");
            measure(
                    events,
                    "join with persons",
                    "select p.properties.plan, count() from events e join persons p on e.person_id = p.id"
                            + " where e.event = \\u0027event 1\\u0027 group by 1",
                    "SELECT p.properties ->> '$.plan', count(*) FROM events e JOIN persons p ON e.person_id = p.id AND"
                            + " p.project_id = 1 WHERE e.project_id = 1 AND e.event = 'event 1' GROUP BY 1 LIMIT 101");
            measure(
                    events,
                    "latest 100 events",
                    "select event, timestamp, distinct_id from events order by timestamp desc limit 100",
                    "SELECT event, timestamp, distinct_id FROM events WHERE project_id = 1 ORDER BY timestamp DESC LIMIT 100");
        }
    }

    private static void measure(BenchmarkEvents events, String name, String sql, String handWritten)
            throws IOException {
        SqlRunner runner = new SqlRunner(events.engine());
        SqlQuery query = (SqlQuery) BenchmarkEvents.query("{'kind':'HogQLQuery','query':'" + sql + "'}");
        QueryContext context = BenchmarkEvents.context("UTC");
        SideBySide.measure(name, events.engine(), () -> runner.run(query, context, SideBySide.deadline()), handWritten);
    }
}
