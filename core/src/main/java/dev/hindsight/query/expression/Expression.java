package dev.hindsight.query.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of an expression. Each knows at which character it begins, counted from 0. */
sealed interface Expression {
    int at();

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
    }

    /** Operands with an operator. Of IN, the first one is looked for among the others. */
    record Operation(Operator operator, List<Expression> operands, int at) implements Expression {
        public Operation {
            operands = List.copyOf(operands);
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
