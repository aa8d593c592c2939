package dev.hindsight.query.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.DoubleStream;

/** Answers lifecycle queries with one statement (contract queries 6.1); the heap holds the result only. */
public final class LifecycleRunner {
    private final Engine engine;

    public LifecycleRunner(Engine engine) {
        this.engine = engine;
    }

    record Count(int period, Status status, long people) {}

    /**
     * Calculates a query.
     *
     * @return four rows, new, returning, resurrecting and dormant, the last with negative values
     * @throws HindsightException as {@link Engine#query}
     */
    public QueryResult run(LifecycleQuery query, QueryContext context, Deadline deadline) {
        ResolvedRange range = range(query, context, deadline);
        Buckets buckets = buckets(query, context, range);
        LifecycleSql lowering = new LifecycleSql(engine.dialect(), query, context, buckets);
        int words = Presence.words(buckets.size());
        Sql sql = words <= Presence.MOST_WORDS ? lowering.presence() : lowering.counts();
        List<Count> counts = words <= Presence.MOST_WORDS
                ? presence(sql, words, new Presence(buckets.size(), query.onlyInsightDates()), deadline)
                : engine.query(sql, LifecycleRunner::count, deadline);
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (Status status : Status.values()) {
            double[] values = new double[buckets.size()];
            for (Count count : counts) {
                if (count.status() == status && count.period() >= 0 && count.period() < values.length) {
                    double people = scaled(query, count.people());
                    values[count.period()] = status == Status.DORMANT ? -people : people;
                }
            }
            results.add(row(query, context, status, values, buckets, range));
        }
        return new QueryResult(
                results,
                Envelope.of(context, List.of(sql.text()), range.from(), range.to()),
                query.interval(),
                range.to().toInstant());
    }

    private List<Count> presence(Sql sql, int words, Presence presence, Deadline deadline) {
        long[] there = new long[words];
        engine.stream(
                sql,
                row -> {
                    for (int i = 0; i < words; i++) {
                        there[i] = row.getLong(i + 1);
                    }
                    presence.add(there, row.getInt(words + 1), row.getLong(words + 2));
                },
                deadline);
        return presence.counts();
    }

    private static Count count(ResultSet row) throws SQLException {
        return new Count(row.getInt(1), Status.of(row.getString(2)).orElseThrow(), row.getLong(3));
    }

    private ResolvedRange range(LifecycleQuery query, QueryContext context, Deadline deadline) {
        return Ranges.resolver(context, query.interval(), engine, deadline).resolve(query.dateRange());
    }

    private static Buckets buckets(LifecycleQuery query, QueryContext context, ResolvedRange range) {
        Buckets buckets = Buckets.of(range, query.interval(), context.weekStart());
        if (buckets.size() == 0) {
            throw HindsightException.invalid("dateRange", "The range ends before it begins.");
        }
        return buckets;
    }

    private static double scaled(LifecycleQuery query, long people) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? people : Math.rint(people / factor);
    }

    private static ObjectNode row(
            LifecycleQuery query,
            QueryContext context,
            Status status,
            double[] values,
            Buckets buckets,
            ResolvedRange range) {
        SeriesNode series = query.series().get(0);
        String name = context.definitions().label(series);
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        ObjectNode action = row.putObject("action");
        if (series instanceof SeriesNode.ActionsNode stored) {
            action.put("id", Integer.toString(stored.id()));
        } else {
            boolean everyEvent = series instanceof SeriesNode.EventsNode events && events.event() == null;
            action.put("id", everyEvent ? null : name);
        }
        action.put("name", name);
        action.put("type", series instanceof SeriesNode.ActionsNode ? "actions" : "events");
        action.put("order", 0);
        action.put("math", "total");
        ArrayNode data = row.putArray("data");
        DoubleStream.of(values).forEach(value -> data.add(JsonNumbers.of(value)));
        row.put("count", DoubleStream.of(values).sum());
        ArrayNode labels = row.putArray("labels");
        BucketLabels.labels(buckets, range).forEach(labels::add);
        ArrayNode days = row.putArray("days");
        BucketLabels.days(buckets).forEach(days::add);
        row.put("label", name + " - " + status.wire());
        row.put("status", status.wire());
        return row;
    }

    /**
     * Who has a status in an interval, in SQL.
     *
     * @throws HindsightException {@code validation_error} naming the field, when there is no such point
     */
    public PointLowering.Actors actors(
            LifecycleQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        ResolvedRange range = range(query, context, deadline);
        Buckets buckets = buckets(query, context, range);
        int period = BucketLabels.days(buckets).indexOf(String.valueOf(point.day()));
        if (period < 0) {
            throw HindsightException.invalid("source__day", "Name one of the days of the insight.");
        }
        Status status = Status.of(String.valueOf(point.status()))
                .orElseThrow(() -> HindsightException.invalid(
                        "source__status", "The status is new, returning, resurrecting or dormant."));
        return new PointLowering.Actors(
                new LifecycleSql(engine.dialect(), query, context, buckets).actors(period, status),
                range,
                query.groupTypeIndex());
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(LifecycleQuery query, QueryContext context) {
        return Ranges.now(query.dateRange(), query.interval(), context);
    }
}
