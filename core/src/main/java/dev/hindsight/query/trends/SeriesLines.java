package dev.hindsight.query.trends;

import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Interval;
import dev.hindsight.query.Measure;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.trends.TrendsRunner.Cell;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the lines of a chart from the numbers of a series, and those of formulas from the lines of several series. */
final class SeriesLines {
    private final TrendsQuery query;
    private final Display display;

    SeriesLines(TrendsQuery query) {
        this.query = query;
        this.display = query.trendsFilter().display();
    }

    /** The buckets that are shown: with daily ones, days that were filtered out leave none behind (contract queries 2.1). */
    int[] shown(Buckets buckets) {
        Set<DayOfWeek> days =
                query.roundingInterval() == Interval.DAY ? query.dateRange().daysOfWeek() : Set.of();
        int[] all = IntStream.range(0, buckets.size())
                .filter(i ->
                        days.isEmpty() || days.contains(buckets.starts().get(i).getDayOfWeek()))
                .toArray();
        return display == Display.SLOPE_GRAPH && all.length > 2 ? new int[] {all[0], all[all.length - 1]} : all;
    }

    /** The lines of a series over a period, in their order; the remaining values last, also when they are to be hidden. */
    List<Line> of(Measure measure, Period period, List<Cell> cells) {
        UnaryOperator<Line> finish = line -> finished(line, measure, period);
        int size = display.isTotalValue() ? 1 : period.buckets().size();
        if (query.breakdown() == null) {
            double[] values = new double[size];
            cells.forEach(cell -> add(values, cell));
            return List.of(finish.apply(Line.of(null, values)));
        }
        int parts = query.breakdown().parts().size();
        Map<BreakdownKey, double[]> byKey = new LinkedHashMap<>();
        for (Cell cell : cells) {
            BreakdownKey key = cell.key() == null ? BreakdownKey.other(parts) : cell.key();
            add(byKey.computeIfAbsent(key, any -> new double[size]), cell);
        }
        List<Line> lines = new ArrayList<>();
        byKey.forEach((key, values) -> lines.add(finish.apply(Line.of(key, values))));
        lines.sort(Line.IN_ORDER);
        return lines;
    }

    /** The line of a cohort, of zeros when nobody of it did anything. */
    Line of(String cohort, List<Line> lines, Period period) {
        BreakdownKey key = new BreakdownKey(List.of(cohort));
        int size = display.isTotalValue() ? 1 : shown(period.buckets()).length;
        return lines.stream()
                .filter(line -> key.equals(line.key()))
                .findFirst()
                .orElseGet(() -> Line.of(key, new double[size]));
    }

    /**
     * Changes after the last bucket count nowhere, and nothing does before the first one: where clocks go back just after the range's
     * first midnight, the end of the day before comes again.
     */
    private static void add(double[] values, Cell cell) {
        if (cell.bucket() >= 0 && cell.bucket() < values.length) {
            values[cell.bucket()] += cell.value();
        }
    }

    private Line finished(Line raw, Measure measure, Period period) {
        Counting counting = Counting.of(measure, query);
        Line line = counting == Counting.ACTIVE_ACTORS && !display.isTotalValue() ? raw.summedUp() : raw;
        Double factor = query.samplingFactor();
        if (factor != null && factor < 1 && counting.growsWithSample(measure.math())) {
            line = line.scaled(factor);
        }
        if (display.isTotalValue()) {
            return line;
        }
        line = line.only(shown(period.buckets()));
        int smoothing = query.trendsFilter().smoothingIntervals();
        if (smoothing > 1 && display != Display.SLOPE_GRAPH) {
            line = line.smoothed(smoothing);
        }
        return display == Display.CUMULATIVE ? line.cumulated() : line;
    }

    /**
     * The lines of a formula: for each value that any series has, a missing one counting as zeros (contract queries 3.5).
     *
     * @param series the lines of each series over one period
     */
    List<Line> of(Formula.Term formula, List<List<Line>> series) {
        Map<@Nullable BreakdownKey, @Nullable Line[]> byKey = new LinkedHashMap<>();
        for (int i = 0; i < series.size(); i++) {
            for (Line line : series.get(i)) {
                byKey.computeIfAbsent(line.key(), any -> new Line[series.size()])[i] = line;
            }
        }
        int size = series.stream()
                .flatMap(Collection::stream)
                .mapToInt(line -> line.values().length)
                .max()
                .orElse(0);
        List<Line> lines = new ArrayList<>();
        byKey.forEach((key, operands) -> lines.add(calculated(formula, key, operands, size)));
        lines.sort(Line.BY_RANK_AND_TOTAL);
        return lines;
    }

    private static Line calculated(
            Formula.Term formula, @Nullable BreakdownKey key, @Nullable Line[] operands, int size) {
        double[] values = new double[size];
        double[] inputs = new double[operands.length];
        for (int bucket = 0; bucket < size; bucket++) {
            for (int i = 0; i < operands.length; i++) {
                Line operand = operands[i];
                inputs[i] = operand == null ? 0 : operand.values()[bucket];
            }
            values[bucket] = formula.of(inputs);
        }
        for (int i = 0; i < operands.length; i++) {
            Line operand = operands[i];
            inputs[i] = operand == null ? 0 : operand.count();
        }
        double count = formula.of(inputs);
        return new Line(key, values, count, count);
    }

    /** Lines that are to be seen. */
    List<Line> visible(List<Line> lines) {
        Breakdown breakdown = query.breakdown();
        if (breakdown == null || !breakdown.hideOther()) {
            return lines;
        }
        return lines.stream()
                .filter(line -> line.key() == null || !line.key().isOther())
                .toList();
    }
}
