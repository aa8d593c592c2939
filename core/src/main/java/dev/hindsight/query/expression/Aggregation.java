package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells whether an expression needs groups, looking through the names that expressions have. */
final class Aggregation {
    private final Compiler compiler;
    private final Map<String, Expression> aliases;
    private final Set<String> seen = new HashSet<>();

    Aggregation(Compiler compiler, Map<String, Expression> aliases) {
        this.compiler = compiler;
        this.aliases = aliases;
    }

    boolean isIn(Expression expression) {
        if (expression instanceof Call call && compiler.isAggregate(call)) {
            return true;
        }
        if (expression instanceof Field field && field.path().size() == 1) {
            Expression alias = aliases.get(field.path().get(0));
            return alias != null && seen.add(field.path().get(0)) && isIn(alias);
        }
        return expression.parts().stream().anyMatch(this::isIn);
    }
}
