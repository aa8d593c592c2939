package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final EventStore store = new DuckDbEventStore(database, CLOCK);
    private final Capture capture = new Capture(store, CLOCK);

    @AfterEach
    void close() {
        database.close();
    }

    private static JsonNode tree(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void capture_storesTheGoodEvents_andNamesTheBad() throws IOException {
        CaptureOutcome outcome = capture.capture(
                1,
                List.of(
                        tree(
                                "{\"event\":\"a\",\"distinct_id\":\"u\",\"uuid\":\"018f9a3c-5b1e-7c3a-8f00-0123456789ab\"}"),
                        tree("{\"event\":\"a\"}"),
                        tree(
                                "{\"event\":\"a\",\"distinct_id\":\"u\",\"uuid\":\"018f9a3c-5b1e-7c3a-8f00-0123456789ab\"}"),
                        tree("7"),
                        tree("{\"event\":\"b\",\"distinct_id\":\"u\"}")));

        assertThat(outcome)
                .isEqualTo(new CaptureOutcome(
                        2,
                        1,
                        2,
                        List.of(
                                new CaptureOutcome.Rejected(1, "distinct_id", "required", "distinct_id is missing."),
                                new CaptureOutcome.Rejected(
                                        3, null, "invalid_input", "An event must be a JSON object."))));
        assertThat(store.earliest(1, Optional.of("b"))).contains(NOW);
    }

    @Test
    void capture_ofNothing_isFine() {
        assertThat(capture.capture(1, List.of())).isEqualTo(new CaptureOutcome(0, 0, 0, List.of()));
    }

    @Test
    void capture_ofVeryMany_takesThemAll() throws IOException {
        JsonNode good = tree("{\"event\":\"a\",\"distinct_id\":\"u\"}");
        JsonNode bad = tree("{\"event\":\"a\",\"distinct_id\":[]}");
        Iterator<JsonNode> events = IntStream.range(0, 200_000)
                .mapToObj(i -> i % 100 == 0 ? bad : good)
                .iterator();

        CaptureOutcome outcome = capture.capture(1, events);

        assertThat(outcome.accepted()).isEqualTo(198_000);
        assertThat(outcome.rejectedCount()).isEqualTo(2_000);
        assertThat(outcome.rejected()).hasSize(1_000);
        assertThat(outcome.rejected().get(999).index()).isEqualTo(99_900);
    }
}
