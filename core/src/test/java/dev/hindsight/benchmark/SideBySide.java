package dev.hindsight.benchmark;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times us beside the best hand-written way to the same number, turn by turn in one run, and prints a line for each. */
public final class SideBySide {
    /** No question of a benchmark takes longer. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 15;

    /** Slow questions are asked less often: no more once so much time has gone into warming up, and into measuring. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final int LEAST = 3;

    private SideBySide() {}

    /** For one question. */
    public static Deadline deadline() {
        return Deadline.in(TIMEOUT);
    }

    /** Prints the table's head. */
    public static void head(long events) {
        System.out.printf("%,d events; medians of up to %d runs in ms%n", events, ROUNDS);
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
        repeat(WARM_UP, before, ours, theirs);
        List<double[]> times = repeat(ROUNDS, before, ours, theirs);
        double median = median(times, 0);
        double other = median(times, 1);
        System.out.printf("%-40s %10.1f %14.1f %8.2f%n", name, median, other, median / other);
    }

    /** The milliseconds that both took, each time. */
    private static List<double[]> repeat(int most, Runnable before, Runnable ours, Runnable theirs) {
        List<double[]> times = new ArrayList<>();
        long begun = System.nanoTime();
        while (times.size() < most && (times.size() < LEAST || System.nanoTime() - begun < PATIENCE.toNanos())) {
            before.run();
            long start = System.nanoTime();
            ours.run();
            long between = System.nanoTime();
            theirs.run();
            long end = System.nanoTime();
            times.add(new double[] {(between - start) / 1e6, (end - between) / 1e6});
        }
        return times;
    }

    private static double median(List<double[]> times, int side) {
        double[] sorted =
                times.stream().mapToDouble(time -> time[side]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
