package dev.hindsight.query.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldPropertiesTest {
    private static final String GROUP = "{\"type\":\"AND\",\"values\":[{\"type\":\"AND\",\"values\":[%s]}]}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"plan":"pro"}                      | {"key":"plan","type":"event","operator":"exact","value":"pro"}
                    {"plan__is_not":["pro","team"]}     | {"key":"plan","type":"event","operator":"is_not","value":["pro","team"]}
                    {"price__gt":5,"url__icontains":"x"} | {"key":"price","type":"event","operator":"gt","value":5},{"key":"url","type":"event","operator":"icontains","value":"x"}
                    {"utm__medium":"email"}             | {"key":"utm__medium","type":"event","operator":"exact","value":"email"}
                    {"utm__medium__regex":"e.*"}        | {"key":"utm__medium","type":"event","operator":"regex","value":"e.*"}
                    {"__gt":5}                          | {"key":"__gt","type":"event","operator":"exact","value":5}
                    {"key":"x"}                         | {"key":"key","type":"event","operator":"exact","value":"x"}
                    {"plan__is_set":null}               | {"key":"plan","type":"event","operator":"is_set"}
                    """)
    void flatObjects_areFiltersOfEventProperties(String properties, String expected) throws JsonProcessingException {
        check(properties, GROUP.formatted(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"key":"a","value":1,"operator":"gt","type":"person"}      | {"key":"a","value":1,"operator":"gt","type":"person"}
                    {"key":"a","value":1,"type":"events"}                      | {"key":"a","value":1,"type":"event","operator":"exact"}
                    {"key":"a","value":["x",null]}                             | {"key":"a","value":["x"],"operator":"exact"}
                    {"key":"a","values":["x"]}                                 | {"key":"a","value":["x"],"operator":"exact"}
                    {"key":"a","value":null,"operator":"is_set","colour":"red"} | {"key":"a","operator":"is_set"}
                    {"key":"id","value":3,"type":"cohort"}                     | {"key":"id","value":3,"type":"cohort"}
                    {"key":"cohort","value":"3","type":"static-cohort","operator":"exact"} | {"key":"id","value":"3","type":"cohort"}
                    {"value":3,"type":"precalculated-cohort","negation":true}  | {"value":3,"type":"cohort","negation":true,"key":"id"}
                    {"key":"id","value":3,"type":"cohort","operator":"not_in"} | {"key":"id","value":3,"type":"cohort","operator":"not_in"}
                    {"key":"1 = 1","type":"hogql","operator":"exact"}          | {"key":"1 = 1","type":"hogql"}
                    {"key":"name","value":"x","type":"group","group_type_index":"0"} | {"key":"name","value":"x","type":"group","group_type_index":0,"operator":"exact"}
                    {"key":"text","value":"Buy","type":"element"}              | {"key":"text","value":"Buy","type":"element","operator":"exact"}
                    {}                                                         | {}
                    """)
    void lists_areGroupsOfCleanFilters(String filter, String expected) throws JsonProcessingException {
        check("[" + filter + "]", GROUP.formatted(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null                                                     | absent
                    []                                                       | absent
                    {}                                                       | absent
                    ""                                                       | absent
                    {"type":"OR","values":[{"key":"a","value":1},{"key":"b","value":2,"type":"events"}]} | {"type":"AND","values":[{"type":"OR","values":[{"key":"a","value":1,"operator":"exact"},{"key":"b","value":2,"type":"event","operator":"exact"}]}]}
                    {"type":"OR","values":[{"type":"AND","values":[{"key":"a","values":[1]}]},{"type":"OR","values":[]}]} | {"type":"OR","values":[{"type":"AND","values":[{"key":"a","value":[1],"operator":"exact"}]},{"type":"OR","values":[]}]}
                    {"key":"a","value":1,"type":"person"}                    | {"type":"AND","values":[{"type":"AND","values":[{"key":"a","value":1,"type":"person","operator":"exact"}]}]}
                    "[{\\"key\\":\\"a\\",\\"value\\":1}]"                    | {"type":"AND","values":[{"type":"AND","values":[{"key":"a","value":1,"operator":"exact"}]}]}
                    "{\\"a\\":1}"                                            | {"type":"AND","values":[{"type":"AND","values":[{"key":"a","type":"event","operator":"exact","value":1}]}]}
                    """)
    void groups_standInAGroup(String properties, String expected) throws JsonProcessingException {
        check(properties, expected);
    }

    private static void check(String properties, String expected) throws JsonProcessingException {
        for (String kind : new String[] {"TRENDS", "RETENTION", "PATHS"}) {
            Translated.check(kind, "{\"properties\":" + properties + "}", "/properties", expected);
        }
    }
}
