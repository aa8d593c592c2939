package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Expression.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What gives rows: a SELECT, or several of them put together. Each knows at which character it begins, counted from 0. */
sealed interface Query {
    int at();

    /** Which of its rows it gives. */
    Page page();

    /** The same query, giving other ones of its rows. */
    Query on(Page page);

    /**
     * {@code WITH … SELECT …}.
     *
     * @param queries what tables of the body can be named after, each also in those that follow it
     * @param values what fields of the body can be named after, likewise
     */
    record With(List<Named> queries, List<Item> values, Query body, int at) implements Query {
        public With {
            queries = List.copyOf(queries);
            values = List.copyOf(values);
        }

        @Override
        public With on(Page page) {
            return new With(queries, values, body.on(page), at);
        }

        @Override
        public Page page() {
            return body.page();
        }
    }

    /**
     * {@code SELECT … FROM …}.
     *
     * @param from null: one row without columns
     * @param groupBy a lone {@link Expression.Every} stands for everything that is selected but aggregates
     * @param expanded lists of which each element gives a row of its own (ARRAY JOIN)
     * @param limitBy how many rows at most of each kind; null: all
     */
    record Select(
            boolean distinct,
            List<Item> items,
            @Nullable From from,
            List<Item> expanded,
            @Nullable Expression where,
            List<Expression> groupBy,
            @Nullable Expression having,
            List<Order> orderBy,
            @Nullable LimitBy limitBy,
            Page page,
            int at)
            implements Query {
        public Select {
            items = List.copyOf(items);
            expanded = List.copyOf(expanded);
            groupBy = List.copyOf(groupBy);
            orderBy = List.copyOf(orderBy);
        }

        @Override
        public Select on(Page other) {
            return new Select(distinct, items, from, expanded, where, groupBy, having, orderBy, limitBy, other, at);
        }

        Select ordered(List<Order> by, @Nullable LimitBy most, Page other) {
            return new Select(distinct, items, from, expanded, where, groupBy, having, by, most, other, at);
        }
    }

    /** Rows of two queries with as many columns. */
    record Combined(Query left, Operation operation, Query right, List<Order> orderBy, Page page, int at)
            implements Query {
        public Combined {
            orderBy = List.copyOf(orderBy);
        }

        @Override
        public Combined on(Page other) {
            return new Combined(left, operation, right, orderBy, other, at);
        }
    }

    /** How queries are put together. */
    enum Operation {
        UNION_ALL("UNION ALL"),
        UNION_DISTINCT("UNION DISTINCT"),
        INTERSECT("INTERSECT DISTINCT"),
        EXCEPT("EXCEPT DISTINCT");

        private final String sql;

        Operation(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** A query of a WITH. */
    record Named(String name, Query query) {}

    /**
     * What is selected.
     *
     * @param name null when it has none of its own
     */
    record Item(Expression value, @Nullable String name) {}

    /** Which of the rows: null means all, from the first. */
    record Page(@Nullable Long limit, @Nullable Long offset) {
        static final Page ALL = new Page(null, null);
    }

    /** At most so many rows with the same values. */
    record LimitBy(long limit, List<Expression> by) {
        public LimitBy {
            by = List.copyOf(by);
        }
    }

    /** Where rows come from. */
    sealed interface From {}

    /**
     * A table, or a query of a WITH.
     *
     * @param sample which part of the rows, in (0, 1]; null: all
     */
    record Table(
            String name, @Nullable String alias, @Nullable Double sample, int at) implements From {}

    /** A query in parentheses. */
    record Derived(Query query, @Nullable String alias, int at) implements From {}

    /** {@code numbers(n)}: the numbers from 0 on. */
    record Numbers(long first, long count, @Nullable String alias, int at) implements From {}

    /** @param condition null for a CROSS JOIN */
    record Join(
            From left, JoinKind kind, From right, @Nullable Expression condition, int at) implements From {}

    /** Which rows a join keeps that have no partner. */
    enum JoinKind {
        INNER("JOIN"),
        LEFT("LEFT JOIN"),
        RIGHT("RIGHT JOIN"),
        FULL("FULL JOIN"),
        CROSS("CROSS JOIN");

        private final String sql;

        JoinKind(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }
}
