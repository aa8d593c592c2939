package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    @Test
    void parse_readsWhatSendersWrite() {
        Map<String, String> cases = Map.ofEntries(
                Map.entry("2026-03-01T12:30:15Z", "2026-03-01T12:30:15Z"),
                Map.entry("2026-03-01T12:30:15.123456Z", "2026-03-01T12:30:15.123456Z"),
                Map.entry("2026-03-01T12:30:15.5", "2026-03-01T12:30:15.500Z"),
                Map.entry("2026-03-01T12:30:15,123456789123Z", "2026-03-01T12:30:15.123456789Z"),
                Map.entry("2026-03-01 12:30:15", "2026-03-01T12:30:15Z"),
                Map.entry("2026-03-01 12:30:15 UTC", "2026-03-01T12:30:15Z"),
                Map.entry("2026-03-01t12:30z", "2026-03-01T12:30:00Z"),
                Map.entry("2026-03-01", "2026-03-01T00:00:00Z"),
                Map.entry("2026-03-01T12:30:15+02:00", "2026-03-01T10:30:15Z"),
                Map.entry("2026-03-01T12:30:15 -0530", "2026-03-01T18:00:15Z"),
                Map.entry("2026-03-01T12:30:15+02", "2026-03-01T10:30:15Z"),
                Map.entry("  2026-03-01T12:30:15Z ", "2026-03-01T12:30:15Z"),
                Map.entry("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
                Map.entry("1772368215", "2026-03-01T12:30:15Z"),
                Map.entry("1772368215.25", "2026-03-01T12:30:15.250Z"),
                Map.entry("1772368215250", "2026-03-01T12:30:15.250Z"));
        cases.forEach(
                (text, expected) -> assertThat(EventTime.parse(text)).as(text).isEqualTo(Instant.parse(expected)));
    }

    @Test
    void parse_refusesAllElse() {
        for (String text : List.of(
                "",
                " ",
                "yesterday",
                "2026",
                "2026-3-1",
                "20260301",
                "2026-13-01",
                "2026-02-29",
                "2026-03-01T",
                "2026-03-01T25:00",
                "2026-03-01T12:60",
                "2026-03-01T12",
                "2026-03-01T12:30:15.",
                "2026-03-01T12:30:15+",
                "2026-03-01T12:30:15+2",
                "2026-03-01T12:30:15+99:00",
                "2026-03-01T12:30:15Zx",
                "2026-03-01T12:30:15 CET",
                "-026-03-01",
                "NaN",
                "1e9",
                "\u0661\u0669\u0667\u0660-01-01",
                "12345678901234567890")) {
            assertThat(EventTime.parse(text)).as(text).isNull();
        }
    }

    @Test
    void ofEpoch_takesSecondsOrMilliseconds() {
        assertThat(EventTime.ofEpoch(0)).isEqualTo(Instant.EPOCH);
        assertThat(EventTime.ofEpoch(1772368215.123456)).isEqualTo(Instant.parse("2026-03-01T12:30:15.123456Z"));
        assertThat(EventTime.ofEpoch(1772368215123.0)).isEqualTo(Instant.parse("2026-03-01T12:30:15.123Z"));
        assertThat(EventTime.ofEpoch(Double.NaN)).isNull();
        assertThat(EventTime.ofEpoch(Double.POSITIVE_INFINITY)).isNull();
        assertThat(EventTime.ofEpoch(1e300)).isNull();
    }

    @Test
    void inRange_isTheYears1970To2200() {
        assertThat(EventTime.inRange(Instant.parse("1969-12-31T23:59:59.999999Z")))
                .isFalse();
        assertThat(EventTime.inRange(Instant.parse("1970-01-01T00:00:00Z"))).isTrue();
        assertThat(EventTime.inRange(Instant.parse("2200-12-31T23:59:59.999999Z")))
                .isTrue();
        assertThat(EventTime.inRange(Instant.parse("2201-01-01T00:00:00Z"))).isFalse();
    }
}
