package dev.hindsight.cases;

import dev.hindsight.reference.ReferenceLifecycle;
import dev.hindsight.reference.ReferenceRetention;
import dev.hindsight.reference.ReferenceStickiness;
import org.junit.jupiter.api.Test;

/** Habits by the engine and by the reference. */
class RandomHabitsTest {
    @Test
    void lifecycle_isThatOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomHabits.lifecycle(queries, types::of, queries.random()),
                        ReferenceLifecycle::results,
                        RandomHabits::visited)
                .run();
    }

    @Test
    void stickiness_isThatOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomHabits.stickiness(queries, types::of, queries.random()),
                        ReferenceStickiness::results,
                        RandomHabits::visited)
                .run();
    }

    @Test
    void retention_isThatOfTheReference() {
        new RandomComparison(
                        (queries, types) -> RandomRetention.query(queries, types::of, queries.random()),
                        ReferenceRetention::results,
                        RandomHabits::visited)
                .run();
    }
}
