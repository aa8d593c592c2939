package dev.hindsight.benchmark;

import dev.hindsight.query.funnels.FunnelsBenchmark;
import dev.hindsight.query.lifecycle.LifecycleBenchmark;
import dev.hindsight.query.paths.PathsBenchmark;
import dev.hindsight.query.retention.RetentionBenchmark;
import dev.hindsight.query.stickiness.StickinessBenchmark;
import dev.hindsight.query.trends.TrendsBenchmark;

/** All kinds of question beside the best SQL, one after the other. */
public final class SixKinds {
    private SixKinds() {}

    /** @param arguments as {@link BenchmarkEvents} takes them */
    public static void main(String[] arguments) throws Exception {
        TrendsBenchmark.main(arguments);
        RetentionBenchmark.main(arguments);
        LifecycleBenchmark.main(arguments);
        StickinessBenchmark.main(arguments);
        PathsBenchmark.main(arguments);
        // Last, because it adds somebody who did 220,000 things.
        FunnelsBenchmark.main(arguments);
    }
}
