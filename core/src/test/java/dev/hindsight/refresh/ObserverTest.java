package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.EngineLoad;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserverTest {
    private static final Instant START = Instant.parse("2025-03-15T12:00:00Z");
    private static final String TRENDS =
            "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'a'}],'dateRange':{'date_from':'-3d'}}";

    private final SetClock clock = new SetClock(START);
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final Hindsight hindsight =
            Hindsight.builder().inMemory().clock(clock).observer(new Noting()).open();
    private final long project = hindsight.firstStart().orElseThrow().project().id();
    private final Caller owner = Caller.of(hindsight.firstStart().orElseThrow().owner());

    private final class Noting implements Observer {
        @Override
        public void answered(Answer.@Nullable Reason reason) {
            heard.add("answered " + reason);
        }

        @Override
        public void wanted(Cause cause) {
            heard.add("wanted " + cause);
        }

        @Override
        public void calculated(String kind, @Nullable Failure failure, boolean background, Duration took) {
            assertThat(took).isPositive();
            heard.add("calculated " + kind + " " + failure + (background ? " in the background" : ""));
        }
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    private List<String> ask(String query, RefreshMode mode) throws IOException {
        heard.clear();
        JsonNode json = new JsonMapper().readTree(query.replace('\'', '"'));
        hindsight.queries().answer(owner, project, json, mode);
        return heard;
    }

    private void capture(Instant time) {
        hindsight.events().append(project, List.of(new Event(UUID.randomUUID(), "a", "somebody", time, "{}")));
    }

    @Test
    void observer_hearsWhyAnAnswerIsShown_andWhyItIsCalculated() throws Exception {
        capture(START.minusSeconds(60));

        assertThat(ask(TRENDS, RefreshMode.FORCE_CACHE)).containsExactly("answered null");
        assertThat(ask(TRENDS, RefreshMode.BLOCKING))
                .containsExactly("wanted MISSING", "calculated TrendsQuery null", "answered CALCULATED");
        assertThat(ask(TRENDS, RefreshMode.BLOCKING)).containsExactly("answered EXACT");
        assertThat(ask(TRENDS, RefreshMode.FORCE_BLOCKING))
                .containsExactly("wanted FORCED", "calculated TrendsQuery null", "answered CALCULATED");

        capture(START.minusSeconds(30));
        assertThat(ask(TRENDS, RefreshMode.BLOCKING)).containsExactly("answered WITHIN_AGE");
        clock.now = START.plus(Duration.ofHours(7));
        assertThat(ask(TRENDS, RefreshMode.FORCE_CACHE)).containsExactly("answered STALE_ALLOWED");
        assertThat(ask(TRENDS, RefreshMode.BLOCKING))
                .containsExactly("wanted CHANGED", "calculated TrendsQuery null", "answered CALCULATED");
        clock.now = START.plus(Duration.ofHours(30));
        assertThat(ask(TRENDS, RefreshMode.BLOCKING))
                .containsExactly("wanted OLD", "calculated TrendsQuery null", "answered CALCULATED");
    }

    @Test
    void observer_hearsOfFailures_andOfTheBackground() throws Exception {
        String wrong = "{'kind':'HogQLQuery','query':'select nothing_of_this_name from events'}";
        assertThatThrownBy(() -> ask(wrong, RefreshMode.BLOCKING)).isInstanceOf(HindsightException.class);
        assertThat(heard).containsExactly("wanted MISSING", "calculated HogQLQuery INVALID");

        ask(TRENDS, RefreshMode.FORCE_ASYNC);
        for (int i = 0; i < 600 && heard.size() < 3; i++) {
            Thread.sleep(50);
        }
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "wanted FORCED", "answered null", "calculated TrendsQuery null in the background");
    }

    @Test
    void load_countsWhatTheEngineHasDone() throws Exception {
        EngineLoad before = hindsight.load().engine();
        ask(TRENDS, RefreshMode.BLOCKING);
        EngineLoad after = hindsight.load().engine();

        assertThat(before).isEqualTo(new EngineLoad(0, 0, 0, Duration.ZERO, Duration.ZERO));
        assertThat(after.running()).isZero();
        assertThat(after.waiting()).isZero();
        assertThat(after.ended()).isPositive();
        assertThat(after.worked()).isPositive();
        assertThat(hindsight.load().running()).isZero();
        assertThat(hindsight.load().queued()).isZero();
    }
}
