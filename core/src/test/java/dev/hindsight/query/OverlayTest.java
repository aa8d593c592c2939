package dev.hindsight.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What filters and variables make of stored questions (contract insights-api 4.12). */
class OverlayTest {
    private static final String SERIES = "'series':[{'kind':'EventsNode','event':'a'}]";
    private static final String TRENDS = "{'kind':'TrendsQuery'," + SERIES + "}";
    private static final String ALL =
            "{'date_from':'-14d','interval':'week','filterTestAccounts':true,'breakdown_filter':{'breakdown':'b'},"
                    + "'properties':[{'key':'p','value':1}]}";

    @Test
    void dates_replaceBothBounds_alsoWhereOneIsAbsent() {
        String query = "{'kind':'TrendsQuery'," + SERIES
                + ",'dateRange':{'date_from':'-7d','date_to':'-1d','explicitDate':true,'daysOfWeek':[1]}}";

        assertThat(over(query, "{'date_from':'-14d'}").path("dateRange"))
                .isEqualTo(json("{'date_from':'-14d','date_to':null,'daysOfWeek':[1]}"));
        assertThat(over(query, "{'date_to':'2025-01-31','explicitDate':true}").path("dateRange"))
                .isEqualTo(json("{'date_from':null,'date_to':'2025-01-31','explicitDate':true,'daysOfWeek':[1]}"));
        assertThat(over(TRENDS, "{'date_from':'-14d'}").path("dateRange"))
                .isEqualTo(json("{'date_from':'-14d','date_to':null}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'date_from':null,'date_to':'','explicitDate':true}",
                "{'properties':[],'interval':null,'breakdown_filter':null}",
                "{'properties':{'type':'AND','values':[]}}"
            })
    void nothing_changesNothing(String filters) {
        assertThat(DashboardFilters.read(json(filters), "f").isEmpty()).isTrue();
        assertThat(over(TRENDS, filters)).isEqualTo(json(TRENDS));
    }

    @Test
    void properties_areAddedToThoseThatAreThere() {
        String added = "{'properties':[{'key':'p','value':1}]}";
        String own = "{'kind':'TrendsQuery'," + SERIES + ",'properties':%s}";

        assertThat(over(TRENDS, added).path("properties")).isEqualTo(json("[{'key':'p','value':1}]"));
        assertThat(over(own.formatted("[]"), added).path("properties")).isEqualTo(json("[{'key':'p','value':1}]"));
        assertThat(over(own.formatted("[{'key':'q','value':2}]"), added).path("properties"))
                .isEqualTo(json("{'type':'AND','values':[{'type':'AND','values':[{'key':'q','value':2}]},"
                        + "{'type':'AND','values':[{'key':'p','value':1}]}]}"));
        assertThat(over(own.formatted("{'type':'OR','values':[{'key':'q','value':2}]}"), added)
                        .at("/properties/values/0"))
                .isEqualTo(json("{'type':'OR','values':[{'key':'q','value':2}]}"));
        assertThat(over(
                                own.formatted("[{'key':'q','value':2}]"),
                                "{'properties':{'type':'OR','values':[{'key':'p','value':1}]}}")
                        .at("/properties/values/1"))
                .isEqualTo(json("{'type':'OR','values':[{'key':'p','value':1}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TrendsQuery     | 'series':[{'kind':'EventsNode','event':'a'}]                    | true  | true",
                "FunnelsQuery    | 'series':[{'kind':'EventsNode','event':'a'},{'kind':'EventsNode','event':'b'}] | true | true",
                "StickinessQuery | 'series':[{'kind':'EventsNode','event':'a'}]                    | false | true",
                "LifecycleQuery  | 'series':[{'kind':'EventsNode','event':'a'}]                    | false | true",
                "RetentionQuery  | 'retentionFilter':{'period':'Day','totalIntervals':3}           | true  | false",
                "PathsQuery      | 'pathsFilter':{'includeEventTypes':['$pageview']}               | false | false",
            },
            quoteCharacter = '`')
    void kinds_takeWhatTheyHaveAPlaceFor(String kind, String rest, boolean breakdown, boolean interval) {
        JsonNode changed = over("{'kind':'" + kind + "'," + rest + "}", ALL);

        assertThat(changed.at("/dateRange/date_from").asText()).isEqualTo("-14d");
        assertThat(changed.path("properties")).hasSize(1);
        assertThat(changed.path("filterTestAccounts").asBoolean()).isTrue();
        assertThat(changed.has("breakdownFilter")).isEqualTo(breakdown);
        assertThat(changed.has("interval")).isEqualTo(interval);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind':'DataTableNode','source':{'kind':'EventsQuery','select':['event']}}",
                "{'kind':'SavedInsightNode','shortId':'abc'}"
            })
    void otherKinds_stayAsTheyAre(String query) {
        assertThat(over(query, ALL)).isEqualTo(json(query));
    }

    @Test
    void wrappers_keepTheirOptions() {
        String wrapped = "{'kind':'InsightVizNode','full':true,'source':" + TRENDS + "}";

        JsonNode changed = over(wrapped, ALL);

        assertThat(changed.path("full").asBoolean()).isTrue();
        assertThat(changed.path("source")).isEqualTo(over(TRENDS, ALL));
    }

    @Test
    void breakdown_isReplacedWhole_evenByNone() {
        String query = "{'kind':'TrendsQuery'," + SERIES + ",'breakdownFilter':{'breakdown':'a','breakdown_limit':3}}";

        assertThat(over(query, "{'breakdown_filter':{'breakdown':'b'}}").path("breakdownFilter"))
                .isEqualTo(json("{'breakdown':'b'}"));
        assertThat(over(query, "{'breakdown_filter':{}}").path("breakdownFilter"))
                .isEqualTo(json("{}"));
    }

    @Test
    void allTime_endsAComparison() {
        String query = "{'kind':'TrendsQuery'," + SERIES + ",'compareFilter':{'compare':true}}";

        assertThat(over(query, "{'date_from':'all'}")
                        .at("/compareFilter/compare")
                        .asBoolean(true))
                .isFalse();
        assertThat(over(query, "{'date_from':'-7d'}")
                        .at("/compareFilter/compare")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void sql_getsThemWhereItsPlaceholderLooks() {
        String sql = "{'kind':'DataVisualizationNode','source':{'kind':'HogQLQuery','query':'select 1',"
                + "'filters':{'properties':[{'key':'q','value':2}]}}}";

        assertThat(over(sql, ALL).at("/source/filters"))
                .isEqualTo(json("{'properties':[{'key':'q','value':2},{'key':'p','value':1}],"
                        + "'dateRange':{'date_from':'-14d','date_to':null},'filterTestAccounts':true}"));
        assertThat(over("{'kind':'HogQLQuery','query':'select 1'}", "{'interval':'day'}"))
                .isEqualTo(json("{'kind':'HogQLQuery','query':'select 1'}"));
    }

    @Test
    void variables_areReplacedWhereTheyAreThere() {
        String sql = "{'kind':'DataVisualizationNode','source':{'kind':'HogQLQuery','query':'select {variables.v}',"
                + "'variables':{'1':{'code_name':'v','variableId':'1','value':'old','isNull':true}}}}";
        SqlVariables given =
                SqlVariables.read(json("{'1':{'code_name':'v','variableId':'1','value':'new'},'2':{'value':3}}"), "v");
        Overlay overlay = new Overlay(DashboardFilters.NONE, given);

        assertThat(overlay.over(json(sql)).at("/source/variables"))
                .isEqualTo(json("{'1':{'code_name':'v','variableId':'1','value':'new'}}"));
        assertThat(overlay.over(json(TRENDS))).isEqualTo(json(TRENDS));
        assertThat(overlay.onTile(DashboardFilters.read(json("{'date_from':'-3d'}"), "t"))
                        .over(json(sql))
                        .at("/source/variables/1/value")
                        .asText())
                .as("a tile with filters of its own drops them")
                .isEqualTo("old");
    }

    @Test
    void merging_goesKeyByKey_nullIncluded() {
        DashboardFilters dashboard = DashboardFilters.read(json("{'date_from':'-14d','interval':'week'}"), "d");

        assertThat(dashboard
                        .with(DashboardFilters.read(json("{'date_from':null,'date_to':'-1d'}"), "f"))
                        .json())
                .isEqualTo(json("{'date_from':null,'interval':'week','date_to':'-1d'}"));
    }

    @Test
    void tileFilters_replaceAllOthers_unlessTheyAreEmpty() {
        Overlay overlay = new Overlay(DashboardFilters.read(json("{'interval':'week'}"), "d"), SqlVariables.NONE);

        assertThat(overlay.onTile(DashboardFilters.read(json("{'date_from':'-3d'}"), "t"))
                        .filters()
                        .json())
                .isEqualTo(json("{'date_from':'-3d'}"));
        assertThat(overlay.onTile(DashboardFilters.read(json("{'date_from':null}"), "t")))
                .isEqualTo(overlay);
    }

    @Test
    void stored_staysAsItIs() {
        ObjectNode stored = (ObjectNode) json(TRENDS);

        new Overlay(DashboardFilters.read(json(ALL), "f"), SqlVariables.NONE).over(stored);

        assertThat(stored).isEqualTo(json(TRENDS));
    }

    @Test
    void outcome_thatIsNoQuestion_isRefused() {
        String deep = "{'type':'AND','values':[".repeat(20) + "]}".repeat(20);
        String query = "{'kind':'TrendsQuery'," + SERIES + ",'properties':"
                + deep.replace("[]", "[{'key':'a','value':1}]") + "}";

        assertThat(QueryReader.read(json(query)).kind()).isEqualTo("TrendsQuery");
        assertThatThrownBy(() -> over(query, "{'properties':[{'key':'p','value':1}]}"))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNPARSABLE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                    | expected an object, got a list",
                "{'date_form':'-7d'}                   | date_form: is not a field of this object",
                "{'date_from':7}                       | date_from: expected text, got the number 7",
                "{'date_to':'all'}                     | date_to: \"all\" is only allowed as date_from",
                "{'explicitDate':1}                    | explicitDate: expected true or false, got the number 1",
                "{'properties':'a'}                    | properties: expected an object, got text",
                "{'properties':[{'kye':1}]}            | properties[0].kye: is not a field of this object",
                "{'breakdown_filter':{'breakdown':{}}} | breakdown_filter.breakdown: expected a property's name, got an object",
                "{'interval':'fortnight'}              | interval: \"fortnight\" is not one of second, minute, hour, day, week, month, quarter, year",
                "{'filterTestAccounts':'yes'}          | filterTestAccounts: expected true or false, got text",
            })
    void wrongFilters_areRefusedByName(String filters, String detail) {
        assertThatThrownBy(() -> DashboardFilters.read(json(filters), "filters_override"))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.INVALID);
                    assertThat(e.attr()).contains("filters_override");
                    assertThat(e.detail()).isEqualTo(detail);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'1':2}",
                "{'1':{'valeu':1}}",
                "{'1':{'variableId':'2','value':1}}",
                "{'1':{'code_name':7}}"
            })
    void wrongVariables_areRefused(String variables) {
        assertThatThrownBy(() -> SqlVariables.read(json(variables), "variables_override"))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.INVALID);
                    assertThat(e.attr()).contains("variables_override");
                });
    }

    private static JsonNode over(String query, String filters) {
        return new Overlay(DashboardFilters.read(json(filters), "filters_override"), SqlVariables.NONE)
                .over(json(query));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
