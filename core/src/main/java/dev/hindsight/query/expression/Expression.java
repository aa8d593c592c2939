package dev.hindsight.query.expression;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A piece of an expression. Each knows at which character it begins, counted from 0. */
sealed interface Expression {
    int at();

    /** The expressions that this one is made of; a query in parentheses is none of them. */
    default List<Expression> parts() {
        return List.of();
    }

    /** A text ({@code String}), a number ({@code Double}), a truth value ({@code Boolean}) or NULL. */
    record Literal(@Nullable Object value, int at) implements Expression {}

    /** A column or a property, by the names on the way to it. */
    record Field(List<String> path, int at) implements Expression {
        public Field {
            path = List.copyOf(path);
        }
    }

    /**
     * A function's call.
     *
     * @param parameters those of {@code quantile(0.9)(x)}: what stands in the first parentheses when there are two
     */
    record Call(String name, List<Expression> parameters, List<Expression> arguments, boolean distinct, int at)
            implements Expression {
        public Call {
            parameters = List.copyOf(parameters);
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expression> parts() {
            return arguments;
        }
    }

    /** A query in parentheses: one value, or what something is looked for among. */
    record Subquery(Query query, int at) implements Expression {}

    /** {@code [a, b]}. */
    record Listing(List<Expression> elements, int at) implements Expression {
        public Listing {
            elements = List.copyOf(elements);
        }

        @Override
        public List<Expression> parts() {
            return elements;
        }
    }

    /** {@code x -> x + 1}: what a function does with each element of a list. */
    record Lambda(List<String> parameters, Expression body, int at) implements Expression {
        public Lambda {
            parameters = List.copyOf(parameters);
        }

        @Override
        public List<Expression> parts() {
            return List.of(body);
        }
    }

    /** {@code {filters}}, by the names in it: what the query's own filters say. */
    record Filters(List<String> path, int at) implements Expression {
        public Filters {
            path = List.copyOf(path);
        }
    }

    /** {@code *} or {@code table.*}. */
    record Every(@Nullable String table, int at) implements Expression {}

    /** {@code person_id IN COHORT 5}. */
    record InCohort(Expression person, Stored.Name cohort, int at) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(person);
        }
    }

    /**
     * {@code sum(x) OVER (PARTITION BY … ORDER BY …)}.
     *
     * @param frame {@code ROWS BETWEEN …} as SQL of known words; empty: as SQL says
     */
    record Over(Call call, List<Expression> partitionBy, List<Order> orderBy, String frame, int at)
            implements Expression {
        public Over {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }

        /** What the window itself needs of each row: the call is made of it, but is no part. */
        @Override
        public List<Expression> parts() {
            return Stream.of(
                            call.arguments().stream(),
                            partitionBy.stream(),
                            orderBy.stream().map(Order::value))
                    .flatMap(part -> part)
                    .toList();
        }
    }

    /** @param nullsFirst null values come last unless it says so */
    record Order(Expression value, boolean descending, boolean nullsFirst) {}

    /** Operands with an operator. Of IN, the first one is looked for among the others. */
    record Operation(Operator operator, List<Expression> operands, int at) implements Expression {
        public Operation {
            operands = List.copyOf(operands);
        }

        @Override
        public List<Expression> parts() {
            return operands;
        }

        Expression left() {
            return operands.get(0);
        }

        Expression right() {
            return operands.get(1);
        }
    }

    /** What operands can be joined with. The negative ones of SQL are a NOT around these. */
    enum Operator {
        OR,
        AND,
        NOT,
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        LIKE,
        ILIKE,
        MATCH,
        IN,
        IS_NULL,
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO,
        NEGATE
    }
}
