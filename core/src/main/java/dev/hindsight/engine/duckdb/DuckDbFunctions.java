package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.function.UnaryOperator;

/** Functions of expressions on DuckDB. */
final class DuckDbFunctions implements Functions {
    /** Texts shorter than this may stand in a statement several times. */
    private static final int TRIVIAL = 100;

    @Override
    public Sql once(Sql value, UnaryOperator<Sql> body) {
        boolean trivial = value.text().length() < TRIVIAL && !value.text().contains("SELECT");
        return trivial
                ? body.apply(value)
                : Sql.format("list_transform([{}], lambda v: {})[1]", value, body.apply(Sql.of("v")));
    }

    @Override
    public Sql lower(Sql text) {
        return Sql.format("lower({})", text);
    }

    @Override
    public Sql upper(Sql text) {
        return Sql.format("upper({})", text);
    }

    @Override
    public Sql trim(Sql text) {
        // What it takes for spaces by itself are those of all scripts, such as the one that does not break.
        return Sql.format("trim({}, ' ')", text);
    }

    @Override
    public Sql trim(Sql text, boolean before) {
        return Sql.format((before ? "ltrim" : "rtrim") + "({}, ' ')", text);
    }

    @Override
    public Sql round(Sql number, int digits) {
        return Sql.format("round({}, " + digits + ")", number);
    }

    @Override
    public Sql numberText(Sql number) {
        // Its own texts have exponents from 1e16 on and below 1e-4, of at least two digits.
        String template = "(CASE WHEN {} > CAST('Infinity' AS DOUBLE) THEN 'nan'"
                + " WHEN abs({}) < 1e15 AND {} = trunc({}) THEN CAST(TRY_CAST({} AS BIGINT) AS VARCHAR)"
                + " WHEN abs({}) >= 1e15 AND abs({}) < 1e21 THEN " + plain(15)
                + " WHEN abs({}) >= 1e-6 AND abs({}) < 1e-4 THEN " + plain(24)
                + " ELSE regexp_replace(CAST({} AS VARCHAR), 'e[+]?(-?)0*', 'e\\1') END)";
        return Sql.format(template, Collections.nCopies(12, number).toArray(Sql[]::new));
    }

    /** Digits without an exponent, so many of them after the point, or without those that are zero. */
    private static String plain(int digits) {
        return "rtrim(rtrim(CAST(TRY_CAST(CAST({} AS VARCHAR) AS DECIMAL(38, " + digits + ")) AS VARCHAR), '0'), '.')";
    }

    @Override
    public Sql timeText(Sql timestamp) {
        return Sql.format("strftime({}, '%Y-%m-%d %H:%M:%S')", timestamp);
    }

    @Override
    public Sql localTime(Sql timestamp, String zoneId) {
        return zoneId.equals("UTC")
                ? timestamp
                : Sql.format("timezone({}, timezone('UTC', {}))", Sql.value(zoneId), timestamp);
    }

    @Override
    public Sql utcTime(Sql local, String zoneId) {
        return zoneId.equals("UTC") ? local : Sql.format("timezone('UTC', timezone({}, {}))", Sql.value(zoneId), local);
    }

    @Override
    public Sql startsWith(Sql text, Sql part) {
        return Sql.format("starts_with({}, {})", text, part);
    }

    @Override
    public Sql endsWith(Sql text, Sql part) {
        return Sql.format("ends_with({}, {})", text, part);
    }

    @Override
    public Sql position(Sql text, Sql part) {
        return Sql.format("strpos({}, {})", text, part);
    }

    @Override
    public Sql byteLength(Sql text) {
        return Sql.format("strlen({})", text);
    }

    @Override
    public Sql substring(Sql text, Sql from, Sql length) {
        // Its own goes backwards with a length below zero.
        Sql first = whole(from);
        Sql most = whole(length);
        return Sql.format(
                "(CASE WHEN {} < 0 THEN substring(left({}, {}), greatest(1, CASE WHEN {} < 0 THEN length({}) + 1 + {}"
                        + " ELSE {} END)) ELSE substring({}, {}, {}) END)",
                most,
                text,
                most,
                first,
                text,
                first,
                first,
                text,
                first,
                most);
    }

    /** Nothing is longer than a billion characters, and DuckDB takes no larger numbers here. */
    private static Sql whole(Sql number) {
        return Sql.format("CAST(greatest(-1000000000, least(1000000000, trunc({}))) AS BIGINT)", number);
    }

    @Override
    public Sql characters(Sql text) {
        return Sql.format("length({})", text);
    }

    @Override
    public Sql first(Sql text, Sql length) {
        return Sql.format("left({}, {})", text, whole(length));
    }

    @Override
    public Sql last(Sql text, Sql length) {
        return Sql.format("right({}, {})", text, whole(length));
    }

    @Override
    public Sql padded(Sql text, int length, String pad, boolean before) {
        return Sql.format((before ? "l" : "r") + "pad({}, " + length + ", {})", text, Sql.value(pad));
    }

    @Override
    public Sql reversed(Sql text) {
        // Its own takes what is written as one character for one, however many it is made of.
        return Sql.format(
                "(CASE WHEN {} IS NOT NULL THEN coalesce(array_to_string(list_reverse(regexp_extract_all({}, {})), ''), '')"
                        + " END)",
                text,
                text,
                Sql.value("(?s)."));
    }

    @Override
    public Sql later(Sql date, ChronoUnit unit, Sql amount) {
        return Sql.format(
                unit == ChronoUnit.DAYS
                        ? "({} + CAST({} AS INTEGER))"
                        : "CAST({} + to_months(CAST({} AS INTEGER)) AS DATE)",
                date,
                amount);
    }

    @Override
    public Sql atSecond(Sql seconds) {
        return Sql.format("make_timestamp(CAST({} AS BIGINT) * 1000000)", seconds);
    }

    @Override
    public Sql replace(Sql text, Sql part, Sql replacement) {
        return Sql.format("replace({}, {}, {})", text, part, replacement);
    }

    @Override
    public Sql firstMatch(Sql text, String pattern, boolean group) {
        return Sql.format("regexp_extract({}, {}, " + (group ? 1 : 0) + ")", text, Sql.value(pattern));
    }

    @Override
    public Sql truncated(ChronoUnit unit, Sql timestamp) {
        return Sql.format("date_trunc('" + Functions.name(unit) + "', {})", timestamp);
    }

    @Override
    public Sql difference(ChronoUnit unit, Sql from, Sql to) {
        if (unit == ChronoUnit.WEEKS) {
            // Its weeks are seven days, wherever they begin.
            return Sql.format("(date_diff('day', {}, {}) // 7)", truncated(unit, from), truncated(unit, to));
        }
        return Sql.format("date_diff('" + Functions.name(unit) + "', {}, {})", from, to);
    }

    @Override
    public Sql later(Sql timestamp, ChronoUnit unit, long amount) {
        return Sql.format("({} + INTERVAL '" + amount + " " + Functions.name(unit) + "')", timestamp);
    }

    @Override
    public Sql any(Sql value) {
        return Sql.format("any_value({})", value);
    }

    @Override
    public Sql atGreatest(Sql value, Sql by) {
        return Sql.format("arg_max({}, {})", value, by);
    }

    @Override
    public Sql atLeast(Sql value, Sql by) {
        return Sql.format("arg_min({}, {})", value, by);
    }

    @Override
    public Lists lists() {
        return new DuckDbLists();
    }

    @Override
    public Sql divided(Sql dividend, Sql divisor) {
        return Sql.format("({} / {})", dividend, divisor);
    }

    @Override
    public Sql modulo(Sql dividend, Sql divisor) {
        // Of a division by an infinity everything would be left.
        return Sql.format("({} % {} + {} * 0)", dividend, divisor, divisor);
    }

    @Override
    public Sql finite(Sql number) {
        return Sql.format("(CASE WHEN isfinite(CAST({} AS DOUBLE)) THEN CAST({} AS DOUBLE) END)", number, number);
    }
}
