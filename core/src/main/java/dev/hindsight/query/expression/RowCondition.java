package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.util.Map;

/**
 * A condition that keeps rows, where null does the same as false: comparisons stand as they are there, so that engines find
 * rows by what they know of their columns instead of looking at each.
 */
final class RowCondition {
    private static final Map<Operator, String> SIGNS = Map.of(
            Operator.LESS, "<",
            Operator.LESS_OR_EQUAL, "<=",
            Operator.GREATER, ">",
            Operator.GREATER_OR_EQUAL, ">=");

    private final Compiler compiler;
    private final Place place;

    RowCondition(Compiler compiler, Place place) {
        this.compiler = compiler;
        this.place = place;
    }

    Sql of(Expression condition) {
        if (!(condition instanceof Operation operation)
                || operation.operands().stream().anyMatch(RowCondition::isSpecial)) {
            return compiler.as(Type.BOOLEAN, condition, place);
        }
        if (operation.operator() == Operator.AND) {
            return Sql.format("{} AND {}", of(operation.left()), of(operation.right()));
        }
        String sign =
                operation.operator() == Operator.EQUAL && hasLiteral(operation) ? "=" : SIGNS.get(operation.operator());
        if (sign == null) {
            return compiler.as(Type.BOOLEAN, condition, place);
        }
        Sql[] sides = operation.operator() == Operator.EQUAL
                ? compiler.sides(operation.left(), operation.right(), place)
                : compiler.orderedSides(operation, place);
        return Sql.format("({} " + sign + " {})", sides);
    }

    private static boolean hasLiteral(Operation operation) {
        return operation.left() instanceof Literal || operation.right() instanceof Literal;
    }

    /** NULL, and bounds that nobody set, have rules of their own. */
    private static boolean isSpecial(Expression operand) {
        return (operand instanceof Literal literal && literal.value() == null)
                || (operand instanceof Expression.Filters filters
                        && filters.path().size() > 1);
    }
}
