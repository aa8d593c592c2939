package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;

/**
 * The condition of a join. What is equal there must not be null (contract queries 7.4), so that engines can look partners up
 * instead of comparing each with each.
 */
final class JoinCondition {
    private final Compiler compiler;

    JoinCondition(Compiler compiler) {
        this.compiler = compiler;
    }

    Sql of(Expression condition) {
        if (condition instanceof Operation operation && operation.operator() == Operator.AND) {
            return Sql.format("{} AND {}", of(operation.left()), of(operation.right()));
        }
        if (condition instanceof Operation operation && operation.operator() == Operator.EQUAL) {
            return Sql.format("{} = {}", compiler.sides(operation.left(), operation.right(), Place.EVENT));
        }
        return compiler.as(Type.BOOLEAN, condition, Place.EVENT);
    }
}
