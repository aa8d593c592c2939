package dev.hindsight.benchmark;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import java.time.Duration;
import java.util.Arrays;

/** Times us beside the best hand-written way to the same number, turn by turn in one run, and prints a line for each. */
public final class SideBySide {
    /** No question of a benchmark takes longer. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 15;

    private SideBySide() {}

    /** For one question. */
    public static Deadline deadline() {
        return Deadline.in(TIMEOUT);
    }

    /** Prints the table's head. */
    public static void head(long events) {
        System.out.printf("%,d events; medians of %d runs in ms%n", events, ROUNDS);
        System.out.printf("%-40s %10s %14s %8s%n", "question", "Hindsight", "hand-written", "ratio");
    }

    /** Times a question beside a statement that reads all its rows. */
    public static void measure(String name, Engine engine, Runnable ours, String handWritten) {
        measure(name, ours, () -> engine.query(Sql.of(handWritten), row -> row.getString(1), deadline()));
    }

    /** Times two ways. */
    public static void measure(String name, Runnable ours, Runnable theirs) {
        measure(name, () -> {}, ours, theirs);
    }

    /** As above, after something that is not timed. */
    public static void measure(String name, Runnable before, Runnable ours, Runnable theirs) {
        double[] mine = new double[ROUNDS];
        double[] best = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            before.run();
            long start = System.nanoTime();
            ours.run();
            long between = System.nanoTime();
            theirs.run();
            long end = System.nanoTime();
            if (round >= 0) {
                mine[round] = (between - start) / 1e6;
                best[round] = (end - between) / 1e6;
            }
        }
        Arrays.sort(mine);
        Arrays.sort(best);
        double median = mine[ROUNDS / 2];
        double other = best[ROUNDS / 2];
        System.out.printf("%-40s %10.1f %14.1f %8.2f%n", name, median, other, median / other);
    }
}
