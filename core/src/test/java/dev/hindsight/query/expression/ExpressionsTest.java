package dev.hindsight.query.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.filter.FilteredEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
    private static FilteredEvents events;

    @BeforeAll
    static void events() {
        events = new FilteredEvents();
        events.store()
                .putPerson(1, List.of("ada"), Map.of("plan", "pro", "age", 41), Instant.parse("2024-01-01T00:00:00Z"));
        events.store().defineProperty(1, PropertyKind.EVENT, "n", PropertyType.NUMERIC);
        events.store().defineProperty(1, PropertyKind.EVENT, "ok", PropertyType.BOOLEAN);
        events.add(
                "ada",
                "buy",
                "{'$browser':'Chrome','n':5,'ok':true,'t':'10','deep':{'er':'x'},'a b':'é%','when':'2024-08-20'}");
        events.add("bob", "buy", "{'$browser':'Safari','n':'7.5','ok':false,'t':'9'}");
        events.add("cyd", "view", "{}");
    }

    @AfterAll
    static void close() {
        events.close();
    }

    private static Expressions expressions() {
        return new EventConditions(events.engine().dialect(), events.context(Definitions.NONE)).expressions();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "properties.$browser = 'Chrome'               | [ada]",
                "properties['$browser'] == \"event\" or 1 = 1 | [ada, bob, cyd]",
                "properties.$browser != 'Chrome'              | [bob, cyd]",
                "not (properties.$browser = 'Chrome')         | [bob, cyd]",
                "properties.$browser = NULL                   | [cyd]",
                "properties.$browser is not null              | [ada, bob]",
                "properties.$browser = properties.missing     | [cyd]",
                "properties.n > 5 and event = 'buy'           | [bob]",
                "properties.n = '5'                           | [ada]",
                "properties.n between 5 and 8                 | [ada, bob]",
                "properties.t < 10                            | [bob]",
                "properties.t < '5'                           | [ada]",
                "properties.ok                                | [ada]",
                "properties.ok = true                         | [ada]",
                "properties.ok != true                        | [bob, cyd]",
                "properties.deep.er = 'x'                     | [ada]",
                "properties['a b'] like '%\\%'                | [ada]",
                "properties['a b'] like 'x\\%'                | []",
                "properties.$browser ilike 'ch%'              | [ada]",
                "properties.$browser not like 'Ch%'           | [bob, cyd]",
                "properties.$browser =~ '^S'                  | [bob]",
                "properties.$browser =~* '^s'                 | [bob]",
                "properties.$browser in ('Chrome', 'Safari')  | [ada, bob]",
                "properties.$browser not in ('Chrome')        | [bob, cyd]",
                "properties.$browser in ('Chrome', NULL)      | [ada, cyd]",
                "person.properties.plan = 'pro'               | [ada]",
                "person.properties.age > 40                   | [ada]",
                "person.created_at < '2024-06-01'             | [ada]",
                "timestamp >= '2024-08-21 10:00:00'           | [ada, bob, cyd]",
                "timestamp > now()                            | []",
                "toDate(timestamp) = today()                  | [ada, bob, cyd]",
                "dateAdd(day, 1, timestamp) > now()           | [ada, bob, cyd]",
                "dateDiff('day', timestamp, now()) = 0        | [ada, bob, cyd]",
                "toHour(timestamp) = 10                       | [ada, bob, cyd]",
                "toStartOfHour(timestamp) = timestamp         | [ada, bob, cyd]",
                "toDate(properties.when) < toDate(timestamp)  | [ada]",
                "startsWith(distinct_id, 'a') ? true : false  | [ada]",
                "if(event = 'buy', properties.n, 0) = 0       | [cyd]",
                "case event when 'buy' then 1 else 2 end = 2  | [cyd]",
                "length(concat(distinct_id, 'x')) = 4 -- c     | [ada, bob, cyd]",
                "'it''s' = 'it\\'s'                           | [ada, bob, cyd]",
                "-properties.n < -6                           | [bob]",
                "1 / 0 > 5 or 1 % 0 = 1                       | [ada, bob, cyd]",
                "coalesce(properties.$browser, 'none') = 'none' | [cyd]",
                "substring(properties.$browser, 1, 1e300) = 'Chrome' | [ada]",
            })
    void condition_holdsWhereTheExpressionDoes(String text, String expected) {
        Sql sql = expressions().condition(text, "key");

        assertThat(events.where(Definitions.NONE, any -> sql)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "null",
            value = {
                "properties.$browser                 | Chrome",
                "properties.n                        | 5",
                "properties.n / 2                    | 2.5",
                "properties.ok                       | true",
                "properties.none                     | null",
                "properties.$browser as name         | Chrome",
                "upper(substring(event, 1, 2))       | BU",
                "concat(event, '-', properties.n)    | buy-5",
                "replaceAll(event, 'b', 'c')         | cuy",
                "replaceRegexpAll(event, '[a-t]', '')| uy",
                "extract(event, 'b(.)y')             | u",
                "extract(event, 'u.')                | uy",
                "round(properties.n / 3, 2)          | 1.67",
                "floor(1.9) + ceil(0.1) + abs(-1)    | 3",
                "toInt('7.9')                        | 7",
                "toInt('x')                          | null",
                "toStartOfMonth(timestamp)           | 2024-08-01",
                "toStartOfWeek(timestamp)            | 2024-08-18",
                "toYYYYMM(timestamp)                 | 202408",
                "toStartOfDay(timestamp)             | 2024-08-21 00:00:00",
                "yesterday()                         | 2024-08-20",
                "multiIf(1 = 2, 'a', 2 = 2, 'b', 'c')| b",
                "nullIf(event, 'buy')                | null",
                "ifNull(properties.none, event)      | buy",
                "properties.none ?? 'x'              | x",
                "position(event, 'y')                | 3",
                "1e400                               | inf",
            })
    void expression_isTheValueAsText(String text, @Nullable String expected) {
        Sql sql = Sql.format(
                "SELECT {} FROM events e WHERE e.project_id = 1 AND e.distinct_id = 'ada'",
                expressions().expression(text, "breakdown"));

        List<String> found = events.engine()
                .query(sql, row -> String.valueOf(row.getString(1)), Deadline.in(Duration.ofSeconds(10)));
        assertThat(found).containsExactly(String.valueOf(expected));
    }

    @Test
    void expression_knowsPersonsByTheirIds() {
        Sql sql = Sql.format(
                "SELECT {} FROM events e WHERE e.project_id = 1 AND e.distinct_id = 'ada'",
                expressions().expression("person_id", "breakdown"));

        String id = events.engine()
                .query(sql, row -> row.getString(1), Deadline.in(Duration.ofSeconds(10)))
                .get(0);
        assertThat(id).hasSize(36);
        assertThat(events.where(Definitions.NONE, any -> expressions().condition("person_id = '" + id + "'", "key")))
                .containsExactly("ada");
        assertThat(events.where(Definitions.NONE, any -> expressions().condition("person.id in ('" + id + "')", "key")))
                .containsExactly("ada");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "null",
            value = {
                "count()                               | 3",
                "count(*) * 2                          | 6",
                "count(properties.n)                   | 2",
                "count(DISTINCT event)                 | 2",
                "uniq(person_id)                       | 3",
                "countIf(event = 'buy') / count()      | 0.6666666666666666",
                "sum(properties.n)                     | 12.5",
                "sum(properties.t)                     | 19",
                "sumIf(properties.n, properties.ok)    | 5",
                "avg(properties.n)                     | 6.25",
                "min(properties.n) + max(properties.n) | 12.5",
                "median(properties.n)                  | 6.25",
                "quantile(0.5)(properties.n)           | 6.25",
                "sum(if(event = 'buy', 1, 0))          | 2",
                "toFloat(argMax(properties.t, properties.n)) | 9",
                "sum(properties.none)                  | null",
                "1 / (count() - 3)                     | null",
                "uniq(person.properties.plan)          | 1",
            })
    void aggregate_isANumberForManyEvents(String text, @Nullable Double expected) {
        Sql sql = Sql.format(
                "SELECT {} FROM events e WHERE e.project_id = 1", expressions().aggregate(text, "math_hogql"));

        List<String> found = events.engine()
                .query(sql, row -> String.valueOf(row.getObject(1)), Deadline.in(Duration.ofSeconds(10)));
        assertThat(found).containsExactly(String.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "lowr(event)           | There is no function \"lowr\"; near it are lower, at character 1 (\"lowr(event)\") of the SQL expression.",
                "event = 'a' and       | A value is expected, at the end of the SQL expression.",
                "event == 'a' extra    | The end is expected, at character 14 (\"extra\") of the SQL expression.",
                "'a                    | A quote is not closed, at character 1 (\"'a\") of the SQL expression.",
                "evnt = 'a'            | There is no field \"evnt\"; there are",
                "lower(event, 1)       | The function lower takes 1 arguments, and there are 2, at character 1",
                "count() > 1           | The function count is for many events, and here is only one, at character 1",
                "event; drop table x   | The end is expected, at character 6",
                "event ~ drop          | There is a character that has no meaning, at character 7",
                "(select 1)            | No query can stand here, at character 1",
                "event in (select 1)   | No query can stand here, at character 7",
                "{filters}             | There are no placeholders here, at character 1",
                "person_id in cohort x | The id or the name of a cohort is expected, at character 21",
                "sum(1) over ()        | The end is expected, at character 8",
                "event like 'a\\\\'     | A pattern must not end with the escape character",
                "event like event      | A pattern in quotes is expected, at character 12",
                "event + timestamp     | A number is expected, and there is a time",
            })
    void condition_refusesWhatIsWrong_sayingWhere(String text, String problem) {
        assertThatThrownBy(() -> expressions().condition(text, "properties__0"))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.code()).isEqualTo("invalid_expression");
                    assertThat(e.attr()).contains("properties__0");
                    assertThat(e.detail()).startsWith(problem);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"properties.n", "sum(sum(properties.n))", "sum(properties.n) + properties.n", "timestamp"})
    void aggregate_refusesWhatIsNotOneNumber(String text) {
        assertThatThrownBy(() -> expressions().aggregate(text, "series__0__math_hogql"))
                .isInstanceOf(HindsightException.class);
    }

    @Test
    void condition_doesNotGrowWithConversionsInConversions() {
        String text = "toFloat(toString(".repeat(25) + "properties.n" + "))".repeat(25) + " = 5";

        assertThat(events.where(Definitions.NONE, any -> expressions().condition(text, "key")))
                .containsExactly("ada");
    }

    @Test
    void condition_refusesWhatIsTooMuch() {
        for (String text :
                List.of("(".repeat(5_000) + "1" + ")".repeat(5_000), "1" + "+1".repeat(4_000), "x".repeat(20_000))) {
            assertThatThrownBy(() -> expressions().condition(text, "key")).isInstanceOf(HindsightException.class);
        }
    }

    @Test
    void condition_bindsWhatTheUserWrote() {
        assertThat(expressions()
                        .condition("event = '; drop table events'", "key")
                        .text())
                .isEqualTo("coalesce(e.event = ?, FALSE)");
        assertThat(expressions().condition("event || 'x' = 'ax'", "key").text())
                .isEqualTo("coalesce((e.event || ?) = ?, FALSE)");
    }
}
