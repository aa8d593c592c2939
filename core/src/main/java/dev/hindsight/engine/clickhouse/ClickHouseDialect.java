package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The SQL of ClickHouse. */
final class ClickHouseDialect implements Dialect {
    /** Elsewhere a dot is no end of a line. */
    private static final String DOT = "(?-s)";

    private static final Sql VERSION =
            Sql.value(DOT + "^v?([0-9]{1,15})(?:[.]([0-9]{1,15}))?(?:[.]([0-9]{1,15}))?(?:[-+.].*)?$");

    /** Where an event is in time. Elsewhere UUIDs are in the order of their digits; ClickHouse begins with the second half. */
    private static final String PLACE = "(e.timestamp, UUIDStringToNum(toString(e.uuid)))";

    private final boolean materializes;
    private final PropertyPlaces properties;

    /**
     * The SQL for one server.
     *
     * @param materializes whether it can calculate a common table once for all who read it
     */
    ClickHouseDialect(boolean materializes, PropertyPlaces properties) {
        this.materializes = materializes;
        this.properties = properties;
    }

    static Sql pattern(String pattern) {
        return Sql.value(DOT + pattern);
    }

    @Override
    public String once() {
        return materializes ? "MATERIALIZED" : "";
    }

    @Override
    public Sql nullable(Sql value) {
        return Sql.format("toNullable({})", value);
    }

    @Override
    public Sql date(Sql value) {
        return Sql.format("toDate32({})", value);
    }

    @Override
    public Sql days(Sql date, Sql since) {
        return Sql.format("(toInt32({}) - toInt32({}))", date, since);
    }

    @Override
    public Sql time(Sql value) {
        return value;
    }

    @Override
    public Sql numbers(String column, long first, long count) {
        return Sql.of("(SELECT toInt64(number) AS " + column + " FROM numbers(" + first + ", " + count + ")) numbers");
    }

    @Override
    public Sql eventProperty(String key) {
        return properties.ofEvent(key);
    }

    @Override
    public Sql eventDocument() {
        return Sql.of("e.properties");
    }

    @Override
    public Sql personDocument() {
        return Sql.of("p.properties");
    }

    @Override
    public Sql personProperty(String key) {
        return properties.ofPerson(key);
    }

    @Override
    public Sql ofPerson(Sql value, Sql project) {
        return PersonValues.of(value);
    }

    @Override
    public Sql eventProperty(List<String> path) {
        return path.size() == 1
                ? eventProperty(path.get(0))
                : DeepText.of(eventDocument(), eventProperty(path.get(0)), path);
    }

    @Override
    public Sql personProperty(List<String> path) {
        return path.size() == 1
                ? personProperty(path.get(0))
                : DeepText.of(personDocument(), personProperty(path.get(0)), path);
    }

    @Override
    public Sql version(Sql text) {
        return Sql.format(
                "if(match({}, {}), concat({}, {}, {}), NULL)",
                text,
                VERSION,
                versionPart(text, 1),
                versionPart(text, 2),
                versionPart(text, 3));
    }

    /** As many digits for each part, so that texts are ordered as versions are. */
    private static Sql versionPart(Sql text, int part) {
        return Sql.format("leftPad(regexpExtract({}, {}, " + part + "), 15, '0')", text, VERSION);
    }

    @Override
    public Sql version(long major, long minor, long patch) {
        return Sql.value(String.format(Locale.ROOT, "%015d%015d%015d", major, minor, patch));
    }

    @Override
    public Functions functions() {
        return new ClickHouseFunctions();
    }

    @Override
    public Sql number(Sql text) {
        Sql number = Sql.format("toFloat64OrNull(trim(BOTH ' \\t\\n\\x0B\\f\\r' FROM {}))", text);
        // NaN and the infinities are numbers to ClickHouse and none to JSON.
        return Sql.format("if(isFinite({}), {}, NULL)", number, number);
    }

    @Override
    public Sql instant(Sql text, String zoneId) {
        return ClickHouseTimes.instant(text, zoneId);
    }

    @Override
    public Sql matches(Sql text, String pattern) {
        return Sql.format("match({}, {})", text, pattern(pattern));
    }

    @Override
    public Sql like(Sql text, String pattern) {
        return Sql.format("ilike({}, {})", text, Sql.value(likePattern(pattern)));
    }

    @Override
    public Sql likeWithCase(Sql text, String pattern) {
        return Sql.format("like({}, {})", text, Sql.value(likePattern(pattern)));
    }

    /** A {@code \} makes any character stand for itself; to ClickHouse it is only the special ones. */
    private static String likePattern(String pattern) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "%_\\".indexOf(pattern.charAt(i + 1)) < 0) {
                continue;
            }
            plain.append(c);
            if (c == '\\' && i + 1 < pattern.length()) {
                plain.append(pattern.charAt(++i));
            }
        }
        return plain.toString();
    }

    @Override
    public Sql extracted(Sql text, String pattern) {
        // Without a match, regexpExtract gives an empty text.
        return Sql.format(
                "if(match({}, {}), regexpExtract({}, {}, 1), NULL)", text, pattern(pattern), text, pattern(pattern));
    }

    @Override
    public Sql anyExtracted(Sql text, String pattern, UnaryOperator<Sql> condition) {
        return Sql.format(
                "if({} IS NULL, NULL, arrayExists(found -> coalesce({}, FALSE), extractAll(ifNull({}, ''), {})))",
                text,
                condition.apply(Sql.of("found")),
                text,
                pattern(pattern));
    }

    @Override
    public Sql allExtracted(Sql text, String pattern) {
        return Sql.format("CAST(extractAll(ifNull({}, ''), {}) AS Array(Nullable(String)))", text, pattern(pattern));
    }

    @Override
    public Sql lookedUp(Sql table, Sql key) {
        // A query within a query must not depend on the row outside: it gives all of the table, once.
        Sql all = Sql.format(
                "(SELECT (groupArray(assumeNotNull(t.id)), groupArray(assumeNotNull(t.value))) FROM ({}) t"
                        + " WHERE t.value IS NOT NULL)",
                table);
        return Sql.format(
                "transform(ifNull({}, ''), tupleElement({}, 1), tupleElement({}, 2), CAST(NULL AS Nullable(String)))",
                key,
                all,
                all);
    }

    @Override
    public Sql containsIgnoringCase(Sql text, String part) {
        return Sql.format("(position(lowerUTF8({}), lowerUTF8({})) > 0)", text, Sql.value(part));
    }

    @Override
    public Sql replaceAll(Sql text, String pattern, String replacement) {
        return Sql.format("replaceRegexpAll({}, {}, {})", text, pattern(pattern), Sql.value(replacement));
    }

    @Override
    public Sql quantile(Sql value, double fraction) {
        // quantileExactInclusive holds all values, too, but puts the fraction between two of them in other words: the
        // 0.9 of
        // 5, 5 and 15 is 12.999999999999998 to it.
        Sql sorted = Sql.format("arraySort(groupArray(toFloat64({})))", value);
        String rank = "(length({}) - 1) * " + fraction;
        return Sql.format(
                "if(length({}) = 0, NULL, {}[toInt64(floor(" + rank + ")) + 1] + ({}[toInt64(ceil(" + rank
                        + ")) + 1] - {}[toInt64(floor(" + rank + ")) + 1]) * (" + rank + " - floor(" + rank + ")))",
                Collections.nCopies(9, sorted).toArray(Sql[]::new));
    }

    @Override
    public Sql earliest(Sql value) {
        return Sql.format("argMin({}, " + PLACE + ")", value);
    }

    @Override
    public Sql latest(Sql value) {
        return Sql.format("argMax({}, " + PLACE + ")", value);
    }

    @Override
    public Sql inTime() {
        return Sql.of(PLACE);
    }

    @Override
    public Sql prefix(Sql text, int length) {
        return Sql.format("leftUTF8({}, " + length + ")", text);
    }

    @Override
    public Sql localDate(Sql timestamp, Sql offsetMicros) {
        if (offsetMicros.text().equals("0")) {
            return Sql.format("toDate32({})", timestamp);
        }
        return Sql.format("toDate32({})", ClickHouseTimes.later(timestamp, offsetMicros));
    }

    @Override
    public Sql epochMicros(Sql timestamp) {
        return Sql.format("toUnixTimestamp64Micro({})", timestamp);
    }

    @Override
    public Sql weekStart(Sql date, int firstDay) {
        return Sql.format("({} - (toDayOfWeek({}) + 7 - " + firstDay + ") % 7)", date, date);
    }

    @Override
    public Sql monthStart(Sql date) {
        return Sql.format("toStartOfMonth({})", date);
    }

    @Override
    public Sql monthNumber(Sql date) {
        return Sql.format("(toInt64(toYear({})) * 12 + toMonth({}))", date, date);
    }

    @Override
    public Sql quarterStart(Sql date) {
        return Sql.format("toStartOfQuarter({})", date);
    }

    @Override
    public Sql yearStart(Sql date) {
        return Sql.format("toStartOfYear({})", date);
    }

    @Override
    public Sql sampled(Sql text, int millionths) {
        // MD5 is the same on every engine; its first four bytes are a number with the highest byte first.
        return Sql.format(
                "(reinterpretAsUInt32(reverse(substring(MD5({}), 1, 4))) % 1000000 < " + millionths + ")", text);
    }

    @Override
    public Sql floorDivide(Sql dividend, long divisor) {
        // Division cuts towards zero, which is down for what is not negative.
        long multiples = MOST_DIVIDED / divisor + 1;
        return Sql.format(
                "(intDiv(toInt64({}) + " + multiples * divisor + ", " + divisor + ") - toInt64(" + multiples + "))",
                dividend);
    }

    @Override
    public Sql bit(Sql index) {
        return Sql.format("bitShiftLeft(toInt64(1), toUInt8({}))", index);
    }

    @Override
    public Sql bitOr(Sql number) {
        return Sql.format("groupBitOr({})", number);
    }

    @Override
    public Optional<Sql> sortedNumbers(Sql number, int same) {
        Sql sorted = Sql.format("arraySort(groupArray({}))", number);
        Sql wanted = same == 0
                ? sorted
                : Sql.format(
                        // The first and the last stand beside something else.
                        "arrayFilter((v, before, after) -> bitAnd(bitXor(v, before), " + ((1L << same) - 1)
                                + ") <> 0 OR bitAnd(bitXor(v, after), " + ((1L << same) - 1) + ") <> 0, {},"
                                + " arrayPushFront(arrayPopBack({}), bitXor({}[1], 1)),"
                                + " arrayPushBack(arrayPopFront({}), bitXor({}[-1], 1)))",
                        sorted,
                        sorted,
                        sorted,
                        sorted,
                        sorted);
        // The driver boxes each number of a list, and takes a text's bytes for characters.
        // All else that makes a text of bytes leaves zeros at its end out.
        return Optional.of(Sql.format("base64Encode(formatRow('RowBinary', {}))", wanted));
    }

    @Override
    public Sql listedNumbers(List<String> columns, List<String> lists) {
        List<Sql> arrays = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            arrays.add(numbers(lists.get(i)));
        }
        return listed(columns, arrays);
    }

    @Override
    public Sql listedTexts(String texts, String json, String numbers, String list) {
        return listed(List.of(texts, numbers), List.of(Sql.of("JSONExtract(?, 'Array(String)')", json), numbers(list)));
    }

    private static Sql numbers(String list) {
        return Sql.of(
                "arrayMap(digits -> toInt64(digits), arrayFilter(digits -> digits <> '', splitByChar(',', ?)))", list);
    }

    private static Sql listed(List<String> columns, List<Sql> arrays) {
        List<Sql> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(Sql.of("listed." + (i + 1) + " AS " + columns.get(i)));
        }
        return Sql.format(
                "(SELECT {} FROM (SELECT arrayJoin(arrayZip({})) AS listed))",
                Sql.join(", ", named),
                Sql.join(", ", arrays));
    }

    @Override
    public Sql isoWeekday(Sql date) {
        return Sql.format("toDayOfWeek({})", date);
    }
}
