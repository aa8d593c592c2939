package dev.hindsight.query.sql;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.action.ActionChange;
import dev.hindsight.cohort.CohortChange;
import dev.hindsight.engine.TestEvents;
import dev.hindsight.event.Event;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A project with a few events in the time zone of Berlin, and another one next to it that nobody may see. */
final class SqlWorld implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper LENIENT =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();
    static final Instant NOW = Instant.parse("2024-08-21T12:00:00Z");
    static final String SECRET = "secret";

    private final Hindsight hindsight = TestEvents.in(Hindsight.builder().inMemory())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();
    private final long project = project("Own", "Europe/Berlin");
    private final long other = project("Other", "UTC");
    private int events;

    SqlWorld() {
        hindsight.events().defineProperty(project, PropertyKind.EVENT, "amount", PropertyType.NUMERIC);
        hindsight.events().defineProperty(project, PropertyKind.PERSON, "age", PropertyType.NUMERIC);
        person("ada", "{'plan':'pro','age':41,'email':'ada@example.com'}", "2024-01-01T00:00:00Z");
        person("bob", "{'plan':'free','age':29}", "2024-08-19T22:30:00Z");
        add(
                "ada",
                "view",
                "2024-08-19T10:00:00Z",
                "{'$browser':'Chrome','path':'/a','tags':['x','y'],'deep':{'er':[1,2]}}");
        add("ada", "buy", "2024-08-19T22:30:00Z", "{'$browser':'Chrome','amount':10,'when':'2024-08-01'}");
        add("bob", "view", "2024-08-20T08:00:00Z", "{'$browser':'Safari','path':'/b?x=1'}");
        add("bob", "buy", "2024-08-20T08:30:00Z", "{'$browser':'Safari','amount':2.5}");
        add("bob", "buy", "2024-08-21T08:30:00Z", "{'amount':4}");
        add("cyd", "view", "2024-08-21T11:59:59.123456Z", "{'a b':'é','$session_id':'s1'}");
        cohort("{'name':'Pro','filters':{'properties':{'type':'AND','values':[{'type':'person','key':'plan',"
                + "'value':'pro'}]}}}");
        cohort("{'name':'Buyers','filters':{'properties':{'type':'AND','values':[{'type':'behavioral',"
                + "'value':'performed_event_multiple','event_type':'events','key':'buy','operator':'gte',"
                + "'operator_value':2,'explicit_datetime':'-30d'}]}}}");
        cohort("{'name':'Twin','is_static':true}");
        cohort("{'name':'Twin','is_static':true}");
        action("{'name':'Paid','steps':[{'event':'buy'}]}");
        action(
                "{'name':'Paid much','steps':[{'event':'buy','properties':[{'key':'amount','operator':'gt','value':3}]}]}");
        action("{'name':'Itself','steps':[{'properties':[{'type':'hogql','key':'matchesAction(3)'}]}]}");
        action(
                "{'name':'By buyers','steps':[{'properties':[{'type':'hogql','key':\"person_id in cohort 'Buyers'\"}]}]}");
        hindsight
                .events()
                .append(
                        other,
                        List.of(new Event(
                                new UUID(9, 9),
                                SECRET,
                                SECRET,
                                NOW.minusSeconds(60),
                                "{\"path\":\"" + SECRET + "\"}")));
    }

    private long project(String name, String zone) {
        return hindsight
                .projects()
                .add(first.project().organizationId(), name, ZoneId.of(zone), DayOfWeek.MONDAY, made -> made, NOW)
                .id();
    }

    private void cohort(String json) {
        hindsight.cohorts().create(Caller.of(first.owner()), project, CohortChange.read(lenient(json)));
    }

    private void action(String json) {
        hindsight.actions().create(Caller.of(first.owner()), project, ActionChange.read(lenient(json)));
    }

    private static JsonNode lenient(String json) {
        try {
            return LENIENT.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void person(String distinctId, String properties, String createdAt) {
        hindsight.events().putPerson(project, List.of(distinctId), map(properties), Instant.parse(createdAt));
    }

    private static Map<String, Object> map(String json) {
        return JSON.convertValue(
                read(json.replace('\'', '"')), new com.fasterxml.jackson.core.type.TypeReference<>() {});
    }

    private void add(String distinctId, String event, String time, String properties) {
        events++;
        String json = properties.replace('\'', '"');
        hindsight
                .events()
                .append(project, List.of(new Event(new UUID(0, events), event, distinctId, Instant.parse(time), json)));
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode node(String sql) {
        return JSON.createObjectNode().put("kind", "HogQLQuery").put("query", sql);
    }

    Answer answer(JsonNode query) {
        return hindsight.queries().answer(Caller.of(first.owner()), project, query, RefreshMode.FORCE_BLOCKING);
    }

    JsonNode rows(JsonNode query) {
        return rows(answer(query));
    }

    static JsonNode rows(Answer answer) {
        try {
            return JSON.readTree(Objects.requireNonNull(answer.result()).results());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode rows(String sql) {
        return rows(node(sql));
    }

    /** The values of the first column, as texts. */
    List<String> first(String sql) {
        List<String> values = new ArrayList<>();
        rows(sql).forEach(row -> values.add(row.get(0).asText()));
        return values;
    }

    @Override
    public void close() {
        hindsight.close();
    }
}
