package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.assertInvalid;
import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsightBodyTest {
    @Test
    void draft_ofAnEmptyBody_hasTheDefaults() {
        InsightDraft draft = InsightBody.draft(json("{'id': 7, 'short_id': 'x', 'nonsense': [1]}"));

        assertThat(draft.name()).isNull();
        assertThat(draft.filters()).isEmpty();
        assertThat(draft.saved()).isTrue();
        assertThat(draft.favorited()).isFalse();
        assertThat(draft.deleted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': {}}|invalid_input|name|Not a valid string.",
                "{'description': true}|invalid_input|description|Not a valid string.",
                "{'derived_name': 'a\\u0000b'}|null_characters_not_allowed|derived_name|Null characters are not allowed.",
                "{'name': 'a\\ud800b'}|invalid_input|name|Not a valid string.",
                "{'filters': null}|null|filters|This field may not be null.",
                "{'filters': []}|invalid_input|filters|Filters must be a valid JSON object",
                "{'order': 'x'}|invalid_input|order|A valid integer is required.",
                "{'order': 1.5}|invalid_input|order|A valid integer is required.",
                "{'order': true}|invalid_input|order|A valid integer is required.",
                "{'order': 2147483648}|max_value|order|Ensure this value is less than or equal to 2147483647.",
                "{'order': -1e400}|min_value|order|Ensure this value is greater than or equal to -2147483648.",
                "{'saved': 'maybe'}|invalid_input|saved|Must be a valid boolean.",
                "{'favorited': 2}|invalid_input|favorited|Must be a valid boolean.",
                "{'deleted': null}|null|deleted|This field may not be null.",
                "{'tags': 'a'}|not_a_list|tags|Expected a list of items but got type \"str\".",
                "{'tags': null}|null|tags|This field may not be null.",
                "{'tags': ['a', {}]}|invalid_input|tags__1|Not a valid string.",
                "{'tags': [' ']}|blank|tags__0|This field may not be blank.",
                "{'dashboards': {}}|not_a_list|dashboards|Expected a list of items but got type \"dict\".",
                "{'dashboards': ['x']}|incorrect_type|dashboards|Incorrect type. Expected pk value, received str.",
                "{'dashboards': [99999999999999999999]}|does_not_exist|dashboards|"
                        + "Invalid pk \"99999999999999999999\" - object does not exist.",
                "{'query': []}|invalid_input|query|Query must be a valid JSON object",
                "{'query': false}|invalid_input|query|Query must be a valid JSON object",
                "{'query': '', 'name': {}}|invalid_input|query|Query must be a valid JSON object",
            })
    void draft_namesTheFieldThatIsWrong(String body, String code, String attr, String detail) {
        ObjectNode read = (ObjectNode) json(body);
        if (body.contains("1e400")) {
            read.put("order", new java.math.BigDecimal("-1e400"));
        }
        assertInvalid(() -> InsightBody.draft(read), code, attr, detail);
    }

    @Test
    void draft_countsCharactersNotUnits() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", "🦔".repeat(400));
        assertThat(InsightBody.draft(body).name()).hasSize(800);

        body.put("name", "x".repeat(401));
        assertInvalid(
                () -> InsightBody.draft(body),
                "max_length",
                "name",
                "Ensure this field has no more than 400 characters.");
    }

    @Test
    void draft_boundsFiltersAndQuery() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("filters").put("x", "y".repeat(256 * 1024));
        assertInvalid(
                () -> InsightBody.draft(body),
                "max_length",
                "filters",
                "Ensure this field has no more than 262144 characters as JSON.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'query': {'kind': 'Nope'}}", "{'query': 'text'}", "{'query': [1]}", "[]", "'x'", "null"})
    void draft_cannotReadWhatIsNoQueryOrNoObject(String body) {
        HindsightException failure = failure(() -> InsightBody.draft(json(body)));

        assertThat(failure.failure()).isEqualTo(Failure.UNPARSABLE);
        assertThat(failure.code()).isEqualTo("parse_error");
        assertThat(failure.attr()).isEmpty();
    }

    @Test
    void draft_isLenientAboutSpelling() {
        InsightDraft draft = InsightBody.draft(
                json("{'name': 12, 'favorited': 'yes', 'saved': 0, 'order': '5', 'tags': [' B', 'a', 'b', 3]}"));

        assertThat(draft.name()).isEqualTo("12");
        assertThat(draft.favorited()).isTrue();
        assertThat(draft.saved()).isFalse();
        assertThat(draft.order()).isEqualTo(5);
        assertThat(draft.tags()).containsExactly("b", "a", "3");
    }

    @Test
    void patch_restoresForJsonFalseAlone() {
        assertThat(InsightBody.patch(json("{'deleted': false}"), true).restores())
                .isTrue();
        assertThat(InsightBody.patch(json("{'deleted': 'false'}"), true).restores())
                .isFalse();
        assertThat(InsightBody.patch(json("{'deleted': 0}"), true).restores()).isFalse();
        assertThat(InsightBody.patch(json("{'deleted': false}"), false).restores())
                .isFalse();
    }

    @Test
    void viewed_takesIdsAndSaysWhatIsWrong() {
        assertThat(InsightBody.viewed(json("{'insight_ids': [1, 2, 1, 99999999999999999999]}")))
                .containsExactly(1L, 2L);
        assertInvalid(() -> InsightBody.viewed(json("{}")), "required", "insight_ids", "This field is required.");
        assertInvalid(
                () -> InsightBody.viewed(json("{'insight_ids': []}")),
                "empty",
                "insight_ids",
                "This list may not be empty.");
        assertInvalid(
                () -> InsightBody.viewed(json("{'insight_ids': ['x']}")),
                "invalid_input",
                "insight_ids__0",
                "A valid integer is required.");
        ObjectNode many = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 2501; i++) {
            many.withArray("insight_ids").add(i);
        }
        assertInvalid(
                () -> InsightBody.viewed(many),
                "max_length",
                "insight_ids",
                "Ensure this field has no more than 2500 elements.");
    }
}
