package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.util.ArrayList;
import java.util.List;

/** Functions that make a list of others, or of nothing (contract queries 7.5). */
final class ListParts {
    private static final int MANY = 200;

    /** How many elements {@code range} makes at most. */
    private static final long LONGEST = 10_000;

    /** How many it makes for each element of another list. */
    private static final long LONGEST_IN_LAMBDA = 100;

    private static final int FARTHEST = 1_000_000;

    /** More than any list has. */
    private static final int ALL = 1_000_000_000;

    private ListParts() {}

    /** Prints a function of one list that gives one of the same type. */
    private interface OfList {
        Sql of(Lists lists, Sql list);
    }

    static void addTo(Calls calls) {
        ofList(calls, "arraySort", Lists::sorted);
        ofList(calls, "arrayReverse", Lists::reversed);
        ofList(calls, "arrayDistinct", Lists::unique);
        calls.add("arrayConcat", 1, MANY, ListParts::concatenated);
        calls.add("arraySlice", 2, 3, ListParts::slice);
        calls.add("range", 1, 3, (call, place, compiler) -> range(call, compiler));
    }

    private static void ofList(Calls calls, String name, OfList body) {
        calls.add(name, 1, 1, (call, place, compiler) -> {
            Typed list = ListFunctions.list(call, 0, place, compiler);
            return new Typed(body.of(compiler.values().functions().lists(), list.sql()), list.type());
        });
    }

    private static Typed concatenated(Call call, Place place, Compiler compiler) {
        Typed all = ListFunctions.list(call, 0, place, compiler);
        for (int i = 1; i < call.arguments().size(); i++) {
            Typed next = ListFunctions.list(call, i, place, compiler);
            if (next.type() != all.type()) {
                throw compiler.error(
                        arg(call, i).at(),
                        "The lists are of different things: " + all.type().words() + ", and here "
                                + next.type().words());
            }
            all = new Typed(compiler.values().functions().lists().concatenated(all.sql(), next.sql()), all.type());
        }
        return all;
    }

    private static Typed slice(Call call, Place place, Compiler compiler) {
        Typed list = ListFunctions.list(call, 0, place, compiler);
        int from = (int) whole(arg(call, 1), compiler);
        int most = call.arguments().size() == 3 ? (int) whole(arg(call, 2), compiler) : ALL;
        if (from == 0 || most < 0) {
            throw compiler.error(
                    call.at(),
                    "A slice begins at an index from 1, or from -1 at the end, and its length is not negative");
        }
        return new Typed(compiler.values().functions().lists().slice(list.sql(), from, most), list.type());
    }

    private static Typed range(Call call, Compiler compiler) {
        List<Long> numbers = new ArrayList<>();
        call.arguments().forEach(argument -> numbers.add(whole(argument, compiler)));
        long first = numbers.size() == 1 ? 0 : numbers.get(0);
        long end = numbers.get(Math.min(1, numbers.size() - 1));
        long step = numbers.size() == 3 ? numbers.get(2) : 1;
        long most = compiler.isInLambda() ? LONGEST_IN_LAMBDA : LONGEST;
        if (step == 0 || Math.abs(end - first) > most * Math.abs(step)) {
            throw compiler.error(call.at(), "A range has at most " + most + " numbers here, and a step that is not 0");
        }
        boolean none = step > 0 ? end <= first : end >= first;
        Lists lists = compiler.values().functions().lists();
        return new Typed(none ? lists.of(List.of(), Type.NUMBER.inSql()) : lists.range(first, end, step), Type.NUMBERS);
    }

    /** A whole number as it is written, so that it is known how much there will be. */
    private static long whole(Expression expression, Compiler compiler) {
        boolean negative = expression instanceof Operation operation && operation.operator() == Operator.NEGATE;
        Expression number = negative ? ((Operation) expression).left() : expression;
        if (number instanceof Literal literal
                && literal.value() instanceof Double value
                && value == Math.rint(value)
                && Math.abs(value) <= FARTHEST) {
            return negative ? -value.longValue() : value.longValue();
        }
        throw compiler.error(expression.at(), "A whole number up to " + FARTHEST + " is expected");
    }
}
