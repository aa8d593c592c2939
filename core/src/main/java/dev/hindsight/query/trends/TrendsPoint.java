package dev.hindsight.query.trends;

import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Display;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.Measure;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is behind a number of a trend: the events that it counts, and the people who did them. */
final class TrendsPoint {
    private final TrendsRun run;
    private final TrendsQuery query;
    private final QueryContext context;
    private final ActorPoint point;

    TrendsPoint(TrendsRun run, TrendsQuery query, QueryContext context, ActorPoint point) {
        this.run = run;
        this.query = query;
        this.context = context;
        this.point = point;
    }

    /** A query with {@code actor} and {@code events}. */
    Sql actors() {
        return Sql.format(
                "SELECT actor, count(*) AS events FROM ({}) behind GROUP BY 1",
                events(events -> Sql.format("{} AS actor", events.performer())));
    }

    /** A query with the {@code uuid} of each event. */
    Sql events() {
        return Sql.format("SELECT uuid FROM ({}) behind", events(events -> Sql.of("e.uuid AS uuid")));
    }

    /**
     * A query with a row for each event.
     *
     * @param column what is told of the event; there may be others beside it
     */
    private Sql events(Function<SeriesEvents, Sql> column) {
        if (point.series() >= query.series().size()) {
            throw HindsightException.invalid(
                    "source__series",
                    "The insight has " + query.series().size() + " series, counted from 0; there is no "
                            + point.series() + ".");
        }
        SeriesNode series = query.series().get(point.series());
        Period period = period();
        Counting counting = Counting.of(series.measure(), query);
        Span span = span(series, period, counting);
        SeriesEvents events = new SeriesEvents(run.dialect(), query, context, series, span.from(), span.until());
        List<@Nullable Bins> bins = run.bins(series, period);
        Breakdown breakdown = query.breakdown();
        BreakdownSql split =
                new BreakdownSql(run.dialect(), context, breakdown == null ? List.of() : breakdown.parts(), bins);
        if (split.isEmpty()) {
            return Sql.format("SELECT {} {}", column.apply(events), events.from(Sql.EMPTY));
        }
        return Sql.format(
                "SELECT * FROM (SELECT {}, {} {}) split WHERE {}",
                column.apply(events),
                Sql.join(", ", split.values()),
                events.from(split.joins()),
                isOfRow(split, series, period));
    }

    /** Of which type the groups are that the number counts; null when it counts no groups. */
    @Nullable
    Integer groupTypeIndex() {
        Measure measure = query.series().get(point.series()).measure();
        return SeriesEvents.countsGroups(measure) ? measure.groupTypeIndex() : null;
    }

    private Period period() {
        if (!point.previous()) {
            return run.periods().get(0);
        }
        if (run.periods().size() < 2) {
            throw HindsightException.invalid("source__compare", "The insight is not compared with an earlier period.");
        }
        return run.periods().get(1);
    }

    private record Span(Instant from, Instant until) {}

    /** From when until when the events of the number lie. */
    private Span span(SeriesNode series, Period period, Counting counting) {
        Instant from = period.range().countedFrom().toInstant();
        Instant until = period.range().countedUntil();
        boolean active = counting == Counting.ACTIVE_ACTORS;
        if (query.trendsFilter().display().isTotalValue() || point.day() == null) {
            boolean total = query.trendsFilter().display().isTotalValue();
            return active && total
                    ? new Span(
                            ActiveActors.countedFrom(series.measure(), true, period),
                            ActiveActors.countedUntil(true, period))
                    : new Span(from, until);
        }
        int index = bucket(period.buckets());
        Instant start = period.buckets().starts().get(index).toInstant();
        Instant end = period.buckets().end(index);
        if (active) {
            return new Span(
                    ActiveActors.countedFrom(
                            period.buckets(), Counting.days(series.measure().math()), index),
                    earlier(ActiveActors.countedUntil(period.buckets(), index), until));
        }
        boolean cumulative = query.trendsFilter().display() == Display.CUMULATIVE;
        return new Span(cumulative || start.isBefore(from) ? from : start, earlier(end, until));
    }

    private static Instant earlier(Instant left, Instant right) {
        return left.isBefore(right) ? left : right;
    }

    /** By the name that the chart gives it, or by a time inside it: an offset tells apart an hour that comes twice. */
    private int bucket(Buckets buckets) {
        int named = BucketLabels.days(buckets).indexOf(point.day());
        if (named >= 0) {
            return named;
        }
        DateBound day = DateBound.parse(String.valueOf(point.day())).orElse(null);
        if (day instanceof DateBound.Local || day instanceof DateBound.Fixed) {
            Instant at = new RangeResolver(
                            context.timezone(),
                            context.weekStart(),
                            query.roundingInterval(),
                            context.now(),
                            context::now)
                    .position(day)
                    .toInstant();
            int index = buckets.indexOf(at);
            if (index >= 0 && at.isBefore(buckets.end(buckets.size() - 1))) {
                return index;
            }
        }
        throw HindsightException.invalid(
                "source__day", "The insight has no point at \"" + point.day() + "\"; use one of its days.");
    }

    /** Whether an event belongs to the row that is asked for. */
    private Sql isOfRow(BreakdownSql split, SeriesNode series, Period period) {
        BreakdownKey key = new BreakdownKey(point.breakdown());
        if (key.values().isEmpty()) {
            return Sql.of("TRUE");
        }
        if (key.values().size() != split.parts().size()) {
            throw HindsightException.invalid(
                    "source__breakdown",
                    "The insight is broken down by " + split.parts().size() + " properties, not by "
                            + key.values().size() + ".");
        }
        if (!key.isOther()) {
            return is(split, key);
        }
        List<Sql> kept = new ArrayList<>();
        for (Line line : run.lines(query.series().indexOf(series), period, KnownBuckets.NONE)) {
            if (line.key() != null && !line.key().isOther()) {
                kept.add(is(split, line.key()));
            }
        }
        return kept.isEmpty() ? Sql.of("TRUE") : Sql.format("NOT ({})", Sql.join(" OR ", kept));
    }

    private static Sql is(BreakdownSql split, BreakdownKey key) {
        List<Sql> same = new ArrayList<>();
        for (int i = 0; i < key.values().size(); i++) {
            same.add(Sql.format(
                    split.names().get(i).text() + " = {}",
                    Sql.value(key.values().get(i))));
        }
        return Sql.join(" AND ", same).parenthesised();
    }
}
