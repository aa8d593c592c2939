package dev.hindsight.cases;

import dev.hindsight.reference.ReferenceFunnels;
import org.junit.jupiter.api.Test;

/** Funnels by the engine and by the reference. */
class RandomFunnelsTest {
    @Test
    void funnels_areThoseOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomFunnels.query(queries, types::of, queries.random()),
                        ReferenceFunnels::results,
                        RandomFunnels::busy)
                .run();
    }

    @Test
    void funnels_ofStepsDoneSeveralTimesInARow_areThoseOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomFunnels.ofDifferentSteps(queries.random()),
                        ReferenceFunnels::results,
                        RandomFunnels::persistent)
                .run();
    }
}
