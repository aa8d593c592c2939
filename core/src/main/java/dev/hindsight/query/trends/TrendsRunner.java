package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.DateRange;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.ResolvedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers trends queries: one statement for each series and period (contract queries 3). */
public final class TrendsRunner {
    /** What "all" means for a project without events (contract queries 2.1). */
    private static final Instant BEFORE_ALL_EVENTS = Instant.parse("2015-01-01T00:00:00Z");

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
        RangeResolver resolver = resolver(query, context, () -> earliest(context, deadline));
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
        DateRange range = query.dateRange();
        DateRange withoutStart =
                new DateRange(null, range.to(), range.explicit(), range.daysOfWeek(), range.excludeIncompletePeriods());
        return resolver(query, context, () -> BEFORE_ALL_EVENTS)
                .resolve(withoutStart)
                .to()
                .toInstant();
    }

    private static RangeResolver resolver(TrendsQuery query, QueryContext context, Supplier<Instant> earliest) {
        return new RangeResolver(
                context.timezone(), context.weekStart(), query.roundingInterval(), context.now(), earliest);
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
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("hasMore", hasMore);
        envelope.put("hogql", String.join("\nUNION ALL\n", statements));
        envelope.put("timezone", context.timezone().getId());
        envelope.set("resolved_date_range", range(periods.get(0).range()));
        if (periods.size() > 1) {
            envelope.set("resolved_compare_date_range", range(periods.get(1).range()));
        }
        return envelope;
    }

    private static ObjectNode range(ResolvedRange range) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("date_from", iso(range.from()))
                .put("date_to", iso(range.to()));
    }

    static String iso(ZonedDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    private Instant earliest(QueryContext context, Deadline deadline) {
        Sql sql = Sql.of("SELECT min(e.timestamp) FROM events e WHERE e.project_id = ?", context.projectId());
        return engine.query(sql, TrendsRunner::instant, deadline.left()).stream()
                .filter(found -> !found.equals(Instant.MIN))
                .findFirst()
                .orElse(BEFORE_ALL_EVENTS);
    }

    private static Instant instant(ResultSet row) throws SQLException {
        LocalDateTime found = row.getObject(1, LocalDateTime.class);
        return found == null ? Instant.MIN : found.toInstant(ZoneOffset.UTC);
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
