package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Listing;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators under the names of functions. */
final class OperatorFunctions {
    private static final int MANY = 200;

    private static final Map<String, Operator> NAMES = Map.ofEntries(
            Map.entry("equals", Operator.EQUAL),
            Map.entry("less", Operator.LESS),
            Map.entry("lessOrEquals", Operator.LESS_OR_EQUAL),
            Map.entry("greater", Operator.GREATER),
            Map.entry("greaterOrEquals", Operator.GREATER_OR_EQUAL),
            Map.entry("plus", Operator.ADD),
            Map.entry("minus", Operator.SUBTRACT),
            Map.entry("multiply", Operator.MULTIPLY),
            Map.entry("divide", Operator.DIVIDE),
            Map.entry("modulo", Operator.MODULO));

    private static final Map<String, Operator> NEGATIVE = Map.of(
            "notEquals", Operator.EQUAL,
            "notLike", Operator.LIKE,
            "notILike", Operator.ILIKE);

    private OperatorFunctions() {}

    static void addTo(Calls calls) {
        NAMES.forEach((name, operator) ->
                calls.add(name, 2, 2, (call, place, compiler) -> compiler.of(operation(operator, call), place)));
        NEGATIVE.forEach((name, operator) ->
                calls.add(name, 2, 2, (call, place, compiler) -> compiler.of(not(operation(operator, call)), place)));
        calls.add("and", 2, MANY, (call, place, compiler) -> compiler.of(joined(Operator.AND, call), place));
        calls.add("or", 2, MANY, (call, place, compiler) -> compiler.of(joined(Operator.OR, call), place));
        calls.add("negate", 1, 1, (call, place, compiler) -> compiler.of(operation(Operator.NEGATE, call), place));
        calls.add("in", 2, 2, (call, place, compiler) -> compiler.of(among(call, compiler), place));
        calls.add("notIn", 2, 2, (call, place, compiler) -> compiler.of(not(among(call, compiler)), place));
    }

    private static Operation operation(Operator operator, Call call) {
        return new Operation(operator, call.arguments(), call.at());
    }

    private static Operation not(Operation operation) {
        return new Operation(Operator.NOT, List.of(operation), operation.at());
    }

    private static Expression joined(Operator operator, Call call) {
        return call.arguments().stream()
                .reduce((left, right) -> new Operation(operator, List.of(left, right), call.at()))
                .orElseThrow();
    }

    private static Operation among(Call call, Compiler compiler) {
        List<Expression> operands = new ArrayList<>(List.of(arg(call, 0)));
        if (arg(call, 1) instanceof Listing list) {
            if (list.elements().isEmpty()) {
                throw compiler.error(list.at(), "IN needs something to look among");
            }
            operands.addAll(list.elements());
        } else {
            operands.add(arg(call, 1));
        }
        return new Operation(Operator.IN, operands, call.at());
    }
}
