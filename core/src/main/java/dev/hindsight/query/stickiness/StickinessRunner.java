package dev.hindsight.query.stickiness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.Measure;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.StickinessQuery;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.util.ArrayList;
import java.util.List;

/** Answers stickiness queries: one statement for each series and period (contract queries 6.2). */
public final class StickinessRunner {
    private final Engine engine;

    public StickinessRunner(Engine engine) {
        this.engine = engine;
    }

    /** How many actors have how many intervals. */
    private record Count(int intervals, long actors) {}

    /**
     * Calculates a query.
     *
     * @return a row for each series and period, as in contract queries 6.2
     * @throws HindsightException {@code validation_error} naming the field, when a series needs something that is missing or
     *     not calculated; else as {@link Engine#query}
     */
    public QueryResult run(StickinessQuery query, QueryContext context, Deadline deadline) {
        check(query);
        RangeResolver resolver = Ranges.resolver(context, query.interval(), engine, deadline);
        ResolvedRange current = resolver.resolve(query.dateRange());
        List<ResolvedRange> periods = new ArrayList<>(List.of(current));
        if (query.comparison().compare()) {
            periods.add(resolver.previous(
                    query.dateRange(), current, query.comparison().to()));
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        List<String> statements = new ArrayList<>();
        for (ResolvedRange period : periods) {
            Buckets buckets = Buckets.of(period, query.interval(), context.weekStart());
            for (int i = 0; i < query.series().size(); i++) {
                Sql sql = new StickinessSql(engine.dialect(), query, context, i, period, buckets).counts();
                statements.add(sql.text());
                List<Count> counts = engine.query(sql, row -> new Count(row.getInt(1), row.getLong(2)), deadline);
                ObjectNode row = row(query, context, i, counts, size(query, buckets));
                if (query.comparison().compare()) {
                    row.put("compare", true);
                    row.put("compare_label", results.size() < query.series().size() ? "current" : "previous");
                }
                results.add(row);
            }
        }
        ObjectNode envelope = Envelope.of(context, statements, current.from(), current.to());
        if (periods.size() > 1) {
            envelope.set(
                    "resolved_compare_date_range",
                    Envelope.range(periods.get(1).from(), periods.get(1).to()));
        }
        return new QueryResult(results, envelope, query.interval(), current.to().toInstant());
    }

    private static int size(StickinessQuery query, Buckets buckets) {
        return (buckets.size() + query.intervalCount() - 1) / query.intervalCount();
    }

    private static void check(StickinessQuery query) {
        for (int i = 0; i < query.series().size(); i++) {
            SeriesNode series = query.series().get(i);
            if (series.measure().math() == SeriesMath.UNIQUE_GROUP
                    && series.measure().groupTypeIndex() == null) {
                throw HindsightException.invalid(
                        "series__" + i + "__math_group_type_index",
                        "The math unique_group needs the index of the groups that it counts, 0 to 4.");
            }
        }
    }

    private static ObjectNode row(
            StickinessQuery query, QueryContext context, int index, List<Count> counts, int size) {
        long[] actors = new long[size];
        long all = 0;
        for (Count count : counts) {
            long scaled = scaled(query, count.actors());
            actors[Math.min(count.intervals(), size) - 1] += scaled;
            all += scaled;
        }
        if (query.cumulative()) {
            for (int i = size - 2; i >= 0; i--) {
                actors[i] += actors[i + 1];
            }
        }
        SeriesNode series = query.series().get(index);
        String name = context.definitions().label(series);
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("count", all);
        ArrayNode data = row.putArray("data");
        ArrayNode days = row.putArray("days");
        row.put("label", name);
        ArrayNode labels = row.putArray("labels");
        for (int i = 1; i <= size; i++) {
            data.add(actors[i - 1]);
            days.add(i);
            labels.add(
                    i + " " + query.interval().wire() + (i == 1 ? "" : "s") + (query.cumulative() ? " or more" : ""));
        }
        ObjectNode action = row.putObject("action");
        boolean everyEvent = series instanceof SeriesNode.EventsNode events && events.event() == null;
        action.put("order", index);
        action.put("type", series instanceof SeriesNode.ActionsNode ? "actions" : "events");
        action.put("name", name);
        action.put("id", everyEvent ? null : name);
        action.putNull("custom_name");
        return row;
    }

    private static long scaled(StickinessQuery query, long actors) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? actors : Math.round(actors / factor);
    }

    /**
     * Who has as many intervals as the point's day says, in SQL.
     *
     * @throws HindsightException {@code validation_error} naming the field, when there is no such point
     */
    public PointLowering.Actors actors(
            StickinessQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        if (point.series() >= query.series().size()) {
            throw HindsightException.invalid(
                    "source__series", "The insight has " + query.series().size() + " series.");
        }
        Measure measure = query.series().get(point.series()).measure();
        if (measure.math() == SeriesMath.HOGQL) {
            throw HindsightException.invalid(
                    "source__series",
                    "not_supported",
                    "People and groups can be listed, but not the values of an expression.");
        }
        RangeResolver resolver = Ranges.resolver(context, query.interval(), engine, deadline);
        ResolvedRange range = resolver.resolve(query.dateRange());
        if (point.previous()) {
            range = resolver.previous(
                    query.dateRange(), range, query.comparison().to());
        }
        Buckets buckets = Buckets.of(range, query.interval(), context.weekStart());
        String day = String.valueOf(point.day());
        if (!day.matches("[0-9]{1,5}") || Integer.parseInt(day) < 1) {
            throw HindsightException.invalid("source__day", "The day is a number of intervals, from 1.");
        }
        Sql sql = new StickinessSql(engine.dialect(), query, context, point.series(), range, buckets)
                .actors(Integer.parseInt(day));
        return new PointLowering.Actors(
                sql, range, measure.math() == SeriesMath.UNIQUE_GROUP ? measure.groupTypeIndex() : null);
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(StickinessQuery query, QueryContext context) {
        return Ranges.now(query.dateRange(), query.interval(), context);
    }
}
