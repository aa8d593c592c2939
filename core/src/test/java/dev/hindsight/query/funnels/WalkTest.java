package dev.hindsight.query.funnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.FunnelsQuery.Exclusion;
import dev.hindsight.query.FunnelsQuery.Order;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of examples of contract queries 4.3 and 4.4; times are in microseconds here. */
class WalkTest {
    @ParameterizedTest
    @CsvSource({
        "2, 1000, '100:1 120:2', 2, 20",
        "2, 1000, '100:1 110:1 120:2', 2, 10",
        "2, 1000, '100:2 100:1', 2, 0",
        "2, 1000, '100:12', 1, ''",
        "2, 1000, '100:12 100:1', 2, 0",
        "4, 1000, '100:12 100:134', 2, 0",
        "3, 1000, '100:13 100:12', 2, 0",
        "2, 1000, '100:12 105:12', 2, 5",
        "3, 1000, '100:123 105:123 111:123', 3, '5 6'",
        "2, 60, '100:1 160:2', 2, 60",
        "2, 60, '100:1 161:2', 1, ''",
        "3, 60, '100:1 150:2 170:3', 2, 50",
        "3, 1000, '100:1 110:2 120:1 130:3', 3, '10 20'",
        "3, 60, '100:1 150:2 155:1 170:3', 2, 50"
    })
    void ordered_takesTheLatestWayThatStillAdvances(int steps, long window, String events, int reached, String times) {
        check(Order.ORDERED, steps, window, List.of(), events, reached, times);
    }

    @ParameterizedTest
    @CsvSource({"'100:1 110:- 120:2', 1, ''", "'100:1 110:1 120:2', 2, 10", "'100:1 100:- 120:2', 2, 20"})
    void strict_takesOnlyWhatFollowsDirectly(String events, int reached, String times) {
        check(Order.STRICT, 2, 1_000, List.of(), events, reached, times);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, '100:2 110:1', 2, 10",
        "1000, '100:1 110:1 120:2', 2, 20",
        "60, '100:1 170:2 180:1', 2, 10",
        "1000, '100:12 110:12', 2, 10",
        "1000, '100:12 100:1', 2, 0"
    })
    void unordered_takesAsManyStepsAsLieInOneWindow(long window, String events, int reached, String times) {
        check(Order.UNORDERED, 2, window, List.of(), events, reached, times);
    }

    @ParameterizedTest
    @CsvSource({
        "ORDERED, '100:1 110:x 120:2', 0, ''",
        "ORDERED, '100:1 110:x', 0, ''",
        "ORDERED, '100:1 110:2 120:x', 2, 10",
        "ORDERED, '100:1 110:x 115:1 120:2', 2, 5",
        "ORDERED, '100:1 110:x 120:1', 1, ''",
        "STRICT, '100:1 110:- 120:x', 1, ''",
        "STRICT, '100:1 110:x', 0, ''",
        "UNORDERED, '100:1 2000:x', 1, ''",
        "UNORDERED, '100:1 110:x 110:2', 2, 10",
        "UNORDERED, '100:1 110:x 120:2', 1, ''",
        "UNORDERED, '100:1 110:x', 0, ''",
        "UNORDERED, '100:1 110:2 120:x', 2, 10"
    })
    void exclusions_takeSomebodyOut(Order order, String events, int reached, String times) {
        SeriesNode node = new SeriesNode.EventsNode(
                "x", new Measure(SeriesMath.TOTAL, null, "", null, null, null), FilterGroup.NONE, null);
        check(order, 2, 1_000, List.of(new Exclusion(node, 0, 1)), events, reached, times);
    }

    private static void check(
            Order order, int count, long window, List<Exclusion> exclusions, String events, int reached, String times) {
        Steps steps = new Steps(count, window, order, Collections.nCopies(count, false), exclusions);
        Walk.Outcome outcome = steps.walk(trail(events));
        if (reached == 0) {
            assertThat(outcome).isNull();
            return;
        }
        assertThat(outcome).isNotNull();
        List<String> differences = new ArrayList<>();
        for (int step = 0; step < count; step++) {
            assertThat(outcome.reached(step)).as("step %d", step + 1).isEqualTo(step < reached);
            if (step > 0 && step < reached) {
                differences.add(Long.toString(outcome.times()[step] - outcome.times()[step - 1]));
            }
        }
        assertThat(String.join(" ", differences)).isEqualTo(times);
    }

    /** {@code 100:12} is an event at 100 that matches steps 1 and 2; {@code -} matches none, {@code x} the exclusion. */
    private static Trail trail(String events) {
        Trail trail = new Trail();
        for (String event : events.split(" ", -1)) {
            String[] parts = event.split(":", 2);
            long mask = 0;
            for (char match : parts[1].toCharArray()) {
                if (match == 'x') {
                    mask |= 1L << Steps.EXCLUSIONS;
                } else if (match != '-') {
                    mask |= 1L << (match - '1');
                }
            }
            trail.add(Long.parseLong(parts[0]), mask, List.of());
        }
        return trail;
    }
}
