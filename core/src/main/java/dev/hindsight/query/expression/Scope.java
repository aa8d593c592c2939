package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Subquery;
import org.jspecify.annotations.Nullable;

/** What the names in an expression mean, and what else depends on where it stands. */
interface Scope {
    /**
     * A field's value.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} when there is none, or none at this place
     */
    Typed field(Field field, Place place, Compiler compiler);

    /** The value that an expression has for a whole group, because rows are grouped by it; null when they are not. */
    default @Nullable Typed key(Expression expression, Compiler compiler) {
        return null;
    }

    /** The rows of a query within the expression. */
    default Rows rows(Subquery query, Compiler compiler) {
        throw compiler.error(query.at(), "No query can stand here");
    }

    /**
     * Whether an event meets a condition over {@code events e}.
     *
     * @param what asks for it
     */
    Sql ofEvent(Sql condition, String what, int at, Place place, Compiler compiler);

    /** The value of what has a meaning only in queries. */
    default Typed inQuery(Expression expression, Place place, Compiler compiler) {
        throw compiler.error(expression.at(), "This can only stand in a query");
    }
}
