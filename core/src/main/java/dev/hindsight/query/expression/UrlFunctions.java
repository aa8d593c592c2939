package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Functions of URLs (contract queries 7.5). ClickHouse reads them character by character, without asking whether they are URLs;
 * what it does is written here as patterns, so that every engine gives what it gives. Where there is nothing, they give an empty
 * text.
 */
final class UrlFunctions {
    /** A scheme of up to 14 characters before a host. */
    private static final String SCHEME = "^[[:ascii:]][A-Za-z0-9.+-]{0,12}://";

    /** Characters that no host has. */
    private static final String STRANGE = "[ \\t<>%{}|\\\\^~\\[\\];=&]";

    private static final Pattern PARAMETER = Pattern.compile("[\\w.~$-]+");

    private UrlFunctions() {}

    /** Prints a function of a text. */
    private interface OfUrl {
        Sql of(Dialect dialect, Sql url);
    }

    static void addTo(Calls calls) {
        ofUrl(calls, "domain", UrlFunctions::domain);
        ofUrl(calls, "path", UrlFunctions::path);
        ofUrl(calls, "protocol", UrlFunctions::protocol);
        ofUrl(calls, "cutQueryString", (dialect, url) -> dialect.replaceAll(url, "^([^?]*)[?][^#]*", "\\1"));
        calls.add("extractURLParameter", 2, 2, UrlFunctions::parameter);
    }

    private static void ofUrl(Calls calls, String name, OfUrl body) {
        calls.add(
                name,
                1,
                1,
                (call, place, compiler) -> orEmpty(
                        call, place, compiler, url -> body.of(compiler.values().dialect(), url)));
    }

    /** What is made of a URL; nothing of no URL, and an empty text where there is nothing. */
    private static Typed orEmpty(Call call, Place place, Compiler compiler, UnaryOperator<Sql> body) {
        Sql text = compiler.as(Type.TEXT, arg(call, 0), place);
        return Typed.text(compiler.values()
                .functions()
                .once(
                        text,
                        url -> Sql.format(
                                "(CASE WHEN {} IS NOT NULL THEN coalesce({}, '') END)", url, body.apply(url))));
    }

    /** A host has a point in it, and none at its end. */
    private static Sql domain(Dialect dialect, Sql url) {
        Sql withoutScheme = Sql.format(
                "(CASE WHEN {} THEN {} ELSE {} END)",
                dialect.functions().startsWith(url, Sql.value("//")),
                dialect.replaceAll(url, "^//", ""),
                dialect.replaceAll(url, SCHEME, ""));
        Sql host = dialect.extracted(withoutScheme, "^([^:/?#]+)");
        return Sql.format(
                "CASE WHEN {} AND NOT {} THEN {} END",
                dialect.matches(host, "[.][^.]+$"),
                dialect.matches(host, STRANGE),
                dialect.extracted(host, "([^@]+)$"));
    }

    /** What is from the first slash that is no part of two on, but for the query. */
    private static Sql path(Dialect dialect, Sql url) {
        Sql path = Sql.format(
                "(CASE WHEN {} THEN {} ELSE {} END)",
                dialect.matches(url, "^[^/]*//"),
                dialect.replaceAll(url, "^[^/]*//[^/]*", ""),
                dialect.replaceAll(url, "^[^/]+", ""));
        return dialect.replaceAll(path, "[?#](?:.|\n)*$", "");
    }

    /** After a scheme there are at least four bytes. */
    private static Sql protocol(Dialect dialect, Sql url) {
        Functions functions = dialect.functions();
        Sql scheme = dialect.extracted(url, "^([A-Za-z][A-Za-z0-9+.-]*):");
        return Sql.format(
                "CASE WHEN {} - {} >= 4 THEN {} END", functions.byteLength(url), functions.byteLength(scheme), scheme);
    }

    private static Typed parameter(Call call, Place place, Compiler compiler) {
        String name = compiler.text(arg(call, 1), "The name of a parameter in quotes is expected");
        if (!PARAMETER.matcher(name).matches()) {
            throw compiler.error(
                    arg(call, 1).at(), "The name of a parameter has letters, digits, and the characters _ - . ~ and $");
        }
        String value = "[?#&]" + name.replaceAll("[.$]", "[$0]") + "=([^&#]*)";
        Dialect dialect = compiler.values().dialect();
        return orEmpty(call, place, compiler, url -> dialect.extracted(dialect.replaceAll(url, "^[^?#]+", ""), value));
    }
}
