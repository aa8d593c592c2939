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

/** Lists of events. The same on every engine. */
class SqlEventsTest {
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

    private static ObjectNode node(String json) {
        ObjectNode node = (ObjectNode) SqlWorld.read(json.replace('\'', '"'));
        return node.put("kind", "EventsQuery");
    }

    private static ObjectNode whoDid(String events) {
        ObjectNode actors = SqlWorld.JSON.createObjectNode().put("kind", "ActorsQuery");
        actors.putArray("select").add("distinct_ids").add("event_count");
        actors.set("source", node(events));
        return actors;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'select':['event'],'after':'all','limit':1} | [[['bob'],3],[['ada'],2],[['cyd'],1]]",
                "{'select':['event'],'after':'all','event':'buy','where':['properties.amount > 3']} | [[['ada'],1],[['bob'],1]]",
                "{'select':['event'],'properties':[{'type':'event','key':'$browser','value':'Safari'}]} | []",
            })
    void peopleOfEvents_areListed(String events, String expected) {
        assertThat(world.rows(whoDid(events))).isEqualTo(SqlWorld.read(expected.replace('\'', '"')));
    }

    @Test
    void peopleOfGroupsOfEvents_areRefused() {
        assertThatThrownBy(() -> world.rows(whoDid("{'select':['event','count()'],'where':['count() > 1']}")))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("is for many events");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'select':['event','distinct_id','timestamp']} | [['view','cyd','2024-08-21T13:59:59.123456+02:00'],['buy','bob','2024-08-21T10:30:00+02:00']]",
                "{'select':['uuid'],'after':'all','before':'2024-08-20','orderBy':['timestamp']} | [['00000000-0000-0000-0000-000000000001']]",
                "{'select':['event','count()'],'after':'all'} | [['buy',3],['view',3]]",
                "{'select':['distinct_id','count()'],'after':'all','where':['count() > 1'],'orderBy':['distinct_id DESC']} | [['bob',3],['ada',2]]",
                "{'select':['distinct_id -- Who','sum(properties.amount)'],'after':'all','where':['event = \\u0027buy\\u0027']} | [['ada',10],['bob',6.5]]",
                "{'select':['properties.path'],'after':'all','event':'view','where':['properties.path is not null'],'orderBy':['properties.path']} | [['/a'],['/b?x=1']]",
                "{'select':['count()'],'after':'all','events':['view','nothing'],'event':'buy'} | [[6]]",
                "{'select':['count()'],'after':'all','properties':[{'type':'event','key':'$browser','value':'Safari'}],'fixedProperties':[{'type':'event','key':'amount','operator':'is_set'}]} | [[1]]",
                "{'select':['count()'],'after':'all','actionSteps':[{'event':'buy'}]} | [[3]]",
                "{'select':['person_display_name'],'after':'all','orderBy':['timestamp'],'limit':1} | [[{'display_name':'ada@example.com','id':'ID','distinct_id':'ada'}]]",
                "{'select':['event'],'after':'all','orderBy':['timestamp'],'limit':2,'offset':1} | [['buy'],['view']]",
            })
    void events_areListed(String query, String expected) {
        JsonNode rows = world.rows(node(query));

        String ids = rows.toString().replaceAll("\"id\":\"[0-9a-f-]{36}\"", "\"id\":\"ID\"");
        assertThat(SqlWorld.read(ids)).isEqualTo(SqlWorld.read(expected.replace('\'', '"')));
    }

    @Test
    void everything_isAnObject() {
        Answer answer = world.answer(node("{'select':['*','person','event'],'after':'all','event':'buy','limit':1}"));

        JsonNode row = SqlWorld.rows(answer).get(0);
        JsonNode event = row.get(0);
        assertThat(event.path("event").asText()).isEqualTo("buy");
        assertThat(event.path("properties")).isEqualTo(SqlWorld.read("{\"amount\":4}"));
        assertThat(event.path("timestamp").asText()).isEqualTo("2024-08-21T10:30:00+02:00");
        assertThat(event.path("distinct_id").asText()).isEqualTo("bob");
        assertThat(event.path("elements_chain").asText("none")).isEmpty();
        assertThat(event.path("person_mode").asText()).isEqualTo("full");
        assertThat(event.has("team_id") && event.has("created_at") && event.has("uuid"))
                .isTrue();
        JsonNode person = row.get(1);
        assertThat(person.path("properties")).isEqualTo(SqlWorld.read("{\"plan\":\"free\",\"age\":29}"));
        assertThat(person.path("created_at").asText()).isEqualTo("2024-08-20T00:30:00+02:00");
        assertThat(person.path("uuid").asText()).hasSize(36);
        assertThat(person.path("distinct_id").asText()).isEqualTo("bob");
        JsonNode envelope = Objects.requireNonNull(answer.result()).envelope();
        assertThat(envelope.path("columns")).isEqualTo(SqlWorld.read("[\"*\",\"person\",\"event\"]"));
        assertThat(envelope.path("types")).isEqualTo(SqlWorld.read("[\"JSON\",\"JSON\",\"String\"]"));
        assertThat(envelope.path("hasMore").asBoolean()).isTrue();
        assertThat(envelope.path("limit").asInt()).isEqualTo(1);
    }

    @Test
    void personId_keepsTheirEvents() {
        String id = world.first("select id from persons where properties.plan = 'pro'")
                .get(0);

        assertThat(world.rows(node("{'select':['count()'],'after':'all','personId':'" + id + "'}")))
                .isEqualTo(SqlWorld.read("[[2]]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'select':['event)  or (1=1']} | The end is expected, at character 6",
                "{'select':['event from persons']} | The end is expected, at character 7",
                "{'select':['(select 1)']} | No query can stand here",
                "{'select':['event'],'where':['1=1) or (1=1']} | The end is expected",
                "{'select':['event'],'where':['{filters}']} | There are no placeholders here",
                "{'select':['event'],'orderBy':['event; drop table events']} | The end is expected",
                "{'select':['event'],'orderBy':['evnt']} | There is no field \"evnt\"",
                "{'select':['event'],'limit':50001} | limit: must be from 1 to 50000",
                "{'select':['event'],'after':'yesterday'} | after: \"yesterday\" is not a date",
                "{'select':['event'],'personId':'1 or 1=1'} | personId: is not the id of a person",
                "{'select':['event'],'actionId':77} | There is no action with the id 77",
                "{'select':['event'],'actionSteps':[]} | actionSteps: has no steps",
                "{'select':['event'],'nonsense':1} | nonsense: is not a field of this object",
                "{} | select: is required",
            })
    void mistakes_areTold(String query, String problem) {
        assertThatThrownBy(() -> world.rows(node(query)))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining(problem);
    }
}
