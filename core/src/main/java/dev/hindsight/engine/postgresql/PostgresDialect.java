package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The SQL of PostgreSQL. */
final class PostgresDialect implements Dialect {
    private static final String VERSION = "^v?([0-9]{1,15})(?:[.]([0-9]{1,15}))?(?:[.]([0-9]{1,15}))?(?:[-+.].*)?$";

    /** The one property that has a column of its own. */
    private static final String PROFILE = "$process_person_profile";

    /** Numbers that a cast takes for sure; all others go to a function, which takes longer. */
    private static final String PLAIN_NUMBER =
            "^[+-]?([0-9]{1,99}([.][0-9]{0,99})?|[.][0-9]{1,99})([eE][+-]?[0-9]{1,2})?$";

    /** An index of a list in a path. */
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** What PostgreSQL takes for one all the same. */
    private static final Pattern NO_INDEX = Pattern.compile("(?!(0|[1-9][0-9]{0,8})$)\\s*[+-]?[0-9]+");

    private final String cases;

    /** @param cases the quoted name of a collation that knows upper and lower case */
    PostgresDialect(String cases) {
        this.cases = " COLLATE " + cases;
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
        return Sql.of(
                "generate_series(CAST(" + first + " AS BIGINT), " + (first + count - 1) + ") numbers(" + column + ")");
    }

    @Override
    public Sql eventProperty(String key) {
        return key.equals(PROFILE) ? Sql.of("e.process_person_profile") : property("e", key);
    }

    @Override
    public Sql eventDocument() {
        return document("e");
    }

    @Override
    public Sql personDocument() {
        return document("p");
    }

    /** With its texts, which are JSON themselves, in the places of what jsonb would write differently. */
    private static Sql document(String row) {
        return Sql.of(
                "(CASE WHEN " + row + ".texts IS NULL THEN CAST(" + row + ".properties AS TEXT) ELSE (SELECT '{' ||"
                        + " string_agg(CAST(to_json(f.key) AS TEXT) || ':' || coalesce(" + row
                        + ".texts ->> f.key, CAST(f.value AS TEXT)), ',') || '}' FROM jsonb_each(" + row
                        + ".properties) f) END)");
    }

    @Override
    public Sql personProperty(String key) {
        return property("p", key);
    }

    private static Sql property(String row, String key) {
        return Sql.of("(coalesce(" + row + ".texts ->> ?, " + row + ".properties ->> ?) COLLATE \"C\")", key, key);
    }

    @Override
    public Sql ofPerson(Sql value, Sql project) {
        return Sql.format("(SELECT {} FROM persons p WHERE p.project_id = {} AND p.id = e.person_id)", value, project);
    }

    @Override
    public Sql eventProperty(List<String> path) {
        return property("e", path);
    }

    @Override
    public Sql personProperty(List<String> path) {
        return property("p", path);
    }

    private static Sql property(String row, List<String> path) {
        if (path.size() == 1) {
            return property(row, path.get(0));
        }
        if (path.stream().anyMatch(key -> NO_INDEX.matcher(key).matches())) {
            return ofKeys(row, path);
        }
        Sql keys = Sql.format(
                "ARRAY[{}]",
                Sql.join(
                        ", ",
                        path.stream()
                                .map(key -> Sql.format("CAST({} AS TEXT)", Sql.value(key)))
                                .toList()));
        // The document as it came, where there is one: within it jsonb would write differently.
        Sql inner = Sql.format("CAST(" + row + ".texts ->> {} AS JSON) #>> ({})[2:]", Sql.value(path.get(0)), keys);
        return Sql.format("(coalesce({}, " + row + ".properties #>> {}) COLLATE \"C\")", inner, keys);
    }

    /** One key after the other, as lists have none: a path would find {@code 01} and {@code -1} in them. */
    private static Sql ofKeys(String row, List<String> path) {
        Sql inner = Sql.format("CAST(" + row + ".texts ->> {} AS JSON)", Sql.value(path.get(0)));
        Sql outer = Sql.format(row + ".properties -> {}", Sql.value(path.get(0)));
        for (int i = 1; i < path.size(); i++) {
            boolean last = i == path.size() - 1;
            boolean index = INDEX.matcher(path.get(i)).matches();
            String step = (index ? " #>" : " ->")
                    + (last ? ">" : "")
                    + (index ? " ARRAY[CAST({} AS TEXT)]" : " CAST({} AS TEXT)");
            inner = Sql.format("{}" + step, inner, Sql.value(path.get(i)));
            outer = Sql.format("{}" + step, outer, Sql.value(path.get(i)));
        }
        return Sql.format("(coalesce({}, {}) COLLATE \"C\")", inner, outer);
    }

    @Override
    public Sql version(Sql text) {
        return Sql.format(
                "(CASE WHEN {} ~ '" + VERSION + "' THEN ({} || {} || {}) COLLATE \"C\" END)",
                text,
                versionPart(text, 1),
                versionPart(text, 2),
                versionPart(text, 3));
    }

    /** As many digits for each part, so that texts are ordered as versions are. */
    private static Sql versionPart(Sql text, int part) {
        return Sql.format("lpad(coalesce((regexp_match({}, '" + VERSION + "'))[" + part + "], ''), 15, '0')", text);
    }

    @Override
    public Sql version(long major, long minor, long patch) {
        return Sql.value(String.format(Locale.ROOT, "%015d%015d%015d", major, minor, patch));
    }

    @Override
    public Functions functions() {
        return new PostgresFunctions(cases);
    }

    @Override
    public Sql number(Sql text) {
        return Sql.format(
                "(CASE WHEN {} ~ '" + PLAIN_NUMBER + "' THEN CAST({} AS DOUBLE PRECISION) ELSE number(btrim({}, ' '"
                        + " || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))) END)",
                text,
                text,
                text);
    }

    @Override
    public Sql instant(Sql text, String zoneId) {
        return Sql.format("instant({}, {})", text, Sql.value(zoneId));
    }

    @Override
    public Sql matches(Sql text, String pattern) {
        return Sql.format("({}" + cases + " ~ {})", text, Sql.value(RegexSyntax.toFind(pattern)));
    }

    @Override
    public Sql like(Sql text, String pattern) {
        return Sql.format("({}" + cases + " ILIKE {} ESCAPE '\\')", text, Sql.value(pattern));
    }

    @Override
    public Sql likeWithCase(Sql text, String pattern) {
        return Sql.format("({} LIKE {} ESCAPE '\\')", text, Sql.value(pattern));
    }

    @Override
    public Sql extracted(Sql text, String pattern) {
        return Sql.format(
                "((regexp_match({}" + cases + ", {}))[1] COLLATE \"C\")",
                text,
                Sql.value(RegexSyntax.toTake(pattern, false)));
    }

    @Override
    public Sql anyExtracted(Sql text, String pattern, UnaryOperator<Sql> condition) {
        return Sql.format(
                "(CASE WHEN {} IS NOT NULL THEN EXISTS (SELECT 1 FROM (SELECT part[1] AS found"
                        + " FROM regexp_matches({}" + cases + ", {}, 'g') part) parts WHERE {}) END)",
                text,
                text,
                Sql.value(RegexSyntax.toTake(pattern, false)),
                condition.apply(Sql.of("found")));
    }

    @Override
    public Sql allExtracted(Sql text, String pattern) {
        return Sql.format(
                "ARRAY(SELECT CAST(part[1] AS VARCHAR) FROM regexp_matches({}" + cases
                        + ", {}, 'g') WITH ORDINALITY found(part, place) ORDER BY place)",
                text,
                Sql.value(RegexSyntax.toTake(pattern, false)));
    }

    @Override
    public Sql lookedUp(Sql table, Sql key) {
        // Of a query that depended on the key, PostgreSQL would calculate the whole table anew for each row.
        return Sql.format("(((SELECT jsonb_object_agg(t.id, t.value) FROM ({}) t) ->> {}) COLLATE \"C\")", table, key);
    }

    @Override
    public Sql containsIgnoringCase(Sql text, String part) {
        return Sql.format("(strpos(lower({}" + cases + "), lower({}" + cases + ")) > 0)", text, Sql.value(part));
    }

    @Override
    public Sql replaceAll(Sql text, String pattern, String replacement) {
        return Sql.format(
                "(regexp_replace({}" + cases + ", {}, {}, 'g') COLLATE \"C\")",
                text,
                Sql.value(RegexSyntax.toReplace(pattern)),
                Sql.value(replacement(replacement)));
    }

    /** {@code \0} is the whole match, and any other letter behind a backslash stands for both. */
    private static String replacement(String replacement) {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != '\\') {
                written.append(c);
            } else if (i + 1 < replacement.length() && Character.isDigit(replacement.charAt(i + 1))) {
                char group = replacement.charAt(++i);
                written.append('\\').append(group == '0' ? '&' : group);
            } else {
                written.append("\\\\");
                i += i + 1 < replacement.length() && replacement.charAt(i + 1) == '\\' ? 1 : 0;
            }
        }
        return written.toString();
    }

    @Override
    public Sql quantile(Sql value, double fraction) {
        return Sql.format("percentile_cont(" + fraction + ") WITHIN GROUP (ORDER BY {})", value);
    }

    @Override
    public Sql earliest(Sql value) {
        return inTime(value, "ASC");
    }

    @Override
    public Sql latest(Sql value) {
        return inTime(value, "DESC");
    }

    @Override
    public Sql inTime() {
        return Sql.of("e.\"timestamp\", e.uuid");
    }

    private static Sql inTime(Sql value, String order) {
        return Sql.format(
                "(array_agg({} ORDER BY e.\"timestamp\" " + order + ", e.uuid " + order
                        + ") FILTER (WHERE {} IS NOT NULL))[1]",
                value,
                value);
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
        return Sql.format("CAST({} + ({}) * INTERVAL '1 microsecond' AS DATE)", timestamp, offsetMicros);
    }

    @Override
    public Sql epochMicros(Sql timestamp) {
        // Both parts are exact as 64-bit floats, the whole is not.
        return Sql.format(
                "(CAST(CAST({} AS DATE) - DATE '1970-01-01' AS BIGINT) * 86400000000"
                        + " + CAST(date_part('epoch', CAST({} AS TIME)) * 1000000 AS BIGINT))",
                timestamp,
                timestamp);
    }

    @Override
    public Sql weekStart(Sql date, int firstDay) {
        return Sql.format("({} - (CAST({} AS INTEGER) + 7 - " + firstDay + ") % 7)", date, isoWeekday(date));
    }

    @Override
    public Sql monthStart(Sql date) {
        return truncated("month", date);
    }

    private static Sql truncated(String unit, Sql date) {
        return Sql.format("CAST(date_trunc('" + unit + "', CAST({} AS TIMESTAMP)) AS DATE)", date);
    }

    @Override
    public Sql monthNumber(Sql date) {
        return Sql.format("CAST(date_part('year', {}) * 12 + date_part('month', {}) AS INTEGER)", date, date);
    }

    @Override
    public Sql quarterStart(Sql date) {
        return truncated("quarter", date);
    }

    @Override
    public Sql yearStart(Sql date) {
        return truncated("year", date);
    }

    @Override
    public Sql sampled(Sql text, int millionths) {
        // MD5 is the same on every engine.
        return Sql.format(
                "(CAST(CAST('x' || left(md5({}), 8) AS BIT(32)) AS BIGINT) % 1000000 < " + millionths + ")", text);
    }

    @Override
    public Sql floorDivide(Sql dividend, long divisor) {
        // Division cuts towards zero, which is down for what is not negative.
        long multiples = MOST_DIVIDED / divisor + 1;
        return Sql.format("((({}) + " + multiples * divisor + ") / " + divisor + " - " + multiples + ")", dividend);
    }

    @Override
    public Sql bit(Sql index) {
        return Sql.format("(CAST(1 AS BIGINT) << CAST({} AS INTEGER))", index);
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
                "(SELECT listed.text COLLATE \"C\" AS " + texts + ", listed." + numbers
                        + " FROM (SELECT {}, {}) listed)",
                Sql.of("json_array_elements_text(CAST(? AS JSON)) AS text", json),
                unnested(numbers, list));
    }

    private static Sql unnested(String numbers, String list) {
        return Sql.of("unnest(CAST(array_remove(string_to_array(?, ','), '') AS BIGINT[])) AS " + numbers, list);
    }

    @Override
    public Sql isoWeekday(Sql date) {
        return Sql.format("CAST(date_part('isodow', {}) AS INTEGER)", date);
    }
}
