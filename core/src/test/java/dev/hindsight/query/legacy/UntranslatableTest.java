package dev.hindsight.query.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.QueryReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntranslatableTest {
    private static final String TWO = "\"insight\":\"FUNNELS\",\"events\":[{\"id\":\"a\"},{\"id\":\"b\",\"order\":1}]";

    private static final String[] KEYS = {
        "insight",
        "date_from",
        "date_to",
        "explicit_date",
        "interval",
        "events",
        "actions",
        "data_warehouse",
        "properties",
        "filter_test_accounts",
        "sampling_factor",
        "aggregation_group_type_index",
        "breakdown",
        "breakdown_type",
        "breakdown_limit",
        "breakdown_normalize_url",
        "breakdown_group_type_index",
        "breakdown_histogram_bin_count",
        "breakdowns",
        "compare",
        "compare_to",
        "formula",
        "display",
        "smoothing_intervals",
        "decimal_places",
        "hidden_legend_keys",
        "funnel_viz_type",
        "funnel_from_step",
        "funnel_window_interval",
        "funnel_window_days",
        "bin_count",
        "layout",
        "exclusions",
        "retention_type",
        "total_intervals",
        "period",
        "target_entity",
        "returning_entity",
        "cumulative",
        "include_event_types",
        "path_type",
        "start_point",
        "path_groupings",
        "exclude_events",
        "step_limit",
        "local_path_cleaning_filters",
        "edge_limit",
        "funnel_paths",
        "funnel_filter",
        "toggledLifecycles",
        "stickiness_days",
        "shown_as",
        "",
        "a.b"
    };

    private static final String[] VALUES = {
        "null",
        "true",
        "0",
        "-1",
        "1e999",
        "99999999999",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"7\"",
        "\"[\"",
        "\"{}\"",
        "\"[[]]\"",
        "\"a\\u0000b\"",
        "[]",
        "[null]",
        "[7]",
        "[\"x\"]",
        "[[]]",
        "[{}]",
        "[{\"id\":[]}]",
        "[{\"key\":{},\"value\":{}}]",
        "{}",
        "{\"\":1}",
        "{\"a\":{}}",
        "{\"values\":7}",
        "{\"values\":[[[]]]}",
        "{\"type\":[],\"values\":[{\"type\":7}]}",
        "{\"0\":true}",
        "{\"events\":\"[{]\"}",
        "[{\"property\":\"a\"},{}]"
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    7                                               | filters: expected an object
                    []                                              | filters: expected an object
                    [{},{}]                                         | filters: expected an object
                    "{broken"                                       | filters: expected an object
                    {"insight":"JSON"}                              | filters.insight: is none of the kinds
                    {"insight":7}                                   | filters.insight: expected text
                    {"date_from":"soon"}                            | filters.date_from: "soon" is not a date
                    {"date_to":"all"}                               | filters.date_to: "all" is only allowed as date_from
                    {"interval":"fortnight"}                        | filters.interval: "fortnight" is not one of
                    {"events":7}                                    | filters.events: expected a list
                    {"events":"[broken"}                            | filters.events: expected a list
                    {"events":[]}                                   | filters.events: An insight needs at least one series
                    {"actions":[]}                                  | filters.actions: An insight needs at least one series
                    {"events":[7]}                                  | filters.events[0]: expected an object
                    {"events":[{"id":{}}]}                          | filters.events[0].id: expected the name of an event
                    {"events":["x",{"id":"a","math":"mode"}]}       | filters.events[1]: "mode" is not one of total
                    {"actions":[{"id":"first"}]}                    | filters.actions[0].id: expected the id of an action
                    {"events":[{"id":"a","properties":7}]}          | filters.events[0].properties: expected a list or an object
                    {"data_warehouse":[{"id":"t"}]}                 | filters.data_warehouse: series of external tables
                    {"properties":"nonsense"}                       | filters.properties: expected a list or an object
                    {"properties":["a"]}                            | filters.properties: expected filters as objects
                    {"properties":[{"key":"a","operator":"like","value":1}]} | filters.properties: "like" is not one of
                    {"properties":[{"key":"a","type":"recording","value":1}]} | filters.properties: "recording" is not one of
                    {"properties":{"type":"XOR","values":[]}}       | filters.properties: "XOR" is not one of AND, OR
                    {"breakdown":"a","breakdown_type":"moon"}       | filters.breakdown_type: "moon" is not one of
                    {"breakdown":{},"breakdown_type":"event"}       | filters.breakdown: expected a property's name
                    {"breakdown":"a","breakdown_limit":0}           | filters.breakdown_limit: must be from 1
                    {"breakdowns":[{"property":{}}]}                | filters.breakdowns[0].property: expected a property's name
                    {"breakdowns":[{"property":"a"},{"property":"b"},{"property":"c"},{"property":"d"}]} | filters.breakdowns: has 4 elements
                    {"compare":true,"compare_to":"later"}           | filters.compare_to: "later" is not a shift
                    {"smoothing_intervals":"many"}                  | filters.smoothing_intervals: expected a whole number
                    {"aggregation_group_type_index":9}              | filters.aggregation_group_type_index: must be from 0 to 4
                    {"insight":"RETENTION","period":"Fortnight"}    | filters.period: "Fortnight" is not one of
                    {"insight":"RETENTION","total_intervals":500}   | filters.total_intervals: A retention table
                    {"insight":"RETENTION","target_entity":7}       | filters.target_entity: expected an object
                    {"insight":"RETENTION","target_entity":{"id":"a","type":"groups"}} | filters.target_entity: "groups" is neither
                    {"insight":"PATHS","include_event_types":["$click"]} | filters.include_event_types: "$click" is not one of
                    {"insight":"PATHS","path_type":"$autocapture"}  | filters.path_type: "$autocapture" is not one of
                    {"insight":"PATHS","step_limit":999}            | filters.step_limit: must be from 1
                    {"insight":"PATHS","local_path_cleaning_filters":[{"regex":7}]} | filters.local_path_cleaning_filters: expected text
                    {"insight":"PATHS","funnel_paths":"funnel_path_after_step"} | filters.funnel_filter: is required with funnel_paths
                    {"insight":"PATHS","funnel_paths":"around","funnel_filter":{"events":[{"id":"a"},{"id":"b"}]}} | filters.funnel_paths: "around" is not one of
                    {"insight":"PATHS","funnel_paths":"funnel_path_after_step","funnel_filter":{"events":[{"id":"a"}]}} | filters.funnel_filter.events: A funnel needs at least two steps.
                    {"insight":"PATHS","funnel_paths":"funnel_path_after_step","funnel_filter":{"date_from":"soon","events":[{"id":"a"},{"id":"b"}]}} | filters.funnel_filter.date_from: "soon" is not a date
                    {"insight":"PATHS","funnel_paths":"funnel_path_after_step","funnel_filter":{"funnel_step":9,"events":[{"id":"a"},{"id":"b"}]}} | filters.funnel_filter.funnel_step: must be
                    {"insight":"FUNNELS"}                           | filters.events: A funnel needs at least two steps.
                    {"insight":"FUNNELS","events":[{"id":"a"}]}     | filters.events: A funnel needs at least two steps.
                    """)
    void query_namesTheKeyThatCannotBeTranslated(String filters, String problem) throws JsonProcessingException {
        check(filters, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "funnel_viz_type":"tree"                        | filters.funnel_viz_type: "tree" is not one of
                    "funnel_window_days":-3                         | filters.funnel_window_days: must be 1 to
                    "funnel_window_interval":99999                  | filters.funnel_window_interval: must be 1 to
                    "funnel_from_step":4                            | filters.funnel_from_step: funnelFromStep has to
                    "breakdown":"a","breakdown_attribution_type":"last" | filters.breakdown_attribution_type: "last" is not
                    "exclusions":[{"id":"x"}]                       | filters.exclusions[0]: needs funnelFromStep
                    "exclusions":[{"id":"a","funnel_from_step":0,"funnel_to_step":1}] | filters.exclusions: An exclusion must not be
                    """)
    void query_ofAFunnel_namesTheKeyThatCannotBeTranslated(String option, String problem)
            throws JsonProcessingException {
        check("{" + TWO + "," + option + "}", problem);
    }

    /** Old rows hold what nobody checked; whatever it is, nothing but a complaint about the filters comes of it. */
    @ParameterizedTest
    @ValueSource(strings = {"TRENDS", "FUNNELS", "RETENTION", "PATHS", "LIFECYCLE", "STICKINESS"})
    void query_ofAnyValueOfAnyKey_isAQueryOrARefusal(String kind) throws JsonProcessingException {
        int refused = 0;
        for (String key : KEYS) {
            for (String value : VALUES) {
                JsonNode stored =
                        Translated.json("{\"insight\":\"" + kind + "\",\"events\":[{\"id\":\"a\"},{\"id\":\"b\"}],"
                                + "\"breakdown\":\"c\",\"funnel_paths\":\"funnel_path_after_step\",\"funnel_filter\":{\"events\":"
                                + "[{\"id\":\"a\"},{\"id\":\"b\"}]},\"" + key + "\":" + value + "}");
                try {
                    QueryReader.read(LegacyFilters.query(stored));
                } catch (HindsightException e) {
                    refused++;
                    assertThat(e.failure()).as(stored.toString()).isEqualTo(Failure.INVALID);
                    assertThat(e.attr()).contains("filters");
                    assertThat(e.detail()).startsWith("filters");
                }
            }
        }
        assertThat(refused).isBetween(20, KEYS.length * VALUES.length / 2);
    }

    private static void check(String filters, String problem) throws JsonProcessingException {
        JsonNode stored = Translated.json(filters);

        assertThatThrownBy(() -> LegacyFilters.query(stored)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            assertThat(e.attr()).contains("filters");
            assertThat(e.detail()).startsWith(problem);
        });
    }
}
