package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import java.util.List;
import java.util.Map;

/** Functions of numbers; where one has no value, or an infinite one, it is null. */
final class MathFunctions {
    /** Where each has a finite value, and what it is then; {@code x} is a 64-bit float. */
    private static final Map<String, String> DEFINED = Map.of(
            "sqrt", "(CASE WHEN {} >= 0 THEN sqrt({}) END)",
            "ln", "(CASE WHEN {} > 0 THEN ln({}) END)",
            "log", "(CASE WHEN {} > 0 THEN ln({}) END)",
            "log10", "(CASE WHEN {} > 0 THEN ln({}) / 2.302585092994046 END)",
            "log2", "(CASE WHEN {} > 0 THEN ln({}) / 0.6931471805599453 END)",
            "exp", "(CASE WHEN abs({}) < 700 THEN exp({}) END)");

    private static final int MANY = 200;

    private MathFunctions() {}

    static void addTo(Calls calls) {
        DEFINED.forEach((name, template) -> calls.add(
                name,
                1,
                1,
                (call, place, compiler) -> Typed.number(compiler.values()
                        .functions()
                        .once(number(call, 0, place, compiler), x -> Sql.format(template, x, x)))));
        for (String name : List.of("sign", "trunc")) {
            calls.add(
                    name,
                    1,
                    1,
                    (call, place, compiler) -> Typed.number(Sql.format(
                            "CAST(" + name + "({}) AS DOUBLE PRECISION)", number(call, 0, place, compiler))));
        }
        for (String name : List.of("least", "greatest")) {
            calls.add(name, 2, MANY, (call, place, compiler) -> extreme(name, call, place, compiler));
        }
        calls.add("pow", 2, 2, MathFunctions::power);
        calls.add("intDiv", 2, 2, (call, place, compiler) -> {
            Sql quotient = compiler.values()
                    .functions()
                    .divided(number(call, 0, place, compiler), number(call, 1, place, compiler));
            return Typed.integer(compiler.values()
                    .functions()
                    .once(compiler.values().functions().finite(quotient), ScalarFunctions::whole));
        });
    }

    private static Sql number(Call call, int index, Place place, Compiler compiler) {
        return Sql.format("CAST({} AS DOUBLE PRECISION)", compiler.as(Type.NUMBER, arg(call, index), place));
    }

    /** Where the power of two numbers is finite, and no number that is too small for a float to hold all of it. */
    private static Typed power(Call call, Place place, Compiler compiler) {
        Sql x = number(call, 0, place, compiler);
        Sql y = number(call, 1, place, compiler);
        return Typed.number(Sql.format(
                "(CASE WHEN {} = 0 THEN (CASE WHEN {} > 0 AND {} <= CAST('Infinity' AS DOUBLE PRECISION) THEN 0 WHEN {} = 0 THEN 1 END)"
                        + " WHEN {} < 0 AND {} <> floor({}) THEN NULL"
                        + " WHEN abs({} * ln(abs({}))) < 700 THEN power({}, {}) END)",
                x,
                y, // what is no number is greater than all numbers to some engines
                y,
                y,
                x,
                y,
                y,
                y,
                x,
                x,
                y));
    }

    private static Typed extreme(String name, Call call, Place place, Compiler compiler) {
        Type type = Values.common(call.arguments().stream()
                .map(argument -> compiler.of(argument, place))
                .toList());
        List<Sql> arguments = call.arguments().stream()
                .map(argument -> compiler.as(type, argument, place))
                .toList();
        return new Typed(Sql.format(name + "({})", Sql.join(", ", arguments)), type);
    }
}
