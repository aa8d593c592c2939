package dev.hindsight.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.cases.Seeds;
import dev.hindsight.engine.TestEvents;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.query.Exported;
import dev.hindsight.query.QueryReader;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of sessions, and of the events behind numbers, against what is reckoned of random events. The same on every engine. */
class SqlListsTest {
    private static final Instant NOW = Instant.parse("2024-08-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final long SEED = Seeds.first();

    private static Hindsight hindsight;
    private static FirstStart first;
    private static List<Did> dids;
    private static List<Session> sessions;

    /** An event, with what it says of its session. */
    private record Did(
            String event,
            String who,
            Instant at,
            @Nullable String session,
            @Nullable String url,
            @Nullable String browser) {}

    /** What the events of a session, earliest first, have in common. */
    private record Session(String id, List<Did> dids) {
        Instant start() {
            return dids.get(0).at();
        }

        long seconds() {
            return dids.get(dids.size() - 1).at().getEpochSecond() - start().getEpochSecond();
        }

        long count(String event) {
            return dids.stream().filter(did -> did.event().equals(event)).count();
        }

        boolean any(Predicate<Did> condition) {
            return dids.stream().anyMatch(condition);
        }
    }

    @BeforeAll
    static void open() {
        System.out.println("lists: seed " + SEED);
        hindsight = TestEvents.in(Hindsight.builder().inMemory())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open();
        first = hindsight.firstStart().orElseThrow();
        Random random = new Random(SEED);
        dids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            // Whole sessions within the last three days, some of them short, and events of none.
            Instant begin = NOW.minusSeconds(random.nextInt(3 * 86_400));
            String session = i % 8 == 0 ? null : "s" + (char) ('A' + i / 26) + (char) ('a' + i % 26);
            String who = "who" + random.nextInt(5);
            int many = 1 + random.nextInt(6);
            for (int j = 0; j < many; j++) {
                Instant at = begin.plusSeconds(random.nextInt(1_800)).plusMillis(random.nextInt(1_000));
                dids.add(new Did(
                        List.of("$pageview", "buy", "view").get(random.nextInt(3)),
                        who,
                        at.isAfter(NOW) ? NOW : at,
                        session,
                        random.nextInt(3) == 0 ? null : "https://a.example/" + random.nextInt(3),
                        random.nextInt(4) == 0
                                ? null
                                : List.of("Chrome", "Safari", "Edge").get(random.nextInt(3))));
            }
        }
        hindsight.events().putPerson(project(), List.of("who0"), Map.of("plan", "pro"), NOW);
        List<Event> events = new ArrayList<>();
        for (Did did : dids) {
            ObjectNode properties = SqlWorld.JSON.createObjectNode();
            properties.put("$session_id", did.session());
            properties.put("$current_url", did.url());
            properties.put("$browser", did.browser());
            UUID uuid = new UUID(0, events.size() + 1);
            events.add(new Event(uuid, did.event(), did.who(), did.at(), properties.toString()));
        }
        events.add(new Event(
                new UUID(1, 1),
                "$autocapture",
                "clicker",
                NOW.minus(DAY.multipliedBy(4)),
                SqlWorld.JSON
                        .createObjectNode()
                        .put(
                                "$elements_chain",
                                "a.big:attr_id=\"go\"href=\"/buy\"text=\"Buy;button:\";div:text=\"Buy;button:\";"
                                        + "form:attr_id=\"go\";a;input.text:attr_id=\"in\";body")
                        .toString()));
        hindsight.events().append(project(), events);
        sessions = reckoned();
    }

    @AfterAll
    static void close() {
        if (hindsight != null) {
            hindsight.close();
        }
    }

    private static long project() {
        return first.project().id();
    }

    private static List<Session> reckoned() {
        Map<String, List<Did>> byId = new TreeMap<>();
        for (Did did : dids) {
            String id = did.session();
            if (id != null) {
                byId.computeIfAbsent(id, any -> new ArrayList<>()).add(did);
            }
        }
        List<Session> all = new ArrayList<>();
        byId.forEach((id, of) -> {
            of.sort(Comparator.comparing(Did::at));
            all.add(new Session(id, of));
        });
        return all;
    }

    private static Answer answer(JsonNode query) {
        return hindsight.queries().answer(Caller.of(first.owner()), project(), query, RefreshMode.FORCE_BLOCKING);
    }

    private static ObjectNode node(String kind, String json) {
        ObjectNode node = (ObjectNode) SqlWorld.read(json.replace('\'', '"'));
        return node.put("kind", kind);
    }

    private static JsonNode rows(String json) {
        return SqlWorld.rows(answer(node("SessionsQuery", json)));
    }

    /** The ids in the first column. */
    private static List<String> ids(String json) {
        List<String> ids = new ArrayList<>();
        rows(json).forEach(row -> ids.add(row.get(0).asText()));
        return ids;
    }

    private static List<String> idsOf(Predicate<Session> condition) {
        return sessions.stream().filter(condition).map(Session::id).toList();
    }

    private static String ordered(String fields) {
        return "{'select':['session_id'],'orderBy':['session_id'],'after':'all'" + fields + "}";
    }

    @Test
    void sessions_areThoseOfADay_latestFirst() {
        List<Session> day = sessions.stream()
                .filter(session -> session.start().isAfter(NOW.minus(DAY)))
                .sorted(Comparator.comparing(Session::start).reversed().thenComparing(Session::id))
                .toList();

        Answer answer = answer(node(
                "SessionsQuery",
                "{'select':['session_id','$start_timestamp','$session_duration -- Seconds','$urls']}"));

        List<List<Object>> found = new ArrayList<>();
        SqlWorld.rows(answer).forEach(row -> {
            List<String> urls = new ArrayList<>();
            row.get(3).forEach(url -> urls.add(url.asText()));
            found.add(List.of(
                    row.get(0).asText(),
                    Instant.parse(row.get(1).asText()),
                    row.get(2).asLong(),
                    urls));
        });
        assertThat(found)
                .isEqualTo(day.stream()
                        .map(session ->
                                List.<Object>of(session.id(), session.start(), session.seconds(), urls(session)))
                        .toList());
        JsonNode envelope = Objects.requireNonNull(answer.result()).envelope();
        assertThat(envelope.path("columns"))
                .isEqualTo(SqlWorld.read(
                        "[\"session_id\",\"$start_timestamp\",\"$session_duration -- Seconds\",\"$urls\"]"));
        assertThat(envelope.path("types"))
                .isEqualTo(SqlWorld.read("[\"String\",\"DateTime64(6)\",\"UInt64\",\"Array(String)\"]"));
        assertThat(envelope.path("hasMore").asBoolean(true)).isFalse();
        assertThat(envelope.path("limit").asInt()).isEqualTo(100);
    }

    private static List<String> urls(Session session) {
        TreeSet<String> urls = new TreeSet<>();
        session.dids().stream().map(Did::url).filter(Objects::nonNull).forEach(urls::add);
        return List.copyOf(urls);
    }

    @Test
    void bounds_areThoseOfTheBeginning() {
        Instant until = NOW.minus(DAY);

        assertThat(ids("{'select':['session_id'],'orderBy':['session_id'],'after':'-48h','before':'" + until + "'}"))
                .isEqualTo(idsOf(session -> session.start().isAfter(NOW.minus(DAY.multipliedBy(2)))
                        && session.start().isBefore(until)));
        assertThat(ids(ordered(""))).isEqualTo(idsOf(session -> true));
    }

    @Test
    void filters_areOfOneEventOrOfTheSession() {
        assertThat(ids(ordered(",'event':'buy'"))).isEqualTo(idsOf(session -> session.count("buy") > 0));
        assertThat(ids(ordered(
                        ",'events':['buy','view'],'properties':[{'type':'event','key':'$browser','value':'Edge'}]")))
                .isEqualTo(idsOf(session ->
                        session.any(did -> !did.event().equals("$pageview") && "Edge".equals(did.browser()))));
        assertThat(ids(ordered(",'eventProperties':[{'type':'event','key':'$browser','operator':'is_not_set'}]")))
                .isEqualTo(idsOf(session -> session.any(did -> did.browser() == null)));
        assertThat(
                        ids(
                                ordered(
                                        ",'properties':[{'type':'person','key':'plan','value':'pro'}],'actionSteps':[{'event':'view'}]")))
                .isEqualTo(idsOf(session -> session.any(
                        did -> did.who().equals("who0") && did.event().equals("view"))));
        assertThat(
                        ids(
                                ordered(
                                        ",'properties':[{'type':'session','key':'$pageview_count','operator':'gt','value':1}],"
                                                + "'fixedProperties':[{'type':'session','key':'$session_duration','operator':'lt','value':900}]")))
                .isEqualTo(idsOf(session -> session.count("$pageview") > 1 && session.seconds() < 900));
        assertThat(ids(ordered(",'properties':{'type':'OR','values':[{'type':'OR','values':["
                        + "{'type':'session','key':'$pageview_count','operator':'gt','value':1},"
                        + "{'type':'event','key':'$browser','value':'Safari'}]}]}")))
                .isEqualTo(idsOf(session ->
                        session.count("$pageview") > 1 || session.any(did -> "Safari".equals(did.browser()))));
        assertThat(ids(ordered(",'where':['$pageview_count = 0','duration > 60']")))
                .isEqualTo(idsOf(session -> session.count("$pageview") == 0 && session.seconds() > 60));
    }

    @Test
    void personId_keepsTheirSessions() {
        String id = SqlWorld.rows(answer(SqlWorld.node("select id from persons where properties.plan = 'pro'")))
                .get(0)
                .get(0)
                .asText();

        assertThat(ids(ordered(",'personId':'" + id + "'")))
                .isEqualTo(idsOf(session -> session.dids().get(0).who().equals("who0")));
    }

    @Test
    void pages_fitTogether() {
        List<String> all = new ArrayList<>();
        for (int offset = 0; offset < sessions.size(); offset += 7) {
            all.addAll(ids("{'select':['session_id','$pageview_count'],'after':'all','limit':7,'offset':" + offset
                    + ",'orderBy':['$pageview_count DESC']}"));
        }

        assertThat(all)
                .isEqualTo(sessions.stream()
                        .sorted(Comparator.comparing((Session session) -> -session.count("$pageview"))
                                .thenComparing(Session::id))
                        .map(Session::id)
                        .toList());
    }

    @Test
    void aggregates_areOfGroups() {
        JsonNode rows = rows("{'select':['$is_bounce','count()','max($session_duration)'],'after':'all'}");
        long counted = 0;
        for (JsonNode row : rows) {
            counted += row.get(1).asLong();
        }
        assertThat(counted).isEqualTo(sessions.size());
        JsonNode many = rows("{'select':['distinct_id','count()'],'after':'all','where':['count() > 5'],"
                + "'orderBy':['distinct_id']}");
        Map<String, Long> byWho = new TreeMap<>();
        sessions.forEach(session -> byWho.merge(session.dids().get(0).who(), 1L, Long::sum));
        byWho.values().removeIf(count -> count <= 5);
        Map<String, Long> found = new TreeMap<>();
        many.forEach(row -> found.put(row.get(0).asText(), row.get(1).asLong()));
        assertThat(found).isEqualTo(byWho);
    }

    @Test
    void everything_isAnObject() {
        Session last = sessions.stream()
                .max(Comparator.comparing(Session::start).thenComparing(Session::id))
                .orElseThrow();

        ObjectNode table = SqlWorld.JSON.createObjectNode().put("kind", "DataTableNode");
        table.set("source", node("SessionsQuery", "{'select':[],'limit':1,'after':'all'}"));
        Answer answer = answer(table);

        JsonNode session = SqlWorld.rows(answer).get(0).get(0);
        assertThat(session.path("session_id").asText()).isEqualTo(last.id());
        assertThat(session.path("distinct_id").asText())
                .isEqualTo(last.dids().get(0).who());
        assertThat(session.path("person_id").asText()).hasSize(36);
        assertThat(session.path("$pageview_count").asLong()).isEqualTo(last.count("$pageview"));
        assertThat(session.path("$urls").size()).isEqualTo(urls(last).size());
        assertThat(session.path("$channel_type").asText()).isEqualTo("Unknown");
        JsonNode envelope = Objects.requireNonNull(answer.result()).envelope();
        assertThat(envelope.path("types")).isEqualTo(SqlWorld.read("[\"JSON\"]"));
        assertThat(envelope.path("hasMore").asBoolean()).isTrue();
    }

    @Test
    void exports_haveAllRows() {
        List<String> ids = new ArrayList<>();
        Exported exported = hindsight
                .queries()
                .export(
                        Caller.of(first.owner()),
                        project(),
                        node("SessionsQuery", ordered("")),
                        row -> ids.add(row.get(0).asText()))
                .orElseThrow();

        assertThat(exported.rows()).isEqualTo(sessions.size());
        assertThat(ids).isEqualTo(idsOf(session -> true));
    }

    @Test
    void filtersInSql_areOfSessionsAlone() {
        ObjectNode query = SqlWorld.node("select session_id from sessions where {filters} order by 1");
        query.putObject("filters").putObject("dateRange").put("date_from", "-2d");
        Instant from = NOW.minus(DAY.multipliedBy(2));
        assertThat(first(query)).isEqualTo(idsOf(session -> !session.start().isBefore(from)));

        ((ObjectNode) query.get("filters"))
                .set("properties", SqlWorld.read("[{\"type\":\"session\",\"key\":\"$pageview_count\",\"value\":1}]"));
        assertThat(first(query))
                .isEqualTo(idsOf(session -> !session.start().isBefore(from) && session.count("$pageview") == 1));

        ((ObjectNode) query.get("filters"))
                .set("properties", SqlWorld.read("[{\"type\":\"person\",\"key\":\"plan\",\"value\":\"pro\"}]"));
        assertThatThrownBy(() -> answer(query))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.attr()).contains("filters__properties__0"))
                .hasMessageContaining("only filters of the type session");
    }

    @Test
    void elements_areTold() {
        assertThat(SqlWorld.rows(answer(node(
                        "EventsQuery",
                        "{'select':['elements_chain_href','elements_chain_texts','elements_chain_ids','elements_chain_elements'],"
                                + "'after':'all','event':'$autocapture'}"))))
                .isEqualTo(SqlWorld.read("[[\"/buy\",[\"Buy;button:\"],[\"go\",\"in\"],[\"a\",\"form\",\"input\"]]]"));
        assertThat(SqlWorld.rows(
                        answer(SqlWorld.node("select elements_chain_href, elements_chain_elements, count() from events"
                                + " where event = 'buy' group by 1, 2"))))
                .isEqualTo(SqlWorld.read(
                        "[[null,[]," + count((Did did) -> did.event().equals("buy")) + "]]"));
    }

    private static List<String> first(JsonNode sql) {
        List<String> values = new ArrayList<>();
        SqlWorld.rows(answer(sql)).forEach(row -> values.add(row.get(0).asText()));
        return values;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'select':['event']} | There is no field \"event\"; there are session_id",
                "{'select':['session_id) from events --']} | The end is expected",
                "{'select':['(select 1)']} | No query can stand here",
                "{'select':['session_id'],'where':['{filters}']} | There are no placeholders here",
                "{'select':['session_id'],'where':['matchesAction(1)']} | There is no action with the id 1",
                "{'select':['session_id'],'orderBy':['session_id; drop table events']} | The end is expected",
                "{'select':['session_id'],'limit':50001} | limit: must be from 1 to 50000",
                "{'select':['session_id'],'actionId':77} | There is no action with the id 77",
                "{'select':['session_id'],'source':{}} | source: is not a field of this object",
                "{'select':['session_id'],'properties':[{'type':'session','key':'$nothing','value':1}]} | Sessions have session_id",
                "{} | select: is required",
            })
    void mistakes_areTold(String query, String problem) {
        assertThatThrownBy(() -> rows(query))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining(problem);
    }

    /** How many events are listed behind points of charts, against what the charts say. */
    @Test
    void eventsBehindANumber_areAsMany() {
        Random random = new Random(SEED);
        int compared = 0;
        int some = 0;
        for (int i = 0; i < 8; i++) {
            ObjectNode trends = trends(random);
            for (JsonNode row : SqlWorld.rows(answer(trends))) {
                int at = random.nextInt(row.path("days").size());
                ObjectNode events = node("EventsQuery", "{'select':['count()']}");
                ObjectNode source = events.putObject("source").put("kind", "InsightActorsQuery");
                source.set("source", trends);
                source.set("day", row.path("days").get(at));
                source.put("series", row.path("action").path("order").asInt());
                if (row.has("breakdown_value")) {
                    source.set("breakdown", row.path("breakdown_value"));
                }
                if (row.has("compare_label")) {
                    source.set("compare", row.path("compare_label"));
                }
                long listed = SqlWorld.rows(answer(events)).get(0).get(0).asLong();
                assertThat(listed)
                        .as("seed %d: point %d of %s", SEED, at, source)
                        .isEqualTo(row.path("data").get(at).asLong());
                compared++;
                some += listed > 0 ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(8);
        assertThat(some).isPositive();
    }

    private static ObjectNode trends(Random random) {
        ObjectNode trends = SqlWorld.JSON.createObjectNode().put("kind", "TrendsQuery");
        trends.put("interval", random.nextBoolean() ? "day" : "hour");
        trends.putObject("dateRange").put("date_from", random.nextBoolean() ? "-2d" : "-30h");
        for (String event : new String[] {"buy", null}) {
            ObjectNode series = trends.withArray("series").addObject().put("kind", "EventsNode");
            series.put("event", event);
            if (random.nextInt(3) == 0) {
                series.putArray("properties")
                        .addObject()
                        .put("type", "person")
                        .put("key", "plan")
                        .put("operator", "is_not_set");
            }
        }
        if (random.nextBoolean()) {
            trends.putObject("breakdownFilter")
                    .put("breakdown", "$browser")
                    .put("breakdown_limit", 1 + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            trends.putObject("compareFilter").put("compare", true);
        }
        if (random.nextInt(3) == 0) {
            trends.putObject("trendsFilter").put("display", "ActionsLineGraphCumulative");
        }
        return trends;
    }

    @Test
    void eventsBehindANumber_passTheFiltersOfTheList() {
        String trends = "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'buy','math':'dau'}],"
                + "'dateRange':{'date_from':'2024-08-20','date_to':'2024-08-20'}}";
        String source = "'source':{'kind':'InsightActorsQuery','source':" + trends + ",'day':'2024-08-20'}";
        Predicate<Did> behind =
                did -> did.event().equals("buy") && did.at().toString().startsWith("2024-08-20");

        assertThat(count("{'select':['count()']," + source + "}")).isEqualTo(count(behind));
        assertThat(count("{'select':['count()'],'properties':[{'type':'event','key':'$browser','value':'Edge'}],"
                        + source + "}"))
                .isEqualTo(count(behind.and(did -> "Edge".equals(did.browser()))));
        assertThat(count("{'select':['count()'],'after':'2024-08-20T12:00:00Z'," + source + "}"))
                .isEqualTo(count(behind.and(did -> did.at().isAfter(Instant.parse("2024-08-20T12:00:00Z")))));

        ObjectNode people = SqlWorld.JSON.createObjectNode().put("kind", "ActorsQuery");
        people.set("source", node("EventsQuery", "{'select':['event']," + source + "}"));
        assertThat(SqlWorld.rows(answer(people))).hasSize((int)
                dids.stream().filter(behind).map(Did::who).distinct().count());
    }

    private static long count(String json) {
        return SqlWorld.rows(answer(node("EventsQuery", json))).get(0).get(0).asLong();
    }

    private static long count(Predicate<Did> condition) {
        return dids.stream().filter(condition).count();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'kind':'FunnelsActorsQuery','source':{'kind':'FunnelsQuery','series':[]}} | source.kind: \"FunnelsActorsQuery\" is not InsightActorsQuery",
                "{'kind':'InsightActorsQuery','source':{'kind':'HogQLQuery','query':'select 1'}} | source.source.kind: \"HogQLQuery\" is not the query of an insight",
                "{'kind':'InsightActorsQuery','source':{'kind':'LifecycleQuery','series':[{'kind':'EventsNode','event':'buy'}]}} | The source of a list of events is a number of a TrendsQuery; events behind a LifecycleQuery",
                "{'kind':'InsightActorsQuery','series':3,'source':{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'buy'}]}} | there is no 3",
                "{'kind':'InsightActorsQuery','nonsense':3,'source':{'kind':'TrendsQuery','series':[{'kind':'EventsNode'}]}} | source.nonsense: is not a field of this object",
                "{'kind':'InsightActorsQuery'} | source.source: is required",
            })
    void otherSources_areRefused(String source, String problem) {
        assertThatThrownBy(() -> answer(node("EventsQuery", "{'select':['event'],'source':" + source + "}")))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void insights_keepLists() {
        assertThat(QueryReader.read(node("SessionsQuery", "{'select':['*']}"))
                        .toRun()
                        .kind())
                .isEqualTo("SessionsQuery");
    }
}
