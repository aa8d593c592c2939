package dev.hindsight.query.funnels;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.QueryContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How long a funnel of three steps takes, beside the fastest pure SQL that counts the same people: a chain of as-of joins. Then
 * the same with somebody who did 220,000 more things. Arguments as {@link BenchmarkEvents} takes them.
 */
public final class FunnelsBenchmark {
    private static final String RANGE =
            "project_id = 1 AND timestamp >= TIMESTAMP '2026-06-01' AND timestamp < TIMESTAMP '2026-08-30'";
    private static final String CHAIN =
            "WITH s1 AS (" + step("$pageview") + "), s2 AS (" + step("event 1") + "), s3 AS ("
                    + step("event 2") + "),"
                    + " c2 AS MATERIALIZED (SELECT s2.p, s2.t, s1.t AS a FROM s2 ASOF JOIN s1 ON s2.p = s1.p AND s2.t >= s1.t"
                    + " WHERE s2.t - s1.t <= 1209600000000),"
                    + " c3 AS (SELECT s3.p FROM s3 ASOF JOIN c2 ON s3.p = c2.p AND s3.t >= c2.t WHERE s3.t - c2.a <= 1209600000000)"
                    + " SELECT (SELECT count(DISTINCT p) FROM s1), (SELECT count(DISTINCT p) FROM c2),"
                    + " (SELECT count(DISTINCT p) FROM c3)";
    private static final String QUERY = "{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'$pageview'},"
            + "{'kind':'EventsNode','event':'event 1'},{'kind':'EventsNode','event':'event 2'}],"
            + "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}%s}";

    private FunnelsBenchmark() {}

    private static String step(String event) {
        return "SELECT person_id AS p, epoch_us(timestamp) AS t FROM events WHERE event = '" + event + "' AND " + RANGE;
    }

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            removeBot(events);
            measure(events, "three steps", "");
            measure(events, "three steps, strict", ",'funnelsFilter':{'funnelOrderType':'strict'}");
            measure(events, "three steps, unordered", ",'funnelsFilter':{'funnelOrderType':'unordered'}");
            measure(events, "three steps, trends", ",'funnelsFilter':{'funnelVizType':'trends'}");
            measure(
                    events,
                    "three steps, by browser, all events",
                    ",'breakdownFilter':{'breakdown':'$browser'},'funnelsFilter':{'breakdownAttributionType':'all_events'}");
            addBot(events);
            measure(events, "three steps, with a bot", "");
            measure(events, "unordered, with a bot", ",'funnelsFilter':{'funnelOrderType':'unordered'}");
            measure(events, "trends, with a bot", ",'funnelsFilter':{'funnelVizType':'trends'}");
            measure(
                    events,
                    "bot's all events, by a value of each",
                    ",'breakdownFilter':{'breakdown':'amount'},'funnelsFilter':{'breakdownAttributionType':'all_events'}");
            removeBot(events);
        }
    }

    private static void measure(BenchmarkEvents events, String name, String more) throws IOException {
        FunnelsRunner runner = new FunnelsRunner(events.engine());
        FunnelsQuery query = (FunnelsQuery) BenchmarkEvents.query(QUERY.formatted(more));
        QueryContext context = BenchmarkEvents.context("UTC");
        SideBySide.measure(name, events.engine(), () -> runner.run(query, context, SideBySide.deadline()), CHAIN);
    }

    /** So that a file that is kept is as it was. */
    private static void removeBot(BenchmarkEvents events) throws SQLException {
        try (Connection connection = events.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM events WHERE distinct_id = 'bot'");
        }
    }

    private static void addBot(BenchmarkEvents events) throws SQLException {
        try (Connection connection = events.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO events (project_id, uuid, event, distinct_id, person_id, timestamp, created_at,"
                            + " properties) SELECT 1, md5('bot' || i)::UUID, CASE i % 5 WHEN 0 THEN 'event 1' ELSE '$pageview' END,"
                            + " 'bot', 0, t, t, ('{\"amount\":' || i || '}')::JSON FROM (SELECT i, TIMESTAMP '2026-06-01' +"
                            + " to_microseconds(CAST(i * (90 * 86400000000.0 / 220000) AS BIGINT)) AS t FROM range(220000) r(i))");
        }
    }
}
