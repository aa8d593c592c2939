package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import java.util.List;
import java.util.Locale;

/** Functions of many events (contract queries 7.5). Their arguments are printed for each of the events. */
final class AggregateFunctions {
    private static final int MOST_QUANTILES = 20;

    private AggregateFunctions() {}

    static void addTo(Calls calls) {
        calls.addAggregate("count", 0, 1, AggregateFunctions::count);
        calls.addAggregate(
                "countIf",
                1,
                1,
                (call, place, compiler) -> Typed.count(
                        Sql.format("count(*) FILTER (WHERE {})", compiler.as(Type.BOOLEAN, arg(call, 0), place))));
        calls.addAggregate("uniq", 1, 1, (call, place, compiler) -> distinct(call, place, compiler));
        calls.addAggregate(
                "uniqIf",
                2,
                2,
                (call, place, compiler) -> filtered(distinct(call, place, compiler), call, place, compiler));
        for (String name : List.of("sum", "avg")) {
            calls.addAggregate(name, 1, 1, (call, place, compiler) -> number(name, call, place, compiler));
            calls.addAggregate(
                    name + "If",
                    2,
                    2,
                    (call, place, compiler) -> filtered(number(name, call, place, compiler), call, place, compiler));
        }
        for (String name : List.of("min", "max")) {
            calls.addAggregate(name, 1, 1, (call, place, compiler) -> extreme(name, call, place, compiler));
            calls.addAggregate(
                    name + "If",
                    2,
                    2,
                    (call, place, compiler) -> filtered(extreme(name, call, place, compiler), call, place, compiler));
        }
        calls.addAggregate("median", 1, 1, (call, place, compiler) -> quantile(call, place, compiler, 0.5));
        calls.addAggregate(
                "quantile", 1, 1, (call, place, compiler) -> quantile(call, place, compiler, fraction(call, compiler)));
        calls.addAggregate("quantiles", 1, 1, AggregateFunctions::quantiles);
        calls.addAggregate("topK", 1, 1, ListFunctions::mostFrequent);
        calls.addAggregate("any", 1, 1, (call, place, compiler) -> {
            Typed value = plain(call, 0, place, compiler);
            Functions functions = compiler.values().functions();
            Type element = value.type().element();
            // Engines that collect lists make one list of them, and all know the least one.
            return element == null
                    ? new Typed(functions.any(value.sql()), value.type())
                    : new Typed(
                            Sql.format(
                                    "coalesce(min({}), {})",
                                    value.sql(),
                                    functions.lists().of(List.of(), element.inSql())),
                            value.type());
        });
        calls.addAggregate("argMax", 2, 2, (call, place, compiler) -> {
            Typed value = noList(call, place, compiler);
            Typed by = plain(call, 1, place, compiler);
            Functions functions = compiler.values().functions();
            Sql compared = by.anyFloat() ? functions.comparable(by.sql()) : by.sql();
            return new Typed(functions.atGreatest(value.sql(), compared), value.type());
        });
        calls.addAggregate("argMin", 2, 2, (call, place, compiler) -> {
            Typed value = noList(call, place, compiler);
            Sql by = plain(call, 1, place, compiler).sql();
            return new Typed(compiler.values().functions().atLeast(value.sql(), by), value.type());
        });
        for (String name : List.of("uniqExact", "countDistinct", "uniqHLL12", "uniqCombined")) {
            // Others estimate; here all are exact.
            calls.addAggregate(name, 1, 1, (call, place, compiler) -> distinct(call, place, compiler));
        }
        for (String name : List.of("stddevPop", "stddevSamp", "varPop", "varSamp")) {
            calls.addAggregate(name, 1, 1, (call, place, compiler) -> {
                String function = name.replaceFirst("(Pop|Samp)$", "_$1").toLowerCase(Locale.ROOT);
                return Typed.number(compiler.values()
                        .functions()
                        .finite(number(function, call, place, compiler).sql()));
            });
        }
        conditional(calls);
    }

    private static Typed noList(Call call, Place place, Compiler compiler) {
        Typed value = plain(call, 0, place, compiler);
        if (value.type().isList()) {
            throw compiler.error(
                    arg(call, 0).at(),
                    "No list can be chosen among those of a group; choose one of its elements, or a text of them");
        }
        return value;
    }

    /** Functions of only those events of which a condition holds: those of the others have nothing to count. */
    private static void conditional(Calls calls) {
        for (String name : List.of(
                "any",
                "median",
                "quantile",
                "quantiles",
                "topK",
                "argMin",
                "argMax",
                "uniqExact",
                "countDistinct",
                "uniqHLL12",
                "uniqCombined",
                "groupArray",
                "groupUniqArray",
                "stddevPop",
                "stddevSamp",
                "varPop",
                "varSamp")) {
            int least = name.startsWith("arg") ? 3 : 2;
            calls.addAggregate(name + "If", least, least, (call, place, compiler) -> {
                Expression condition = arg(call, least - 1);
                List<Expression> arguments = call.arguments().subList(0, least - 1).stream()
                        .map(value -> (Expression) new Call(
                                "if",
                                List.of(),
                                List.of(condition, value, new Literal(null, value.at())),
                                false,
                                value.at()))
                        .toList();
                return compiler.inWindow(new Call(name, call.parameters(), arguments, false, call.at()), place);
            });
        }
    }

    private static Typed count(Call call, Place place, Compiler compiler) {
        if (call.arguments().isEmpty()) {
            return Typed.count(Sql.of("count(*)"));
        }
        if (call.distinct()) {
            return distinct(call, place, compiler);
        }
        return Typed.count(
                Sql.format("count({})", compiler.of(arg(call, 0), place).sql()));
    }

    private static Typed distinct(Call call, Place place, Compiler compiler) {
        return Typed.count(Sql.format(
                "count(DISTINCT {})", compiler.of(arg(call, 0), place).sql()));
    }

    private static Typed number(String function, Call call, Place place, Compiler compiler) {
        return Typed.number(
                Sql.format(function + "(CAST({} AS DOUBLE PRECISION))", compiler.as(Type.NUMBER, arg(call, 0), place)));
    }

    private static Typed extreme(String function, Call call, Place place, Compiler compiler) {
        Typed value = plain(call, 0, place, compiler);
        // What is no number is no extreme, though some engines have it for the greatest.
        Sql compared = value.anyFloat() && function.equals("max")
                ? compiler.values().functions().comparable(value.sql())
                : value.sql();
        return new Typed(Sql.format(function + "({})", compared), value.type(), null, value.anyFloat());
    }

    /** A value that can leave its event: a person's key becomes their id. */
    private static Typed plain(Call call, int index, Place place, Compiler compiler) {
        Typed value = compiler.of(arg(call, index), place);
        return value.type() == Type.PERSON
                ? Typed.text(
                        compiler.converted(Type.TEXT, value, arg(call, index).at()))
                : value;
    }

    private static Typed filtered(Typed aggregate, Call call, Place place, Compiler compiler) {
        return new Typed(
                Sql.format("{} FILTER (WHERE {})", aggregate.sql(), compiler.as(Type.BOOLEAN, arg(call, 1), place)),
                aggregate.type());
    }

    private static Typed quantile(Call call, Place place, Compiler compiler, double fraction) {
        return Typed.number(
                compiler.values().dialect().quantile(compiler.as(Type.NUMBER, arg(call, 0), place), fraction));
    }

    private static Typed quantiles(Call call, Place place, Compiler compiler) {
        if (call.parameters().isEmpty() || call.parameters().size() > MOST_QUANTILES) {
            throw compiler.error(
                    call.at(),
                    "Quantiles are written like quantiles(0.5, 0.9)(x), up to " + MOST_QUANTILES + " of them");
        }
        List<Sql> each = call.parameters().stream()
                .map(fraction -> quantile(call, place, compiler, fraction(fraction, call, compiler))
                        .sql())
                .toList();
        return new Typed(compiler.values().functions().lists().of(each, Type.NUMBER.inSql()), Type.NUMBERS);
    }

    private static double fraction(Call call, Compiler compiler) {
        return fraction(call.parameters().size() == 1 ? call.parameters().get(0) : call, call, compiler);
    }

    private static double fraction(Expression parameter, Call call, Compiler compiler) {
        if (parameter instanceof Literal literal
                && literal.value() instanceof Double fraction
                && fraction >= 0
                && fraction <= 1) {
            return fraction;
        }
        throw compiler.error(call.at(), "A quantile is written like quantile(0.9)(x), with a number from 0 to 1");
    }
}
