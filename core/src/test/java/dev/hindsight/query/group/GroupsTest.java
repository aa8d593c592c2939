package dev.hindsight.query.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.TestEvents;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups as senders tell of them, and as questions see them. The same on every engine. */
class GroupsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
    private static final Instant NOW = Instant.parse("2024-08-21T12:00:00Z");

    private static Hindsight hindsight;
    private static FirstStart first;
    private static int events;

    @BeforeAll
    static void open() {
        hindsight = TestEvents.in(Hindsight.builder().inMemory())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open();
        first = hindsight.firstStart().orElseThrow();
        identify("company", "acme", "2024-08-10T00:00:00Z", "{plan:'free',seats:5,name:'Acme, Inc.'}");
        identify("company", "acme", "2024-08-12T00:00:00Z", "{plan:'pro',name:null,deep:{er:'x'}}");
        // Late: what it says is older than what is known.
        identify("company", "acme", "2024-08-11T00:00:00Z", "{plan:'trial',city:'Berlin'}");
        identify("company", "hooli", "2024-08-15T00:00:00Z", "{plan:'free',seats:500}");
        identify("team", "red", "2024-08-15T00:00:00Z", "{plan:'pro'}");
        // What is no object says nothing.
        identify("company", "acme", "2024-08-13T00:00:00Z", "'of Berlin'");
        identify("company", "acme", "2024-08-13T01:00:00Z", "['plan']");
        add("view", "ada", "2024-08-20T10:00:00Z", "{$groups:{company:'acme',team:'red'}}");
        add("view", "bob", "2024-08-20T11:00:00Z", "{$groups:{company:'hooli'}}");
        add("view", "bob", "2024-08-21T11:00:00Z", "{$groups:{company:'hooli',team:7}}");
        add("view", "cyd", "2024-08-20T12:00:00Z", "{$groups:{company:'unheard'}}");
        add("view", "cyd", "2024-08-20T13:00:00Z", "{$group_0:'acme',$groups:{company:'hooli'}}");
        add("view", "dan", "2024-08-20T14:00:00Z", "{}");
        add("view", "dan", "2024-08-20T15:00:00Z", "{$group_0:''}");
        add("buy", "ada", "2024-08-21T10:00:00Z", "{$groups:{company:'acme'}}");
        // Of another project with a company of the same name.
        hindsight
                .events()
                .append(
                        project("Other"),
                        List.of(event(
                                "$groupidentify",
                                "x",
                                "2024-08-20T00:00:00Z",
                                identity("company", "acme", "{plan:'secret'}"))));
    }

    private static long project(String name) {
        return hindsight
                .projects()
                .add(first.project().organizationId(), name, ZoneOffset.UTC, java.time.DayOfWeek.MONDAY, NOW)
                .id();
    }

    @AfterAll
    static void close() {
        if (hindsight != null) {
            hindsight.close();
        }
    }

    private static void identify(String type, String key, String time, String set) {
        add("$groupidentify", "server", time, identity(type, key, set));
    }

    private static String identity(String type, String key, String set) {
        return "{$group_type:'" + type + "',$group_key:'" + key + "',$group_set:" + set + "}";
    }

    private static void add(String name, String person, String time, String properties) {
        hindsight.events().append(first.project().id(), List.of(event(name, person, time, properties)));
    }

    private static Event event(String name, String person, String time, String properties) {
        return new Event(
                new UUID(0, ++events),
                name,
                person,
                Instant.parse(time),
                read(properties).toString());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode ask(String query) {
        return ask(first.project().id(), query);
    }

    private static JsonNode ask(long project, String query) {
        return read(Objects.requireNonNull(hindsight
                        .queries()
                        .answer(Caller.of(first.owner()), project, read(query), RefreshMode.FORCE_BLOCKING)
                        .result())
                .results());
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode rows(String sql) {
        return ask("{kind:'HogQLQuery',query:\"" + sql + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            select index, key, properties.plan, properties.name from groups order by 1, 2 § \
            [[0,"acme","pro","Acme, Inc."],[0,"hooli","free",null],[1,"red","pro",null]]
            select * from groups where key = 'acme' § [[0,"acme","2024-08-10T00:00:00Z","2024-08-13T01:00:00Z"]]
            select properties.city, properties.deep.er, properties.seats + 1 from groups where index = 0 order by key § \
            [["Berlin","x",6],[null,null,501]]
            select event, group_0.properties.plan p, group_1.key, count() from events where event != '$groupidentify' \
            group by 1, 2, 3 order by 1, 2, 3 § \
            [["buy","pro",null,1],["view","free",null,2],["view","pro","red",1],["view","pro",null,1],["view",null,null,3]]
            select sum(group_0.properties.seats) from events where event = 'view' § [[1010]]
            select count() from events e join groups g on g.key = e.$group_0 and g.index = 0 where event = 'view' § [[4]]
            """)
    void sql(String sql, String rows) {
        assertThat(rows(sql)).isEqualTo(read(rows));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            key:'plan',value:'pro' § 2
            key:'plan',value:'pro',operator:'is_not' § 5
            key:'plan',operator:'is_set' § 4
            key:'plan',operator:'is_not_set' § 3
            key:'seats',value:100,operator:'gt' § 2
            key:'seats',value:9,operator:'lt' § 2
            key:'city',value:'ber',operator:'icontains' § 2
            """)
    void filter(String filter, int views) {
        assertThat(total("properties:[{type:'group',group_type_index:0," + filter + "}]"))
                .isEqualTo(views);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            properties:[{type:'hogql',key:"group_0.properties.plan = 'pro'"}] § 2
            properties:[{type:'hogql',key:"group_0.properties.plan is null"}] § 3
            properties:[{type:'hogql',key:'group_0.properties.seats > 100'}] § 2
            properties:[{type:'hogql',key:"group_0.properties.deep.er = 'x'"}] § 2
            properties:[{type:'hogql',key:"group_1.key = 'red'"}] § 1
            properties:[{type:'hogql',key:'group_0.key is not null'}] § 4
            properties:[{type:'hogql',key:'group_0.properties.nobodys is null'}] § 7
            """)
    void expressions_readGroups(String filter, int views) {
        assertThat(total(filter)).isEqualTo(views);
    }

    @Test
    void expressions_ofBreakdownsMathAndLists_readGroups() {
        JsonNode rows = ask("{kind:'TrendsQuery',series:[{kind:'EventsNode',event:'view',math:'hogql',"
                + "math_hogql:'sum(group_0.properties.seats)'}],dateRange:{date_from:'2024-08-01'},"
                + "trendsFilter:{display:'BoldNumber'},"
                + "breakdownFilter:{breakdown_type:'hogql',breakdown:'group_0.properties.plan'}}");
        assertThat(rows.findValuesAsText("breakdown_value"))
                .containsExactlyInAnyOrder("free", "pro", "$$_posthog_breakdown_null_$$");
        assertThat(rows.findValuesAsText("aggregated_value")).containsExactlyInAnyOrder("1000", "10", "0");

        assertThat(ask("{kind:'EventsQuery',select:['group_0.properties.plan','count()'],after:'all',event:'view'}"))
                .isEqualTo(read("[[null,3],['free',2],['pro',2]]"));
    }

    @Test
    void filtersInSql_areAboutWhenGroupsCame() {
        String groups = "{kind:'HogQLQuery',query:'select key from groups where {filters} order by key',filters:";
        assertThat(ask(groups + "{}}")).isEqualTo(read("[['acme'],['hooli'],['red']]"));
        assertThat(ask(groups + "{dateRange:{date_from:'2024-08-12'}}}")).isEqualTo(read("[['hooli'],['red']]"));
        assertThat(ask(groups + "{dateRange:{date_to:'2024-08-12'}}}")).isEqualTo(read("[['acme']]"));

        // Filters that are none say nothing of groups either.
        assertThat(ask(groups + "{properties:[{}]}}")).hasSize(3);
        assertThat(ask(groups + "{properties:{type:'AND',values:[{type:'AND',values:[]}]}}}"))
                .hasSize(3);

        assertThatThrownBy(() -> ask(groups + "{properties:[{type:'event',key:'a',value:'b'}]}}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("Of groups alone, {filters} means their created_at");
    }

    private static int total(String more) {
        return ask("{kind:'TrendsQuery',series:[{kind:'EventsNode',event:'view'}],dateRange:{date_from:'2024-08-01'},"
                        + "trendsFilter:{display:'BoldNumber'}," + more + "}")
                .path(0)
                .path("aggregated_value")
                .intValue();
    }

    @Test
    void breakdown_ofTrends() {
        JsonNode rows =
                ask("{kind:'TrendsQuery',series:[{kind:'EventsNode',event:'view'}],dateRange:{date_from:'2024-08-01'},"
                        + "trendsFilter:{display:'BoldNumber'},"
                        + "breakdownFilter:{breakdown_type:'group',breakdown:'plan',breakdown_group_type_index:0}}");

        assertThat(rows.findValuesAsText("breakdown_value"))
                .containsExactly("free", "pro", "$$_posthog_breakdown_null_$$");
        assertThat(rows.findValuesAsText("aggregated_value")).containsExactly("2", "2", "3");
    }

    @Test
    void breakdown_ofFunnelsAndRetention() {
        JsonNode funnel =
                ask("{kind:'FunnelsQuery',series:[{kind:'EventsNode',event:'view'},{kind:'EventsNode',event:'buy'}],"
                        + "dateRange:{date_from:'2024-08-01'},"
                        + "breakdownFilter:{breakdown_type:'group',breakdown:'plan',breakdown_group_type_index:0}}");
        assertThat(funnel.findValuesAsText("count")).containsExactlyInAnyOrder("2", "0", "1", "0", "1", "1");

        JsonNode retention = ask("{kind:'RetentionQuery',retentionFilter:{targetEntity:{id:'view',type:'events'},"
                + "returningEntity:{id:'view',type:'events'},period:'Day',totalIntervals:2},"
                + "breakdownFilter:{breakdown_type:'group',breakdown:'plan',breakdown_group_type_index:0}}");
        assertThat(retention.findValuesAsText("breakdown_value")).contains("free", "pro");
    }

    private static final String VIEWS =
            "{kind:'TrendsQuery',series:[{kind:'EventsNode',event:'view',math:'unique_group',"
                    + "math_group_type_index:0}],dateRange:{date_from:'2024-08-18'}}";

    private static final String LIFECYCLE = "{kind:'LifecycleQuery',aggregation_group_type_index:0,"
            + "series:[{kind:'EventsNode',event:'view'}],dateRange:{date_from:'2024-08-19'}}";

    private static JsonNode behind(String point, String more) {
        return ask("{kind:'ActorsQuery',source:" + point + "," + more + "}");
    }

    @Test
    void behindANumber_theyAreListed_withWhatIsKnownOfThem() {
        String point = "{kind:'InsightActorsQuery',day:'2024-08-20',source:" + VIEWS + "}";

        assertThat(behind(point, "select:['id','event_count','created_at','is_identified','properties']"))
                .isEqualTo(
                        read(
                                "[['acme',2,'2024-08-10T00:00:00Z',true,"
                                        + "{plan:'pro',seats:5,name:'Acme, Inc.',city:'Berlin',deep:{er:'x'}}],"
                                        + "['hooli',1,'2024-08-15T00:00:00Z',true,{plan:'free',seats:500}],['unheard',1,null,false,{}]]"));
        assertThat(behind(point, "select:['id'],orderBy:['created_at DESC']"))
                .isEqualTo(read("[['hooli'],['acme'],['unheard']]"));
        assertThat(behind(point, "select:['id'],orderBy:['id'],limit:1,offset:1"))
                .isEqualTo(read("[['hooli']]"));
        assertThat(behind(point, "select:['id'],search:'INC.'")).isEqualTo(read("[['acme']]"));
        assertThat(behind(point, "select:['id'],search:'hea'")).isEqualTo(read("[['unheard']]"));
        assertThat(behind(point, "select:['actor'],search:'hea'"))
                .isEqualTo(read("[[{type:'group',id:'unheard',group_type_index:0,name:'unheard',properties:{},"
                        + "created_at:null}]]"));
        // Of a type that nobody named, there are keys all the same.
        assertThat(behind(point.replace("index:0", "index:1"), "select:['id','properties']"))
                .isEqualTo(read("[['red',{plan:'pro'}]]"));
        assertThat(behind(point.replace("index:0", "index:4"), "select:['id']")).isEmpty();
    }

    @Test
    void behindOtherKinds_theyAreListedToo() {
        String funnel = "{kind:'FunnelsQuery',aggregation_group_type_index:0,series:[{kind:'EventsNode',event:'view'},"
                + "{kind:'EventsNode',event:'buy'}],dateRange:{date_from:'2024-08-18'}}";
        String retention = "{kind:'RetentionQuery',aggregation_group_type_index:0,dateRange:{date_from:'2024-08-20'},"
                + "retentionFilter:{targetEntity:{id:'view',type:'events'},"
                + "returningEntity:{id:'view',type:'events'},period:'Day',totalIntervals:2}}";
        String stickiness = VIEWS.replace("TrendsQuery", "StickinessQuery");

        assertThat(behind(
                        "{kind:'FunnelsActorsQuery',funnelStep:2,source:" + funnel + "}",
                        "select:['id','event_count']"))
                .isEqualTo(read("[['acme',2]]"));
        assertThat(behind("{kind:'FunnelsActorsQuery',funnelStep:-2,source:" + funnel + "}", "select:['id']"))
                .isEqualTo(read("[['hooli'],['unheard']]"));
        assertThat(behind(
                        "{kind:'InsightActorsQuery',day:'2024-08-20',interval:1,source:" + retention + "}",
                        "select:['id']"))
                .isEqualTo(read("[['hooli']]"));
        assertThat(behind("{kind:'InsightActorsQuery',day:1,source:" + stickiness + "}", "select:['id','event_count']"))
                .isEqualTo(read("[['acme',2],['unheard',1]]"));
        assertThat(behind(
                        "{kind:'InsightActorsQuery',day:'2024-08-20',status:'resurrecting',source:" + LIFECYCLE + "}",
                        "select:['id','event_count']"))
                .isEqualTo(read("[['acme',2],['hooli',1],['unheard',1]]"));
    }

    @Test
    void lifecycle_tellsNewOnesByWhenTheyWereFirstNamed() {
        long project = project("Lifecycle");
        hindsight
                .events()
                .append(
                        project,
                        List.of(
                                event("$groupidentify", "x", "2024-08-20T09:00:00Z", identity("company", "acme", "{}")),
                                event("view", "ada", "2024-08-20T10:00:00Z", "{$group_0:'acme'}"),
                                event("view", "bob", "2024-08-20T10:00:00Z", "{$group_0:'unheard'}"),
                                event("view", "ada", "2024-08-20T11:00:00Z", "{}"),
                                event("view", "cyd", "2024-08-21T10:00:00Z", "{$group_0:'acme'}")));

        assertThat(ask(project, LIFECYCLE).findValues("data")).hasToString("[[0,1,0], [0,0,1], [0,1,0], [0,0,-1]]");
        assertThatThrownBy(() -> ask(project, LIFECYCLE.replace("index:0", "index:3")))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.attr()).contains("aggregation_group_type_index"));
    }

    @Test
    void types_haveTheirIndexInTheOrderInWhichTheyCame_upToFive() {
        long project = project("Types");

        hindsight
                .events()
                .append(
                        project,
                        List.of(event(
                                "view",
                                "ada",
                                "2024-08-20T00:00:00Z",
                                "{$groups:{b:'1',a:'2',c:'3',d:'4',e:'5',f:'6',' ':'7',g:{h:1}}}")));

        assertThat(hindsight.projects().find(project).orElseThrow().groupTypes())
                .containsExactly("b", "a", "c", "d", "e");
        assertThat(
                        ask(
                                project,
                                "{kind:'HogQLQuery',query:'select $group_0, $group_1, $group_4, properties.$group_5 from events'}"))
                .isEqualTo(read("[['1','2','5',null]]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            {kind:'TrendsQuery',series:[{kind:'EventsNode'}],properties:[{type:'group',key:'plan',value:'pro',group_type_index:2}]} § \
            properties__0 § This project has no type of groups with the index 2; it has company (0), team (1).
            {kind:'TrendsQuery',series:[{kind:'EventsNode'}],properties:[{type:'group',key:'plan',value:'pro'}]} § \
            properties__0__group_type_index § A filter by a property of groups needs the index of their type.
            {kind:'TrendsQuery',series:[{kind:'EventsNode'}],breakdownFilter:{breakdown_type:'group',breakdown:'plan'}} § \
            breakdownFilter__breakdown_group_type_index § A breakdown by a property of groups needs the index of their type.
            {kind:'TrendsQuery',series:[{kind:'EventsNode'}],properties:[{type:'hogql',key:'group_4.key is null'}]} § \
            properties__0 § This project has no type of groups with the index 4; it has company (0), team (1).
            {kind:'HogQLQuery',query:'select group_3.properties.plan from events'} § query § \
            This project has no type of groups with the index 3; it has company (0), team (1).
            """)
    void unknownTypes_areRefused(String query, String attr, String detail) {
        assertThatThrownBy(() -> ask(query)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.attr()).contains(attr);
            assertThat(e.detail()).isEqualTo(detail);
        });
    }
}
