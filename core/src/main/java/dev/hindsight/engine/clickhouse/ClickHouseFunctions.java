package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Functions of expressions on ClickHouse. */
final class ClickHouseFunctions implements Functions {
    /** Texts shorter than this may stand in a statement several times. */
    private static final int TRIVIAL = 60;

    @Override
    public Sql once(Sql value, UnaryOperator<Sql> body) {
        return bound(value, "v", body);
    }

    /** What a body makes of a value that is calculated once, under a name that the value does not use. */
    static Sql bound(Sql value, String name, UnaryOperator<Sql> body) {
        boolean trivial = value.text().length() < TRIVIAL && !value.text().contains("SELECT");
        return trivial
                ? body.apply(value)
                : Sql.format("arrayMap(" + name + " -> {}, [{}])[1]", body.apply(Sql.of(name)), value);
    }

    @Override
    public Sql lower(Sql text) {
        return Sql.format("lowerUTF8({})", text);
    }

    @Override
    public Sql upper(Sql text) {
        return Sql.format("upperUTF8({})", text);
    }

    @Override
    public Sql trim(Sql text) {
        return Sql.format("trimBoth({})", text);
    }

    @Override
    public Sql trim(Sql text, boolean before) {
        return Sql.format((before ? "trimLeft" : "trimRight") + "({})", text);
    }

    @Override
    public Sql round(Sql number, int digits) {
        // ClickHouse's own goes to the even one of two neighbours.
        String factor = "1e" + digits;
        return Sql.format(
                "multiIf(abs({}) * " + factor + " >= 4503599627370496, {}, {} < 0, -floor(-{} * " + factor
                        + " + 0.5) / " + factor + ", floor({} * " + factor + " + 0.5) / " + factor + ")",
                number,
                number, // has no more digits than it keeps
                number,
                number,
                number);
    }

    @Override
    public Sql numberText(Sql number) {
        return Sql.format(
                "if(abs({}) < 1e15 AND {} = trunc({}), toString(toInt64({})), toString({}))",
                number,
                number,
                number,
                number,
                number);
    }

    @Override
    public Sql timeText(Sql timestamp) {
        return Sql.format("formatDateTime({}, '%Y-%m-%d %H:%i:%S')", timestamp);
    }

    @Override
    public Sql localTime(Sql timestamp, String zoneId) {
        return ClickHouseTimes.localTime(timestamp, zoneId);
    }

    @Override
    public Sql utcTime(Sql local, String zoneId) {
        return ClickHouseTimes.utcTime(local, zoneId);
    }

    @Override
    public Sql startsWith(Sql text, Sql part) {
        return Sql.format("startsWith({}, {})", text, part);
    }

    @Override
    public Sql endsWith(Sql text, Sql part) {
        return Sql.format("endsWith({}, {})", text, part);
    }

    @Override
    public Sql position(Sql text, Sql part) {
        return Sql.format("positionUTF8({}, {})", text, part);
    }

    @Override
    public Sql byteLength(Sql text) {
        return Sql.format("length({})", text);
    }

    @Override
    public Sql substring(Sql text, Sql from, Sql length) {
        // Nothing is before the first character, but there is room for it.
        return bound(
                whole(from),
                "f",
                first -> bound(
                        whole(length),
                        "l",
                        most -> Sql.format(
                                "substringUTF8({}, if({} = 0, 1, {}), if({} = 0 AND {} > 0, {} - 1, {}))",
                                text,
                                first,
                                first,
                                first,
                                most,
                                most,
                                most)));
    }

    /** Nothing is longer than a billion characters. */
    private static Sql whole(Sql number) {
        return Sql.format(
                "toInt64(if(isNaN(toFloat64({})), 1e9, greatest(-1e9, least(1e9, trunc(toFloat64({}))))))",
                number,
                number);
    }

    @Override
    public Sql characters(Sql text) {
        return Sql.format("lengthUTF8({})", text);
    }

    @Override
    public Sql first(Sql text, Sql length) {
        return Sql.format("leftUTF8({}, {})", text, whole(length));
    }

    @Override
    public Sql last(Sql text, Sql length) {
        return Sql.format("rightUTF8({}, {})", text, whole(length));
    }

    @Override
    public Sql padded(Sql text, int length, String pad, boolean before) {
        return Sql.format((before ? "left" : "right") + "PadUTF8({}, " + length + ", {})", text, Sql.value(pad));
    }

    @Override
    public Sql reversed(Sql text) {
        return Sql.format("reverseUTF8({})", text);
    }

    @Override
    public Sql later(Sql date, ChronoUnit unit, Sql amount) {
        return Sql.format((unit == ChronoUnit.DAYS ? "addDays" : "addMonths") + "({}, {})", date, amount);
    }

    @Override
    public Sql atSecond(Sql seconds) {
        return Sql.format("fromUnixTimestamp64Micro(toInt64({}) * 1000000, 'UTC')", seconds);
    }

    @Override
    public Sql replace(Sql text, Sql part, Sql replacement) {
        return Sql.format("replaceAll({}, {}, {})", text, part, replacement);
    }

    @Override
    public Sql firstMatch(Sql text, String pattern, boolean group) {
        return Sql.format("regexpExtract({}, {}, " + (group ? 1 : 0) + ")", text, ClickHouseDialect.pattern(pattern));
    }

    @Override
    public Sql truncated(ChronoUnit unit, Sql timestamp) {
        return Sql.format("toDateTime64(dateTrunc('" + Functions.name(unit) + "', {}), 6, 'UTC')", timestamp);
    }

    @Override
    public Sql difference(ChronoUnit unit, Sql from, Sql to) {
        return Sql.format("dateDiff('" + Functions.name(unit) + "', {}, {})", from, to);
    }

    @Override
    public Sql later(Sql timestamp, ChronoUnit unit, long amount) {
        return Sql.format("({} + toInterval" + capital(Functions.name(unit)) + "(" + amount + "))", timestamp);
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public Sql any(Sql value) {
        return Sql.format("any({})", value);
    }

    @Override
    public Sql atGreatest(Sql value, Sql by) {
        return Sql.format("argMax({}, {})", value, by);
    }

    @Override
    public Sql atLeast(Sql value, Sql by) {
        return Sql.format("argMin({}, {})", value, by);
    }

    @Override
    public Lists lists() {
        return new ClickHouseLists();
    }

    @Override
    public Sql divided(Sql dividend, Sql divisor) {
        return Sql.format("({} / {})", dividend, divisor);
    }

    @Override
    public Sql modulo(Sql dividend, Sql divisor) {
        return Sql.format("if({} = 0, nan, modulo({}, {}))", divisor, dividend, divisor);
    }

    @Override
    public Sql comparable(Sql number) {
        return number;
    }

    @Override
    public Sql finite(Sql number) {
        return Sql.format("if(isFinite(toFloat64({})), toFloat64({}), NULL)", number, number);
    }
}
