package dev.hindsight.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Answer;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes with the rows of a query, and what stands for its placeholders. The same on every engine. */
class SqlAnswerTest {
    private static SqlWorld world;

    @BeforeAll
    static void open() {
        world = new SqlWorld();
    }

    @AfterAll
    static void close() {
        if (world != null) {
            world.close();
        }
    }

    private static JsonNode envelope(Answer answer) {
        return Objects.requireNonNull(answer.result()).envelope();
    }

    @Test
    void answer_tellsColumnsTypesAndHowTheQueryWasUnderstood() {
        JsonNode envelope =
                envelope(world.answer(SqlWorld.node("select event, count() as c, max(timestamp), person_id is null"
                        + " from events group by event, person_id is null")));

        assertThat(envelope.path("columns"))
                .isEqualTo(SqlWorld.read("[\"event\",\"c\",\"max(timestamp)\",\"person_id IS NULL\"]"));
        assertThat(envelope.path("types"))
                .isEqualTo(SqlWorld.read(
                        "[[\"event\",\"String\"],[\"c\",\"UInt64\"],[\"max(timestamp)\",\"DateTime64(6)\"],"
                                + "[\"person_id IS NULL\",\"Bool\"]]"));
        assertThat(envelope.path("hogql").asText())
                .isEqualTo("SELECT event, count() AS c, max(timestamp), person_id IS NULL FROM events"
                        + " GROUP BY event, person_id IS NULL LIMIT 101");
        assertThat(envelope.path("query").asText()).startsWith("select event, count() as c");
        assertThat(envelope.path("hasMore").asBoolean(true)).isFalse();
        assertThat(envelope.path("limit").asInt()).isEqualTo(100);
        assertThat(envelope.path("offset").asInt(-1)).isZero();
        assertThat(envelope.has("error")).isTrue();
    }

    @Test
    void withoutLimit_thereAreHundredRowsAndWhetherThereAreMore() {
        Answer all = world.answer(SqlWorld.node("select number from numbers(100)"));
        Answer cut = world.answer(SqlWorld.node("select number from numbers(101)"));

        assertThat(SqlWorld.rows(all)).hasSize(100);
        assertThat(envelope(all).path("hasMore").asBoolean(true)).isFalse();
        assertThat(SqlWorld.rows(cut)).hasSize(100);
        assertThat(envelope(cut).path("hasMore").asBoolean()).isTrue();
    }

    @Test
    void offset_isTold() {
        Answer answer = world.answer(SqlWorld.node("select number from numbers(150) order by number offset 120"));

        assertThat(SqlWorld.rows(answer)).hasSize(30);
        assertThat(SqlWorld.rows(answer).get(0).get(0).asInt()).isEqualTo(120);
        assertThat(envelope(answer).path("offset").asInt()).isEqualTo(120);
    }

    @Test
    void limit_isHeldUpToFiftyThousand() {
        Answer answer = world.answer(SqlWorld.node("select number from numbers(60000) limit 55000"));

        assertThat(SqlWorld.rows(answer)).hasSize(50_000);
        assertThat(envelope(answer).has("hasMore")).isFalse();
        assertThat(world.rows("select count() from (select number from numbers(60000) limit 55000)"))
                .isEqualTo(SqlWorld.read("[[55000]]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | 6",
                "{'dateRange':{'date_from':'-1d'}} | 2",
                "{'dateRange':{'date_from':'2024-08-20','date_to':'2024-08-20 10:30:00'}} | 2",
                "{'dateRange':{'date_from':'all'}} | 6",
                "{'properties':[{'type':'event','key':'$browser','value':'Safari'}]} | 2",
                "{'properties':[{'type':'person','key':'plan','value':'pro'}],'filterTestAccounts':true} | 2",
            })
    void filters_areACondition(String filters, int expected) {
        ObjectNode query = SqlWorld.node("select count() from events e where {filters} and event != 'x'");
        query.set("filters", SqlWorld.read(filters.replace('\'', '"')));

        assertThat(world.rows(query)).isEqualTo(SqlWorld.read("[[" + expected + "]]"));
    }

    @Test
    void boundsOfFilters_areTimesAndHoldWhenTheyAreOpen() {
        ObjectNode query = SqlWorld.node("select count() from events where timestamp >= {filters.dateRange.from}"
                + " and timestamp < {filters.dateRange.to}");
        assertThat(world.rows(query)).isEqualTo(SqlWorld.read("[[6]]"));

        query.putObject("filters").putObject("dateRange").put("date_from", "-1d");
        assertThat(world.rows(query)).isEqualTo(SqlWorld.read("[[2]]"));
    }

    @Test
    void filters_needEvents() {
        assertThatThrownBy(() -> world.rows("select count() from persons where {filters}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("{filters} needs one table of events in FROM, or one of sessions or groups");
    }

    @Test
    void variables_areTheirValues() {
        ObjectNode query =
                SqlWorld.node("select count(), {variables.nothing} from events where event = {variables.name}");
        ObjectNode variables = query.putObject("variables");
        variables
                .putObject("id-1")
                .put("variableId", "id-1")
                .put("code_name", "name")
                .put("value", "buy");
        variables.putObject("id-2").put("code_name", "nothing").put("isNull", true);

        assertThat(world.rows(query)).isEqualTo(SqlWorld.read("[[3,null]]"));

        variables.remove("id-1");
        assertThatThrownBy(() -> world.rows(query))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("There is no variable with a value for this; there are nothing");
    }

    @Test
    void wrappers_askTheirSource() {
        ObjectNode node = SqlWorld.JSON
                .createObjectNode()
                .put("kind", "DataVisualizationNode")
                .put("display", "ActionsLineGraph");
        node.set("source", SqlWorld.node("select 1"));

        assertThat(world.rows(node)).isEqualTo(SqlWorld.read("[[1]]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select distinct_id, count() from events | \"distinct_id\" has many values in a group: add it to GROUP BY",
                "select event from events where count() > 1 | The function count is for many events",
                "select sum(count()) from events | cannot stand inside another like it",
                "select created_at from events e join persons p on e.person_id = p.id | Several tables have a field \"created_at\"",
                "select * from events, events | Two tables are called \"events\"",
                "select event from events order by 2 | A number from 1 to 1 or an expression is expected",
                "select event from events union all select event, 1 from events | Both queries need as many columns",
                "select event from evnts | There is no table \"evnts\"; there are events",
                "select event, from events | A value is expected, at character 15",
                "select event from events limit -1 | A whole number up to",
                "select event from events where event in (select event, uuid from events) | A query with one column is expected",
                "select distinct event from events order by timestamp | With DISTINCT, only what is selected can be ordered by",
                "select rank() over (order by event), unknown() over () from events | Over a window there are row_number",
                "select event from events group by | A value is expected, at the end",
                "select notIn(1, []) | IN needs something to look among, at character 17",
                "select count() from events where person_id in cohort 9 | There is no cohort with the id 9",
                "select count() from events where person_id in cohort 'Nobody' | There is no cohort with the name \"Nobody\"",
                "select count() from events where person_id in cohort 'Twin' | There are 2 cohorts with the name \"Twin\"; use the id",
                "select count() from events where event in cohort 1 | Persons are in cohorts, such as that of person_id, at character 34",
                "select count() from events where person_id in cohort | The id or the name of a cohort is expected, at the end",
                "select count() from events where matchesAction(9) | There is no action with the id 9",
                "select count() from events where matchesAction(3) | The action 3 is part of itself",
                "select count() from events where matchesAction(event) | matchesAction takes the id or the name of an action",
                "select count() from persons where matchesAction(1) | matchesAction needs one table of events in FROM",
                "select matchesAction(1), count() from events | matchesAction needs one table of events in FROM, and belongs into WHERE",
                "select arrayMap(1, [1]) | A function of elements is expected",
                "select formatDateTime(now(), '%q') | A format has %Y",
                "select $nothing from sessions | There is no field",
                "select coutIf(event = 'a') from events | near it are countIf",
                "select event, count() from events group by event with totals | There are no rows of totals",
                "select event from events qualify row_number() over (order by timestamp) = 1 | There is no QUALIFY: put the query into FROM",
                "select event, count() + length(distinct_id) from events group by all | \"distinct_id\" has many values in a group",
                "select arrayExists(x -> x in (select event from events), ['buy']) | cannot be asked for each element of a list",
                "select arrayStringConcat(['a'], event) from events | A separator in quotes is expected",
                "select arraySum(['a']) | A list of numbers is expected, and there is a list of texts",
                "select arrayConcat([1], ['a']) | The lists are of different things",
                "select arraySlice([1], 0) | A slice begins at an index from 1",
                "select arrayMin([now()]) | A list of numbers, texts or truth values is expected",
                "select groupArray(0)(event) from events | How many is written like groupArray(3)(x)",
                "select quantiles(event) from events | Quantiles are written like quantiles(0.5, 0.9)(x)",
                "select extractURLParameter('a', 'b=c') | The name of a parameter has letters, digits",
                "select extractURLParameter('a', event) from events | The name of a parameter in quotes is expected",
                "select toStartOfInterval(now(), interval 7 minute) | An interval is up to 1000 days, weeks, months or years",
                "select dateName('week', now()) | One of year, quarter, month, dayofyear",
                "select cutToFirstSignificantSubdomain('a') | There is no function",
                "select JSONLength('[1]') | There is no function \"JSONLength\"",
            })
    void mistakes_areToldWithTheirPlace(String sql, String problem) {
        assertThatThrownBy(() -> world.rows(sql))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining(problem);
    }
}
