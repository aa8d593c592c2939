package dev.hindsight.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.dashboard.Tile;
import dev.hindsight.event.Event;
import dev.hindsight.insight.Insight;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final Instant NOW = Instant.parse("2026-05-20T18:00:00Z");

    @Test
    void until_isTheSameEveryTime_andNeverInTheFuture() {
        List<Event> events = DemoEvents.until(NOW);

        assertThat(events).isEqualTo(DemoEvents.until(NOW));
        assertThat(events.size()).isBetween(45_000, 55_000);
        assertThat(events.stream()).allMatch(event -> !event.timestamp().isAfter(NOW));
        assertThat(events.stream().map(Event::uuid)).doesNotHaveDuplicates();
    }

    @Test
    void insights_allHaveSomethingToShow() throws IOException {
        try (Hindsight hindsight = Hindsight.builder()
                .inMemory()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open()) {
            var first = hindsight.firstStart().orElseThrow();
            assertThat(Demo.fill(hindsight.events(), first.project().id(), NOW)).isGreaterThan(45_000);

            for (Demo.SampleInsight insight : Demo.insights()) {
                Answer answer = hindsight
                        .queries()
                        .answer(Caller.of(first.owner()), first.project().id(), insight.query(), RefreshMode.BLOCKING);
                JsonNode rows = new JsonMapper()
                        .readTree(Objects.requireNonNull(answer.result()).results());
                assertThat(most(rows)).as(insight.name()).isGreaterThan(20);
            }
        }
    }

    @Test
    void demo_beginsWithADashboard_ofItsInsights_twoInARow() {
        try (Hindsight hindsight = Hindsight.builder()
                .inMemory()
                .demo(true)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open()) {
            var first = hindsight.firstStart().orElseThrow();
            Caller owner = Caller.of(first.owner());
            long project = first.project().id();
            var found = hindsight.dashboards().list(owner, project, null, 10, 0).dashboards();
            assertThat(found).hasSize(1);
            List<Tile> tiles = hindsight
                    .dashboards()
                    .get(owner, project, found.get(0).id())
                    .tiles();
            assertThat(tiles).hasSize(1 + Demo.insights().size());
            assertThat(tiles.get(0).text()).isNotNull();
            assertThat(tiles.stream().flatMap(tile -> Optional.ofNullable(tile.insight()).stream()))
                    .extracting(Insight::name)
                    .containsExactlyElementsOf(Demo.insights().stream()
                            .map(Demo.SampleInsight::name)
                            .toList());
        }
    }

    /** The largest number in a result, however it is shaped. */
    private static double most(JsonNode node) {
        double most = node.isNumber() ? node.asDouble() : 0;
        for (JsonNode child : node) {
            most = Math.max(most, most(child));
        }
        return most;
    }
}
