package dev.hindsight.query.retention;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import java.io.IOException;

/**
 * How long retention takes, beside the fastest pure SQL for eight weeks of recurring retention: one bit for each week of
 * everybody, and each mask read once. Arguments as {@link BenchmarkEvents} takes them.
 */
public final class RetentionBenchmark {
    private static final String WEEK =
            "CAST((epoch_us(timestamp) - epoch_us(TIMESTAMP '2026-06-28')) // 604800000000 AS INTEGER)";
    private static final String MASKS =
            "WITH m AS (SELECT m, count(*) AS c FROM (SELECT bit_or(1 << " + WEEK + ") AS m FROM events"
                    + " WHERE project_id = 1 AND event = '$pageview' AND timestamp >= TIMESTAMP '2026-06-28' AND timestamp < TIMESTAMP"
                    + " '2026-08-23' GROUP BY person_id) GROUP BY m) SELECT w, k, CAST(sum(c) AS BIGINT) AS n FROM m, (SELECT CAST(w AS"
                    + " INTEGER) AS w, CAST(k AS INTEGER) AS k FROM range(8) a(w), range(8) b(k) WHERE w + k < 8) WHERE (m >> w) & 1 = 1"
                    + " AND (m >> (w + k)) & 1 = 1 GROUP BY 1, 2 ORDER BY 1, 2";

    /** As above, for those who did it for the first time of all in a week of the range. */
    private static final String FIRST_TIMES =
            "WITH p AS (SELECT min(timestamp) AS f, bit_or(1 << greatest(0, " + WEEK + ")) FILTER (WHERE timestamp >="
                    + " TIMESTAMP '2026-06-28') AS m FROM events WHERE project_id = 1 AND event = '$pageview' AND timestamp <"
                    + " TIMESTAMP '2026-08-23' GROUP BY person_id), g AS (SELECT CAST((epoch_us(f) - epoch_us(TIMESTAMP"
                    + " '2026-06-28')) // 604800000000 AS INTEGER) AS w, m, count(*) AS c FROM p WHERE f >= TIMESTAMP '2026-06-28'"
                    + " GROUP BY 1, 2) SELECT w, k, CAST(sum(c) AS BIGINT) AS n FROM g, (SELECT CAST(k AS INTEGER) AS k FROM"
                    + " range(8) b(k)) WHERE w + k < 8 AND (m >> (w + k)) & 1 = 1 GROUP BY 1, 2 ORDER BY 1, 2";

    private RetentionBenchmark() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            SideBySide.head(events.events());
            measure(events, "retention, 8 weeks", "", MASKS);
            measure(events, "retention, 8 weeks, cumulative", ",'cumulative':true", MASKS);
            measure(events, "retention, 8 weeks, first time", ",'retentionType':'retention_first_time'", FIRST_TIMES);
        }
    }

    private static void measure(BenchmarkEvents events, String name, String more, String handWritten)
            throws IOException {
        RetentionRunner runner = new RetentionRunner(events.engine());
        RetentionQuery query =
                (RetentionQuery) BenchmarkEvents.query("{'kind':'RetentionQuery','dateRange':{'date_from':"
                        + "'2026-06-28','date_to':'2026-08-22'},'retentionFilter':{'period':'Week','totalIntervals':8"
                        + more + "}}");
        QueryContext context = BenchmarkEvents.context("UTC");
        SideBySide.measure(name, events.engine(), () -> runner.run(query, context, SideBySide.deadline()), handWritten);
    }
}
