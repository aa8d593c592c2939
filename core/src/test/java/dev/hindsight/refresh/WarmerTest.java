package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.dashboard.DashboardBody;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.insight.InsightFilter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library is opened again and again; its first round of warming comes at once. */
class WarmerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant START = Instant.parse("2025-03-15T12:00:00Z");

    private final Path home;

    private @Nullable Caller caller;
    private long project;

    WarmerTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void insightsLookedAtLately_areWarmed_othersAreNot() throws Exception {
        JsonNode old = query("looked at long ago");
        JsonNode lately = query("looked at lately");
        JsonNode inTheOldForm = query("in the old form");
        try (Hindsight hindsight = at(START, Duration.ZERO)) {
            create(hindsight, old);
        }
        Instant later = START.plus(Duration.ofDays(8));
        try (Hindsight hindsight = at(later, Duration.ZERO)) {
            create(hindsight, lately);
            create(hindsight, "filters", "{\"events\":[{\"id\":\"in the old form\"}]}");
            Thread.sleep(1_500);
            assertThat(answer(hindsight, lately).result())
                    .as("nothing is warmed unasked")
                    .isNull();
        }
        try (Hindsight hindsight = at(later.plusSeconds(60), Duration.ofMinutes(1))) {
            for (int i = 0; i < 500 && answer(hindsight, lately).result() == null; i++) {
                Thread.sleep(20);
            }
            assertThat(answer(hindsight, lately).result()).isNotNull();
            for (int i = 0; i < 500 && answer(hindsight, inTheOldForm).result() == null; i++) {
                Thread.sleep(20);
            }
            assertThat(answer(hindsight, inTheOldForm).result()).isNotNull();
            Thread.sleep(500);
            assertThat(answer(hindsight, old).result()).isNull();
        }
    }

    @Test
    void insightsOnDashboards_areWarmedAsTheseAskThem() throws Exception {
        JsonNode query = query("on a dashboard");
        JsonNode asked = JSON.readTree(query.toString()
                .replace("TrendsQuery\"", "TrendsQuery\",\"dateRange\":{\"date_from\":\"-30d\",\"date_to\":null}"));
        try (Hindsight hindsight = at(START, Duration.ZERO)) {
            create(hindsight, query);
            String insight = hindsight
                    .insights()
                    .list(Objects.requireNonNull(caller), project, InsightFilter.ALL, 10, 0)
                    .insights()
                    .stream()
                    .filter(each -> query.equals(each.query()))
                    .map(each -> Long.toString(each.id()))
                    .findFirst()
                    .orElseThrow();
            hindsight
                    .dashboards()
                    .create(
                            Objects.requireNonNull(caller),
                            project,
                            DashboardBody.draft(
                                    JSON.readTree("{\"filters\":{\"date_from\":\"-30d\"},\"tiles\":[{\"insight\":"
                                            + insight + "}]}")));
        }
        try (Hindsight hindsight = at(START.plus(Duration.ofDays(8)), Duration.ofMinutes(1))) {
            for (int i = 0; i < 500 && answer(hindsight, asked).result() == null; i++) {
                Thread.sleep(20);
            }
            assertThat(answer(hindsight, asked).result()).isNotNull();
            assertThat(answer(hindsight, query).result())
                    .as("nobody looked at it as it is stored")
                    .isNull();
        }
    }

    private Hindsight at(Instant now, Duration warming) {
        Hindsight hindsight = Hindsight.builder()
                .home(home)
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .warming(warming)
                .open();
        hindsight.firstStart().ifPresent(first -> {
            caller = Caller.of(first.owner());
            project = first.project().id();
        });
        return hindsight;
    }

    private void create(Hindsight hindsight, JsonNode query) throws Exception {
        create(hindsight, "query", query.toString());
    }

    private void create(Hindsight hindsight, String field, String question) throws Exception {
        hindsight
                .insights()
                .create(
                        Objects.requireNonNull(caller),
                        project,
                        InsightBody.draft(JSON.readTree("{\"" + field + "\":" + question + "}")));
    }

    private Answer answer(Hindsight hindsight, JsonNode query) {
        // The cache alone, as questions without an insight are calculated otherwise.
        return hindsight.queries().answer(Objects.requireNonNull(caller), project, query, RefreshMode.FORCE_CACHE);
    }

    private static JsonNode query(String event) throws Exception {
        return JSON.readTree(
                "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"" + event + "\"}]}");
    }
}
