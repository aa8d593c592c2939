package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.FunnelsQuery.Viz;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers funnels (contract queries 4): the engine hands over the events that take part, actor by actor in time order, and each
 * actor walks through the steps. The heap holds the events of one actor at a time, and 8 bytes for each step that somebody did.
 */
public final class FunnelsRunner {
    private final Engine engine;

    public FunnelsRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a funnel.
     *
     * @return a list of steps, a list of such lists, an object or a list of lines, as in contract queries 4.6
     * @throws HindsightException {@code validation_error} naming the field, when the funnel needs something that is not
     *     calculated; else as {@link Engine#query}
     */
    public QueryResult run(FunnelsQuery query, QueryContext context, Duration timeout) {
        check(query);
        Deadline deadline = Deadline.in(timeout);
        RangeResolver resolver = Ranges.resolver(context, query.interval(), engine, deadline);
        ResolvedRange current = resolver.resolve(query.dateRange());
        List<String> statements = new ArrayList<>();
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        FunnelShape shape = new FunnelShape(query, context);
        QueryResult result;
        if (query.viz() == Viz.TIME_TO_CONVERT) {
            ConversionTimes times = new ConversionTimes(query);
            follow(query, context, current, deadline, statements, times::add);
            result = result(query, context, current, statements, times.json());
        } else if (query.viz() == Viz.TRENDS) {
            FunnelTrends trends = new FunnelTrends(query, context, current);
            follow(query, context, current, deadline, statements, trends::add);
            result = result(query, context, current, statements, trends.json());
        } else {
            StepTable table = new StepTable(query);
            follow(query, context, current, deadline, statements, table::add);
            ArrayNode rows = shape.rows(table, query.comparison().compare() ? "current" : null);
            extra.set(
                    "total_median_conversion_time",
                    FunnelShape.number(table.totalTimes().median()));
            if (query.comparison().compare()) {
                ResolvedRange previous = resolver.previous(
                        query.dateRange(), current, query.comparison().to());
                StepTable before = new StepTable(query);
                follow(query, context, previous, deadline, statements, before::add);
                shape.rows(before, "previous").forEach(rows::add);
                extra.set("resolved_compare_date_range", Envelope.range(previous.from(), previous.to()));
            }
            result = result(query, context, current, statements, rows);
        }
        result.envelope().setAll(extra);
        return result;
    }

    private static QueryResult result(
            FunnelsQuery query,
            QueryContext context,
            ResolvedRange range,
            List<String> statements,
            com.fasterxml.jackson.databind.JsonNode results) {
        return new QueryResult(
                results,
                Envelope.of(context, statements, range.from(), range.to()),
                query.interval(),
                range.to().toInstant());
    }

    /** Takes an actor's events for one breakdown value. */
    interface Follower {
        void take(Attributions.Share share);
    }

    private void follow(
            FunnelsQuery query,
            QueryContext context,
            ResolvedRange range,
            Deadline deadline,
            List<String> statements,
            Follower follower) {
        FunnelSql lowering = new FunnelSql(engine.dialect(), query, context, range);
        Sql sql = lowering.events();
        statements.add(sql.text());
        int properties = lowering.valueColumns();
        Attributions attributions = new Attributions(query, properties > 0);
        Trails trails = new Trails(
                properties, trail -> attributions.of(trail, properties).forEach(follower::take));
        engine.stream(sql, trails, deadline.left());
        trails.end();
    }

    /** Where the query's range ends if it is asked now; asks no events. */
    public Instant rangeEnd(FunnelsQuery query, QueryContext context) {
        return Ranges.end(query.dateRange(), query.interval(), context);
    }

    private static void check(FunnelsQuery query) {
        if (query.viz() == Viz.FLOW) {
            throw HindsightException.invalid(
                    "funnelsFilter__funnelVizType",
                    "not_supported",
                    "A funnel shown as a flow can be stored, but not calculated by this version.");
        }
        if (query.comparison().compare() && query.viz() != Viz.STEPS) {
            throw HindsightException.invalid(
                    "compareFilter", "not_supported", "Only funnels shown as steps can be compared by this version.");
        }
        Breakdown breakdown = query.breakdown();
        if (breakdown != null) {
            for (Breakdown.Part part : breakdown.parts()) {
                if (part.type() != Breakdown.Type.EVENT && part.type() != Breakdown.Type.PERSON) {
                    throw HindsightException.invalid(
                            "breakdownFilter__breakdown_type",
                            "not_supported",
                            "A funnel broken down by " + part.type().wire()
                                    + " can be stored, but not calculated by this version.");
                }
            }
        }
    }
}
