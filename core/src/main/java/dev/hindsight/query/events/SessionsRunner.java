package dev.hindsight.query.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Exported;
import dev.hindsight.query.Filter;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.SessionsQuery;
import dev.hindsight.query.expression.Selection;
import dev.hindsight.query.expression.Selections;
import dev.hindsight.query.expression.Selections.Listed;
import dev.hindsight.query.expression.SqlFilter;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.filter.SessionConditions;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.session.Sessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists sessions with one statement, as {@link EventsRunner} lists events (contract queries 7.5 and 7.6). Only events near the
 * bounds are read, so that of a session that goes on for longer than {@link Sessions#LONGEST} only what is near them is seen.
 */
public final class SessionsRunner {
    private final Engine engine;

    public SessionsRunner(Engine engine) {
        this.engine = engine;
    }

    /**
     * Calculates a query.
     *
     * @return as {@link EventsRunner#run}
     * @throws HindsightException {@code validation_error} for an expression that is not understood; else as {@link
     *     Engine#query}
     */
    public QueryResult run(SessionsQuery query, QueryContext context, Deadline deadline) {
        ListAnswer answer = answer(query, context);
        return answer.shown(selection(query, answer, answer.rowsToShow(), context), engine, deadline);
    }

    /**
     * Hands over all rows of a query, up to its own limit and {@link Exported#MOST_ROWS}.
     *
     * @throws HindsightException as {@link #run}
     */
    public Exported export(SessionsQuery query, QueryContext context, Consumer<ArrayNode> rows, Deadline deadline) {
        ListAnswer answer = answer(query, context);
        return answer.exported(selection(query, answer, answer.rowsToExport(), context), engine, rows, deadline);
    }

    private static ListAnswer answer(SessionsQuery query, QueryContext context) {
        return new ListAnswer(
                query, query.select().stream().map(Cell::ofSessions).toList(), context);
    }

    private Selection selection(SessionsQuery query, ListAnswer answer, long rows, QueryContext context) {
        EventConditions conditions = new EventConditions(engine.dialect(), context);
        Instant after = Bounds.instant(query.after(), context);
        Instant until = query.before() == null ? Bounds.littleAhead(context) : Bounds.instant(query.before(), context);
        SqlFilter filter = SqlFilter.ofSessions(
                fields -> condition(query, fields, conditions, context, after, until), after, until);
        return new Selections(engine.dialect(), context, conditions.stored())
                .of(answer.listed(Listed.Of.SESSIONS), filter, rows, query.offset());
    }

    private Sql condition(
            SessionsQuery query,
            SqlFilter.Fields fields,
            EventConditions conditions,
            QueryContext context,
            @Nullable Instant after,
            @Nullable Instant until) {
        List<Sql> all = new ArrayList<>();
        if (after != null) {
            all.add(EventConditions.after(fields.of(SessionField.START), after));
        }
        if (until != null) {
            all.add(EventConditions.before(fields.of(SessionField.START), until));
        }
        if (query.personId() != null) {
            all.add(conditions.isPerson(fields.of(SessionField.PERSON_ID), UUID.fromString(query.personId())));
        }
        List<Sql> ofOneEvent = new ArrayList<>();
        ofOneEvent.add(EventConditions.named(query.events()));
        ofOneEvent.add(Actions.condition(query.actionId(), query.actionSteps(), conditions, context));
        SessionConditions sessions = new SessionConditions(engine.dialect(), context, fields::of);
        for (Filter filter : eachOf(query.properties())) {
            FilterGroup group = new FilterGroup(FilterGroup.Join.AND, List.of(filter));
            if (SessionConditions.areMeant(group)) {
                all.add(sessions.of(group));
            } else {
                ofOneEvent.add(conditions.passing(group));
            }
        }
        ofOneEvent.add(conditions.filtered(FilterGroup.NONE, query.filterTestAccounts(), null));
        Sql events = EventConditions.all(ofOneEvent);
        if (!events.equals(EventConditions.TRUE)) {
            all.add(Sql.format(
                    "{} IN ({})",
                    fields.of(SessionField.ID),
                    new Sessions(engine.dialect(), context).with(events, after, until)));
        }
        return EventConditions.all(all);
    }

    /** The filters of which all have to hold, each by itself. */
    private static List<Filter> eachOf(List<? extends Filter> filters) {
        List<Filter> each = new ArrayList<>();
        for (Filter filter : filters) {
            if (filter instanceof FilterGroup group && group.join() == FilterGroup.Join.AND) {
                each.addAll(eachOf(group.filters()));
            } else {
                each.add(filter);
            }
        }
        return each;
    }
}
