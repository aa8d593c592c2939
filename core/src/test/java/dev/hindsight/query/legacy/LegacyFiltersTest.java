package dev.hindsight.query.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.QueryReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyFiltersTest {
    @Test
    void query_ofNoFilters_countsPageViews() throws JsonProcessingException {
        assertThat(LegacyFilters.query(Translated.json("{}")))
                .isEqualTo(Translated.json(
                        "{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":"
                                + "\"EventsNode\",\"event\":\"$pageview\",\"name\":\"$pageview\"}]},\"full\":true}"));
    }

    @Test
    void query_leavesWhatIsStoredAsItIs() throws JsonProcessingException {
        String text = "{\"events\":[{\"id\":\"a\",\"properties\":[{\"key\":\"b\",\"value\":[1,null]}]}],\"properties\":"
                + "{\"type\":\"OR\",\"values\":[{\"key\":\"c\",\"type\":\"events\",\"values\":[2]}]}}";
        JsonNode stored = Translated.json(text);

        LegacyFilters.query(stored);

        assertThat(stored).isEqualTo(Translated.json(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"insight":"FUNNELS","events":[{"id":"a"},{"id":"b"}]}
                    "{\\"insight\\":\\"FUNNELS\\",\\"events\\":[{\\"id\\":\\"a\\"},{\\"id\\":\\"b\\"}]}"
                    [{"insight":"FUNNELS","events":[{"id":"a"},{"id":"b"}]}]
                    ["{\\"insight\\":\\"FUNNELS\\",\\"events\\":[{\\"id\\":\\"a\\"},{\\"id\\":\\"b\\"}]}"]
                    "[{\\"insight\\":\\"FUNNELS\\",\\"events\\":[{\\"id\\":\\"a\\"},{\\"id\\":\\"b\\"}]}]"
                    """)
    void query_unwraps(String stored) throws JsonProcessingException {
        assertThat(QueryReader.read(LegacyFilters.query(Translated.json(stored)))
                        .toRun()
                        .kind())
                .isEqualTo("FunnelsQuery");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                      | TrendsQuery
                    {"insight":null}                                        | TrendsQuery
                    {"insight":""}                                          | TrendsQuery
                    {"insight":"TRENDS"}                                    | TrendsQuery
                    {"insight":"SESSIONS","session":"avg"}                  | TrendsQuery
                    {"insight":"FUNNELS","events":[{"id":"a"},{"id":"b"}]}  | FunnelsQuery
                    {"insight":"RETENTION"}                                 | RetentionQuery
                    {"insight":"PATHS"}                                     | PathsQuery
                    {"insight":"LIFECYCLE"}                                 | LifecycleQuery
                    {"insight":"STICKINESS"}                                | StickinessQuery
                    """)
    void query_hasTheKindOfTheInsight(String filters, String kind) throws JsonProcessingException {
        assertThat(LegacyFilters.query(Translated.json(filters)).at("/source/kind"))
                .hasToString("\"" + kind + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TRENDS     | {"date_from":"-30d","date_to":"2024-08-10"}             | /dateRange  | {"date_from":"-30d","date_to":"2024-08-10"}
                    RETENTION  | {"date_from":"-30d"}                                    | /dateRange  | {"date_from":"-30d"}
                    TRENDS     | {"date_from":null,"date_to":""}                         | /dateRange  | absent
                    TRENDS     | {"date_from":"-1d","explicit_date":"true"}              | /dateRange  | {"date_from":"-1d","explicitDate":true}
                    TRENDS     | {"explicit_date":true}                                  | /dateRange  | {"explicitDate":true}
                    TRENDS     | {"explicit_date":"false"}                               | /dateRange  | {"explicitDate":false}
                    TRENDS     | {"interval":"week"}                                     | /interval   | "week"
                    TRENDS     | {"interval":"minute"}                                   | /interval   | "minute"
                    STICKINESS | {"interval":"month"}                                    | /interval   | "month"
                    LIFECYCLE  | {"interval":"hour"}                                     | /interval   | "hour"
                    TRENDS     | {"interval":null}                                       | /interval   | absent
                    RETENTION  | {"interval":"week"}                                     | /interval   | absent
                    PATHS      | {"interval":"week"}                                     | /interval   | absent
                    TRENDS     | {"filter_test_accounts":true}                           | /filterTestAccounts | true
                    PATHS      | {"filter_test_accounts":"true"}                         | /filterTestAccounts | true
                    TRENDS     | {"sampling_factor":0.1}                                 | /samplingFactor | 0.1
                    TRENDS     | {"sampling_factor":"0.25"}                              | /samplingFactor | 0.25
                    TRENDS     | {"sampling_factor":"much"}                              | /samplingFactor | absent
                    TRENDS     | {"sampling_factor":""}                                  | /samplingFactor | absent
                    TRENDS     | {"sampling_factor":0}                                   | /samplingFactor | absent
                    TRENDS     | {"sampling_factor":null}                                | /samplingFactor | absent
                    TRENDS     | {"aggregation_group_type_index":1}                      | /aggregation_group_type_index | 1
                    RETENTION  | {"aggregation_group_type_index":"2"}                    | /aggregation_group_type_index | 2
                    PATHS      | {"aggregation_group_type_index":0}                      | /aggregation_group_type_index | 0
                    STICKINESS | {"aggregation_group_type_index":1}                      | /aggregation_group_type_index | absent
                    LIFECYCLE  | {"aggregation_group_type_index":1}                      | /aggregation_group_type_index | absent
                    TRENDS     | {"compare":true}                                        | /compareFilter | {"compare":true}
                    TRENDS     | {"compare":true,"compare_to":"-1m"}                     | /compareFilter | {"compare":true,"compare_to":"-1m"}
                    STICKINESS | {"compare":"true"}                                      | /compareFilter | {"compare":true}
                    LIFECYCLE  | {"compare":true}                                        | /compareFilter | absent
                    TRENDS     | {"compare":null}                                        | /compareFilter | absent
                    """)
    void query_hasWhatAllKindsShare(String kind, String filters, String pointer, String expected)
            throws JsonProcessingException {
        Translated.check(kind, filters, pointer, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TRENDS     | {"stickiness_days":3,"shown_as":"Stickiness"}
                    TRENDS     | {"entity_type":"events","new_entity":[],"refresh":true,"dashboard_id":7,"from_dashboard":7}
                    TRENDS     | {"funnel_viz_type":"tree","period":"Day","step_limit":900,"toggledLifecycles":1,"exclusions":[1]}
                    PATHS      | {"events":"nonsense","breakdown":{},"formula":7,"session":"dist"}
                    RETENTION  | {"breakdown_type":"undefined","display":"ActionsTable","data_warehouse":[]}
                    TRENDS     | {"data_warehouse":[],"actions":null,"events":null}
                    LIFECYCLE  | {"a key of the future":{"with":["anything"]},"shown_as":"Lifecycle"}
                    """)
    void query_leavesOutWhatChangesNoNumbers(String kind, String filters) throws JsonProcessingException {
        String plain = LegacyFilters.query(Translated.json("{\"insight\":\"" + kind + "\"}"))
                .path("source")
                .toString();

        Translated.check(kind, filters, "", plain);
    }
}
