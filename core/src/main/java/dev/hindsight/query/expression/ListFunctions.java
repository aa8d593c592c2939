package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Lambda;
import dev.hindsight.query.expression.Expression.Literal;
import java.util.List;
import java.util.Objects;

/** Functions of lists (contract queries 7.5). */
final class ListFunctions {
    private static final int MOST = 1_000;

    private ListFunctions() {}

    static void addTo(Calls calls) {
        calls.add("has", 2, 2, (call, place, compiler) -> {
            Typed list = list(call, 0, place, compiler);
            Sql value = compiler.as(element(list), arg(call, 1), place);
            return Typed.bool(Sql.format("({} <> 0)", index(list, value, compiler)));
        });
        calls.add("arrayElement", 2, 2, (call, place, compiler) -> {
            Typed list = list(call, 0, place, compiler);
            Typed index = compiler.of(arg(call, 1), place);
            Sql whole = compiler.values()
                    .functions()
                    .once(compiler.converted(Type.NUMBER, index, arg(call, 1).at()), ScalarFunctions::whole);
            return new Typed(lists(compiler).at(list.sql(), whole), element(list));
        });
        for (String name : List.of("empty", "notEmpty")) {
            calls.add(name, 1, 1, (call, place, compiler) -> {
                Sql size = size(compiler.of(arg(call, 0), place), call, compiler);
                return Typed.bool(
                        Sql.format("coalesce({} " + (name.equals("empty") ? "= 0" : "<> 0") + ", FALSE)", size));
            });
        }
        calls.add("arrayMap", 2, 2, (call, place, compiler) -> {
            Typed list = list(call, 1, place, compiler);
            String name = compiler.parameterName();
            Typed body = compiler.body(lambda(call, compiler), name, element(list), place);
            Type type = body.type().list();
            Sql converted =
                    compiler.converted(elementOf(type), body, arg(call, 0).at());
            return new Typed(lists(compiler).mapped(list.sql(), name, converted), type);
        });
        calls.add("arrayFilter", 2, 2, ListFunctions::kept);
        calls.add(
                "arrayCount",
                2,
                2,
                (call, place, compiler) -> ScalarFunctions.count(
                        lists(compiler).size(kept(call, place, compiler).sql())));
        calls.add(
                "arrayExists",
                2,
                2,
                (call, place, compiler) -> Typed.bool(Sql.format(
                        "({} <> 0)",
                        lists(compiler).size(kept(call, place, compiler).sql()))));
        calls.add("arrayAll", 2, 2, (call, place, compiler) -> {
            Lists lists = lists(compiler);
            Sql all = lists.size(list(call, 1, place, compiler).sql());
            return Typed.bool(Sql.format(
                    "({} = {})", all, lists.size(kept(call, place, compiler).sql())));
        });
        calls.add("splitByChar", 2, 2, ListFunctions::split);
        calls.add("splitByString", 2, 2, ListFunctions::split);
        calls.add("arrayStringConcat", 1, 2, (call, place, compiler) -> {
            Typed list = list(call, 0, place, compiler);
            String separator = call.arguments().size() == 1
                    ? ""
                    : compiler.text(arg(call, 1), "A separator in quotes is expected");
            if (list.type() != Type.TEXTS) {
                throw compiler.error(arg(call, 0).at(), "A list of texts is expected");
            }
            return Typed.text(lists(compiler).joined(list.sql(), Sql.value(separator)));
        });
        calls.addAggregate("groupArray", 1, 1, (call, place, compiler) -> some(call, place, compiler, false));
        calls.addAggregate("groupUniqArray", 1, 1, (call, place, compiler) -> some(call, place, compiler, true));
    }

    /** The index of the first element that equals a value; of what is no number, such as 0 / 0, as it equals nothing, 0. */
    static Sql index(Typed list, Sql value, Compiler compiler) {
        Sql index = lists(compiler).indexOf(list.sql(), value);
        return list.type() == Type.NUMBERS
                ? Sql.format("(CASE WHEN {} > CAST('Infinity' AS DOUBLE PRECISION) THEN 0 ELSE {} END)", value, index)
                : index;
    }

    /** How many elements or bytes there are. */
    static Sql size(Typed value, Call call, Compiler compiler) {
        return value.type().isList()
                ? lists(compiler).size(value.sql())
                : compiler.values()
                        .functions()
                        .byteLength(compiler.converted(
                                Type.TEXT, value, arg(call, 0).at()));
    }

    private static Typed kept(Call call, Place place, Compiler compiler) {
        Typed list = list(call, 1, place, compiler);
        String name = compiler.parameterName();
        Typed body = compiler.body(lambda(call, compiler), name, element(list), place);
        Sql condition = compiler.converted(Type.BOOLEAN, body, arg(call, 0).at());
        return new Typed(lists(compiler).kept(list.sql(), name, condition), list.type());
    }

    private static Typed split(Call call, Place place, Compiler compiler) {
        if (!(arg(call, 0) instanceof Literal literal)
                || !(literal.value() instanceof String separator)
                || separator.isEmpty()) {
            throw compiler.error(arg(call, 0).at(), "A separator in quotes is expected");
        }
        Sql text = compiler.as(Type.TEXT, arg(call, 1), place);
        return new Typed(lists(compiler).split(text, Sql.value(separator)), Type.TEXTS);
    }

    /** The values that come most often; of those that come as often, the least first. */
    static Typed mostFrequent(Call call, Place place, Compiler compiler) {
        Typed all = collected(call, place, compiler, false);
        return new Typed(lists(compiler).mostFrequent(all.sql(), howMany(call, compiler)), all.type());
    }

    /** The values of a group, or as many of them as are wanted. */
    private static Typed some(Call call, Place place, Compiler compiler, boolean distinct) {
        Typed all = collected(call, place, compiler, distinct);
        return call.parameters().isEmpty()
                ? all
                : new Typed(lists(compiler).slice(all.sql(), 1, howMany(call, compiler)), all.type());
    }

    private static int howMany(Call call, Compiler compiler) {
        if (call.parameters().isEmpty()) {
            return 10;
        }
        if (call.parameters().size() == 1
                && call.parameters().get(0) instanceof Literal literal
                && literal.value() instanceof Double number
                && number == Math.rint(number)
                && number >= 1
                && number <= MOST) {
            return number.intValue();
        }
        throw compiler.error(
                call.at(), "How many is written like " + call.name() + "(3)(x), with a number from 1 to " + MOST);
    }

    private static Typed collected(Call call, Place place, Compiler compiler, boolean distinct) {
        Typed value = compiler.of(arg(call, 0), place);
        Type type = value.type().list();
        Type element = elementOf(type);
        Sql converted = compiler.converted(element, value, arg(call, 0).at());
        return new Typed(
                distinct
                        ? lists(compiler).distinct(converted, element.inSql())
                        : lists(compiler).collected(converted, element.inSql()),
                type);
    }

    private static Lists lists(Compiler compiler) {
        return compiler.values().functions().lists();
    }

    static Typed list(Call call, int index, Place place, Compiler compiler) {
        Typed list = compiler.of(arg(call, index), place);
        if (!list.type().isList()) {
            throw compiler.error(
                    arg(call, index).at(),
                    "A list is expected, and there is " + list.type().words());
        }
        return list;
    }

    static Type element(Typed list) {
        return elementOf(list.type());
    }

    private static Type elementOf(Type list) {
        return Objects.requireNonNull(list.element());
    }

    private static Lambda lambda(Call call, Compiler compiler) {
        if (arg(call, 0) instanceof Lambda lambda && lambda.parameters().size() == 1) {
            return lambda;
        }
        throw compiler.error(arg(call, 0).at(), "A function of elements is expected, such as x -> x > 1");
    }
}
