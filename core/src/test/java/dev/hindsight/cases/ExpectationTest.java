package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    private static final String RESULT = """
            [{"data": [1, 2, 3.0], "label": "a", "nothing": null, "values": [{"count": 4, "date": "x"}, {"count": 5}]}]
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'label': 'a'}",
                "{'data': [1, 2.0, 3]}",
                "{'data': [1, 2.0000001, 3]}",
                "{'data[0]': 1, 'data[-1]': 3, 'data[1:3]': [2, 3], 'data[:2]': [1, 2], 'data[-2:]': [2, 3]}",
                "{'len(data)': 3, 'sum(data)': 6, 'has(data)': 2}",
                "{'nothing': null, 'absent': null}",
                "{'values': [{'count': 4}, {'count': 5}]}",
                "{'notes': 'for the reader'}"
            })
    void mismatch_isEmptyForWhatHolds(String expected) throws Exception {
        assertThat(mismatch("{'expect': [" + expected + "]}", RESULT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'label': 'b'}",
                "{'label': null}",
                "{'data': [1, 2]}",
                "{'data': [1, 2, 3.001]}",
                "{'data[0]': 2}",
                "{'data[3]': 3}",
                "{'data[0:2]': [1]}",
                "{'len(data)': 2}",
                "{'sum(data)': 7}",
                "{'has(data)': 4}",
                "{'values': [{'count': 4}]}",
                "{'values': [{'count': 4}, {'count': 6}]}",
                "{'absent': 0}",
                "{'label': 1}"
            })
    void mismatch_namesWhatDoesNotHold(String expected) throws Exception {
        assertThat(mismatch("{'expect': [" + expected + "]}", RESULT)).isPresent();
    }

    @Test
    void mismatch_comparesTheNumberOfResults() throws Exception {
        String two = "[{'n': 1}, {'n': 2}]";
        assertThat(mismatch("{'expect': [{'n': 1}]}", two)).isPresent();
        assertThat(mismatch("{'expect': [{'n': 1}], 'partial': true}", two)).isEmpty();
        assertThat(mismatch("{'expect': [{'n': 1}], 'partial': true, 'result_count': 2}", two))
                .isEmpty();
        assertThat(mismatch("{'expect': [{'n': 1}], 'partial': true, 'result_count': 3}", two))
                .isPresent();
        assertThat(mismatch("{'expect': []}", two)).isPresent();
        assertThat(mismatch("{'expect': []}", "[]")).isEmpty();
    }

    @Test
    void mismatch_pairsByOrderOnlyWhenAsked() throws Exception {
        String two = "[{'n': 1}, {'n': 2}]";
        assertThat(mismatch("{'ordered': true, 'expect': [{'n': 2}, {'n': 1}]}", two))
                .isPresent();
        assertThat(mismatch("{'ordered': false, 'expect': [{'n': 2}, {'n': 1}]}", two))
                .isEmpty();
    }

    @Test
    void mismatch_givesEveryExpectationAResultOfItsOwn() throws Exception {
        String results = "[{'n': 1, 'm': 1}, {'n': 1, 'm': 2}]";
        assertThat(mismatch("{'ordered': false, 'expect': [{'n': 1}, {'n': 1, 'm': 1}]}", results))
                .isEmpty();
        assertThat(mismatch("{'ordered': false, 'expect': [{'m': 1}, {'n': 1, 'm': 1}]}", results))
                .isPresent();
    }

    @Test
    void mismatch_readsNestedListsAndSingleObjects() throws Exception {
        assertThat(mismatch("{'expect': {'n': 1}}", "{'n': 1, 'm': 2}")).isEmpty();
        assertThat(mismatch("{'expect': {'n': 1}}", "[{'n': 1}]")).isPresent();
        assertThat(mismatch("{'ordered': false, 'expect': [[{'n': 2}], [{'n': 1}]]}", "[[{'n': 1}], [{'n': 2}]]"))
                .isEmpty();
    }

    @Test
    void mismatch_allowsTheToleranceOfTheCase() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(new Expectation(0.5).mismatch(mapper.readTree("{\"expect\": [1.5]}"), mapper.readTree("[2]")))
                .isEmpty();
    }

    private static Optional<String> mismatch(String expectation, String results) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        return new Expectation(0.000001)
                .mismatch(mapper.readTree(expectation.replace('\'', '"')), mapper.readTree(results.replace('\'', '"')));
    }
}
