package dev.hindsight.query.paths;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.FunnelPaths;
import dev.hindsight.query.Interval;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.PathsFilter;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers paths queries with one statement (contract queries 6.3). The engine does all the work over events; the heap holds no
 * more than the edges of the answer, {@link dev.hindsight.query.PathsFilter#MAX_EDGES} at most, and around a funnel its people.
 */
public final class PathsRunner {
    private final Engine engine;

    private final FunnelTimes funnelTimes;

    /** @param funnelTimes for paths around a funnel */
    public PathsRunner(Engine engine, FunnelTimes funnelTimes) {
        this.engine = engine;
        this.funnelTimes = funnelTimes;
    }

    /**
     * Calculates a query.
     *
     * @return a list of {@code {source, target, value, average_conversion_time}}, heaviest first
     * @throws HindsightException {@code validation_error} naming the field, when the query needs something that is not
     *     calculated; else as {@link Engine#query}
     */
    public QueryResult run(PathsQuery query, QueryContext context, Deadline deadline) {
        tryRules(query, context, deadline);
        ResolvedRange range = range(query, context, deadline);
        Sql sql = lowering(query, context, range, deadline).edges();
        List<Edge> edges = reachable(engine.query(sql, Edge::read, deadline));
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (Edge edge : edges) {
            results.addObject()
                    .put("source", edge.source())
                    .put("target", edge.target())
                    .put("value", scaled(edge.passages(), query))
                    .set("average_conversion_time", JsonNumbers.of(edge.averageMillis()));
        }
        return new QueryResult(
                results,
                Envelope.of(context, List.of(sql.text()), range.from(), range.to()),
                Interval.DAY,
                range.to().toInstant());
    }

    /**
     * Who passed the edges from the query's start key and to its end key, or who arrived at its drop-off key and went no further;
     * with none of them, everybody who passed any edge. {@code events} is how often.
     *
     * @throws HindsightException {@code validation_error} naming the field, for a key that is none
     */
    public PointLowering.Actors actors(PathsQuery query, QueryContext context, Deadline deadline) {
        PathsFilter filter = query.pathsFilter();
        if (filter.dropoffKey() != null && (filter.startKey() != null || filter.endKey() != null)) {
            throw HindsightException.invalid(
                    "source__source__pathsFilter__pathDropoffKey",
                    "Those whose path ends at an item are asked for without pathStartKey and pathEndKey.");
        }
        tryRules(query, context, deadline);
        ResolvedRange range = range(query, context, deadline);
        return new PointLowering.Actors(
                lowering(query, context, range, deadline).people(), range);
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(PathsQuery query, QueryContext context) {
        return Ranges.now(query.dateRange(), Interval.DAY, context);
    }

    private ResolvedRange range(PathsQuery query, QueryContext context, Deadline deadline) {
        return Ranges.resolver(context, Interval.DAY, engine, deadline).resolve(query.dateRange());
    }

    private PathsSql lowering(PathsQuery query, QueryContext context, ResolvedRange range, Deadline deadline) {
        FunnelPaths funnel = query.funnel();
        Sql times = funnel == null ? Sql.EMPTY : funnelTimes.of(funnel, context, deadline);
        return new PathsSql(engine.dialect(), query, context, range, times);
    }

    /** Finds bad rules before they meet an event, also where there is none, so that the error names the field. */
    private void tryRules(PathsQuery query, QueryContext context, Deadline deadline) {
        if (query.pathsFilter().projectCleaning()) {
            tryRules(context.pathCleaning(), "path_cleaning_filters", deadline);
        }
        tryRules(query.pathsFilter().cleaning(), "pathsFilter__localPathCleaningFilters", deadline);
    }

    private void tryRules(List<PathCleaningRule> rules, String field, Deadline deadline) {
        for (PathCleaningRule rule : rules) {
            Sql replaced = engine.dialect().replaceAll(Sql.value("a"), rule.regex(), rule.alias());
            try {
                engine.query(Sql.of("SELECT").then(replaced), row -> row.getString(1), deadline);
            } catch (HindsightException e) {
                throw e.failure() == Failure.INVALID
                        ? HindsightException.invalid(field, "invalid_regex", String.valueOf(e.getMessage()))
                        : e;
            }
        }
    }

    private static long scaled(long passages, PathsQuery query) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? passages : (long) Math.rint(passages / factor);
    }

    /** The edges that a path can get to from the beginning: limits can have cut off those before (step 13). */
    static List<Edge> reachable(List<Edge> edges) {
        Map<String, Set<String>> targets = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (Edge edge : edges) {
            targets.computeIfAbsent(edge.source(), any -> new HashSet<>()).add(edge.target());
            if (edge.position() == 1) {
                open.add(edge.source());
            }
        }
        Set<String> reached = new HashSet<>();
        while (!open.isEmpty()) {
            String source = open.remove();
            if (reached.add(source)) {
                open.addAll(targets.getOrDefault(source, Set.of()));
            }
        }
        return edges.stream().filter(edge -> reached.contains(edge.source())).toList();
    }

    /**
     * From one item to the next.
     *
     * @param position of the source, from 1
     * @param micros of all passages together
     */
    record Edge(int position, String from, String to, long passages, long micros) {
        static Edge read(ResultSet row) throws SQLException {
            return new Edge(row.getInt(1), row.getString(2), row.getString(3), row.getLong(4), row.getLong(5));
        }

        String source() {
            return position + "_" + from;
        }

        String target() {
            return (position + 1) + "_" + to;
        }

        double averageMillis() {
            return (double) micros / passages / 1_000;
        }
    }
}
