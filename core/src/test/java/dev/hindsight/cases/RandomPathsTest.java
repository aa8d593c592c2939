package dev.hindsight.cases;

import dev.hindsight.reference.ReferencePaths;
import org.junit.jupiter.api.Test;

/** Paths by the engine and by the reference. */
class RandomPathsTest {
    @Test
    void paths_areThoseOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomPaths.query(queries, types::of, queries.random()),
                        ReferencePaths::results,
                        RandomPaths::walked)
                .run();
    }
}
