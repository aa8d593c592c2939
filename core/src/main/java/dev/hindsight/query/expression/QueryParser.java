package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Every;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Expression.Over;
import dev.hindsight.query.expression.Query.Combined;
import dev.hindsight.query.expression.Query.Item;
import dev.hindsight.query.expression.Query.LimitBy;
import dev.hindsight.query.expression.Query.Named;
import dev.hindsight.query.expression.Query.Operation;
import dev.hindsight.query.expression.Query.Page;
import dev.hindsight.query.expression.Query.Select;
import dev.hindsight.query.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads queries. What they are made of is read by {@link Parser}, and where their rows come from by {@link FromParser}. */
final class QueryParser {
    /** Words that begin another part, so that without quotes they are no names. */
    private static final Set<String> CLAUSES = Set.of(
            "from",
            "where",
            "prewhere",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "union",
            "intersect",
            "except",
            "array",
            "left",
            "right",
            "full",
            "inner",
            "cross",
            "join",
            "on",
            "using",
            "sample",
            "as",
            "and",
            "or",
            "not",
            "is",
            "in",
            "like",
            "ilike",
            "between",
            "asc",
            "desc",
            "nulls",
            "settings",
            "format",
            "into",
            "window",
            "qualify",
            "with",
            "select",
            "by",
            "final");

    private static final long MOST_ROWS = 1_000_000_000L;

    private final Tokens tokens;
    private final Parser expressions;
    private final FromParser from;

    private QueryParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.expressions = new Parser(tokens, placeholders, this);
        this.from = new FromParser(tokens, this);
    }

    /**
     * Reads one query, after which only a semicolon may come.
     *
     * @throws HindsightException {@code validation_error} saying what was expected where
     */
    static Query parse(Source source, Placeholders placeholders) {
        source.check();
        Tokens tokens = Tokens.ofQuery(source);
        Query query = new QueryParser(tokens, placeholders).query();
        tokens.takeSign(";");
        tokens.expectEnd();
        return query;
    }

    /** A query up to what does not belong to it any more. */
    Query query() {
        int at = tokens.peek().at();
        if (!tokens.takeWord("with")) {
            return ordered();
        }
        List<Named> queries = new ArrayList<>();
        List<Item> values = new ArrayList<>();
        do {
            boolean query = tokens.peek(1).isWord("as")
                    && tokens.peek(2).isSign("(")
                    && (tokens.peek(3).isWord("select") || tokens.peek(3).isWord("with"));
            if (query) {
                String name = tokens.expectName();
                tokens.expectWord("as");
                queries.add(new Named(name, inParentheses()));
            } else {
                Expression value = expressions.expression();
                tokens.expectWord("as");
                values.add(new Item(value, tokens.expectName()));
            }
        } while (tokens.takeSign(","));
        return new Query.With(queries, values, ordered(), at);
    }

    /** A query with parentheses around it. */
    Query inParentheses() {
        tokens.expectSign("(");
        Query query = tokens.nested(this::query);
        tokens.expectSign(")");
        return query;
    }

    Expression expression() {
        return expressions.expression();
    }

    /** What one or several SELECTs give, in order. */
    private Query ordered() {
        boolean closed = tokens.peek().isSign("(");
        Query query = union();
        int at = tokens.peek().at();
        List<Order> orders = orders();
        LimitBy limitBy = limitBy();
        Page page = page();
        if (orders.isEmpty() && limitBy == null && page.equals(Page.ALL)) {
            return query;
        }
        if (query instanceof Select select && !closed) {
            return select.ordered(orders, limitBy, page);
        }
        if (query instanceof Combined both
                && both.orderBy().isEmpty()
                && both.page().equals(Page.ALL)) {
            if (limitBy != null) {
                throw error(at, "LIMIT … BY belongs to one SELECT");
            }
            return new Combined(both.left(), both.operation(), both.right(), orders, page, both.at());
        }
        throw error(at, "ORDER BY and LIMIT belong into the parentheses");
    }

    private Query union() {
        Query left = intersection();
        while (true) {
            int at = tokens.peek().at();
            Operation operation = null;
            if (tokens.takeWord("union")) {
                operation = tokens.takeWord("all") ? Operation.UNION_ALL : Operation.UNION_DISTINCT;
                tokens.takeWord("distinct");
            } else if (tokens.takeWord("except")) {
                operation = Operation.EXCEPT;
            }
            if (operation == null) {
                return left;
            }
            tokens.count(at);
            left = new Combined(left, operation, intersection(), List.of(), Page.ALL, at);
        }
    }

    private Query intersection() {
        Query left = branch();
        while (tokens.peek().isWord("intersect")) {
            int at = tokens.take().at();
            tokens.count(at);
            left = new Combined(left, Operation.INTERSECT, branch(), List.of(), Page.ALL, at);
        }
        return left;
    }

    private Query branch() {
        return tokens.peek().isSign("(") ? inParentheses() : select();
    }

    private Select select() {
        int at = tokens.peek().at();
        if (!tokens.takeWord("select")) {
            throw error(at, "SELECT is expected: a query can only read");
        }
        tokens.count(at);
        boolean distinct = tokens.takeWord("distinct");
        List<Item> items = items();
        Query.From source = tokens.takeWord("from") ? from.from() : null;
        List<Item> expanded = new ArrayList<>();
        List<Item> selected = expanding(items, expanded);
        if (tokens.takeWords("array", "join")) {
            expanded.addAll(items());
        }
        Expression where = tokens.takeWord("prewhere") ? expression() : null;
        if (tokens.peek().isWord("where")) {
            int and = tokens.take().at();
            Expression condition = expression();
            where = where == null
                    ? condition
                    : new Expression.Operation(Expression.Operator.AND, List.of(where, condition), and);
        }
        List<Expression> groupBy = tokens.takeWords("group", "by") ? keys() : List.of();
        refuseTotals();
        Expression having = tokens.takeWord("having") ? expression() : null;
        if (tokens.peek().isWord("qualify")) {
            throw error(
                    tokens.peek().at(),
                    "There is no QUALIFY: put the query into FROM (…), and the condition into the WHERE of one around it");
        }
        return new Select(distinct, selected, source, expanded, where, groupBy, having, List.of(), null, Page.ALL, at);
    }

    /** What rows are grouped by; {@code ALL} stands for everything that is selected but aggregates. */
    private List<Expression> keys() {
        Token first = tokens.peek();
        if (first.isWord("all")
                && !tokens.peek(1).isSign(".")
                && !tokens.peek(1).isSign("(")
                && !tokens.peek(1).isSign(",")) {
            tokens.take();
            return List.of(new Every(null, first.at()));
        }
        return expressions();
    }

    private void refuseTotals() {
        for (String rows : List.of("totals", "rollup", "cube")) {
            if (tokens.peek().isWord("with") && tokens.peek(1).isWord(rows)) {
                throw error(
                        tokens.peek().at(), "There are no rows of totals: add a query without GROUP BY with UNION ALL");
            }
        }
    }

    /** What is selected by {@code arrayJoin(list)} is as well a list of ARRAY JOIN that has a name. */
    private List<Item> expanding(List<Item> items, List<Item> expanded) {
        List<Item> selected = new ArrayList<>();
        for (Item item : items) {
            if (!(item.value() instanceof Call call) || !call.name().equalsIgnoreCase("arrayJoin")) {
                selected.add(item);
                continue;
            }
            if (call.arguments().size() != 1 || !expanded.isEmpty()) {
                throw error(call.at(), "One list can be joined; write ARRAY JOIN for others");
            }
            String name = item.name() == null ? Printed.of(call) : item.name();
            expanded.add(new Item(call.arguments().get(0), name));
            selected.add(new Item(new Field(List.of(name), call.at()), item.name() == null ? name : null));
        }
        return selected;
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.takeSign(","));
        return items;
    }

    private Item item() {
        Token first = tokens.peek();
        if (tokens.takeSign("*")) {
            return new Item(new Every(null, first.at()), null);
        }
        if (first.isName() && tokens.peek(1).isSign(".") && tokens.peek(2).isSign("*")) {
            String table = tokens.expectName();
            tokens.take();
            tokens.take();
            return new Item(new Every(table, first.at()), null);
        }
        Expression value = expression();
        return new Item(value, alias());
    }

    /** A name of its own, with AS or without; null when there is none. */
    @Nullable
    String alias() {
        if (tokens.takeWord("as")) {
            return tokens.expectName();
        }
        Token token = tokens.peek();
        boolean name = token.kind() == Kind.QUOTED_NAME
                || (token.kind() == Kind.WORD && !CLAUSES.contains(token.text().toLowerCase(Locale.ROOT)));
        return name ? tokens.take().text() : null;
    }

    private List<Expression> expressions() {
        List<Expression> expressions = new ArrayList<>();
        do {
            expressions.add(expression());
        } while (tokens.takeSign(","));
        return expressions;
    }

    private List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        if (tokens.takeWords("order", "by")) {
            do {
                orders.add(order());
            } while (tokens.takeSign(","));
        }
        return orders;
    }

    private Order order() {
        Expression value = expression();
        boolean descending = tokens.takeWord("desc") || tokens.takeWord("descending");
        if (!descending) {
            tokens.takeWord("asc");
            tokens.takeWord("ascending");
        }
        boolean nullsFirst = tokens.takeWords("nulls", "first");
        tokens.takeWords("nulls", "last");
        return new Order(value, descending, nullsFirst);
    }

    private @Nullable LimitBy limitBy() {
        boolean by = tokens.peek().isWord("limit") && tokens.peek(2).isWord("by");
        if (!by) {
            return null;
        }
        tokens.take();
        long limit = wholeNumber();
        tokens.take();
        return new LimitBy(limit, expressions());
    }

    private Page page() {
        Long limit = null;
        Long offset = null;
        if (tokens.takeWord("limit")) {
            limit = wholeNumber();
            if (tokens.takeSign(",")) {
                offset = limit;
                limit = wholeNumber();
            }
        }
        if (offset == null && tokens.takeWord("offset")) {
            offset = wholeNumber();
        }
        return new Page(limit, offset);
    }

    /** A whole number that stands there as it is. */
    long wholeNumber() {
        Token token = tokens.take();
        if (token.kind() != Kind.NUMBER
                || !token.text().matches("[0-9]{1,10}")
                || Long.parseLong(token.text()) > MOST_ROWS) {
            throw error(token.at(), "A whole number up to " + MOST_ROWS + " is expected");
        }
        return Long.parseLong(token.text());
    }

    /** The window of a call after which OVER comes. */
    Over over(Call call) {
        int at = tokens.peek().at();
        tokens.expectWord("over");
        tokens.expectSign("(");
        List<Expression> partitionBy = tokens.takeWords("partition", "by") ? expressions() : List.of();
        List<Order> orderBy = orders();
        String frame = tokens.peek().isSign(")") ? "" : frame();
        tokens.expectSign(")");
        return new Over(call, partitionBy, orderBy, frame, at);
    }

    private String frame() {
        if (!tokens.takeWord("rows")) {
            throw error(tokens.peek().at(), "ROWS BETWEEN … AND … is expected");
        }
        if (!tokens.takeWord("between")) {
            return "ROWS " + bound();
        }
        String from = bound();
        tokens.expectWord("and");
        return "ROWS BETWEEN " + from + " AND " + bound();
    }

    private String bound() {
        if (tokens.takeWords("current", "row")) {
            return "CURRENT ROW";
        }
        String distance = tokens.takeWord("unbounded") ? "UNBOUNDED" : Long.toString(wholeNumber());
        if (tokens.takeWord("preceding")) {
            return distance + " PRECEDING";
        }
        tokens.expectWord("following");
        return distance + " FOLLOWING";
    }

    HindsightException error(int at, String problem) {
        return tokens.source().error(at, problem);
    }
}
