package dev.hindsight.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryReaderTest {
    private static final String SERIES = "'series':[{'kind':'EventsNode','event':'signup'}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"kind":"Nope"}|query.kind: "Nope" is not a kind of query
                    {}|query.kind: is required
                    []|query: expected an object, got a list
                    {"kind":7}|query.kind: expected text, got the number 7
                    {"kind":"TrendsQuery"}|query.series: is required
                    {"kind":"TrendsQuery","series":{}}|query.series: expected a list, got an object
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"a","foo":1}]}|query.series[0].foo: is not a field of this object
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode","math":"mode"}]}|query.series[0].math: "mode" is not one of total, dau
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"interval":"fortnight"}|query.interval: "fortnight" is not one of
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"dateRange":{"date_from":"soon"}}|query.dateRange.date_from: "soon" is not a date
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"properties":[{"key":"a","operator":"like","value":1}]}|query.properties[0].operator: "like" is not one of
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"properties":[{"key":"a","value":{}}]}|query.properties[0].value: expected text, a number or true or false, got an object
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"samplingFactor":2}|query.samplingFactor: must be over 0 and at most 1
                    {"kind":"TrendsQuery","series":[{"kind":"EventsNode"}],"breakdownFilter":{"breakdown_limit":0}}|query.breakdownFilter.breakdown_limit: must be from 1 to
                    {"kind":"InsightVizNode"}|query.source: is required
                    {"kind":"InsightVizNode","source":{"kind":"HogQLQuery","query":"select 1"}}|query.source.kind: HogQLQuery cannot be the source of InsightVizNode
                    {"kind":"InsightVizNode","full":"yes","source":{"kind":"TrendsQuery","series":[{"kind":"EventsNode"}]}}|query.full: expected true or false
                    {"kind":"FunnelsQuery","series":[],"colour":1}|query.colour: is not a field of this object
                    """)
    void read_saysWhereAndWhatIsWrong(String json, String problem) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.UNPARSABLE);
            assertThat(e.attr()).isEmpty();
            assertThat(e.detail()).startsWith(problem);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind':'InsightVizNode','full':true,'source':{'kind':'TrendsQuery'," + SERIES + "}}",
                "{'kind':'TrendsQuery','version':2,'tags':{},'modifiers':null,'dateRange':null," + SERIES + "}",
                "{'kind':'TrendsQuery','trendsFilter':{'display':'WorldMap','showLegend':true}," + SERIES + "}",
                "{'kind':'TrendsQuery','properties':{'type':'AND','values':[{'type':'OR','values':[{},{'key':'a'}]}]},"
                        + SERIES + "}",
                "{'kind':'FunnelsQuery','funnelsFilter':{},'series':[{'kind':'EventsNode','event':'a'},{'kind':'EventsNode'}]}",
                "{'kind':'DataVisualizationNode','display':'ActionsTable','source':{'kind':'HogQLQuery','query':'select 1'}}",
                "{'kind':'DataTableNode','showActions':true,'source':{'kind':'EventsQuery','select':['*']}}",
                "{'kind':'SavedInsightNode','shortId':'abcd1234'}"
            })
    void read_takesWhatClientsSend(String json) throws JsonProcessingException {
        assertThat(read(json).toRun()).isNotNull();
    }

    @Test
    void read_asksForASeries_withACodeOfItsOwn() {
        assertThatThrownBy(() -> read("{'kind':'TrendsQuery','series':[]}"))
                .isInstanceOfSatisfying(
                        HindsightException.class,
                        e -> assertThat(e.code()).isEqualTo("insight_requires_at_least_one_series"));
    }

    @Test
    void read_boundsValuesOfAFilter() {
        String values = "1,".repeat(10_000) + "1";
        assertThatThrownBy(() -> read(
                        "{'kind':'TrendsQuery','properties':[{'key':'a','value':[" + values + "]}]," + SERIES + "}"))
                .hasMessageContaining("query.properties[0].value: has 10001 values; at most 5000 are allowed");
    }

    @Test
    void read_boundsNesting() {
        String deep = "{'type':'AND','values':[".repeat(30) + "]}".repeat(30);
        assertThatThrownBy(() -> read("{'kind':'TrendsQuery','properties':" + deep + "," + SERIES + "}"))
                .hasMessageContaining("nested more than 20 deep");
    }

    private static QueryNode read(String json) throws JsonProcessingException {
        return QueryReader.read(new JsonMapper().readTree(json.replace('\'', '"')));
    }
}
