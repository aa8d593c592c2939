package dev.hindsight.cases;

import dev.hindsight.reference.ReferenceTrends;
import org.junit.jupiter.api.Test;

/** Trends by the engine and by the reference. */
class RandomTrendsTest {
    @Test
    void trends_areThoseOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomTrends.query(queries, types::of),
                        ReferenceTrends::results,
                        RandomTrends::browsed)
                .run();
    }
}
