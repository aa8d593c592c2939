package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** A reply as a test looks at it. */
public record Answered(int status, HttpHeaders headers, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The body, which must be JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The status is as expected; the body is shown when it is not. */
    public Answered has(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    /** The body is an error envelope with these parts; an {@code attr} of JSON null is given as null text. */
    public Answered isError(int expected, String type, String code, String attr) {
        has(expected);
        JsonNode envelope = json();
        assertThat(envelope.fieldNames()).toIterable().containsExactly("type", "code", "detail", "attr");
        assertThat(envelope.path("type").asText() + " " + envelope.path("code").asText() + " "
                        + envelope.path("attr").asText())
                .as(body)
                .isEqualTo(type + " " + code + " " + attr);
        return this;
    }

    /** The error's detail. */
    public String detail() {
        return json().path("detail").asText();
    }
}
