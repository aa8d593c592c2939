package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");

    private final EventReader reader = new EventReader();

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private Event read(String json) {
        return reader.read(tree(json), RECEIVED);
    }

    private HindsightException refused(String json) {
        HindsightException refused = catchThrowableOfType(HindsightException.class, () -> read(json));
        assertThat(refused).as(json).isNotNull();
        return refused;
    }

    @Test
    void read_takesEveryField() {
        Event event = read("""
                {"event": "sign up", "distinct_id": "u1", "timestamp": "2026-02-01T10:00:00.1234567+01:00",
                 "uuid": "018f9a3c-5b1e-7c3a-8f00-0123456789ab", "properties": {"plan": "pro", "n": 5.0}, "extra": 1}""");

        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString("018f9a3c-5b1e-7c3a-8f00-0123456789ab"),
                        "sign up",
                        "u1",
                        Instant.parse("2026-02-01T09:00:00.123456Z"),
                        "{\"plan\":\"pro\",\"n\":5.0}"));
    }

    @Test
    void read_fillsInWhatMayBeAbsent() {
        Event one = read("{\"event\":\"e\",\"distinct_id\":\"u\"}");
        Event two =
                read("{\"event\":\"e\",\"distinct_id\":\"u\",\"properties\":null,\"timestamp\":null,\"uuid\":null}");

        assertThat(one.timestamp()).isEqualTo(RECEIVED);
        assertThat(two.timestamp()).isEqualTo(RECEIVED);
        assertThat(one.properties()).isEqualTo("{}");
        assertThat(two.properties()).isEqualTo("{}");
        assertThat(one.uuid()).isNotEqualTo(two.uuid());
    }

    @Test
    void read_withoutTimeOfReceipt_requiresATimestamp() {
        HindsightException refused = catchThrowableOfType(
                HindsightException.class, () -> reader.read(tree("{\"event\":\"e\",\"distinct_id\":\"u\"}"), null));

        assertThat(refused.attr()).contains("timestamp");
    }

    @Test
    void read_findsTheDistinctId() {
        assertThat(read("{\"event\":\"e\",\"properties\":{\"distinct_id\":\"a\"}}")
                        .distinctId())
                .isEqualTo("a");
        assertThat(read("{\"event\":\"e\",\"properties\":{\"$distinct_id\":\"a\"}}")
                        .distinctId())
                .isEqualTo("a");
        assertThat(read("{\"event\":\"e\",\"$distinct_id\":\"a\"}").distinctId())
                .isEqualTo("a");
        assertThat(read("{\"event\":\"e\",\"distinct_id\":\"a\",\"properties\":{\"distinct_id\":\"b\"}}")
                        .distinctId())
                .isEqualTo("a");
        assertThat(read("{\"event\":\"e\",\"distinct_id\":12345678901234567890}")
                        .distinctId())
                .isEqualTo("12345678901234567890");
    }

    @Test
    void read_readsNumericTimestamps() {
        assertThat(read("{\"event\":\"e\",\"distinct_id\":\"u\",\"timestamp\":1772368215}")
                        .timestamp())
                .isEqualTo(Instant.parse("2026-03-01T12:30:15Z"));
        assertThat(read("{\"event\":\"e\",\"distinct_id\":\"u\",\"timestamp\":1772368215250}")
                        .timestamp())
                .isEqualTo(Instant.parse("2026-03-01T12:30:15.250Z"));
    }

    @Test
    void read_withoutTimestamp_countsBackByTheOffset() {
        assertThat(read("{\"event\":\"e\",\"distinct_id\":\"u\",\"offset\":1500}")
                        .timestamp())
                .isEqualTo(RECEIVED.minusMillis(1500));
        for (String offset : List.of("-5", "\"x\"", "1e300", "123456789012345678901234567890", "null")) {
            assertThat(read("{\"event\":\"e\",\"distinct_id\":\"u\",\"offset\":" + offset + "}")
                            .timestamp())
                    .isEqualTo(RECEIVED);
        }
    }

    @Test
    void read_movesPersonFieldsIntoTheProperties() {
        assertThat(read("""
                        {"event":"e","distinct_id":"u","$set":{"a":1,"b":2},"$set_once":{"c":3},
                        "properties":{"$set":{"a":9,"d":4},"x":5}}""").properties())
                .isEqualTo("{\"$set\":{\"a\":1,\"d\":4,\"b\":2},\"x\":5,\"$set_once\":{\"c\":3}}");
    }

    @Test
    void read_leavesItsInputAlone() {
        JsonNode input =
                tree("{\"event\":\"e\",\"distinct_id\":\"u\",\"$set\":{\"a\":1},\"properties\":{\"$set\":{\"b\":2}}}");
        JsonNode before = input.deepCopy();

        reader.read(input, RECEIVED);

        assertThat(input).isEqualTo(before);
    }

    @Test
    void read_keepsTheLastOfDoubleKeys() {
        assertThat(read("{\"event\":\"e\",\"distinct_id\":\"u\",\"properties\":{\"a\":1,\"a\":2}}")
                        .properties())
                .isEqualTo("{\"a\":2}");
    }

    @Test
    void read_namesTheFieldAtFault() {
        String good = "\"event\":\"e\",\"distinct_id\":\"u\"";
        for (String value : List.of(
                "null",
                "1",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"  \"",
                "\"a\\u0000\"",
                "\"\\ud800\"",
                "\"" + "x".repeat(201) + "\"")) {
            assertThat(refused("{\"distinct_id\":\"u\",\"event\":" + value + "}")
                            .attr())
                    .contains("event");
        }
        assertThat(refused("{\"distinct_id\":\"u\"}").attr()).contains("event");
        for (String value : List.of(
                "null",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"\\udc00x\"",
                "\"" + "x".repeat(401) + "\"")) {
            assertThat(refused("{\"event\":\"e\",\"distinct_id\":" + value + "}")
                            .attr())
                    .contains("distinct_id");
        }
        for (String value :
                List.of("true", "[]", "\"\"", "\"soon\"", "\"1969-12-31\"", "\"2201-01-01\"", "-1", "1e300", "1e13")) {
            assertThat(refused("{" + good + ",\"timestamp\":" + value + "}").attr())
                    .contains("timestamp");
        }
        for (String value : List.of("1", "\"\"", "\"1-1-1-1-1\"", "\"018f9a3c-5b1e-7c3a-8f00-0123456789ag\"", "[]")) {
            assertThat(refused("{" + good + ",\"uuid\":" + value + "}").attr()).contains("uuid");
        }
        for (String value : List.of(
                "1",
                "\"\"",
                "[]",
                "true",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":[{\"b\":\"\\ud800\"}]}",
                "{\"a\":1e400}",
                "{\"a\":[-1e400]}",
                "{\"a\":" + "9".repeat(400) + "}",
                "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
                "{\"a\":\"" + "x".repeat(1 << 20) + "\"}")) {
            assertThat(refused("{" + good + ",\"properties\":" + value + "}").attr())
                    .contains("properties");
        }
        assertThat(refused("{" + good + ",\"$set\":1}").attr()).contains("$set");
        assertThat(refused("{" + good + ",\"$set_once\":[]}").attr()).contains("$set_once");
        for (String value : List.of("1", "[]", "null", "\"e\"")) {
            assertThat(refused(value).attr()).isEmpty();
        }
    }

    @Test
    void read_statesTheLimit() {
        assertThat(refused("{\"distinct_id\":\"u\",\"event\":\"" + "x".repeat(201) + "\"}")
                        .detail())
                .contains("200");
        assertThat(refused("{\"event\":\"u\",\"distinct_id\":\"" + "x".repeat(401) + "\"}")
                        .detail())
                .contains("400");
    }

    @Test
    void read_takesWhatIsJustWithinTheLimits() {
        Event event = read("{\"event\":\"" + "x".repeat(200) + "\",\"distinct_id\":\"" + "x".repeat(400)
                + "\",\"properties\":{\"a\":" + "[".repeat(99) + "]".repeat(99) + ",\"s\":\""
                + "y".repeat((1 << 20) - 250) + "\"}}");

        assertThat(event.event()).hasSize(200);
        assertThat(event.distinctId()).hasSize(400);
    }

    @Test
    void read_keepsOddText() {
        assertThat(read("""
                        {"event":"e","distinct_id":"\ud83d\ude00","properties":{"":1,"n":-0,"big":123456789012345678901234567890,
                        "e":1e5,"u":"\\ud83d\\ude00\\u00e9\\n","sl":"\\/"}}""").properties())
                .isEqualTo("{\"\":1,\"n\":0,\"big\":123456789012345678901234567890,\"e\":100000.0,"
                        + "\"u\":\"\ud83d\ude00\u00e9\\n\",\"sl\":\"/\"}");
    }
}
