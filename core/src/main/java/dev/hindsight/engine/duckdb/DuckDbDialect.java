package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The SQL of DuckDB. */
final class DuckDbDialect implements Dialect {
    /** An offset at the end of a date and time: {@code Z}, {@code +02}, {@code +0200}, {@code +02:00}. */
    private static final String WITH_OFFSET = "[0-9]:[0-9]{2}.*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$";

    private static final String VERSION = "^v?([0-9]{1,15})(?:[.]([0-9]{1,15}))?(?:[.]([0-9]{1,15}))?(?:[-+.].*)?$";

    private final PromotedColumns promoted;

    DuckDbDialect(PromotedColumns promoted) {
        this.promoted = promoted;
    }

    @Override
    public String once() {
        return "MATERIALIZED";
    }

    @Override
    public Sql nullable(Sql value) {
        return value;
    }

    @Override
    public Sql date(Sql value) {
        return Sql.format("CAST({} AS DATE)", value);
    }

    @Override
    public Sql days(Sql date, Sql since) {
        return Sql.format("({} - {})", date, since);
    }

    @Override
    public Sql time(Sql value) {
        return Sql.format("CAST({} AS TIMESTAMP)", value);
    }

    @Override
    public Sql numbers(String column, long first, long count) {
        return Sql.of("range(" + first + ", " + (first + count) + ") numbers(" + column + ")");
    }

    @Override
    public Sql eventProperty(String key) {
        return promoted.columnOf(key)
                .map(column -> Sql.of("e." + column))
                .orElseGet(() -> Sql.of("(e.properties ->> ?)", PropertyPath.of(key)));
    }

    @Override
    public Sql eventDocument() {
        return Sql.of("CAST(e.properties AS VARCHAR)");
    }

    @Override
    public Sql personDocument() {
        return Sql.of("CAST(p.properties AS VARCHAR)");
    }

    @Override
    public Sql personProperty(String key) {
        return Sql.of("(p.properties ->> ?)", PropertyPath.of(key));
    }

    @Override
    public Sql ofPerson(Sql value, Sql project) {
        return Sql.format("(SELECT {} FROM persons p WHERE p.project_id = {} AND p.id = e.person_id)", value, project);
    }

    @Override
    public Sql eventProperty(List<String> path) {
        return path.size() == 1 ? eventProperty(path.get(0)) : Sql.of("(e.properties ->> ?)", PropertyPath.of(path));
    }

    @Override
    public Sql personProperty(List<String> path) {
        return Sql.of("(p.properties ->> ?)", PropertyPath.of(path));
    }

    @Override
    public Sql version(Sql text) {
        return Sql.format(
                "(CASE WHEN regexp_matches({}, '" + VERSION + "') THEN {} || {} || {} END)",
                text,
                versionPart(text, 1),
                versionPart(text, 2),
                versionPart(text, 3));
    }

    /** As many digits for each part, so that texts are ordered as versions are. */
    private static Sql versionPart(Sql text, int part) {
        return Sql.format("lpad(regexp_extract({}, '" + VERSION + "', " + part + "), 15, '0')", text);
    }

    @Override
    public Sql version(long major, long minor, long patch) {
        return Sql.value(String.format(Locale.ROOT, "%015d%015d%015d", major, minor, patch));
    }

    @Override
    public Functions functions() {
        return new DuckDbFunctions();
    }

    @Override
    public Sql number(Sql text) {
        // NaN and the infinities are numbers to DuckDB and none to JSON.
        return Sql.format("(CASE WHEN isfinite(TRY_CAST({} AS DOUBLE)) THEN TRY_CAST({} AS DOUBLE) END)", text, text);
    }

    @Override
    public Sql instant(Sql text, String zoneId) {
        // A cast to TIMESTAMP would drop the offset and keep the clock time. Times that no calendar of ours knows, and
        // the
        // infinities, are no dates: converting them between zones is an error.
        return Sql.format(
                "(CASE WHEN TRY_CAST({} AS TIMESTAMP) NOT BETWEEN TIMESTAMP '0001-01-02' AND TIMESTAMP '9999-12-30' THEN NULL"
                        + " WHEN regexp_matches({}, '" + WITH_OFFSET + "')"
                        + " THEN timezone('UTC', TRY_CAST({} AS TIMESTAMPTZ))"
                        + " ELSE timezone('UTC', timezone({}, TRY_CAST({} AS TIMESTAMP))) END)",
                text,
                text,
                text,
                Sql.value(zoneId),
                text);
    }

    @Override
    public Sql matches(Sql text, String pattern) {
        return Sql.format("regexp_matches({}, {})", text, Sql.value(pattern));
    }

    @Override
    public Sql like(Sql text, String pattern) {
        return Sql.format("({} ILIKE {} ESCAPE '\\')", text, Sql.value(pattern));
    }

    @Override
    public Sql likeWithCase(Sql text, String pattern) {
        return Sql.format("({} LIKE {} ESCAPE '\\')", text, Sql.value(pattern));
    }

    @Override
    public Sql extracted(Sql text, String pattern) {
        // Without a match, regexp_extract gives an empty text; a list has no first element then.
        return Sql.format("regexp_extract_all({}, {}, 1)[1]", text, Sql.value(pattern));
    }

    @Override
    public Sql anyExtracted(Sql text, String pattern, UnaryOperator<Sql> condition) {
        return Sql.format(
                "(len(list_filter(regexp_extract_all({}, {}, 1), lambda found: {})) > 0)",
                text,
                Sql.value(pattern),
                condition.apply(Sql.of("found")));
    }

    @Override
    public Sql allExtracted(Sql text, String pattern) {
        return Sql.format("coalesce(regexp_extract_all({}, {}, 1), CAST([] AS VARCHAR[]))", text, Sql.value(pattern));
    }

    @Override
    public Sql lookedUp(Sql table, Sql key) {
        return Sql.format("(SELECT t.value FROM ({}) t WHERE t.id = {})", table, key);
    }

    @Override
    public Sql containsIgnoringCase(Sql text, String part) {
        return Sql.format("contains(lower({}), lower({}))", text, Sql.value(part));
    }

    @Override
    public Sql replaceAll(Sql text, String pattern, String replacement) {
        return Sql.format("regexp_replace({}, {}, {}, 'g')", text, Sql.value(pattern), Sql.value(replacement));
    }

    @Override
    public Sql quantile(Sql value, double fraction) {
        return Sql.format("quantile_cont({}, " + fraction + ")", value);
    }

    @Override
    public Sql earliest(Sql value) {
        return Sql.format("arg_min({}, row(e.\"timestamp\", e.uuid))", value);
    }

    @Override
    public Sql latest(Sql value) {
        return Sql.format("arg_max({}, row(e.\"timestamp\", e.uuid))", value);
    }

    @Override
    public Sql inTime() {
        return Sql.of("e.\"timestamp\", e.uuid");
    }

    @Override
    public Sql prefix(Sql text, int length) {
        return Sql.format("left({}, " + length + ")", text);
    }

    @Override
    public Sql localDate(Sql timestamp, Sql offsetMicros) {
        if (offsetMicros.text().equals("0")) {
            return Sql.format("CAST({} AS DATE)", timestamp);
        }
        return Sql.format("CAST(make_timestamp(epoch_us({}) + ({})) AS DATE)", timestamp, offsetMicros);
    }

    @Override
    public Sql epochMicros(Sql timestamp) {
        return Sql.format("epoch_us({})", timestamp);
    }

    @Override
    public Sql weekStart(Sql date, int firstDay) {
        return Sql.format("({} - CAST((isodow({}) + 7 - " + firstDay + ") % 7 AS INTEGER))", date, date);
    }

    @Override
    public Sql monthStart(Sql date) {
        return Sql.format("CAST(date_trunc('month', {}) AS DATE)", date);
    }

    @Override
    public Sql monthNumber(Sql date) {
        return Sql.format("(year({}) * 12 + month({}))", date, date);
    }

    @Override
    public Sql quarterStart(Sql date) {
        return Sql.format("CAST(date_trunc('quarter', {}) AS DATE)", date);
    }

    @Override
    public Sql yearStart(Sql date) {
        return Sql.format("CAST(date_trunc('year', {}) AS DATE)", date);
    }

    @Override
    public Sql sampled(Sql text, int millionths) {
        // MD5 is the same on every engine.
        return Sql.format("(CAST('0x' || left(md5({}), 8) AS BIGINT) % 1000000 < " + millionths + ")", text);
    }

    @Override
    public Sql floorDivide(Sql dividend, long divisor) {
        // Division cuts towards zero, which is down for what is not negative.
        long multiples = MOST_DIVIDED / divisor + 1;
        return Sql.format("((({}) + " + multiples * divisor + ") // " + divisor + " - " + multiples + ")", dividend);
    }

    @Override
    public Sql bit(Sql index) {
        return Sql.format("(CAST(1 AS BIGINT) << CAST({} AS BIGINT))", index);
    }

    @Override
    public Sql bitOr(Sql number) {
        return Sql.format("bit_or({})", number);
    }

    @Override
    public Optional<Sql> sortedNumbers(Sql number, int same) {
        return Optional.empty();
    }

    @Override
    public Sql listedNumbers(List<String> columns, List<String> lists) {
        List<Sql> unnested = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            unnested.add(unnested(columns.get(i), lists.get(i)));
        }
        return Sql.format("(SELECT {})", Sql.join(", ", unnested));
    }

    @Override
    public Sql listedTexts(String texts, String json, String numbers, String list) {
        return Sql.format(
                "(SELECT {}, {})",
                Sql.of("unnest(from_json(CAST(? AS JSON), '[\"VARCHAR\"]')) AS " + texts, json),
                unnested(numbers, list));
    }

    private static Sql unnested(String numbers, String list) {
        return Sql.of(
                "unnest(CAST(list_filter(string_split(?, ','), lambda digits: digits <> '') AS BIGINT[])) AS "
                        + numbers,
                list);
    }

    @Override
    public Sql isoWeekday(Sql date) {
        return Sql.format("isodow({})", date);
    }
}
