package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers trends queries: one statement for each series and period (contract queries 3). */
public final class TrendsRunner {
    private final Engine engine;

    public TrendsRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @param timeout for all its statements together
     * @return rows as in contract queries 3.4 A or B
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when the query needs something
     *     that is not calculated; else as {@link Engine#query}
     */
    public QueryResult run(TrendsQuery query, QueryContext context, Duration timeout) {
        Support.check(query);
        Deadline deadline = Deadline.in(timeout);
        RangeResolver resolver = Ranges.resolver(context, query.roundingInterval(), engine, deadline);
        ResolvedRange current = resolver.resolve(query.dateRange());
        List<Period> periods = new ArrayList<>();
        periods.add(period(query, context, current, false));
        if (query.comparison().compare()) {
            ResolvedRange previous = resolver.previous(
                    query.dateRange(), current, query.comparison().to());
            periods.add(period(query, context, previous, true));
        }
        Support.checkSize(query, periods);
        return calculate(query, context, periods, deadline);
    }

    /** Where the query's range ends if it is asked now; asks no events. */
    public Instant rangeEnd(TrendsQuery query, QueryContext context) {
        return Ranges.end(query.dateRange(), query.roundingInterval(), context);
    }

    private static Period period(TrendsQuery query, QueryContext context, ResolvedRange range, boolean previous) {
        return new Period(range, Buckets.of(range, query.roundingInterval(), context.weekStart()), previous);
    }

    private QueryResult calculate(TrendsQuery query, QueryContext context, List<Period> periods, Deadline deadline) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        List<String> statements = new ArrayList<>();
        boolean hasMore = false;
        TrendsShape shape = new TrendsShape(query, periods.get(0));
        for (Period period : periods) {
            TrendsSql lowering = new TrendsSql(engine.dialect(), query, context, period.range());
            for (int i = 0; i < query.series().size(); i++) {
                Sql sql = lowering.of(query.series().get(i));
                statements.add(sql.text());
                List<Cell> cells = engine.query(sql, row -> lowering.cell(row, period.buckets()), deadline.left());
                hasMore |= query.breakdown() != null && cells.stream().anyMatch(cell -> cell.breakdown() == null);
                shape.rows(i, period, cells).forEach(results::add);
            }
        }
        return new QueryResult(
                results,
                envelope(context, periods, statements, hasMore),
                query.interval(),
                periods.get(0).range().to().toInstant());
    }

    private static ObjectNode envelope(
            QueryContext context, List<Period> periods, List<String> statements, boolean hasMore) {
        ResolvedRange current = periods.get(0).range();
        ObjectNode envelope = Envelope.of(context, statements, current.from(), current.to());
        envelope.put("hasMore", hasMore);
        if (periods.size() > 1) {
            ResolvedRange previous = periods.get(1).range();
            envelope.set("resolved_compare_date_range", Envelope.range(previous.from(), previous.to()));
        }
        return envelope;
    }

    /** The range asked for, or the one it is compared with. */
    record Period(ResolvedRange range, Buckets buckets, boolean previous) {}

    /**
     * One number of a series.
     *
     * @param bucket its index; 0 for total values
     * @param breakdown its value, the none sentinel included; null without a breakdown, and for all remaining values
     */
    record Cell(int bucket, @Nullable String breakdown, double value) {}
}
