package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.DashboardBody;
import dev.hindsight.engine.TestEvents;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Insights with filters in the old form have the numbers of the query that somebody would write for them. */
@NullUnmarked // answers that are not there fail the tests
class OldInsightsTest {
    private static final Instant NOW = Instant.parse("2025-03-15T12:00:00Z");
    private static final String DATES = "'date_from':'2025-03-09','date_to':'2025-03-14'";

    private static Hindsight hindsight;
    private static long project;
    private static Caller owner;

    @BeforeAll
    static void open() {
        hindsight = TestEvents.in(Hindsight.builder().inMemory())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open();
        project = hindsight.firstStart().orElseThrow().project().id();
        owner = Caller.of(hindsight.firstStart().orElseThrow().owner());
        List<Event> events = new ArrayList<>();
        String pro = "{\"plan\":\"pro\",\"price\":10}";
        String free = "{\"plan\":\"free\",\"price\":2.5}";
        for (int day = 10; day <= 12; day++) {
            events.add(event("visit", "ada", day + "T10:00:00", pro));
        }
        events.add(event("buy", "ada", "11T11:00:00", pro));
        events.add(event("visit", "bob", "11T10:00:00", free));
        events.add(event("visit", "bob", "13T10:00:00", free));
        events.add(event("buy", "bob", "13T12:00:00", free));
        events.add(event("visit", "cy", "13T08:00:00", free));
        events.add(event("leave", "cy", "13T09:00:00", free));
        events.add(event("buy", "cy", "13T10:00:00", free));
        events.add(event("$pageview", "ada", "12T09:00:00", "{\"$current_url\":\"/a\"}"));
        events.add(event("$pageview", "ada", "12T09:00:30", "{\"$current_url\":\"/b\"}"));
        events.add(event("$pageview", "bob", "13T09:00:00", "{\"$current_url\":\"/b\"}"));
        hindsight.events().append(project, events);
    }

    @AfterAll
    static void close() {
        if (hindsight != null) {
            hindsight.close();
        }
    }

    private static Event event(String name, String who, String time, String properties) {
        return new Event(UUID.randomUUID(), name, who, Instant.parse("2025-03-" + time + "Z"), properties);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    `'events':[{'id':'visit','math':'dau','order':0}],'properties':{'plan':'pro'}` | `'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'visit','math':'dau'}],'properties':[{'key':'plan','value':'pro'}]` | /0/data | [0,1,1,1,0,0]
                    `'events':[{'id':'buy','order':1},{'id':'visit'}],'formula':'A - B','interval':'week'` | `'kind':'TrendsQuery','interval':'week','series':[{'kind':'EventsNode','event':'visit'},{'kind':'EventsNode','event':'buy'}],'trendsFilter':{'formula':'A - B'}` | /0/data | [3]
                    `'insight':'TRENDS','events':'[{"id":"buy","math":"sum","math_property":"price"}]','breakdown':'plan','breakdown_type':'events','display':'ActionsPie'` | `'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'buy','math':'sum','math_property':'price'}],'breakdownFilter':{'breakdown':'plan'},'trendsFilter':{'display':'ActionsPie'}` | /0/aggregated_value | 10
                    `'insight':'SESSIONS','events':[{'id':null}],'properties':[{'key':'price','operator':'lt','value':5,'type':'event'}]` | `'kind':'TrendsQuery','series':[{'kind':'EventsNode'}],'properties':[{'key':'price','operator':'lt','value':5}]` | /0/count | 6
                    `'insight':'FUNNELS','events':[{'id':'buy','order':1},{'id':'visit','order':0,'math':'dau'}],'funnel_window_days':1` | `'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'visit'},{'kind':'EventsNode','event':'buy'}],'funnelsFilter':{'funnelWindowInterval':1}` | /1/count | 3
                    `'insight':'FUNNELS','events':[{'id':'visit','order':0},{'id':'buy','order':1}],'exclusions':[{'id':'leave','type':'events','funnel_from_step':0,'funnel_to_step':1}]` | `'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'visit'},{'kind':'EventsNode','event':'buy'}],'funnelsFilter':{'exclusions':[{'kind':'EventsNode','event':'leave','funnelFromStep':0,'funnelToStep':1}]}` | /0/count | 2
                    `'insight':'RETENTION','target_entity':{'id':'visit','type':'events'},'returning_entity':{'id':'buy'},'total_intervals':4,'period':'Day'` | `'kind':'RetentionQuery','retentionFilter':{'targetEntity':{'id':'visit'},'returningEntity':{'id':'buy'},'totalIntervals':4}` | /1/values/1/count | 1
                    `'insight':'PATHS','include_event_types':['$pageview']` | `'kind':'PathsQuery','pathsFilter':{'includeEventTypes':['$pageview']}` | /0/target | "2_/b"
                    `'insight':'PATHS','path_type':'$pageview','funnel_paths':'funnel_path_after_step','funnel_filter':{'date_from':'2025-03-09','events':[{'id':'$pageview','order':1},{'id':'visit'}],'funnel_step':1}` | `'kind':'PathsQuery','pathsFilter':{'includeEventTypes':['$pageview']},'funnelPathsFilter':{'funnelPathType':'funnel_path_after_step','funnelStep':1,'funnelSource':{'kind':'FunnelsQuery','dateRange':{'date_from':'2025-03-09'},'series':[{'kind':'EventsNode','event':'visit'},{'kind':'EventsNode','event':'$pageview'}]}}` | /0/value | 1
                    `'insight':'LIFECYCLE','events':[{'id':'visit','math':'dau'}],'toggledLifecycles':['new']` | `'kind':'LifecycleQuery','series':[{'kind':'EventsNode','event':'visit'}]` | /3/data | [0,0,0,-1,-1,-2]
                    `'insight':'STICKINESS','events':[{'id':'visit','math':'total'}],'shown_as':'Stickiness'` | `'kind':'StickinessQuery','series':[{'kind':'EventsNode','event':'visit','math':'dau'}]` | /0/data | [1,1,1,0,0,0]
                    """)
    void insight_hasTheNumbersOfTheQuery(String filters, String query, String place, String expected)
            throws IOException {
        JsonNode written = results(hindsight
                .queries()
                .answer(
                        owner,
                        project,
                        json("{" + query + ",'dateRange':{" + DATES + "}}"),
                        RefreshMode.FORCE_BLOCKING));

        JsonNode old = results(hindsight
                .insightAnswers()
                .answer(owner, insight("{" + filters + "," + DATES + "}"), RefreshMode.FORCE_BLOCKING));

        assertThat(old.toPrettyString()).isEqualTo(written.toPrettyString());
        // Not only equal, but those of the events above; 1 and 1.0 are one number.
        assertThat(old.at(place).toString().replace(".0", ""))
                .as(old.toString())
                .isEqualTo(expected);
    }

    @Test
    void insight_sharesTheAnswerOfTheQueryThatItShows() throws IOException {
        Insight old = insight("{'events':[{'id':'visit'}],'date_from':'-4d'}");
        Answer calculated = hindsight.insightAnswers().answer(owner, old, RefreshMode.BLOCKING);

        Insight shown =
                hindsight.insights().create(owner, project, InsightBody.draft(json("{'query':" + old.query() + "}")));

        Answer cached = hindsight.insightAnswers().answer(owner, shown, RefreshMode.FORCE_CACHE);
        assertThat(cached.cacheKey()).isEqualTo(calculated.cacheKey());
        assertThat(results(cached)).isEqualTo(results(calculated));
    }

    @Test
    void insight_thatCannotBeTranslated_saysWhy_andIsRefusedToWhoWantsItCalculated() throws IOException {
        Insight odd = insight("{'interval':'eon'}");

        Answer answer = hindsight.insightAnswers().answer(owner, odd, RefreshMode.FORCE_CACHE);

        assertThat(answer.result()).isNull();
        assertThat(answer.error()).startsWith("filters.interval: \"eon\" is not one of");
        assertThat(hindsight
                        .insightAnswers()
                        .cached(owner, project, List.of(odd))
                        .get(odd.id())
                        .error())
                .isEqualTo(answer.error());
        for (RefreshMode mode : List.of(RefreshMode.BLOCKING, RefreshMode.ASYNC, RefreshMode.FORCE_ASYNC)) {
            assertThatThrownBy(() -> hindsight.insightAnswers().answer(owner, odd, mode))
                    .isInstanceOfSatisfying(HindsightException.class, e -> {
                        assertThat(e.failure()).isEqualTo(Failure.INVALID);
                        assertThat(e.attr()).contains("filters");
                        assertThat(e.detail()).isEqualTo(answer.error());
                    });
        }
    }

    @Test
    void tiles_layTheFiltersOfTheirDashboardOverOldOnes() throws IOException {
        Insight old = insight("{'events':[{'id':'visit'}]," + DATES + "}");
        Insight odd = insight("{'interval':'eon'}");
        Dashboard dashboard = hindsight
                .dashboards()
                .create(
                        owner,
                        project,
                        DashboardBody.draft(
                                json("{'filters':{'properties':[{'key':'plan','value':'free'}]},'tiles':[{'insight':"
                                        + old.id() + "},{'insight':" + odd.id() + "}]}")));

        var answers = hindsight.dashboardAnswers().answers(owner, dashboard, RefreshMode.BLOCKING);

        assertThat(results(answers.get(dashboard.tiles().get(0).id()))
                        .at("/0/count")
                        .intValue())
                .isEqualTo(3);
        assertThat(answers.get(dashboard.tiles().get(1).id()).error()).startsWith("filters.interval: ");
    }

    private static Insight insight(String filters) throws JsonProcessingException {
        return hindsight.insights().create(owner, project, InsightBody.draft(json("{'filters':" + filters + "}")));
    }

    private static JsonNode results(Answer answer) throws IOException {
        return new JsonMapper().readTree(answer.result().results());
    }

    /** JSON with single quotes; double ones within these are kept as text. */
    private static JsonNode json(String text) throws JsonProcessingException {
        return new JsonMapper()
                .readTree(
                        text.contains("'[{\"")
                                ? text.replace("\"", "\\\"").replace('\'', '"')
                                : text.replace('\'', '"'));
    }
}
