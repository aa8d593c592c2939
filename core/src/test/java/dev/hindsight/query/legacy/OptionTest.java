package dev.hindsight.query.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                       | absent
                    {"formula":"A / B"}                      | {"formula":"A / B"}
                    {"formula":""}                           | absent
                    {"display":"BoldNumber"}                 | {"display":"BoldNumber"}
                    {"display":"ActionsLineGraphCumulative"} | {"display":"ActionsLineGraphCumulative"}
                    {"display":"FunnelViz"}                  | absent
                    {"display":"PathsViz"}                   | absent
                    {"display":""}                           | absent
                    {"smoothing_intervals":7}                | {"smoothingIntervals":7}
                    {"smoothing_intervals":"7"}              | {"smoothingIntervals":7}
                    {"show_legend":true,"show_values_on_series":true,"show_percent_stack_view":true} | {"showLegend":true,"showValuesOnSeries":true,"showPercentStackView":true}
                    {"aggregation_axis_format":"duration","aggregation_axis_prefix":"$","aggregation_axis_postfix":"%","decimal_places":2} | {"aggregationAxisFormat":"duration","aggregationAxisPrefix":"$","aggregationAxisPostfix":"%","decimalPlaces":2}
                    {"hidden_legend_keys":{"0":true,"2":true,"1":false,"a":true}} | {"hiddenLegendIndexes":[0,2]}
                    {"hidden_legend_keys":{}}                | absent
                    {"shown_as":"Volume","compare":false}    | absent
                    """)
    void trends(String filters, String expected) throws JsonProcessingException {
        Translated.check("TRENDS", filters, "/trendsFilter", expected);
        Translated.check("SESSIONS", filters, "/trendsFilter", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                   | absent
                    {"funnel_viz_type":"time_to_convert","bin_count":7}  | {"funnelVizType":"time_to_convert","binCount":7}
                    {"bin_count":"auto"}                                 | absent
                    {"display":"ActionsLineGraph"}                       | {"funnelVizType":"trends"}
                    {"display":"ActionsLineGraph","funnel_viz_type":"steps"} | {"funnelVizType":"steps"}
                    {"display":"FunnelViz"}                              | absent
                    {"funnel_order_type":"strict"}                       | {"funnelOrderType":"strict"}
                    {"funnel_from_step":0,"funnel_to_step":"1"}          | {"funnelFromStep":0,"funnelToStep":1}
                    {"funnel_window_interval":"3","funnel_window_interval_unit":"hour"} | {"funnelWindowInterval":3,"funnelWindowIntervalUnit":"hour"}
                    {"funnel_window_days":30}                            | {"funnelWindowInterval":30,"funnelWindowIntervalUnit":"day"}
                    {"funnel_window_days":30,"funnel_window_interval":2,"funnel_window_interval_unit":"week"} | {"funnelWindowInterval":2,"funnelWindowIntervalUnit":"week"}
                    {"funnel_step_reference":"previous","layout":"horizontal"} | {"funnelStepReference":"previous","layout":"horizontal"}
                    {"breakdown_attribution_type":"step","breakdown_attribution_value":1} | {"breakdownAttributionType":"step","breakdownAttributionValue":1}
                    {"funnel_aggregate_by_hogql":"properties.$session_id"} | {"funnelAggregateByHogQL":"properties.$session_id"}
                    {"hidden_legend_keys":{"Chrome":true,"Safari":false,"0":true}} | {"hiddenLegendBreakdowns":["Chrome"]}
                    """)
    void funnels(String filters, String expected) throws JsonProcessingException {
        String steps = "{\"events\":[{\"id\":\"a\"},{\"id\":\"b\",\"order\":1}]";
        Translated.check(
                "FUNNELS",
                steps + (filters.equals("{}") ? "}" : "," + filters.substring(1)),
                "/funnelsFilter",
                expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                           | {}
                    {"retention_type":"retention_first_time"}    | {"retentionType":"retention_first_time"}
                    {"retention_reference":"previous","mean_retention_calculation":"weighted"} | {"retentionReference":"previous","meanRetentionCalculation":"weighted"}
                    {"total_intervals":"11","period":"Week"}     | {"totalIntervals":11,"period":"Week"}
                    {"total_intervals":null}                     | {}
                    {"cumulative":true}                          | {"cumulative":true}
                    {"target_entity":{"id":"a","name":"A","type":"events","order":0,"uuid":"u","custom_name":"C","properties":[{"key":"x"}],"math":"dau"}} | {"targetEntity":{"type":"events","id":"a","name":"A","custom_name":"C","order":0,"uuid":"u"}}
                    {"target_entity":"{\\"id\\":5,\\"type\\":\\"actions\\"}"} | {"targetEntity":{"type":"actions","id":5}}
                    {"target_entity":{},"returning_entity":null} | {}
                    {"returning_entity":{"id":null,"type":"events"}} | {"returningEntity":{"type":"events","id":null}}
                    """)
    void retention(String filters, String expected) throws JsonProcessingException {
        Translated.check("RETENTION", filters, "/retentionFilter", expected);
        Translated.check("RETENTION", filters, "/series", "absent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                    | {}
                    {"include_event_types":["$pageview","custom_event"]}  | {"includeEventTypes":["$pageview","custom_event"]}
                    {"include_event_types":"[\\"$screen\\"]","path_type":"$pageview"} | {"includeEventTypes":["$screen"]}
                    {"path_type":"$pageview"}                             | {"includeEventTypes":["$pageview"]}
                    {"start_point":"/a","end_point":"/b"}                 | {"startPoint":"/a","endPoint":"/b"}
                    {"start_point":"","end_point":null}                   | {}
                    {"path_groupings":["/u/*"],"exclude_events":["x",null]} | {"pathGroupings":["/u/*"],"excludeEvents":["x"]}
                    {"step_limit":"7","edge_limit":20,"min_edge_weight":2,"max_edge_weight":9} | {"stepLimit":7,"edgeLimit":20,"minEdgeWeight":2,"maxEdgeWeight":9}
                    {"path_replacements":"true"}                          | {"pathReplacements":true}
                    {"local_path_cleaning_filters":[{"alias":"a","regex":"b","uuid":1}]} | {"localPathCleaningFilters":[{"regex":"b","alias":"a"}]}
                    {"include_event_types":["hogql"],"paths_hogql_expression":"event"} | {"includeEventTypes":["hogql"],"pathsHogQLExpression":"event"}
                    {"funnel_filter":{"events":[]}}                       | {}
                    """)
    void paths(String filters, String expected) throws JsonProcessingException {
        Translated.check("PATHS", filters, "/pathsFilter", expected);
        Translated.check("PATHS", filters, "/funnelPathsFilter", "absent");
    }

    @ParameterizedTest
    @CsvSource({"funnel_path_between_steps,2", "funnel_path_before_step,-2", "funnel_path_after_step,"})
    void pathsAroundAFunnel(String type, String step) throws JsonProcessingException {
        Translated.check(
                "PATHS",
                "{\"funnel_paths\":\"" + type + "\",\"funnel_filter\":{\"funnel_window_days\":3,\"events\":"
                        + "[{\"id\":\"a\"},{\"id\":\"b\"}]" + (step == null ? "" : ",\"funnel_step\":" + step) + "}}",
                "/funnelPathsFilter",
                "{\"funnelPathType\":\"" + type
                        + "\",\"funnelSource\":{\"kind\":\"FunnelsQuery\",\"series\":[{\"kind\":"
                        + "\"EventsNode\",\"event\":\"a\"},{\"kind\":\"EventsNode\",\"event\":\"b\"}],\"funnelsFilter\":"
                        + "{\"funnelWindowInterval\":3,\"funnelWindowIntervalUnit\":\"day\"}}"
                        + (step == null ? "" : ",\"funnelStep\":" + step) + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    LIFECYCLE  | {"toggledLifecycles":["new"],"show_values_on_series":true} | /lifecycleFilter  | {"toggledLifecycles":["new"],"showValuesOnSeries":true}
                    LIFECYCLE  | {}                                                         | /lifecycleFilter  | absent
                    STICKINESS | {"show_legend":true,"show_values_on_series":false,"hidden_legend_keys":{"1":true}} | /stickinessFilter | {"showLegend":true,"showValuesOnSeries":false,"hiddenLegendIndexes":[1]}
                    STICKINESS | {"stickiness_days":3,"shown_as":"Stickiness"}              | /stickinessFilter | absent
                    """)
    void lifecycleAndStickiness(String kind, String filters, String pointer, String expected)
            throws JsonProcessingException {
        Translated.check(kind, filters, pointer, expected);
    }
}
