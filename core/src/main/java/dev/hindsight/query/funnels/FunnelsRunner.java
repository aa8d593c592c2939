package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.DateRange;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.FunnelPoint;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.FunnelsQuery.Viz;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.funnels.Walk.Outcome;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    public QueryResult run(FunnelsQuery query, QueryContext context, Deadline deadline) {
        check(query);
        RangeResolver resolver = Ranges.resolver(context, query.interval(), engine, deadline);
        List<Period> periods = periods(query, resolver);
        ResolvedRange current = periods.get(0).range();
        List<String> statements = new ArrayList<>();
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        JsonNode results = switch (query.viz()) {
            case TIME_TO_CONVERT -> times(query, context, periods, deadline, statements);
            case TRENDS -> trends(query, context, periods, deadline, statements);
            // Clients draw a flow from the steps.
            case STEPS, FLOW -> steps(query, context, periods, deadline, statements, extra);
        };
        if (periods.size() > 1) {
            ResolvedRange previous = periods.get(1).range();
            extra.set("resolved_compare_date_range", Envelope.range(previous.from(), previous.to()));
        }
        QueryResult result = new QueryResult(
                results,
                Envelope.of(context, statements, current.from(), current.to()),
                query.interval(),
                current.to().toInstant());
        result.envelope().setAll(extra);
        return result;
    }

    /** @param label tells the rows of compared periods apart; null: nothing is compared */
    private record Period(ResolvedRange range, @Nullable String label) {}

    private static List<Period> periods(FunnelsQuery query, RangeResolver resolver) {
        ResolvedRange current = range(query, resolver);
        if (!query.comparison().compare()) {
            return List.of(new Period(current, null));
        }
        ResolvedRange previous =
                resolver.previous(query.dateRange(), current, query.comparison().to());
        return List.of(new Period(current, "current"), new Period(previous, "previous"));
    }

    private JsonNode steps(
            FunnelsQuery query,
            QueryContext context,
            List<Period> periods,
            Deadline deadline,
            List<String> statements,
            ObjectNode extra) {
        FunnelShape shape = new FunnelShape(query, context);
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Period period : periods) {
            StepTable table = table(query, context, period.range(), deadline, statements);
            rows.addAll(shape.rows(table, period.label()));
            if (extra.isEmpty()) { // of the first period, which is the current one
                extra.set(
                        "total_median_conversion_time",
                        FunnelShape.number(table.totalTimes().median()));
            }
        }
        return rows;
    }

    /** Of compared periods a list, with the same bins for both. */
    private JsonNode times(
            FunnelsQuery query,
            QueryContext context,
            List<Period> periods,
            Deadline deadline,
            List<String> statements) {
        List<ConversionTimes> all = new ArrayList<>();
        for (Period period : periods) {
            ConversionTimes times = new ConversionTimes(query);
            follow(query, context, period.range(), deadline, statements, (actor, share) -> times.add(share));
            all.add(times);
        }
        ConversionTimes.Bins bins = ConversionTimes.bins(query, all);
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < periods.size(); i++) {
            ObjectNode row = all.get(i).json(bins);
            if (periods.get(i).label() == null) {
                return row;
            }
            rows.add(FunnelShape.compared(row, periods.get(i).label()));
        }
        return rows;
    }

    private JsonNode trends(
            FunnelsQuery query,
            QueryContext context,
            List<Period> periods,
            Deadline deadline,
            List<String> statements) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Period period : periods) {
            FunnelTrends trends = new FunnelTrends(query, context, period.range());
            follow(query, context, period.range(), deadline, statements, (actor, share) -> trends.add(share));
            trends.json().forEach(row -> rows.add(FunnelShape.compared((ObjectNode) row, period.label())));
        }
        return rows;
    }

    /** Of explicit dates a funnel takes only the end verbatim; a relative begin is rounded all the same (contract queries 2.1). */
    private static ResolvedRange range(FunnelsQuery query, RangeResolver resolver) {
        DateRange asked = query.dateRange();
        ResolvedRange range = resolver.resolve(asked);
        if (!asked.explicit()) {
            return range;
        }
        ResolvedRange rounded = resolver.resolve(
                new DateRange(asked.from(), asked.to(), false, asked.daysOfWeek(), asked.excludeIncompletePeriods()));
        return new ResolvedRange(rounded.from(), range.to(), rounded.countedFrom());
    }

    private StepTable table(
            FunnelsQuery query, QueryContext context, ResolvedRange range, Deadline deadline, List<String> statements) {
        StepTable table = new StepTable(query);
        follow(query, context, range, deadline, statements, (actor, share) -> table.add(share));
        return table;
    }

    /**
     * Who is behind a step; {@code events} is how many steps they did.
     *
     * @throws HindsightException {@code validation_error} naming the field, when the point names no step
     */
    public PointLowering.Actors actors(FunnelsQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        FunnelPoint step = point.funnel();
        if (step == null) {
            throw HindsightException.invalid(
                    "source__kind", "The people of a funnel are asked for with FunnelsActorsQuery and its funnelStep.");
        }
        ResolvedRange range = range(query, Ranges.resolver(context, query.interval(), engine, deadline));
        return new PointLowering.Actors(
                behind(query, step, point.breakdown(), context, deadline).asActors(engine.dialect()),
                range,
                query.groupTypeIndex());
    }

    /**
     * The people of a step.
     *
     * @param value the breakdown value of the result row that is meant; empty: all
     */
    public FunnelPeople people(
            FunnelsQuery query, FunnelPoint point, List<String> value, QueryContext context, Deadline deadline) {
        if (!query.countsPersons()) {
            throw HindsightException.invalid(
                    "funnelPathsFilter__funnelSource",
                    "Paths are those of people, so the funnel that they lead around has to be one of people too.");
        }
        return behind(query, point, value, context, deadline);
    }

    private FunnelPeople behind(
            FunnelsQuery query, FunnelPoint point, List<String> value, QueryContext context, Deadline deadline) {
        check(query);
        if (query.groupTypeIndex() == null && !query.countsPersons()) {
            throw HindsightException.invalid(
                    "source__source__funnelsFilter__funnelAggregateByHogQL",
                    "not_supported",
                    "People and groups can be listed, but not the values of an expression.");
        }
        ResolvedRange range = range(query, Ranges.resolver(context, query.interval(), engine, deadline));
        List<String> statements = new ArrayList<>();
        FunnelPeople people = new FunnelPeople(
                point, ofValue(query, value, context, range, deadline), query.groupTypeIndex() != null);
        if (query.viz() == Viz.TRENDS) {
            FunnelTrends trends = new FunnelTrends(query, context, range);
            int bucket = trends.bucket(point);
            follow(query, context, range, deadline, statements, (actor, share) -> {
                if (people.isOf(share.value())) {
                    trends.people(share, bucket, point, outcome -> people.add(actor, outcome, query.fromStep()));
                }
            });
            return people;
        }
        Steps steps = Steps.of(query, query.steps().size());
        follow(query, context, range, deadline, statements, (actor, share) -> {
            Outcome outcome = people.isOf(share.value()) ? steps.walk(share.trail()) : null;
            if (outcome != null) {
                people.addIfReached(actor, outcome);
            }
        });
        return people;
    }

    private Predicate<List<String>> ofValue(
            FunnelsQuery query, List<String> value, QueryContext context, ResolvedRange range, Deadline deadline) {
        if (value.isEmpty() || query.breakdown() == null) {
            return any -> true;
        }
        if (!value.equals(List.of(StepTable.OTHER)) || query.viz() == Viz.TRENDS) {
            return value::equals;
        }
        // Which values are the remaining ones, the whole table says.
        Set<List<String>> kept = new HashSet<>();
        table(query, context, range, deadline, new ArrayList<>()).counts().forEach(counts -> kept.add(counts.value()));
        return each -> !kept.contains(each);
    }

    /** Takes an actor's events for one breakdown value. */
    interface Follower {
        void take(Object actor, Attributions.Share share);
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
                lowering.row(),
                (actor, trail) -> attributions.of(trail, properties).forEach(share -> follower.take(actor, share)));
        engine.stream(sql, trails, deadline);
        trails.end();
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(FunnelsQuery query, QueryContext context) {
        return Ranges.now(query.dateRange(), query.interval(), context);
    }

    private static void check(FunnelsQuery query) {
        Breakdown breakdown = query.breakdown();
        if (breakdown != null) {
            for (Breakdown.Part part : breakdown.parts()) {
                if (part.isCohort() && !query.countsPersons()) {
                    throw HindsightException.invalid(
                            "breakdownFilter__breakdown_type", "Groups and values are in no cohorts; persons are.");
                }
                boolean known = switch (part.type()) {
                    case EVENT, PERSON, SESSION, GROUP, COHORT -> true;
                    default -> false;
                };
                if (!known) {
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
