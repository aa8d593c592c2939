package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyTexts;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The text of what lies in a property. ClickHouse's own functions of JSON write numbers, lists and objects anew, in another form
 * than {@link PropertyTexts}, and understand nothing of a document with a whole number of more than 64 bits in it. So they are
 * asked for what they keep, and all else is cut out of the text that was stored.
 */
final class DeepText {
    /** What a JSON text without spaces is made of: texts, other values, and the signs around them. */
    private static final String TOKEN = "\"(?:[^\"\\\\]|\\\\.)*\"|[^\",:\\[\\]{}]+|[,:\\[\\]{}]";

    /** An index of a list, or a key of an object like any other. */
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    private DeepText() {}

    /**
     * The text at the end of a path; null where there is nothing, or JSON null.
     *
     * @param document the JSON as it came
     * @param text of the property, whose key is the first of the path
     * @param path keys of objects and indexes of lists, from 0; at least two
     */
    static Sql of(Sql document, Sql text, List<String> path) {
        Sql known = Sql.format("ifNull({}, '')", text);
        List<String> rest = path.subList(1, path.size());
        Sql at = Sql.join(", ", rest.stream().map(Sql::value).toList());
        Sql type = Sql.format("JSONType({}, {})", known, at);
        Sql cut = cut(known, rest);
        boolean ofLists = rest.stream().anyMatch(DeepText::isIndex);
        Sql nothing = ofLists
                ? Sql.of("FALSE")
                : Sql.format("{} = 'Null' AND isValidJSON({})", type, known); // an index is no key to ClickHouse
        return Sql.format(
                "multiIf(NOT ({}), NULL, {} = 'String', JSONExtractString({}, {}), {} IN ('Int64', 'UInt64', 'Bool'),"
                        + " JSONExtractRaw({}, {}), {} = 'Double', {}, {}, NULL, {})",
                isContainer(document, known, path.get(0)),
                type,
                known,
                at,
                type,
                known,
                at,
                type,
                number(Sql.format("JSONExtractFloat({}, {})", known, at)),
                nothing,
                cut);
    }

    /** Whether a property is an object or a list, and no text that looks like one. */
    private static Sql isContainer(Sql document, Sql text, String key) {
        String named = Pattern.quote(PropertyTexts.quoted(key));
        return Sql.format(
                "match({}, '^[{[]') AND (JSONType({}, {}) IN ('Object', 'Array')"
                        + " OR NOT isValidJSON({}) AND match({}, {}))",
                text,
                document,
                Sql.value(key),
                document, // with a number that is too long
                document,
                Sql.value(named + "\\s*:\\s*[{\\[]"));
    }

    private static boolean isIndex(String key) {
        return INDEX.matcher(key).matches();
    }

    /** The shortest text of a float, which has a point or an exponent. */
    private static Sql number(Sql number) {
        return Sql.format("concat(toString({}), if(match(toString({}), '^-?[0-9]+$'), '.0', ''))", number, number);
    }

    private static Sql cut(Sql text, List<String> path) {
        Sql tokens = Sql.format("extractAll({}, {})", text, Sql.value(TOKEN));
        for (int i = 0; i < path.size(); i++) {
            tokens = inside(tokens, path.get(i), Integer.toString(i));
        }
        return bound(
                Sql.format("arrayStringConcat({})", tokens),
                "cut",
                cut -> Sql.format(
                        "multiIf({} IN ('', 'null'), NULL, startsWith({}, '\"'), JSONExtractString({}), {})",
                        cut,
                        cut,
                        cut,
                        cut));
    }

    /** The tokens of what is in an object or a list; none where there is nothing. */
    private static Sql inside(Sql tokens, String key, String step) {
        return bound(
                tokens,
                "whole" + step,
                whole -> bound(
                        Sql.format(
                                "arrayCumSum(arrayMap(token -> multiIf(token IN ('{', '['), 1, token IN ('}', ']'), -1, 0), {}))",
                                whole),
                        "depth" + step,
                        depth -> bound(
                                first(whole, depth, key),
                                "first" + step,
                                first -> Sql.format(
                                        "if({} = 0, [], arraySlice({}, {}, arrayFirstIndex((token, nested, place) ->"
                                                + " place >= {} AND (nested = 0 OR nested = 1 AND token = ','), {}, {},"
                                                + " arrayEnumerate({})) - {}))",
                                        first,
                                        whole,
                                        first,
                                        first,
                                        whole,
                                        depth,
                                        whole,
                                        first))));
    }

    /** The place of the first token in it; 0 when it is not there. */
    private static Sql first(Sql whole, Sql depth, String key) {
        Sql place = Sql.format(
                "arrayFirstIndex((token, nested, before) -> nested = 1 AND token = {} AND before IN ('{', ','), {}, {},"
                        + " arrayPushFront(arrayPopBack({}), ''))",
                Sql.value(PropertyTexts.quoted(key)),
                whole,
                depth,
                whole);
        // Behind the key there is a colon.
        Sql ofObject = Sql.format("if({} = 0, 0, {} + 2)", place, place);
        return Sql.format(
                "multiIf({}[1] = '{', {}, {}[1] = '[', {}, 0)", whole, ofObject, whole, ofList(whole, depth, key));
    }

    private static Sql ofList(Sql whole, Sql depth, String key) {
        if (!isIndex(key) || key.equals("0")) {
            return Sql.of(isIndex(key) ? "2" : "0");
        }
        Sql comma = Sql.format(
                "arrayFilter((place, token, nested) -> nested = 1 AND token = ',', arrayEnumerate({}), {}, {})[" + key
                        + "]",
                whole,
                whole,
                depth);
        return Sql.format("if({} = 0, 0, {} + 1)", comma, comma);
    }

    private static Sql bound(Sql value, String name, UnaryOperator<Sql> body) {
        return Sql.format("arrayMap(" + name + " -> {}, [{}])[1]", body.apply(Sql.of(name)), value);
    }
}
