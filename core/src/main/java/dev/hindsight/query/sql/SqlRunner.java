package dev.hindsight.query.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Exported;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.FilterReader;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.SqlQuery;
import dev.hindsight.query.expression.Selection;
import dev.hindsight.query.expression.Selections;
import dev.hindsight.query.expression.Selections.Asked;
import dev.hindsight.query.expression.SqlFilter;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.filter.SessionConditions;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.time.Ranges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers SQL of users with one statement (contract queries 7.1 to 7.3). */
public final class SqlRunner {
    private final Engine engine;

    public SqlRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @return rows, each a list of values; {@code columns}, {@code types}, {@code hogql} and, when the query has no limit of
     *     its own, {@code hasMore}, {@code limit} and {@code offset} in the envelope
     * @throws dev.hindsight.error.HindsightException {@code validation_error} for SQL that is not understood, saying where;
     *     else as {@link Engine#query}
     */
    public QueryResult run(SqlQuery query, QueryContext context, Deadline deadline) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        Asked asked = new Selections(engine.dialect(), context, conditions.stored())
                .of(query, filter(query.filters(), conditions, context), "query");
        Selection selection = asked.selection();
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        results.addAll(selection.rows(engine, deadline));
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("query", query.sql());
        envelope.put("hogql", selection.printed());
        envelope.putNull("clickhouse");
        envelope.put("timezone", context.timezone().getId());
        ArrayNode columns = envelope.putArray("columns");
        selection.labels().forEach(columns::add);
        ArrayNode types = envelope.putArray("types");
        for (int i = 0; i < selection.labels().size(); i++) {
            types.addArray()
                    .add(selection.labels().get(i))
                    .add(selection.types().get(i));
        }
        if (!asked.hasLimit()) {
            boolean hasMore = results.size() > Selections.DEFAULT_ROWS;
            if (hasMore) {
                results.remove(results.size() - 1);
            }
            envelope.put("hasMore", hasMore);
            envelope.put("limit", Selections.DEFAULT_ROWS);
            envelope.put("offset", asked.offset());
        }
        envelope.putNull("error");
        return new QueryResult(results, envelope, Interval.MINUTE, context.now());
    }

    /**
     * Hands over all rows of a query, up to {@link Exported#MOST_ROWS}.
     *
     * @throws dev.hindsight.error.HindsightException as {@link #run}
     */
    public Exported export(SqlQuery query, QueryContext context, Consumer<ArrayNode> rows, Deadline deadline) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        return new Selections(engine.dialect(), context, conditions.stored())
                .exported(query, filter(query.filters(), conditions, context), "query")
                .export(engine, Exported.MOST_ROWS, rows, deadline);
    }

    /** The filters as conditions; their bounds are not rounded (contract queries 7.1). */
    private SqlFilter filter(SqlQuery.SqlFilters filters, EventConditions conditions, QueryContext context) {
        Instant from = instant(filters.from(), context);
        Instant to = instant(filters.to(), context);
        Sql events = conditions.filtered(filters.properties(), filters.filterTestAccounts(), null);
        return new SqlFilter(
                within(events, Sql.of("e.timestamp"), from, to),
                fields -> within(ofSessions(filters, fields, context), fields.of(SessionField.START), from, to),
                createdAt -> within(ofGroups(events), createdAt, from, to),
                from,
                to,
                false);
    }

    private static Sql within(Sql condition, Sql timestamp, @Nullable Instant from, @Nullable Instant to) {
        List<Sql> all = new ArrayList<>();
        all.add(condition);
        if (from != null) {
            all.add(EventConditions.since(timestamp, from));
        }
        if (to != null) {
            all.add(EventConditions.before(timestamp, to));
        }
        return EventConditions.all(all);
    }

    private Sql ofSessions(SqlQuery.SqlFilters filters, SqlFilter.Fields fields, QueryContext context) {
        SessionConditions conditions = new SessionConditions(engine.dialect(), context, fields::of);
        return EventConditions.all(List.of(
                conditions.of(filters.properties()),
                conditions.of(testAccounts(filters.filterTestAccounts(), context))));
    }

    /** @param events what the filters mean for events */
    private static Sql ofGroups(Sql events) {
        if (!events.equals(EventConditions.TRUE)) {
            throw HindsightException.invalid(
                    "filters",
                    "Of groups alone, {filters} means their created_at: other conditions belong into the query.");
        }
        return EventConditions.TRUE;
    }

    private static FilterGroup testAccounts(boolean wanted, QueryContext context) {
        return wanted ? FilterReader.filters(context.testAccountFilters(), "test_account_filters") : FilterGroup.NONE;
    }

    private static @Nullable Instant instant(@Nullable DateBound bound, QueryContext context) {
        return bound == null
                ? null
                : Ranges.withoutEvents(Interval.DAY, context).position(bound).toInstant();
    }
}
