package dev.hindsight.query.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.RefreshMode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionRunnerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ENTITIES =
            "'targetEntity':{'id':'start','type':'events'}," + "'returningEntity':{'id':'buy','type':'events'}";

    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .clock(Clock.fixed(Instant.parse("2024-08-23T12:00:00Z"), ZoneOffset.UTC))
            .open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void cumulativeSums_countEachAmountInItsColumnAndThoseBefore() throws Exception {
        event("start", "2024-08-19T10:00:00Z", "{}");
        event("buy", "2024-08-20T10:00:00Z", "{\"price\":10}");
        event("buy", "2024-08-22T10:00:00Z", "{\"price\":5}");

        JsonNode values =
                rows("'cumulative':true,'aggregationType':'sum','aggregationProperty':'price','totalIntervals':4,"
                                + ENTITIES)
                        .get(0)
                        .get("values");

        assertThat(values.findValuesAsText("count")).containsExactly("1", "1", "1", "1");
        assertThat(values.findValuesAsText("aggregation_value")).containsExactly("0", "15", "5", "5");
    }

    @Test
    void rollingWindows_measureFromTheStartOfTheSameValue() throws Exception {
        event("start", "2024-08-19T10:00:00Z", "{\"v\":\"a\"}");
        event("start", "2024-08-20T10:00:00Z", "{\"v\":\"b\"}");
        event("buy", "2024-08-21T11:00:00Z", "{\"v\":\"a\"}");

        JsonNode rows = rows(
                "'timeWindowMode':'24_hour_windows','totalIntervals':3," + ENTITIES,
                ",'breakdownFilter':{'breakdown':'v'}");

        assertThat(rows.get(0).get("breakdown_value").asText()).isEqualTo("a");
        assertThat(rows.get(0).get("values").findValuesAsText("count")).containsExactly("1", "0", "1");
    }

    @Test
    void daysOfWeek_leaveOtherDaysOut() throws Exception {
        event("start", "2024-08-19T10:00:00Z", "{}"); // a Monday
        event("start", "2024-08-20T10:00:00Z", "{}");

        JsonNode rows = rows("'totalIntervals':2," + ENTITIES, "", ",'daysOfWeek':[1]");

        assertThat(rows.get(0).get("values").get(0).get("count").asInt()).isEqualTo(1);
        assertThat(rows.get(1).get("values").get(0).get("count").asInt()).isZero();
    }

    @Test
    void breakdown_normalizesAddresses() throws Exception {
        event("start", "2024-08-19T10:00:00Z", "{\"url\":\"/a/\"}");
        event("start", "2024-08-20T10:00:00Z", "{\"url\":\"/a\"}");

        JsonNode rows = rows(
                "'totalIntervals':2," + ENTITIES,
                ",'breakdownFilter':{'breakdown':'url','breakdown_normalize_url':true}");

        assertThat(rows.findValuesAsText("breakdown_value")).containsOnly("/a");
    }

    @Test
    void queries_areRefusedByCode() {
        refused("'totalIntervals':101", "retention_too_many_intervals");
        refused(
                "'cumulative':true,'timeWindowMode':'24_hour_windows'",
                "retention_cumulative_24_hour_windows_unsupported");
        refused(
                "'aggregationType':'avg','aggregationProperty':'p','timeWindowMode':'24_hour_windows'",
                "retention_24_hour_windows_property_aggregation_unsupported");
    }

    private void refused(String filter, String code) {
        assertThatThrownBy(() -> rows(filter))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private JsonNode rows(String filter) throws Exception {
        return rows(filter, "", "");
    }

    private JsonNode rows(String filter, String more) throws Exception {
        return rows(filter, more, "");
    }

    private JsonNode rows(String filter, String more, String range) throws Exception {
        String query = "{'kind':'RetentionQuery','dateRange':{'date_from':'2024-08-19'" + range
                + "},'retentionFilter':{" + filter + "}" + more + "}";
        return JSON.readTree(Objects.requireNonNull(hindsight
                        .queries()
                        .answer(
                                Caller.of(first.owner()),
                                first.project().id(),
                                JSON.readTree(query.replace('\'', '"')),
                                RefreshMode.FORCE_BLOCKING)
                        .result())
                .results());
    }

    private void event(String name, String time, String properties) {
        hindsight
                .events()
                .append(
                        first.project().id(),
                        List.of(new Event(UUID.randomUUID(), name, "ada", Instant.parse(time), properties)));
    }
}
