package dev.hindsight.query.retention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers retention queries with one statement (contract queries 5). The heap holds the cells of the table, times the number of
 * breakdown values that are kept; the people stay in the engine.
 */
public final class RetentionRunner {
    private final Engine engine;

    public RetentionRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @return rows as in contract queries 5.5
     * @throws HindsightException {@code validation_error} naming the field, when the query needs something that is not
     *     calculated or makes too large a table; else as {@link Engine#query}
     */
    public QueryResult run(RetentionQuery query, QueryContext context, Deadline deadline) {
        check(query);
        RetentionPeriods periods = periods(query, context, deadline);
        RetentionTable table = new RetentionTable(query, periods);
        Sql sql;
        if (periods.rows().size() == 0) {
            // A range that ends before it starts has no periods, and so nothing to ask for.
            sql = Sql.EMPTY;
        } else if (RetentionMasks.fit(query, periods)) {
            sql = new RetentionMasks(engine.dialect(), query, context, periods).masks();
            engine.stream(sql, row -> table.add(row.getLong(1), row.getLong(2), row.getLong(3)), deadline);
        } else {
            sql = new RetentionSql(engine.dialect(), query, context, periods).cells();
            engine.stream(sql, row -> table.add(cell(row)), deadline);
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        table.rows().forEach(results::add);
        ObjectNode envelope = Envelope.of(
                context,
                sql.text().isEmpty() ? List.of() : List.of(sql.text()),
                periods.range().from(),
                periods.range().to());
        envelope.put("hasMore", table.hasMore());
        return new QueryResult(
                results,
                envelope,
                query.period().interval(),
                periods.range().to().toInstant());
    }

    /** The query's range if it is asked now; asks no events. */
    public ResolvedRange range(RetentionQuery query, QueryContext context) {
        return RetentionPeriods.range(query, context, Ranges.withoutEvents(RetentionPeriods.rounding(query), context));
    }

    /**
     * Who is behind a cell, in SQL.
     *
     * @param point its day is the row's date, or its interval the row's number when it has no day; {@code interval} with a day
     *     is the column
     */
    public PointLowering.Actors actors(
            RetentionQuery query, ActorPoint point, QueryContext context, Deadline deadline) {
        check(query);
        RetentionPeriods periods = periods(query, context, deadline);
        int cohort = periods.row(point);
        int column = point.day() == null || point.interval() == null ? 0 : point.interval();
        if (column >= query.columns()) {
            throw HindsightException.invalid(
                    "source__interval", "The table has " + query.columns() + " columns, counted from 0.");
        }
        String value = query.breakdown() == null || point.breakdown().isEmpty()
                ? null
                : point.breakdown().get(0);
        Sql sql = new RetentionSql(engine.dialect(), query, context, periods).actors(cohort, column, value);
        return new PointLowering.Actors(sql, periods.range(), query.groupTypeIndex());
    }

    private RetentionPeriods periods(RetentionQuery query, QueryContext context, Deadline deadline) {
        return RetentionPeriods.of(
                query, context, Ranges.resolver(context, RetentionPeriods.rounding(query), engine, deadline));
    }

    private static void check(RetentionQuery query) {
        Breakdown breakdown = query.breakdown();
        if (breakdown == null) {
            return;
        }
        Breakdown.Type type = breakdown.parts().get(0).type();
        if (type == Breakdown.Type.COHORT && query.groupTypeIndex() != null) {
            throw HindsightException.invalid(
                    "breakdownFilter__breakdown_type", "Groups are in no cohorts; persons are.");
        }
        boolean known = switch (type) {
            case EVENT, PERSON, SESSION, GROUP, COHORT -> true;
            default -> false;
        };
        if (!known) {
            throw HindsightException.invalid(
                    "breakdownFilter__breakdown_type",
                    "not_supported",
                    "A retention broken down by " + type.wire()
                            + " can be stored, but not calculated by this version.");
        }
    }

    private static Cell cell(ResultSet row) throws SQLException {
        return new Cell(
                row.getInt(1), row.getString(2), row.getInt(3), row.getInt(4), row.getLong(5), row.getDouble(6));
    }

    /**
     * A number of the table.
     *
     * @param rank of the value, from 1
     * @param value its breakdown value; null without a breakdown
     * @param cohort the row
     * @param reach the column; of cumulative tables, the last one that these people reached
     * @param amount the sum of the property
     */
    record Cell(int rank, @Nullable String value, int cohort, int reach, long people, double amount) {}
}
