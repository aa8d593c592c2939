package dev.hindsight.query.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldSeriesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"events":[{"id":"a","type":"events","name":"A","custom_name":"Mine","order":0}]} | [{"kind":"EventsNode","event":"a","name":"A","custom_name":"Mine"}]
                    {"events":[{"id":null,"name":"All events"}]}                   | [{"kind":"EventsNode","event":null,"name":"All events"}]
                    {"events":[{"id":"a","name":null,"properties":null}]}          | [{"kind":"EventsNode","event":"a"}]
                    {"events":[{"id":7}]}                                          | [{"kind":"EventsNode","event":"7"}]
                    {"actions":[{"id":5,"type":"actions","name":"Bought"}]}        | [{"kind":"ActionsNode","id":5,"name":"Bought"}]
                    {"actions":[{"id":"5"}]}                                       | [{"kind":"ActionsNode","id":5}]
                    {"actions":[{"id":null},{"id":5}],"events":[]}                 | [{"kind":"ActionsNode","id":5}]
                    {"events":["{{template}}",{"id":"a"},null]}                    | [{"kind":"EventsNode","event":"a"}]
                    {"events":"[{\\"id\\":\\"a\\"}]","actions":"[{\\"id\\":5}]"}   | [{"kind":"ActionsNode","id":5},{"kind":"EventsNode","event":"a"}]
                    {"events":[{"id":"c","order":2},{"id":"a","order":0}],"actions":[{"id":5,"order":1}]} | [{"kind":"EventsNode","event":"a"},{"kind":"ActionsNode","id":5},{"kind":"EventsNode","event":"c"}]
                    {"events":[{"id":"a","order":1},{"id":"b"}],"actions":[{"id":5,"order":1}]} | [{"kind":"EventsNode","event":"b"},{"kind":"ActionsNode","id":5},{"kind":"EventsNode","event":"a"}]
                    {"events":[{"id":"a","order":0},{"id":"b"}],"actions":[{"id":5,"order":0}]} | [{"kind":"ActionsNode","id":5},{"kind":"EventsNode","event":"a"},{"kind":"EventsNode","event":"b"}]
                    {"events":[{"id":"a","order":"10"},{"id":"b","order":"9"}]}    | [{"kind":"EventsNode","event":"b"},{"kind":"EventsNode","event":"a"}]
                    {"events":null}                                                | [{"kind":"EventsNode","event":"$pageview","name":"$pageview"}]
                    """)
    void series_areEventsAndActionsInTheirOrder(String filters, String expected) throws JsonProcessingException {
        Translated.check("TRENDS", filters, "/series", expected);
        Translated.check("LIFECYCLE", filters, "/series", expected);
        Translated.check("STICKINESS", filters, "/series", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TRENDS     | {"math":"total"}                                     | "math":"total"
                    TRENDS     | {"math":null,"math_property":null}                   |
                    TRENDS     | {"math":"sum","math_property":"price"}               | "math":"sum","math_property":"price"
                    TRENDS     | {"math":"avg","math_property":"$session_duration","math_property_type":"session_properties"} | "math":"avg","math_property":"$session_duration","math_property_type":"session_properties"
                    TRENDS     | {"math":"hogql","math_hogql":"count() * 2"}          | "math":"hogql","math_hogql":"count() * 2"
                    TRENDS     | {"math":"unique_group","math_group_type_index":0}    | "math":"unique_group","math_group_type_index":0
                    TRENDS     | {"math":"first_time_for_user"}                       | "math":"first_time_for_user"
                    STICKINESS | {"math":"dau"}                                       | "math":"dau"
                    STICKINESS | {"math":"weekly_active"}                             | "math":"weekly_active"
                    STICKINESS | {"math":"monthly_active"}                            | "math":"monthly_active"
                    STICKINESS | {"math":"unique_group","math_group_type_index":"1"}  | "math":"unique_group","math_group_type_index":1
                    STICKINESS | {"math":"hogql","math_hogql":"person_id"}            | "math":"hogql","math_hogql":"person_id"
                    STICKINESS | {"math":"total"}                                     | "math":"dau"
                    STICKINESS | {"math":"sum","math_property":"price"}               | "math":"dau"
                    STICKINESS | {}                                                   |
                    LIFECYCLE  | {"math":"dau"}                                       |
                    """)
    void series_countAsTheirKindCan(String kind, String math, String expected) throws JsonProcessingException {
        String event = "{\"id\":\"a\"" + (math.equals("{}") ? "}" : "," + math.substring(1));

        Translated.check(
                kind,
                "{\"events\":[" + event + "]}",
                "/series",
                "[{\"kind\":\"EventsNode\",\"event\":\"a\"" + (expected == null ? "" : "," + expected) + "}]");
    }

    @ParameterizedTest
    @CsvSource({"total,", "sum,", "dau,", "first_time_for_user,first_time_for_user"})
    void series_ofFunnelsOnlyCountFirstTimes(String math, String expected) throws JsonProcessingException {
        String filters = "{\"events\":[{\"id\":\"a\",\"math\":\"" + math + "\"},{\"id\":\"b\"}]}";

        Translated.check("FUNNELS", filters, "/series/0/math", expected == null ? "absent" : "\"" + expected + "\"");
        Translated.check("FUNNELS", filters, "/series/1", "{\"kind\":\"EventsNode\",\"event\":\"b\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                              | absent
                    {}                                                              | absent
                    [{"key":"a","value":1,"operator":"gt","type":"event"}]          | [{"key":"a","value":1,"operator":"gt","type":"event"}]
                    {"a__gt":1}                                                     | [{"key":"a","type":"event","operator":"gt","value":1}]
                    {"type":"AND","values":[{"key":"a","value":1,"operator":"gt"}]} | [{"key":"a","value":1,"operator":"gt"}]
                    {"type":"OR","values":[{"key":"a","value":1,"operator":"gt"}]}  | {"type":"OR","values":[{"key":"a","value":1,"operator":"gt"}]}
                    """)
    void series_haveFiltersOfTheirOwn(String properties, String expected) throws JsonProcessingException {
        String filters = "{\"events\":[{\"id\":\"a\",\"properties\":" + properties + "}]}";

        Translated.check("TRENDS", filters, "/series/0/properties", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                             | absent
                    [{"id":"x","type":"events","name":"X","order":0,"funnel_from_step":0,"funnel_to_step":1}] | [{"kind":"EventsNode","event":"x","name":"X","funnelFromStep":0,"funnelToStep":1}]
                    [{"id":5,"type":"actions","funnel_from_step":"0","funnel_to_step":"1"}] | [{"kind":"ActionsNode","id":5,"funnelFromStep":0,"funnelToStep":1}]
                    [{"id":"x","properties":[{"key":"a","value":1}],"funnel_from_step":0,"funnel_to_step":1}] | [{"kind":"EventsNode","event":"x","properties":[{"key":"a","value":1,"operator":"exact"}],"funnelFromStep":0,"funnelToStep":1}]
                    """)
    void exclusions_haveTheirSteps(String exclusions, String expected) throws JsonProcessingException {
        String filters = "{\"events\":[{\"id\":\"a\"},{\"id\":\"b\",\"order\":1}],\"exclusions\":" + exclusions + "}";

        Translated.check("FUNNELS", filters, "/funnelsFilter/exclusions", expected);
    }
}
