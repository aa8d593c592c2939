package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Every;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Filters;
import dev.hindsight.query.expression.Expression.InCohort;
import dev.hindsight.query.expression.Expression.Lambda;
import dev.hindsight.query.expression.Expression.Listing;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Expression.Over;
import dev.hindsight.query.expression.Expression.Subquery;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Expressions as somebody would have written them: names of columns, and what answers tell of how they were understood. */
final class Printed {
    private static final Map<Operator, String> SIGNS = Map.ofEntries(
            Map.entry(Operator.OR, "OR"),
            Map.entry(Operator.AND, "AND"),
            Map.entry(Operator.EQUAL, "="),
            Map.entry(Operator.LESS, "<"),
            Map.entry(Operator.LESS_OR_EQUAL, "<="),
            Map.entry(Operator.GREATER, ">"),
            Map.entry(Operator.GREATER_OR_EQUAL, ">="),
            Map.entry(Operator.LIKE, "LIKE"),
            Map.entry(Operator.ILIKE, "ILIKE"),
            Map.entry(Operator.MATCH, "=~"),
            Map.entry(Operator.ADD, "+"),
            Map.entry(Operator.SUBTRACT, "-"),
            Map.entry(Operator.MULTIPLY, "*"),
            Map.entry(Operator.DIVIDE, "/"),
            Map.entry(Operator.MODULO, "%"));

    private Printed() {}

    static String of(Expression expression) {
        if (expression instanceof Literal literal) {
            return literal(literal.value());
        }
        if (expression instanceof Field field) {
            return field.path().stream().map(Printed::name).collect(Collectors.joining("."));
        }
        if (expression instanceof Call call) {
            return call(call);
        }
        if (expression instanceof Operation operation) {
            return operation(operation);
        }
        if (expression instanceof Listing list) {
            return "[" + list(list.elements()) + "]";
        }
        if (expression instanceof Lambda lambda) {
            return String.join(", ", lambda.parameters()) + " -> " + of(lambda.body());
        }
        if (expression instanceof Subquery query) {
            return "(" + PrintedQuery.of(query.query()) + ")";
        }
        if (expression instanceof Over over) {
            return call(over.call()) + " OVER (" + window(over) + ")";
        }
        if (expression instanceof Filters filters) {
            return "{" + String.join(".", filters.path()) + "}";
        }
        if (expression instanceof InCohort cohort) {
            String name = cohort.cohort().text();
            return of(cohort.person()) + " IN COHORT " + (cohort.cohort().isId() ? name : literal(name));
        }
        String table = ((Every) expression).table();
        return table == null ? "*" : name(table) + ".*";
    }

    private static String literal(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Double number && number.isInfinite()) {
            return "1e999";
        }
        if (value instanceof Double number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return value instanceof String text
                ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
                : value.toString();
    }

    /** A name, in quotes where it needs them. */
    static String name(String name) {
        return name.matches("[A-Za-z_$][A-Za-z0-9_$]*")
                ? name
                : "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String call(Call call) {
        String parameters = call.parameters().isEmpty() ? "" : "(" + list(call.parameters()) + ")";
        return call.name() + parameters + "(" + (call.distinct() ? "DISTINCT " : "") + list(call.arguments()) + ")";
    }

    static String list(List<Expression> expressions) {
        return expressions.stream().map(Printed::of).collect(Collectors.joining(", "));
    }

    private static String operation(Operation operation) {
        return switch (operation.operator()) {
            case NOT -> "NOT " + inner(operation.left());
            case NEGATE -> "-" + inner(operation.left());
            case IS_NULL -> inner(operation.left()) + " IS NULL";
            case IN -> in(operation);
            default ->
                operation.operands().stream()
                        .map(Printed::inner)
                        .collect(Collectors.joining(" " + SIGNS.get(operation.operator()) + " "));
        };
    }

    private static String in(Operation operation) {
        String among = operation.right() instanceof Subquery query
                ? of(query)
                : "("
                        + list(operation
                                .operands()
                                .subList(1, operation.operands().size())) + ")";
        return inner(operation.left()) + " IN " + among;
    }

    private static String inner(Expression expression) {
        return expression instanceof Operation ? "(" + of(expression) + ")" : of(expression);
    }

    private static String window(Over over) {
        String partition = over.partitionBy().isEmpty() ? "" : "PARTITION BY " + list(over.partitionBy());
        String order = over.orderBy().isEmpty() ? "" : "ORDER BY " + orders(over.orderBy());
        return Stream.of(partition, order, over.frame())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    static String orders(List<Order> orders) {
        return orders.stream()
                .map(order -> of(order.value())
                        + (order.descending() ? " DESC" : " ASC")
                        + (order.nullsFirst() ? " NULLS FIRST" : ""))
                .collect(Collectors.joining(", "));
    }
}
