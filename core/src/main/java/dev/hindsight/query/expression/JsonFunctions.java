package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import java.util.ArrayList;
import java.util.List;

/**
 * Functions that look into properties, as another way to write {@code properties.key}. What is not there is null; in ClickHouse
 * it would be an empty text, or zero.
 */
final class JsonFunctions {
    private static final int MANY = 20;

    private JsonFunctions() {}

    static void addTo(Calls calls) {
        calls.add("JSONExtractString", 1, MANY, (call, place, compiler) -> as("toString", call, place, compiler));
        calls.add("JSONExtractRaw", 1, MANY, (call, place, compiler) -> as("toString", call, place, compiler));
        calls.add("JSONExtractInt", 1, MANY, (call, place, compiler) -> as("toInt", call, place, compiler));
        calls.add("JSONExtractUInt", 1, MANY, (call, place, compiler) -> as("toInt", call, place, compiler));
        calls.add("JSONExtractFloat", 1, MANY, (call, place, compiler) -> as("toFloat", call, place, compiler));
        calls.add("JSONExtractBool", 1, MANY, (call, place, compiler) -> as("toBool", call, place, compiler));
        calls.add("JSONHas", 2, MANY, (call, place, compiler) -> as("isNotNull", call, place, compiler));
    }

    private static Typed as(String function, Call call, Place place, Compiler compiler) {
        if (!(arg(call, 0) instanceof Field document)) {
            throw compiler.error(arg(call, 0).at(), "Properties are expected, or something in them");
        }
        List<String> path = new ArrayList<>(document.path());
        for (Expression key : call.arguments().subList(1, call.arguments().size())) {
            if (!(key instanceof Literal literal) || !(literal.value() instanceof String name)) {
                throw compiler.error(key.at(), "A key in quotes is expected");
            }
            path.add(name);
        }
        return compiler.of(
                new Call(function, List.of(), List.of(new Field(path, document.at())), false, call.at()), place);
    }
}
