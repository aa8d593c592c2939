package dev.hindsight.query.expression;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Functions of values: choosing, texts, numbers, conversions (contract queries 7.5). */
final class ScalarFunctions {
    private static final int MANY = 200;
    private static final int MOST_DIGITS = 15;
    private static final String UUIDS = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
    private static final Pattern GROUP = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\((?!\\?)|\\(\\?P?<");

    private ScalarFunctions() {}

    /** Prints a function of texts. */
    private interface OfTexts {
        Sql of(Functions functions, List<Sql> texts);
    }

    static void addTo(Calls calls) {
        calls.add("if", 3, 3, ScalarFunctions::choose);
        calls.add("multiIf", 3, MANY, ScalarFunctions::choose);
        calls.add("coalesce", 1, MANY, (call, place, compiler) -> common("coalesce", call, place, compiler));
        calls.add("ifNull", 2, 2, (call, place, compiler) -> common("coalesce", call, place, compiler));
        calls.add("nullIf", 2, 2, (call, place, compiler) -> common("nullif", call, place, compiler));
        calls.add("isNull", 1, 1, (call, place, compiler) -> nullness(call, place, compiler, "IS NULL"));
        calls.add("isNotNull", 1, 1, (call, place, compiler) -> nullness(call, place, compiler, "IS NOT NULL"));
        addTexts(calls);
        addNumbers(calls);
        calls.add("toString", 1, 1, (call, place, compiler) -> Typed.text(compiler.as(Type.TEXT, arg(call, 0), place)));
        calls.add("toUUID", 1, 1, (call, place, compiler) -> {
            Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
            return Typed.text(compiler.values()
                    .functions()
                    .once(
                            text,
                            once -> Sql.format(
                                    "(CASE WHEN {} THEN {} END)",
                                    compiler.values().dialect().matches(once, UUIDS),
                                    compiler.values().functions().lower(once))));
        });
        calls.add(
                "toFloat",
                1,
                1,
                (call, place, compiler) -> Typed.number(compiler.as(Type.NUMBER, arg(call, 0), place)));
        calls.add("toInt", 1, 1, (call, place, compiler) -> {
            Sql number = compiler.as(Type.NUMBER, arg(call, 0), place);
            return Typed.integer(compiler.values().functions().once(number, ScalarFunctions::whole));
        });
        calls.add(
                "toBool", 1, 1, (call, place, compiler) -> Typed.bool(compiler.as(Type.BOOLEAN, arg(call, 0), place)));
    }

    /** What is cut off a number that 64 bits cannot hold would change it. */
    static Sql whole(Sql number) {
        return Sql.format(
                "(CASE WHEN abs({}) < 9e18 THEN CAST(trunc(CAST({} AS DOUBLE PRECISION)) AS BIGINT) END)",
                number,
                number);
    }

    static Typed count(Sql number) {
        return Typed.count(Sql.format("CAST({} AS BIGINT)", number));
    }

    private static void addTexts(Calls calls) {
        text(calls, "lower", 1, (functions, texts) -> functions.lower(texts.get(0)));
        text(calls, "upper", 1, (functions, texts) -> functions.upper(texts.get(0)));
        text(calls, "trim", 1, (functions, texts) -> functions.trim(texts.get(0)));
        text(calls, "replaceAll", 3, (functions, texts) -> functions.replace(texts.get(0), texts.get(1), texts.get(2)));
        calls.add("concat", 1, MANY, (call, place, compiler) -> {
            List<Sql> texts = texts(call, place, compiler);
            return Typed.text(Sql.join(" || ", texts).parenthesised());
        });
        calls.add("substring", 2, 3, ScalarFunctions::substring);
        condition(calls, "startsWith", (functions, texts) -> functions.startsWith(texts.get(0), texts.get(1)));
        condition(calls, "endsWith", (functions, texts) -> functions.endsWith(texts.get(0), texts.get(1)));
        calls.add("position", 2, 2, (call, place, compiler) -> {
            List<Sql> texts = texts(call, place, compiler);
            return count(compiler.values().functions().position(texts.get(0), texts.get(1)));
        });
        calls.add(
                "length",
                1,
                1,
                (call, place, compiler) -> count(ListFunctions.size(compiler.of(arg(call, 0), place), call, compiler)));
        addPatterns(calls);
    }

    private static Typed substring(Call call, Place place, Compiler compiler) {
        Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
        Sql from = compiler.as(Type.NUMBER, arg(call, 1), place);
        boolean toItsEnd = call.arguments().size() == 2;
        Sql length = toItsEnd ? Sql.of("1000000000") : compiler.as(Type.NUMBER, arg(call, 2), place);
        return Typed.text(Sql.format(
                "(CASE WHEN {} IS NOT NULL AND {} IS NOT NULL THEN {} END)",
                from,
                length,
                compiler.values().functions().substring(text, from, length)));
    }

    private static void addPatterns(Calls calls) {
        operator(calls, "like", Expression.Operator.LIKE);
        operator(calls, "ilike", Expression.Operator.ILIKE);
        operator(calls, "match", Expression.Operator.MATCH);
        calls.add("replaceRegexpAll", 3, 3, (call, place, compiler) -> {
            String pattern = compiler.text(arg(call, 1), "A pattern in quotes is expected");
            String replacement = compiler.text(arg(call, 2), "A replacement in quotes is expected");
            Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
            return Typed.text(compiler.values().dialect().replaceAll(text, pattern, replacement));
        });
        calls.add("extract", 2, 2, (call, place, compiler) -> {
            String pattern = compiler.text(arg(call, 1), "A pattern in quotes is expected");
            Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
            boolean group = GROUP.matcher(pattern).find();
            return Typed.text(compiler.values().functions().firstMatch(text, pattern, group));
        });
    }

    private static void addNumbers(Calls calls) {
        for (String name : List.of("floor", "ceil", "abs")) {
            calls.add(name, 1, 1, (call, place, compiler) -> plain(name, call, place, compiler));
        }
        calls.add("round", 1, 2, (call, place, compiler) -> {
            Sql number = Sql.format("CAST({} AS DOUBLE PRECISION)", compiler.as(Type.NUMBER, arg(call, 0), place));
            int digits = call.arguments().size() == 2 ? digits(arg(call, 1), compiler) : 0;
            return Typed.number(compiler.values().functions().round(number, digits));
        });
    }

    private static int digits(Expression expression, Compiler compiler) {
        if (expression instanceof Literal literal
                && literal.value() instanceof Double number
                && number == Math.rint(number)
                && number >= 0
                && number <= MOST_DIGITS) {
            return number.intValue();
        }
        throw compiler.error(expression.at(), "A number of digits from 0 to " + MOST_DIGITS + " is expected");
    }

    private static Typed choose(Call call, Place place, Compiler compiler) {
        List<Expression> arguments = call.arguments();
        if (arguments.size() % 2 == 0) {
            throw compiler.error(call.at(), "A last value is missing, for when no condition holds");
        }
        List<Expression> results = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i += 2) {
            results.add(arguments.get(i));
        }
        results.add(arguments.get(arguments.size() - 1));
        Type type = Values.common(
                results.stream().map(result -> compiler.of(result, place)).toList());
        Sql cases = Sql.of("(CASE");
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            cases = cases.then(Sql.format(
                    "WHEN {} THEN {}",
                    compiler.as(Type.BOOLEAN, arguments.get(i), place),
                    compiler.as(type, arguments.get(i + 1), place)));
        }
        return new Typed(
                cases.then(Sql.format("ELSE {} END)", compiler.as(type, arguments.get(arguments.size() - 1), place))),
                type);
    }

    private static Typed common(String function, Call call, Place place, Compiler compiler) {
        Type type = Values.common(call.arguments().stream()
                .map(argument -> compiler.of(argument, place))
                .toList());
        List<Sql> arguments = call.arguments().stream()
                .map(argument -> compiler.as(type, argument, place))
                .toList();
        return new Typed(Sql.format(function + "({})", Sql.join(", ", arguments)), type);
    }

    private static Typed nullness(Call call, Place place, Compiler compiler, String test) {
        return Typed.bool(
                Sql.format("({} " + test + ")", compiler.of(arg(call, 0), place).sql()));
    }

    private static Typed plain(String function, Call call, Place place, Compiler compiler) {
        return Typed.number(
                Sql.format(function + "(CAST({} AS DOUBLE PRECISION))", compiler.as(Type.NUMBER, arg(call, 0), place)));
    }

    private static void text(Calls calls, String name, int arguments, OfTexts body) {
        calls.add(
                name,
                arguments,
                arguments,
                (call, place, compiler) ->
                        Typed.text(body.of(compiler.values().functions(), texts(call, place, compiler))));
    }

    private static void condition(Calls calls, String name, OfTexts body) {
        calls.add(
                name,
                2,
                2,
                (call, place, compiler) -> Typed.bool(Sql.format(
                        "coalesce({}, FALSE)", body.of(compiler.values().functions(), texts(call, place, compiler)))));
    }

    private static void operator(Calls calls, String name, Expression.Operator operator) {
        calls.add(
                name,
                2,
                2,
                (call, place, compiler) ->
                        compiler.of(new Expression.Operation(operator, call.arguments(), call.at()), place));
    }

    private static List<Sql> texts(Call call, Place place, Compiler compiler) {
        return call.arguments().stream()
                .map(argument -> compiler.as(Type.TEXT, argument, place))
                .toList();
    }

    static Expression arg(Call call, int index) {
        return call.arguments().get(index);
    }
}
