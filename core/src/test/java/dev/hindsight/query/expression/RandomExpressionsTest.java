package dev.hindsight.query.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.filter.FilteredEvents;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions either are refused by name or run, whatever values they meet. */
class RandomExpressionsTest {
    private static final int EXPRESSIONS = Integer.getInteger("random.expressions", 400);
    private static final List<String> ATOMS = List.of(
            "event",
            "timestamp",
            "distinct_id",
            "person_id",
            "created_at",
            "uuid",
            "properties.n",
            "properties.t",
            "properties.ok",
            "properties.when",
            "properties.none",
            "properties.list",
            "person.properties.plan",
            "person.created_at",
            "'a'",
            "'2024-02-30'",
            "'9999-12-31'",
            "'infinity'",
            "'%'",
            "''",
            "0",
            "1e308",
            "-1.5",
            "3",
            "NULL",
            "TRUE",
            "now()",
            "today()");
    private static final List<String> FORMS = List.of(
            "(# = #)",
            "(# != #)",
            "(# < #)",
            "(# >= #)",
            "(# + #)",
            "(# - #)",
            "(# * #)",
            "(# / #)",
            "(# % #)",
            "(# and #)",
            "(# or #)",
            "(not #)",
            "(# in (#, #))",
            "(# is null)",
            "(# like '%a_')",
            "(# =~ '^(a|b)*$')",
            "(- #)",
            "(# || #)",
            "(# ?? #)",
            "if(#, #, #)",
            "coalesce(#, #)",
            "nullIf(#, #)",
            "lower(#)",
            "trim(#)",
            "length(#)",
            "substring(#, #, #)",
            "replaceAll(#, #, #)",
            "replaceRegexpAll(#, '(a)', 'b\\\\1')",
            "extract(#, '(.)')",
            "startsWith(#, #)",
            "position(#, #)",
            "toString(#)",
            "toInt(#)",
            "toFloat(#)",
            "toBool(#)",
            "round(#, 2)",
            "floor(#)",
            "abs(#)",
            "toDate(#)",
            "toDateTime(#)",
            "toStartOfHour(#)",
            "toStartOfDay(#)",
            "toStartOfWeek(#)",
            "toStartOfMonth(#)",
            "toStartOfYear(#)",
            "toYear(#)",
            "toHour(#)",
            "toDayOfWeek(#)",
            "toYYYYMM(#)",
            "dateDiff('day', #, #)",
            "dateDiff('year', #, #)",
            "dateAdd(year, 1000, #)",
            "dateSub(month, 1000, #)",
            "dateAdd(day, -100000, #)",
            "left(#, #)",
            "right(#, #)",
            "leftPad(#, 9, 'é')",
            "reverse(#)",
            "replaceOne(#, #, #)",
            "concatWithSeparator(#, #, #)",
            "positionCaseInsensitive(#, #)",
            "lengthUTF8(#)",
            "trimLeft(#)",
            "domain(#)",
            "path(#)",
            "protocol(#)",
            "cutQueryString(#)",
            "extractURLParameter(#, 'a')",
            "pow(#, #)",
            "mod(#, #)",
            "intDiv(#, #)",
            "greatest(#, #)",
            "fromUnixTimestamp(#)",
            "toUnixTimestamp(#)",
            "toISOWeek(#)",
            "toISOYear(#)",
            "toYYYYMMDD(#)",
            "toSecond(#)",
            "monthName(#)",
            "dateName('weekday', #)",
            "toStartOfInterval(#, interval 3 day)",
            "toStartOfInterval(#, interval 11 month)",
            "toStartOfInterval(#, interval 7 hour)",
            "arraySum([#, #])",
            "arrayAvg([#, #])",
            "arrayMin([#, #])",
            "arrayMax([#])",
            "indexOf([#, #], #)",
            "length(arrayConcat(arrayDistinct([#, #]), arrayReverse([#, #])))",
            "arrayStringConcat(arraySlice([#, #], -1), '-')",
            "arrayAll(x -> x = #, [#, #])",
            "arrayStringConcat(elements_chain_texts, ';')");
    private static final List<String> AGGREGATES = List.of(
            "count(#)",
            "uniq(#)",
            "sum(#)",
            "avg(#)",
            "min(#)",
            "max(#)",
            "median(#)",
            "any(#)",
            "argMax(#, #)",
            "countIf(#)",
            "sumIf(#, #)",
            "quantile(0.9)(#)",
            "arraySum(quantiles(0.1, 0.9)(#))",
            "length(groupArray(2)(#))",
            "topKIf(1)(#, #)[1]",
            "count(DISTINCT #)");

    @Test
    void expressions_runOrAreRefused() {
        long seed = Long.getLong("random.seed", 7);
        Random random = new Random(seed);
        int ran = 0;
        try (FilteredEvents events = new FilteredEvents()) {
            fill(events);
            for (int i = 0; i < EXPRESSIONS; i++) {
                Expressions expressions = new EventConditions(
                                events.engine().dialect(), context(events, i % 2 == 0 ? "UTC" : "America/New_York"))
                        .expressions();
                boolean aggregate = i % 5 == 0;
                String text = fill(
                        random,
                        aggregate ? AGGREGATES.get(random.nextInt(AGGREGATES.size())) : "#",
                        1 + random.nextInt(4));
                ran += runs(events, expressions, text, aggregate, seed) ? 1 : 0;
            }
        }
        assertThat(ran).as("expressions that ran").isGreaterThan(EXPRESSIONS / 10);
    }

    private static boolean runs(
            FilteredEvents events, Expressions expressions, String text, boolean aggregate, long seed) {
        try {
            Sql value =
                    aggregate ? expressions.aggregate(text, "math_hogql") : expressions.expression(text, "breakdown");
            Sql sql = Sql.format("SELECT {} FROM events e WHERE e.project_id = 1", value);
            events.engine().query(sql, row -> String.valueOf(row.getObject(1)), Deadline.in(Duration.ofSeconds(20)));
            return true;
        } catch (HindsightException e) {
            assertThat(e.code()).as(text).isEqualTo("invalid_expression");
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + text, e);
        }
    }

    private static String fill(Random random, String form, int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c != '#') {
                text.append(c);
            } else if (depth == 0 || random.nextInt(3) == 0) {
                text.append(ATOMS.get(random.nextInt(ATOMS.size())));
            } else {
                text.append(fill(random, FORMS.get(random.nextInt(FORMS.size())), depth - 1));
            }
        }
        return text.toString();
    }

    private static void fill(FilteredEvents events) {
        events.store().putPerson(1, List.of("a"), Map.of("plan", "pro"), Instant.EPOCH);
        events.store().defineProperty(1, PropertyKind.EVENT, "n", PropertyType.NUMERIC);
        events.store().defineProperty(1, PropertyKind.EVENT, "ok", PropertyType.BOOLEAN);
        events.store().defineProperty(1, PropertyKind.EVENT, "when", PropertyType.DATE_TIME);
        events.add("a", "e", "{'n':1e300,'t':'NaN','ok':true,'when':'2024-03-10T02:30:00','list':[1,{}]}");
        events.add("b", "", "{'n':-9007199254740993,'t':'','ok':'x','when':'0001-01-01','list':null}");
        events.add("c", "%_\\\\", "{'n':'x','t':'-infinity','when':'9999-12-31T23:59:59Z'}");
    }

    private static QueryContext context(FilteredEvents events, String zone) {
        return new QueryContext(
                1,
                ZoneId.of(zone),
                DayOfWeek.MONDAY,
                JsonNodeFactory.instance.arrayNode(),
                List.of(),
                events.store().propertyTypes(1),
                Instant.parse("2024-08-21T15:30:00Z"));
    }
}
