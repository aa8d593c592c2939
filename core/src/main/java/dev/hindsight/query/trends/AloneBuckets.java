package dev.hindsight.query.trends;

import dev.hindsight.query.Display;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.trends.TrendsRunner.Cell;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The buckets of a series, each of which depends on its own events alone: what is known of the first ones is taken over, and
 * only those from the first unknown one on are calculated.
 */
final class AloneBuckets {
    private final int series;
    private final Period period;
    private final Buckets buckets;

    /** @param series its index */
    AloneBuckets(int series, Period period) {
        this.series = series;
        this.period = period;
        this.buckets = period.buckets();
    }

    /** Whether the buckets of a series are like that. */
    static boolean are(TrendsQuery query, SeriesNode series) {
        Display display = query.trendsFilter().display();
        if (query.breakdown() != null
                || display.isTotalValue()
                || series.measure().math().isFirstTime()) {
            return false;
        }
        return switch (Counting.of(series.measure(), query)) {
            case EVENTS, PROPERTY, EVENTS_OF_EACH_PERSON -> true;
            // Of cumulative ones, each actor counts in the first bucket only.
            case ACTORS -> display != Display.CUMULATIVE;
            case ACTIVE_ACTORS, SESSIONS, EXPRESSION -> false;
        };
    }

    /**
     * The numbers of all buckets.
     *
     * @param calculation calculates a part of the period; the buckets keep their indexes
     */
    List<Cell> cells(KnownBuckets known, Function<Period, List<Cell>> calculation) {
        List<Cell> cells = new ArrayList<>();
        int unknown = 0;
        while (unknown < buckets.size()) {
            OptionalDouble value = known.value(bucket(unknown));
            if (value.isEmpty()) {
                break;
            }
            cells.add(new Cell(unknown, null, value.getAsDouble()));
            unknown++;
        }
        if (unknown == 0) {
            return calculation.apply(period);
        }
        if (unknown < buckets.size()) {
            List<Cell> rest = calculation.apply(from(unknown));
            for (Cell cell : rest) {
                if (cell.bucket() < unknown) {
                    // Clocks that went back just after midnight: events of a day that came again.
                    return calculation.apply(period);
                }
            }
            cells.addAll(rest);
        }
        return cells;
    }

    private Period from(int first) {
        ResolvedRange range = period.range();
        return new Period(
                new ResolvedRange(range.from(), range.to(), buckets.starts().get(first)), buckets, period.previous());
    }

    /** What the numbers found are of; a bucket without events has none, which is a 0. */
    Map<KnownBuckets.Bucket, Double> values(List<Cell> cells) {
        double[] values = new double[buckets.size()];
        for (Cell cell : cells) {
            if (cell.bucket() >= 0 && cell.bucket() < values.length) {
                values[cell.bucket()] += cell.value();
            }
        }
        Map<KnownBuckets.Bucket, Double> found = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            found.put(bucket(i), values[i]);
        }
        return found;
    }

    private KnownBuckets.Bucket bucket(int index) {
        ResolvedRange range = period.range();
        Instant from = index == 0
                ? range.countedFrom().toInstant()
                : buckets.starts().get(index).toInstant();
        boolean last = index == buckets.size() - 1;
        return new KnownBuckets.Bucket(series, from, last ? range.countedUntil() : buckets.end(index));
    }
}
