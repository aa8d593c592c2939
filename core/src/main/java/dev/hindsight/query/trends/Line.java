package dev.hindsight.query.trends;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** One line of a chart. */
final class Line {
    /** Real values by total, then those without a value, then all remaining ones (contract queries 3.7, output order). */
    static final Comparator<Line> BY_RANK_AND_TOTAL = Comparator.comparingInt(Line::rank)
            .thenComparing(Comparator.comparingDouble(Line::total).reversed());

    /** The same, and equal totals by value. */
    static final Comparator<Line> IN_ORDER =
            BY_RANK_AND_TOTAL.thenComparing(Line::key, Comparator.nullsFirst(BreakdownKey.BY_VALUE));

    private final @Nullable BreakdownKey key;
    private final double[] values;
    private final double total;
    private final double count;

    /**
     * A line.
     *
     * @param key what it is for; null when there is no breakdown
     * @param values one for each bucket; a single one for a total value
     * @param total what lines are ordered by
     * @param count what is shown as the line's count
     */
    Line(@Nullable BreakdownKey key, double[] values, double total, double count) {
        this.key = key;
        this.values = values;
        this.total = total;
        this.count = count;
    }

    @Nullable
    BreakdownKey key() {
        return key;
    }

    double[] values() {
        return values;
    }

    double total() {
        return total;
    }

    double count() {
        return count;
    }

    private int rank() {
        return key == null ? 0 : key.rank();
    }

    static Line of(@Nullable BreakdownKey key, double[] values) {
        double sum = DoubleStream.of(values).sum();
        return new Line(key, values, sum, sum);
    }

    /** Values that are changes from one bucket to the next become what they add up to. */
    Line summedUp() {
        double[] sums = values.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        return of(key, sums);
    }

    /** A sample's numbers become those of all (contract queries 2.6). */
    Line scaled(double factor) {
        return of(
                key,
                DoubleStream.of(values).map(value -> Math.rint(value / factor)).toArray());
    }

    /** The mean of each value and those before it, {@code n} together, rounded down (contract queries 3.6). */
    Line smoothed(int n) {
        double[] smooth = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            int first = Math.max(0, i - n + 1);
            for (int j = first; j <= i; j++) {
                sum += values[j];
            }
            smooth[i] = Math.floor(sum / (i - first + 1));
        }
        return new Line(key, smooth, total, DoubleStream.of(smooth).sum());
    }

    /** Running totals, a zero being the one before it again (contract queries 3.3); the count is the last one. */
    Line cumulated() {
        double[] running = values.clone();
        Arrays.parallelPrefix(running, Double::sum);
        for (int i = 1; i < running.length; i++) {
            running[i] = running[i] == 0 ? running[i - 1] : running[i];
        }
        return new Line(key, running, total, running.length == 0 ? 0 : running[running.length - 1]);
    }

    /** Only some buckets. */
    Line only(int[] kept) {
        double[] shown = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            shown[i] = values[kept[i]];
        }
        return new Line(key, shown, total, DoubleStream.of(shown).sum());
    }
}
