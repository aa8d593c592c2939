package dev.hindsight.query.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.EventsQuery;
import dev.hindsight.query.Exported;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.expression.Expressions;
import dev.hindsight.query.expression.Selection;
import dev.hindsight.query.expression.Selections;
import dev.hindsight.query.expression.Selections.Listed;
import dev.hindsight.query.expression.SqlFilter;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Lists events with one statement (contract queries 7.6). */
public final class EventsRunner {
    /** Clocks of senders go a little wrong, and what has just come is meant too. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private final Engine engine;

    public EventsRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @return rows, each a list of cells; {@code columns}, {@code types}, {@code hogql}, {@code hasMore}, {@code limit} and
     *     {@code offset} in the envelope
     * @throws HindsightException {@code validation_error} for an expression that is not understood; else as {@link
     *     Engine#query}
     */
    public QueryResult run(EventsQuery query, QueryContext context, Deadline deadline) {
        List<Cell> cells = query.select().stream().map(Cell::of).toList();
        Selection selection = selection(query, cells, query.rows() + 1L, context);
        List<ArrayNode> found = new ArrayList<>(selection.rows(engine, deadline));
        boolean hasMore = found.size() > query.rows();
        if (hasMore) {
            found.remove(found.size() - 1);
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        found.forEach(row -> results.add(row(row, cells, context.projectId())));
        return new QueryResult(
                results, envelope(query, context, selection, cells, hasMore), Interval.MINUTE, context.now());
    }

    /**
     * Hands over all rows of a query, up to its own limit and {@link Exported#MOST_ROWS}.
     *
     * @throws HindsightException as {@link #run}
     */
    public Exported export(EventsQuery query, QueryContext context, Consumer<ArrayNode> rows, Deadline deadline) {
        List<Cell> cells = query.select().stream().map(Cell::of).toList();
        long wanted = query.limit() == null ? Exported.MOST_ROWS + 1L : query.limit();
        Selection selection = selection(query, cells, wanted, context);
        Exported exported = selection.export(
                engine, Exported.MOST_ROWS, row -> rows.accept(row(row, cells, context.projectId())), deadline);
        return new Exported(query.select(), types(selection, cells), exported.rows(), exported.cut());
    }

    /**
     * Who did the events, whatever is selected of them and on whatever page of the list they are.
     *
     * @throws HindsightException {@code validation_error} for a condition that is not understood, or is one of groups
     */
    public PointLowering.Actors actors(EventsQuery query, QueryContext context) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(filter(query, conditions, context).onEvents());
        Expressions expressions = conditions.expressions();
        for (String condition : query.where()) {
            all.add(expressions.condition(condition, "source__where"));
        }
        DateBound after = query.after();
        DateBound before = query.before();
        Instant from = after == null || after instanceof DateBound.Earliest ? Instant.EPOCH : instant(after, context);
        Instant to = before == null || before instanceof DateBound.Earliest ? context.now() : instant(before, context);
        ZonedDateTime begin = from.atZone(context.timezone());
        return new PointLowering.Actors(
                Sql.format(
                        "SELECT e.person_id AS actor, count(*) AS events FROM events e WHERE {} GROUP BY 1",
                        EventConditions.all(all)),
                new ResolvedRange(begin, to.atZone(context.timezone()), begin));
    }

    private Selection selection(EventsQuery query, List<Cell> cells, long rows, QueryContext context) {
        List<String> expressions = new ArrayList<>();
        cells.forEach(cell -> expressions.addAll(cell.expressions()));
        Listed listed = new Listed(expressions, query.where(), query.orderBy());
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        return new Selections(engine.dialect(), context, conditions.stored())
                .of(listed, filter(query, conditions, context), rows, query.offset());
    }

    private static List<String> types(Selection selection, List<Cell> cells) {
        List<String> types = new ArrayList<>(cells.size());
        int next = 0;
        for (Cell cell : cells) {
            types.add(cell.type(selection.types().get(next)));
            next += cell.expressions().size();
        }
        return types;
    }

    private static ArrayNode row(ArrayNode values, List<Cell> cells, long projectId) {
        ArrayNode row = JsonNodeFactory.instance.arrayNode();
        int next = 0;
        for (Cell cell : cells) {
            List<JsonNode> own = new ArrayList<>();
            for (int i = 0; i < cell.expressions().size(); i++) {
                own.add(values.get(next));
                next++;
            }
            row.add(cell.of(own, projectId));
        }
        return row;
    }

    private static ObjectNode envelope(
            EventsQuery query, QueryContext context, Selection selection, List<Cell> cells, boolean hasMore) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("hogql", selection.printed());
        envelope.put("timezone", context.timezone().getId());
        ArrayNode columns = envelope.putArray("columns");
        query.select().forEach(columns::add);
        ArrayNode types = envelope.putArray("types");
        types(selection, cells).forEach(types::add);
        envelope.put("hasMore", hasMore);
        envelope.put("limit", query.rows());
        envelope.put("offset", query.offset());
        return envelope;
    }

    private SqlFilter filter(EventsQuery query, EventConditions conditions, QueryContext context) {
        List<Sql> all = new ArrayList<>();
        all.add(EventConditions.named(query.events()));
        if (query.actionId() != null) {
            all.add(conditions.matching(action(query.actionId(), context)).parenthesised());
        }
        if (query.actionSteps() != null) {
            all.add(conditions.matching(query.actionSteps()).parenthesised());
        }
        if (query.personId() != null) {
            all.add(conditions.ofPerson(UUID.fromString(query.personId())));
        }
        DateBound after = query.after();
        if (after != null && !(after instanceof DateBound.Earliest)) {
            all.add(EventConditions.after(instant(after, context)));
        }
        DateBound before = query.before();
        if (!(before instanceof DateBound.Earliest)) {
            all.add(EventConditions.before(before == null ? context.now().plus(AHEAD) : instant(before, context)));
        }
        for (FilterGroup group : query.properties()) {
            all.add(conditions.filtered(group, false, null));
        }
        all.add(conditions.filtered(FilterGroup.NONE, query.filterTestAccounts(), null));
        return new SqlFilter(EventConditions.all(all), null, null);
    }

    private static Action action(int id, QueryContext context) {
        Action action = context.definitions()
                .action(id)
                .orElseThrow(
                        () -> HindsightException.invalid("actionId", "There is no action with the id " + id + "."));
        if (action.steps().isEmpty()) {
            throw HindsightException.invalid("actionId", "The action " + id + " has no steps.");
        }
        return action;
    }

    private static Instant instant(DateBound bound, QueryContext context) {
        return Ranges.withoutEvents(Interval.DAY, context).position(bound).toInstant();
    }
}
