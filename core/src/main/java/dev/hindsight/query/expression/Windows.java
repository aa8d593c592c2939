package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Expression.Over;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Functions of the rows around a row (contract queries 7.5). */
final class Windows {
    private static final Set<String> RANKS = Set.of("row_number", "rank", "dense_rank");
    private static final Set<String> AGGREGATES = Set.of("sum", "avg", "min", "max", "count", "countif");
    private static final int FARTHEST = 1_000_000;

    private final Compiler compiler;
    private final Orders orders;

    /** Prints what a window orders by. */
    interface Orders {
        Sql of(Order order, Place place);
    }

    Windows(Compiler compiler, Orders orders) {
        this.compiler = compiler;
        this.orders = orders;
    }

    Typed of(Over over, Place place) {
        if (place == Place.AGGREGATED) {
            throw compiler.error(over.at(), "A window cannot stand inside an aggregate function");
        }
        Typed function = function(over.call(), place);
        return new Typed(Sql.format("{} OVER ({})", function.sql(), window(over, place)), function.type());
    }

    private Typed function(Call call, Place place) {
        String name = call.name().toLowerCase(Locale.ROOT);
        List<Expression> arguments = call.arguments();
        if (RANKS.contains(name) && arguments.isEmpty()) {
            return Typed.count(Sql.of(name + "()"));
        }
        if ((name.equals("first_value") || name.equals("last_value")) && arguments.size() == 1) {
            Typed value = plain(arguments.get(0), place);
            return new Typed(Sql.format(name + "({})", value.sql()), value.type());
        }
        boolean shifted = Set.of("lag", "lead", "laginframe", "leadinframe").contains(name);
        if (shifted && !arguments.isEmpty() && arguments.size() <= 2) {
            Typed value = plain(arguments.get(0), place);
            long distance = arguments.size() == 1 ? 1 : distance(arguments.get(1));
            Sql maybe = compiler.values().dialect().nullable(value.sql());
            return new Typed(
                    Sql.format(name.substring(0, name.startsWith("lag") ? 3 : 4) + "({}, " + distance + ")", maybe),
                    value.type());
        }
        if (AGGREGATES.contains(name)) {
            return compiler.inWindow(call, place);
        }
        throw compiler.error(
                call.at(),
                "Over a window there are row_number, rank, dense_rank, lag, lead, first_value, last_value, sum, avg, min,"
                        + " max, count and countIf");
    }

    private Typed plain(Expression expression, Place place) {
        Typed value = compiler.of(expression, place);
        return value.type() == Type.PERSON ? Typed.text(Values.personId(value)) : value;
    }

    private long distance(Expression expression) {
        if (expression instanceof Literal literal
                && literal.value() instanceof Double number
                && number == Math.rint(number)
                && number >= 0
                && number <= FARTHEST) {
            return number.longValue();
        }
        throw compiler.error(expression.at(), "A whole number up to " + FARTHEST + " is expected");
    }

    private Sql window(Over over, Place place) {
        Sql sql = Sql.EMPTY;
        if (!over.partitionBy().isEmpty()) {
            List<Sql> by = over.partitionBy().stream()
                    .map(part -> compiler.of(part, place).sql())
                    .toList();
            sql = Sql.of("PARTITION BY").then(Sql.join(", ", by));
        }
        if (!over.orderBy().isEmpty()) {
            List<Sql> by = over.orderBy().stream()
                    .map(order -> orders.of(order, place))
                    .toList();
            sql = sql.then("ORDER BY").then(Sql.join(", ", by));
        }
        return over.frame().isEmpty() ? sql : sql.then(over.frame());
    }
}
