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
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The buckets of a series, each of which depends on its own events alone: what is known of some is taken over, and only the
 * others are calculated. Where clocks go back just after midnight a day comes again within the next one, and neither is taken over.
 */
final class AloneBuckets {
    /** A statement for each stretch of unknown buckets is quicker than one for all buckets as long as there are few. */
    private static final int MOST_PARTS = 3;

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
        OptionalDouble[] values = new OptionalDouble[buckets.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = known.value(bucket(i));
            if (i > 0 && buckets.overlapsBefore(i)) {
                values[i - 1] = OptionalDouble.empty();
                values[i] = OptionalDouble.empty();
            }
        }
        List<Part> parts = unknown(values);
        if (parts.size() > MOST_PARTS) {
            return calculation.apply(period);
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i].isPresent()) {
                cells.add(new Cell(i, null, values[i].getAsDouble()));
            }
        }
        parts.forEach(part -> cells.addAll(calculation.apply(period(part))));
        return cells;
    }

    private static List<Part> unknown(OptionalDouble[] values) {
        List<Part> parts = new ArrayList<>();
        for (int first = 0; first < values.length; first++) {
            if (values[first].isEmpty()) {
                int last = first;
                while (last + 1 < values.length && values[last + 1].isEmpty()) {
                    last++;
                }
                parts.add(new Part(first, last));
                first = last;
            }
        }
        return parts;
    }

    /** Buckets that follow one another, the last one included. */
    private record Part(int first, int last) {}

    private Period period(Part part) {
        ResolvedRange range = period.range();
        ZonedDateTime from =
                part.first() == 0 ? range.countedFrom() : buckets.starts().get(part.first());
        ZonedDateTime to = part.last() == buckets.size() - 1
                ? range.to()
                : buckets.starts().get(part.last() + 1).minus(1, ChronoUnit.MICROS);
        return new Period(new ResolvedRange(range.from(), to, from), buckets, period.previous());
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
            // What comes again belongs to the day before only where both are asked for.
            boolean overlaps = buckets.overlapsBefore(i) || (i + 1 < values.length && buckets.overlapsBefore(i + 1));
            if (!overlaps) {
                found.put(bucket(i), values[i]);
            }
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
