package dev.hindsight.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people try who want more than the events of their project. The same on every engine. */
class SqlAttackTest {
    private static SqlWorld world;

    @BeforeAll
    static void open() {
        world = new SqlWorld();
    }

    @AfterAll
    static void close() {
        if (world == null) {
            return;
        }
        // Whatever was tried, everything is as it was.
        assertThat(world.rows("select count() from events")).isEqualTo(SqlWorld.read("[[6]]"));
        world.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/sql/attacks.txt", delimiter = '§', quoteCharacter = '~')
    void attack_isRefusedWithItsCause(String sql, String problem) {
        assertThatThrownBy(() -> world.rows(sql)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            assertThat(e.detail()).contains(problem);
        });
    }

    /** Everything that can be read of any table, in one text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from events",
                "select * from events a join events b on 1 = 1",
                "select * from events a cross join persons b",
                "select * from persons",
                "select p.* from persons p left join events e on 1 = 1",
                "select * from person_distinct_ids d full join events e on 1 = 1",
                "select event, properties, person_id, distinct_id from events where 1 = 1 or event = 'secret'",
                "select * from events where distinct_id in ('secret', 'ada')",
                "select e.event from events e right join person_distinct_ids d on d.distinct_id != e.distinct_id",
                "select groupArray(event) from events",
                "select max(event), max(distinct_id), max(properties.path) from events",
                "select event from events union all select distinct_id from person_distinct_ids",
                "with a as (select * from events) select * from a",
                "select (select max(event) from events), event from events where event not in (select 'view')",
            })
    void query_seesNothingOfAnotherProject(String sql) {
        JsonNode rows;
        try {
            rows = world.rows(sql + (sql.contains("limit") ? "" : " limit 1000"));
        } catch (HindsightException e) {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            return;
        }

        assertThat(rows.toString()).doesNotContain(SqlWorld.SECRET);
    }

    @Test
    void textsOfAttacks_areTextsOnly() {
        String text = "'; drop table events; -- \\\" ` ${x} {} ? :a $1 \u0000".replace("\u0000", "%s");
        JsonNode rows = world.rows("select '" + text.replace("\\", "\\\\").replace("'", "\\'") + "' as x");

        assertThat(rows.get(0).get(0).asText()).isEqualTo(text);
    }

    @Test
    void namesOfAttacks_areNamesOnly() {
        String name = "x\"; drop table events; --";
        assertThat(world.rows("select properties.`" + name + "`, 1 as `" + name + "` from events limit 1"))
                .isEqualTo(SqlWorld.read("[[null,1]]"));
    }

    @Test
    void bombs_areRefusedOrStopped() {
        String nested = "(".repeat(500) + "1" + ")".repeat(500);
        assertInvalid("select " + nested, "nested more than");
        assertInvalid(
                "select " + "not ".repeat(100) + "(select ".repeat(100) + "1" + ")".repeat(100), "nested more than");
        assertInvalid("select 1" + " + 1".repeat(3_000), "longer than");
        assertInvalid("select 1" + "+1".repeat(2_100), "more than 2000 operations");
        String wide = IntStream.range(0, 20)
                .mapToObj(i -> "t" + i + " as (select * from " + (i == 0 ? "events" : "t" + (i - 1))
                        + " union all select * from " + (i == 0 ? "events" : "t" + (i - 1)) + ")")
                .collect(Collectors.joining(", "));
        assertInvalid("with " + wide + " select count() from t19", "Tables are read more than");
        String aliases = IntStream.range(1, 40)
                .mapToObj(i -> "a" + (i - 1) + " || a" + (i - 1) + " as a" + i)
                .collect(Collectors.joining(", "));
        assertInvalid("select 'x' as a0, " + aliases, "too long");
        String many = IntStream.range(1, 15)
                .mapToObj(i -> "a" + (i - 1) + " || a" + (i - 1) + " as a" + i)
                .collect(Collectors.joining(", "));
        assertInvalid("select 'x' as a0, " + many + ", a14".repeat(500), "too long");
        assertInvalid("select number from numbers(1000000000)", "at most");
    }

    private static void assertInvalid(String sql, String problem) {
        assertThatThrownBy(() -> world.rows(sql)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            assertThat(e.detail()).contains(problem);
        });
    }

    @Test
    void values_neverBecomeSql() {
        var query = SqlWorld.node("select {a}, {b}, count() from events where event in {c}");
        query.putObject("values")
                .put("a", "1) or (1=1")
                .put("b", 1.5)
                .putArray("c")
                .add("view' or '1'='1");

        assertThat(world.rows(query)).isEqualTo(SqlWorld.read("[[\"1) or (1=1\",1.5,0]]"));
    }

    @Test
    void errors_sayNothingOfTheEngine() {
        for (String sql : List.of(
                "select event from events having event = 'a'", "select [1, 'a', true]", "select match('a', '(')")) {
            try {
                world.rows(sql);
            } catch (HindsightException e) {
                assertThat(e.failure()).isEqualTo(Failure.INVALID);
                assertThat(e.detail()).doesNotContain("c1").doesNotContain("FROM (");
            }
        }
    }
}
