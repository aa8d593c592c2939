package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import java.util.ArrayList;
import java.util.List;

/** Functions of texts beyond the first ones (contract queries 7.5). They count characters, and never break one. */
final class TextFunctions {
    private static final int MANY = 200;

    /** How long a text may be padded to, in characters. */
    private static final int LONGEST = 1_000;

    private TextFunctions() {}

    /** Prints a function of a text and a number. */
    private interface OfTextAndNumber {
        Sql of(Functions functions, Sql text, Sql number);
    }

    /** Prints a function of a text. */
    private interface OfText {
        Sql of(Functions functions, Sql text);
    }

    static void addTo(Calls calls) {
        ofText(calls, "reverse", Functions::reversed);
        ofText(calls, "trimLeft", (functions, text) -> functions.trim(text, true));
        ofText(calls, "trimRight", (functions, text) -> functions.trim(text, false));
        part(calls, "left", Functions::first);
        part(calls, "right", Functions::last);
        calls.add("leftPad", 2, 3, (call, place, compiler) -> padded(call, place, compiler, true));
        calls.add("rightPad", 2, 3, (call, place, compiler) -> padded(call, place, compiler, false));
        calls.add(
                "lengthUTF8",
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(
                        compiler.values().functions().characters(compiler.as(Type.TEXT, arg(call, 0), place))));
        calls.add("positionCaseInsensitive", 2, 2, (call, place, compiler) -> {
            Functions functions = compiler.values().functions();
            return ScalarFunctions.count(functions.position(
                    functions.lower(compiler.as(Type.TEXT, arg(call, 0), place)),
                    functions.lower(compiler.as(Type.TEXT, arg(call, 1), place))));
        });
        calls.add("replaceOne", 3, 3, TextFunctions::replacedOnce);
        calls.add("concatWithSeparator", 2, MANY, (call, place, compiler) -> {
            Sql separator = compiler.as(Type.TEXT, arg(call, 0), place);
            List<Sql> parts = new ArrayList<>();
            for (Expression part : call.arguments().subList(1, call.arguments().size())) {
                if (!parts.isEmpty()) {
                    parts.add(separator);
                }
                parts.add(compiler.as(Type.TEXT, part, place));
            }
            return Typed.text(Sql.join(" || ", parts).parenthesised());
        });
    }

    private static void ofText(Calls calls, String name, OfText body) {
        calls.add(
                name,
                1,
                1,
                (call, place, compiler) -> Typed.text(compiler.values()
                        .functions()
                        .once(
                                compiler.as(Type.TEXT, arg(call, 0), place),
                                text -> body.of(compiler.values().functions(), text))));
    }

    private static void part(Calls calls, String name, OfTextAndNumber body) {
        calls.add(name, 2, 2, (call, place, compiler) -> {
            Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
            Sql number = compiler.as(Type.NUMBER, arg(call, 1), place);
            Sql part = body.of(compiler.values().functions(), text, number);
            return Typed.text(Sql.format("(CASE WHEN {} IS NOT NULL THEN {} END)", number, part));
        });
    }

    private static Typed padded(Call call, Place place, Compiler compiler, boolean before) {
        String pad =
                call.arguments().size() == 3 ? compiler.text(arg(call, 2), "A padding in quotes is expected") : " ";
        if (!(arg(call, 1) instanceof Literal literal
                && literal.value() instanceof Double length
                && length == Math.rint(length)
                && length >= 0
                && length <= LONGEST)) {
            throw compiler.error(arg(call, 1).at(), "A whole number from 0 to " + LONGEST + " is expected");
        }
        return Typed.text(compiler.values()
                .functions()
                .padded(
                        compiler.as(Type.TEXT, arg(call, 0), place),
                        length.intValue(),
                        pad.isEmpty() ? " " : pad,
                        before));
    }

    /** The first of the parts replaced, literally; an empty part is nowhere. */
    private static Typed replacedOnce(Call call, Place place, Compiler compiler) {
        Functions functions = compiler.values().functions();
        Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
        Sql part = compiler.as(Type.TEXT, arg(call, 1), place);
        Sql replacement = compiler.as(Type.TEXT, arg(call, 2), place);
        Sql at = functions.position(text, part);
        Sql left = Sql.format("({} - {} - {} + 1)", functions.characters(text), at, functions.characters(part));
        return Typed.text(Sql.format(
                "(CASE WHEN {} = 0 OR {} = '' THEN {} || {} WHEN {} > 0 THEN {} || {} || {} END)",
                at,
                part,
                text,
                functions.first(replacement, Sql.of("0")),
                at,
                functions.first(text, Sql.format("({} - 1)", at)),
                replacement,
                functions.last(text, left)));
    }
}
