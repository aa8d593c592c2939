package dev.hindsight.query.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What became of old filters. */
final class Translated {
    private static final JsonMapper JSON = new JsonMapper();

    private Translated() {}

    /**
     * Checks one part of the query.
     *
     * @param kind the kind of insight, which is put into the filters
     * @param pointer where the part stands in the source
     * @param expected JSON; {@code absent} when it must not be there
     */
    static void check(String kind, String filters, String pointer, String expected) throws JsonProcessingException {
        ObjectNode old = ((ObjectNode) JSON.readTree(filters)).put("insight", kind);

        JsonNode part = LegacyFilters.query(old).path("source").at(pointer);

        assertThat(part.isMissingNode() ? "absent" : part.toString())
                .isEqualTo(
                        expected.equals("absent")
                                ? expected
                                : JSON.readTree(expected).toString());
    }

    static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }
}
