package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import java.util.function.UnaryOperator;

/** Functions that tell one thing of a list (contract queries 7.5). Elements that are null count as not there. */
final class ListFigures {
    private ListFigures() {}

    static void addTo(Calls calls) {
        calls.add(
                "arraySum",
                1,
                1,
                (call, place, compiler) -> Typed.number(sum(numbers(call, place, compiler), compiler)));
        calls.add("arrayAvg", 1, 1, (call, place, compiler) -> {
            Lists lists = compiler.values().functions().lists();
            Sql known = present(numbers(call, place, compiler), compiler);
            return Typed.number(Sql.format(
                    "(CASE WHEN {} = 0 THEN 0 ELSE {} / {} END)",
                    lists.size(known),
                    sum(known, compiler),
                    Sql.format("CAST({} AS DOUBLE PRECISION)", lists.size(known))));
        });
        calls.add("arrayMin", 1, 1, (call, place, compiler) -> extreme(call, place, compiler, "1"));
        calls.add("arrayMax", 1, 1, (call, place, compiler) -> extreme(call, place, compiler, "-1"));
        calls.add("indexOf", 2, 2, (call, place, compiler) -> {
            Typed list = ListFunctions.list(call, 0, place, compiler);
            Sql value = compiler.as(ListFunctions.element(list), arg(call, 1), place);
            return ScalarFunctions.count(ListFunctions.index(list, value, compiler));
        });
    }

    private static Sql numbers(Call call, Place place, Compiler compiler) {
        Typed list = ListFunctions.list(call, 0, place, compiler);
        if (list.type() != Type.NUMBERS) {
            throw compiler.error(
                    arg(call, 0).at(),
                    "A list of numbers is expected, and there is " + list.type().words());
        }
        return list.sql();
    }

    private static Sql sum(Sql numbers, Compiler compiler) {
        return Sql.format(
                "CAST({} AS DOUBLE PRECISION)",
                compiler.values().functions().lists().sum(numbers));
    }

    private static Sql present(Sql list, Compiler compiler) {
        return kept(list, compiler, name -> Sql.format("({} IS NOT NULL)", name));
    }

    private static Sql kept(Sql list, Compiler compiler, UnaryOperator<Sql> condition) {
        String name = compiler.parameterName();
        return compiler.values().functions().lists().kept(list, name, condition.apply(Sql.of(name)));
    }

    /** The least or greatest element; of an empty list, what ClickHouse has as the first value of the type. */
    private static Typed extreme(Call call, Place place, Compiler compiler, String at) {
        Typed list = ListFunctions.list(call, 0, place, compiler);
        String none = switch (list.type()) {
            case NUMBERS -> "0";
            case TEXTS -> "''";
            case BOOLEANS -> "FALSE";
            default ->
                throw compiler.error(
                        arg(call, 0).at(),
                        "A list of numbers, texts or truth values is expected, and there is "
                                + list.type().words());
        };
        Lists lists = compiler.values().functions().lists();
        Sql any = lists.at(lists.sorted(present(list.sql(), compiler)), Sql.of(at));
        Sql found = any;
        if (list.type() == Type.NUMBERS) {
            // What is no number, such as 0 / 0, is greater than all numbers when sorted, and yet no extreme.
            Sql finite = kept(
                    list.sql(), compiler, name -> Sql.format("({} <= CAST('Infinity' AS DOUBLE PRECISION))", name));
            found = Sql.format("coalesce({}, {})", lists.at(lists.sorted(finite), Sql.of(at)), any);
        }
        return new Typed(Sql.format("coalesce({}, " + none + ")", found), ListFunctions.element(list));
    }
}
