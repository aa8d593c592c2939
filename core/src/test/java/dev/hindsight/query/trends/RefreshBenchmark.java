package dev.hindsight.query.trends;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.KnownBuckets.Bucket;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.TrendsQuery;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How long it takes to calculate 90 daily buckets of which only the last day changed, beside calculating all of them; arguments
 * as {@link BenchmarkEvents} takes them.
 */
public final class RefreshBenchmark {
    private static final Instant LAST_DAY = Instant.parse("2026-08-29T00:00:00Z");
    private static final String NINETY_DAYS = "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}";

    private RefreshBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            System.out.printf("%,d events; one changed day of 90 (left) beside all of them (right)%n", events.events());
            TrendsRunner runner = new TrendsRunner(events.engine());
            QueryContext context = BenchmarkEvents.context("UTC");
            for (String math : new String[] {"total", "dau", "sum"}) {
                TrendsQuery query = (TrendsQuery) BenchmarkEvents.query(
                        "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'$pageview','math':'" + math
                                + "','math_property':'amount'}]," + NINETY_DAYS + "}");
                KnownBuckets known = allButTheLastDay(
                        runner.run(query, context, SideBySide.deadline()).buckets());
                SideBySide.measure(
                        math,
                        () -> runner.run(query, context, known, SideBySide.deadline()),
                        () -> runner.run(query, context, SideBySide.deadline()));
            }
        }
    }

    private static KnownBuckets allButTheLastDay(Map<Bucket, Double> values) {
        return bucket -> bucket.until().isAfter(LAST_DAY) || !values.containsKey(bucket)
                ? OptionalDouble.empty()
                : OptionalDouble.of(values.get(bucket));
    }
}
