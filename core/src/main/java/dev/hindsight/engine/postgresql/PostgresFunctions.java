package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Functions of expressions on PostgreSQL. */
final class PostgresFunctions implements Functions {
    /** Texts shorter than this may stand in a statement several times. */
    private static final int TRIVIAL = 100;

    /**
     * Aggregates and windows. In a query of its own they would be of its one row: windows always, and aggregates that name no
     * column of the rows outside, such as {@code count(*)}.
     */
    private static final Pattern OF_MANY_ROWS = Pattern.compile(
            "\\b(count|sum|avg|min|max|array_agg|percentile_cont|(stddev|var)_(pop|samp)|corr|bit_or|bool_(and|or))\\("
                    + "|\\bOVER \\(");

    /** How long such a value is at most, because it then stands in a statement several times. */
    private static final int LONGEST = 20_000;

    private final String cases;

    /** @param cases the clause of a collation that knows upper and lower case */
    PostgresFunctions(String cases) {
        this.cases = cases;
    }

    @Override
    public Sql once(Sql value, UnaryOperator<Sql> body) {
        boolean trivial = value.text().length() < TRIVIAL && !value.text().contains("SELECT");
        if (!trivial && OF_MANY_ROWS.matcher(value.text()).find()) {
            if (value.text().length() > LONGEST) {
                throw HindsightException.invalid(
                        null,
                        "This calculates too much with values of many rows at once. Calculate them in a subquery.");
            }
            return body.apply(value);
        }
        // OFFSET keeps the planner from writing the value in everywhere.
        return trivial
                ? body.apply(value)
                : Sql.format("(SELECT {} FROM (SELECT {} AS v OFFSET 0) once)", body.apply(Sql.of("v")), value);
    }

    @Override
    public Sql lower(Sql text) {
        return Sql.format("(lower({}" + cases + ") COLLATE \"C\")", text);
    }

    @Override
    public Sql upper(Sql text) {
        return Sql.format("(upper({}" + cases + ") COLLATE \"C\")", text);
    }

    @Override
    public Sql trim(Sql text) {
        return Sql.format("trim({})", text);
    }

    @Override
    public Sql trim(Sql text, boolean before) {
        return Sql.format((before ? "ltrim" : "rtrim") + "({})", text);
    }

    @Override
    public Sql round(Sql number, int digits) {
        // Its own of 64-bit floats takes no digits and goes to the even one of two neighbours.
        String factor = "1e" + digits;
        return Sql.format(
                "(CASE WHEN abs({}) * " + factor + " >= 4503599627370496 THEN {} ELSE sign({}) * floor(abs({}) * CAST("
                        + factor + " AS DOUBLE PRECISION) + 0.5) / CAST(" + factor + " AS DOUBLE PRECISION) END)",
                number,
                number, // has no more digits than it keeps
                number,
                number);
    }

    @Override
    public Sql numberText(Sql number) {
        // Its own texts have exponents from 1e15 on and below 1e-4, of at least two digits; exact numbers have none.
        String text = "CAST(CAST({} AS DOUBLE PRECISION) AS VARCHAR)";
        String template = "((CASE WHEN {} > CAST('Infinity' AS DOUBLE PRECISION) THEN 'nan'"
                + " WHEN abs({}) < 1e15 AND {} = trunc({}) THEN CAST(CAST({} AS BIGINT) AS VARCHAR)"
                + " WHEN abs({}) >= 1e-6 AND abs({}) < 1e21 THEN CAST(CAST(" + text + " AS NUMERIC) AS VARCHAR)"
                + " WHEN abs({}) = CAST('Infinity' AS DOUBLE PRECISION) THEN CASE WHEN {} > 0 THEN 'inf' ELSE '-inf' END"
                + " ELSE regexp_replace(" + text + ", 'e[+]?(-?)0*', 'e\\1') END) COLLATE \"C\")";
        return Sql.format(template, Collections.nCopies(11, number).toArray(Sql[]::new));
    }

    @Override
    public Sql timeText(Sql timestamp) {
        return Sql.format("(to_char({}, 'YYYY-MM-DD HH24:MI:SS') COLLATE \"C\")", timestamp);
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
        return Sql.format("(right({}, length({})) = {})", text, part, part);
    }

    @Override
    public Sql position(Sql text, Sql part) {
        return Sql.format("strpos({}, {})", text, part);
    }

    @Override
    public Sql byteLength(Sql text) {
        return Sql.format("octet_length({})", text);
    }

    @Override
    public Sql substring(Sql text, Sql from, Sql length) {
        // From below zero is from the end, and nothing begins before the first character, but there is room for it.
        return once(
                Sql.format(
                        "CASE WHEN {} < 0 THEN length({}) + 1 + {} ELSE {} END",
                        whole(from),
                        text,
                        whole(from),
                        whole(from)),
                first -> Sql.format(
                        "(CASE WHEN {} < 0 THEN substring(left({}, {}), greatest(1, {}))"
                                + " ELSE substring({}, {}, greatest(0, {})) END)",
                        whole(length),
                        text,
                        whole(length),
                        first,
                        text,
                        first,
                        whole(length)));
    }

    /** Nothing is longer than a billion characters. */
    private static Sql whole(Sql number) {
        return Sql.format("CAST(greatest(-1000000000, least(1000000000, trunc({}))) AS INTEGER)", number);
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
        return Sql.format("reverse({})", text);
    }

    @Override
    public Sql later(Sql date, ChronoUnit unit, Sql amount) {
        return Sql.format(
                unit == ChronoUnit.DAYS
                        ? "({} + CAST({} AS INTEGER))"
                        : "CAST({} + CAST({} AS INTEGER) * INTERVAL '1 month' AS DATE)",
                date,
                amount);
    }

    @Override
    public Sql atSecond(Sql seconds) {
        return Sql.format("(TIMESTAMP '1970-01-01' + CAST({} AS BIGINT) * INTERVAL '1 second')", seconds);
    }

    @Override
    public Sql replace(Sql text, Sql part, Sql replacement) {
        return Sql.format("replace({}, {}, {})", text, part, replacement);
    }

    @Override
    public Sql firstMatch(Sql text, String pattern, boolean group) {
        return Sql.format(
                "(CASE WHEN {} IS NOT NULL THEN coalesce((regexp_match({}" + cases
                        + ", {}))[1], '') COLLATE \"C\" END)",
                text,
                text,
                Sql.value(RegexSyntax.toTake(pattern, !group)));
    }

    @Override
    public Sql truncated(ChronoUnit unit, Sql timestamp) {
        return Sql.format("date_trunc('" + Functions.name(unit) + "', {})", timestamp);
    }

    @Override
    public Sql difference(ChronoUnit unit, Sql from, Sql to) {
        Sql first = truncated(unit, from);
        Sql last = truncated(unit, to);
        return switch (unit) {
            case YEARS -> Sql.format("(date_part('year', {}) - date_part('year', {}))", last, first);
            case MONTHS ->
                Sql.format(
                        "((date_part('year', {}) * 12 + date_part('month', {}))"
                                + " - (date_part('year', {}) * 12 + date_part('month', {})))",
                        last,
                        last,
                        first,
                        first);
            default ->
                Sql.format(
                        "round(date_part('epoch', {} - {}) / "
                                + unit.getDuration().toSeconds() + ")",
                        last,
                        first);
        };
    }

    @Override
    public Sql later(Sql timestamp, ChronoUnit unit, long amount) {
        return Sql.format("({} + INTERVAL '" + amount + " " + Functions.name(unit) + "')", timestamp);
    }

    @Override
    public Sql any(Sql value) {
        return Sql.format("(array_agg({}) FILTER (WHERE {} IS NOT NULL))[1]", value, value);
    }

    @Override
    public Sql atGreatest(Sql value, Sql by) {
        return at(value, by, "DESC");
    }

    @Override
    public Sql atLeast(Sql value, Sql by) {
        return at(value, by, "ASC");
    }

    private static Sql at(Sql value, Sql by, String order) {
        return Sql.format(
                "(array_agg({} ORDER BY {} " + order + ") FILTER (WHERE {} IS NOT NULL AND {} IS NOT NULL))[1]",
                value,
                by,
                value,
                by);
    }

    @Override
    public Lists lists() {
        return new PostgresLists();
    }

    @Override
    public Sql divided(Sql dividend, Sql divisor) {
        return once(
                divisor,
                by -> Sql.format(
                        "(CASE WHEN {} <> 0 THEN {} / {} ELSE {} * CAST('Infinity' AS DOUBLE PRECISION) END)",
                        by,
                        dividend,
                        by,
                        dividend));
    }

    @Override
    public Sql modulo(Sql dividend, Sql divisor) {
        // Only exact numbers have a rest here.
        return once(
                divisor,
                by -> Sql.format(
                        "(CASE WHEN {} <> 0 THEN {} - {} * trunc({} / {})"
                                + " WHEN {} = 0 THEN CAST('NaN' AS DOUBLE PRECISION) END)",
                        by,
                        dividend,
                        by,
                        dividend,
                        by,
                        by));
    }

    @Override
    public Sql finite(Sql number) {
        return Sql.format(
                "(CASE WHEN CAST({} AS DOUBLE PRECISION) NOT IN ('NaN', 'Infinity', '-Infinity')"
                        + " THEN CAST({} AS DOUBLE PRECISION) END)",
                number,
                number);
    }
}
