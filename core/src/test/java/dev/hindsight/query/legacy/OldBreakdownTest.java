package dev.hindsight.query.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldBreakdownTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"breakdown":"$browser","breakdown_type":"event"}        | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdown":"$browser","breakdown_type":"events"}       | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdown":"$browser"}                                 | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdown":"$browser","breakdown_type":null}           | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdown":"$browser","breakdown_type":"undefined"}    | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdown":null,"breakdown_type":"undefined"}          | absent
                    {"breakdown":["a"],"breakdown_type":"undefined"}         | absent
                    {"breakdown_type":"undefined"}                           | absent
                    {"breakdown_type":"event","breakdown_limit":5}           | absent
                    {"breakdown":"email","breakdown_type":"person"}          | {"breakdown_type":"person","breakdown":"email"}
                    {"breakdown":["a",null,"b"],"breakdown_type":"event"}    | {"breakdown_type":"event","breakdown":["a","b"]}
                    {"breakdown":[null],"breakdown_type":"event"}            | absent
                    {"breakdown":[1,"all",null],"breakdown_type":"cohort"}   | {"breakdown_type":"cohort","breakdown":[1,"all"]}
                    {"breakdown":"[1,2]","breakdown_type":"cohort"}          | {"breakdown_type":"cohort","breakdown":[1,2]}
                    {"breakdown":3,"breakdown_type":"cohort"}                | {"breakdown_type":"cohort","breakdown":3}
                    {"breakdown":"name","breakdown_type":"group","breakdown_group_type_index":0} | {"breakdown_type":"group","breakdown":"name","breakdown_group_type_index":0}
                    {"breakdown":"u","breakdown_normalize_url":true,"breakdown_limit":"10","breakdown_hide_other_aggregation":true} | {"breakdown_type":"event","breakdown":"u","breakdown_normalize_url":true,"breakdown_hide_other_aggregation":true,"breakdown_limit":10}
                    {"breakdowns":[{"property":"$browser","type":"event"}]}  | {"breakdown_type":"event","breakdown":"$browser"}
                    {"breakdowns":[{"property":"u","normalize_url":true}]}   | {"breakdown_type":"event","breakdown":"u","breakdown_normalize_url":true}
                    {"breakdowns":[{"property":"name","type":"group","group_type_index":1}],"breakdown_group_type_index":null} | {"breakdown_type":"group","breakdown":"name","breakdown_group_type_index":1}
                    {"breakdowns":[{"property":null,"type":"event"}]}        | absent
                    {"breakdowns":[],"breakdown":"a"}                        | {"breakdown_type":"event","breakdown":"a"}
                    {"breakdowns":null,"breakdown":null}                     | absent
                    {"breakdowns":[{"property":"a","type":"events"},{"property":"b","type":"person"}],"breakdown_limit":3} | {"breakdowns":[{"property":"a","type":"event"},{"property":"b","type":"person"}],"breakdown_limit":3}
                    """)
    void breakdown_isThatOfTheFilters(String filters, String expected) throws JsonProcessingException {
        Translated.check("TRENDS", filters, "/breakdownFilter", expected);
        Translated.check("FUNNELS", steps(filters), "/breakdownFilter", expected);
        Translated.check("STICKINESS", filters, "/breakdownFilter", "absent");
        Translated.check("LIFECYCLE", filters, "/breakdownFilter", "absent");
        Translated.check("RETENTION", filters, "/breakdownFilter", "absent");
        Translated.check("PATHS", filters, "/breakdownFilter", "absent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"breakdown":"price","breakdown_histogram_bin_count":4}
                    {"breakdowns":[{"property":"price","histogram_bin_count":4}]}
                    """)
    void bins_areOfTrendsOnly(String filters) throws JsonProcessingException {
        String bins = "/breakdownFilter/breakdown_histogram_bin_count";
        Translated.check("TRENDS", filters, bins, "4");
        Translated.check("FUNNELS", steps(filters), bins, "absent");
    }

    private static String steps(String filters) {
        return "{\"events\":[{\"id\":\"a\"},{\"id\":\"b\",\"order\":1}]," + filters.substring(1);
    }
}
