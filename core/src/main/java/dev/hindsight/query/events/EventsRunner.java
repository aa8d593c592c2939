package dev.hindsight.query.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.EventsQuery;
import dev.hindsight.query.Exported;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.expression.Expressions;
import dev.hindsight.query.expression.Selection;
import dev.hindsight.query.expression.Selections;
import dev.hindsight.query.expression.Selections.Listed;
import dev.hindsight.query.expression.SqlFilter;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Lists events with one statement (contract queries 7.6). */
public final class EventsRunner {
    private final Engine engine;
    private final EventsBehind behind;

    /** @param behind says which events are behind a number of an insight */
    public EventsRunner(Engine engine, EventsBehind behind) {
        this.engine = engine;
        this.behind = behind;
    }

    /** Says which events are behind a number of an insight. */
    @FunctionalInterface
    public interface EventsBehind {
        /**
         * Lowers a point.
         *
         * @param deadline for what has to be asked before
         * @return a query with one column, the uuids of the events
         * @throws HindsightException {@code validation_error} naming the field, when there is no such point, or events behind
         *     this kind of insight cannot be listed
         */
        Sql of(ActorPoint point, QueryContext context, Deadline deadline);
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
        ListAnswer answer = answer(query, context);
        return answer.shown(selection(query, answer, answer.rowsToShow(), context, deadline), engine, deadline);
    }

    /**
     * Hands over all rows of a query, up to its own limit and {@link Exported#MOST_ROWS}.
     *
     * @throws HindsightException as {@link #run}
     */
    public Exported export(EventsQuery query, QueryContext context, Consumer<ArrayNode> rows, Deadline deadline) {
        ListAnswer answer = answer(query, context);
        return answer.exported(
                selection(query, answer, answer.rowsToExport(), context, deadline), engine, rows, deadline);
    }

    /**
     * Who did the events, whatever is selected of them and on whatever page of the list they are.
     *
     * @throws HindsightException {@code validation_error} for a condition that is not understood, or is one of groups
     */
    public PointLowering.Actors actors(EventsQuery query, QueryContext context, Deadline deadline) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(condition(query, conditions, context, deadline));
        Expressions expressions = conditions.expressions();
        for (String condition : query.where()) {
            all.add(expressions.condition(condition, "source__where"));
        }
        Instant after = Bounds.instant(query.after(), context);
        Instant before = Bounds.instant(query.before(), context);
        ZonedDateTime begin = (after == null ? Instant.EPOCH : after).atZone(context.timezone());
        ZonedDateTime end = (before == null ? context.now() : before).atZone(context.timezone());
        return new PointLowering.Actors(
                Sql.format(
                        "SELECT e.person_id AS actor, count(*) AS events FROM events e WHERE {} GROUP BY 1",
                        EventConditions.all(all)),
                new ResolvedRange(begin, end, begin));
    }

    private static ListAnswer answer(EventsQuery query, QueryContext context) {
        return new ListAnswer(query, query.select().stream().map(Cell::ofEvents).toList(), context);
    }

    private Selection selection(
            EventsQuery query, ListAnswer answer, long rows, QueryContext context, Deadline deadline) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        SqlFilter filter = SqlFilter.ofEvents(condition(query, conditions, context, deadline));
        return new Selections(engine.dialect(), context, conditions.stored())
                .of(answer.listed(Listed.Of.EVENTS), filter, rows, query.offset());
    }

    private Sql condition(EventsQuery query, EventConditions conditions, QueryContext context, Deadline deadline) {
        List<Sql> all = new ArrayList<>();
        all.add(EventConditions.named(query.events()));
        all.add(Actions.condition(query.actionId(), query.actionSteps(), conditions, context));
        if (query.personId() != null) {
            all.add(conditions.ofPerson(UUID.fromString(query.personId())));
        }
        ActorPoint source = query.source();
        if (source != null) {
            all.add(Sql.format("e.uuid IN ({})", behind.of(source, context, deadline)));
        }
        Instant after = Bounds.instant(query.after(), context);
        if (after != null) {
            all.add(EventConditions.after(after));
        }
        boolean usual = query.before() == null && source == null;
        Instant before = usual ? Bounds.littleAhead(context) : Bounds.instant(query.before(), context);
        if (before != null) {
            all.add(EventConditions.before(before));
        }
        for (FilterGroup group : query.properties()) {
            all.add(conditions.passing(group));
        }
        all.add(conditions.filtered(FilterGroup.NONE, query.filterTestAccounts(), null));
        return EventConditions.all(all);
    }
}
