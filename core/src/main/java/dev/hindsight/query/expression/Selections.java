package dev.hindsight.query.expression;

import dev.hindsight.engine.Dialect;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Exported;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SqlQuery;
import dev.hindsight.query.expression.Query.Page;
import dev.hindsight.query.expression.Statement.Around;
import java.util.List;

/**
 * Queries of users as SQL (contract queries 7). What runs is made from what was understood of their text, never of the text
 * itself: relations of one project, functions of a list, and bound values.
 */
public final class Selections {
    /** How many rows there are when a query does not say it. */
    public static final int DEFAULT_ROWS = 100;

    /** How many rows there are at most. */
    public static final int MOST_ROWS = 50_000;

    private final Values values;

    public Selections(Dialect dialect, QueryContext context, Stored stored) {
        this.values = new Values(dialect, context, stored);
    }

    /**
     * A query with its limit: without one of its own, one row more than are shown tells whether there are others.
     *
     * @param hasLimit whether the query itself says how many rows it wants
     * @param offset how many rows it leaves out before them
     */
    public record Asked(Selection selection, boolean hasLimit, long offset) {}

    /**
     * Expressions of a list.
     *
     * @param of what the list is of
     * @param where conditions; those with aggregates are of groups
     * @param orderBy expressions, each followed by ASC or DESC or neither; empty: as the selected suggest
     */
    public record Listed(Of of, List<String> select, List<String> where, List<String> orderBy) {
        public Listed {
            select = List.copyOf(select);
            where = List.copyOf(where);
            orderBy = List.copyOf(orderBy);
        }

        /** What lists are of. */
        public enum Of {
            EVENTS("events", "uuid", "timestamp"),
            SESSIONS("sessions", "session_id", "$start_timestamp");

            final String table;
            final String id;
            final String time;

            Of(String table, String id, String time) {
                this.table = table;
                this.id = id;
                this.time = time;
            }
        }
    }

    /**
     * Understands expressions over events or sessions, grouped by those without aggregates as soon as there is one with.
     *
     * @param rows how many at most
     * @param filter which of them are meant
     * @throws HindsightException {@code validation_error}, code {@code invalid_expression}, saying what is wrong where
     */
    public Selection of(Listed listed, SqlFilter filter, long rows, long offset) {
        RowList list = new RowList(listed, values);
        Query.Select query = list.query(new Page(rows, offset));
        Statement statement = new Statement(list.source(), values, filter);
        return new Selection(statement, statement.rows(query, Around.NOTHING), PrintedQuery.of(query));
    }

    /**
     * Understands a query.
     *
     * @param attr the field that the text came in, for errors
     * @throws HindsightException {@code validation_error}, code {@code invalid_expression}, saying what is wrong where
     */
    public Asked of(SqlQuery query, SqlFilter filter, String attr) {
        return of(query, filter, attr, DEFAULT_ROWS + 1L, MOST_ROWS);
    }

    /**
     * The same query with all of its rows, and one more than may be exported, if there are so many.
     *
     * @throws HindsightException likewise
     */
    public Selection exported(SqlQuery query, SqlFilter filter, String attr) {
        long most = Exported.MOST_ROWS + 1L;
        return of(query, filter, attr, most, most).selection();
    }

    private Asked of(SqlQuery query, SqlFilter filter, String attr, long usually, long most) {
        Source source = new Source(query.sql(), attr);
        Query parsed = QueryParser.parse(source, new NamedValues(query, filter));
        Page page = parsed.page();
        Long limit = page.limit();
        long rows = limit == null ? usually : Math.min(limit, most);
        Query limited = parsed.on(new Page(rows, page.offset()));
        Statement statement = new Statement(source, values, filter);
        Rows lowered = statement.rows(limited, Around.NOTHING);
        return new Asked(
                new Selection(statement, lowered, PrintedQuery.of(limited)),
                limit != null,
                page.offset() == null ? 0 : page.offset());
    }
}
