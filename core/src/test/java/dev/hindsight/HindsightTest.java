package dev.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Caller;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.refresh.RunState;
import dev.hindsight.refresh.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HindsightTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final SteppingClock clock = new SteppingClock(Instant.parse("2024-08-21T15:30:00Z"));

    @Test
    void answer_isCalculatedOnce_thenReadFromTheCacheUntilItIsOld() throws IOException {
        try (Hindsight hindsight = Hindsight.builder().inMemory().clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = hindsight.access().authenticate(first.key().value(), "body");
            long project = first.project().id();
            signup(hindsight, project, "ada");

            Answer miss = hindsight.queries().answer(caller, project, signups(""), RefreshMode.FORCE_CACHE);
            assertThat(miss.result()).isNull();

            Answer calculated = hindsight.queries().answer(caller, project, signups(""), RefreshMode.BLOCKING);
            assertThat(calculated.cacheKey()).isEqualTo(miss.cacheKey()).matches("cache_[0-9a-f]{32}");
            assertThat(result(calculated).cached()).isFalse();
            assertThat(rows(calculated).get(0).get("count").asInt()).isEqualTo(1);

            signup(hindsight, project, "grace");
            clock.step(Duration.ofHours(6));
            Answer cached = hindsight.queries().answer(caller, project, signups(""), RefreshMode.BLOCKING);
            assertThat(result(cached).cached()).isTrue();
            assertThat(result(cached).lastRefresh())
                    .isEqualTo(result(calculated).lastRefresh());

            clock.step(Duration.ofMillis(1));
            Answer again = hindsight.queries().answer(caller, project, signups(""), RefreshMode.BLOCKING);
            assertThat(result(again).cached()).isFalse();
            assertThat(rows(again).get(0).get("count").asInt()).isEqualTo(2);
        }
    }

    @Test
    void answer_ofARangeThatIsOver_neverGetsOld() throws IOException {
        try (Hindsight hindsight = Hindsight.builder().inMemory().clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = Caller.of(first.owner());
            JsonNode query = signups("'dateRange':{'date_from':'2023-01-01','date_to':'2023-12-31'},");
            hindsight.queries().answer(caller, first.project().id(), query, RefreshMode.BLOCKING);

            clock.step(Duration.ofDays(5));
            Answer cached = hindsight.queries().answer(caller, first.project().id(), query, RefreshMode.BLOCKING);

            assertThat(result(cached).cached()).isTrue();
        }
    }

    @Test
    void answer_givesEachAskerTheirOwnNamesOfTheSameResult() throws IOException {
        try (Hindsight hindsight = Hindsight.builder().inMemory().clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = Caller.of(first.owner());
            JsonNode named = JSON.readTree(
                    "{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":"
                            + "\"EventsNode\",\"event\":\"signup\",\"custom_name\":\"New people\"}]}}");
            hindsight.queries().answer(caller, first.project().id(), signups(""), RefreshMode.BLOCKING);

            Answer cached = hindsight.queries().answer(caller, first.project().id(), named, RefreshMode.BLOCKING);

            assertThat(result(cached).cached()).isTrue();
            assertThat(rows(cached).get(0).get("action").get("custom_name").asText())
                    .isEqualTo("New people");
        }
    }

    @Test
    void answer_inTheBackground_comesLater() throws Exception {
        try (Hindsight hindsight = Hindsight.builder().inMemory().clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = Caller.of(first.owner());
            long project = first.project().id();

            Answer asked = hindsight.queries().answer(caller, project, signups(""), RefreshMode.ASYNC, "mine");

            assertThat(asked.result()).isNull();
            assertThat(Objects.requireNonNull(asked.run()).id()).isEqualTo("mine");
            RunStatus status = hindsight.calculations().status(caller, project, "mine");
            for (int i = 0; i < 500 && !status.state().isFinal(); i++) {
                Thread.sleep(20);
                status = hindsight.calculations().status(caller, project, "mine");
            }
            assertThat(status.state()).isEqualTo(RunState.DONE);
            assertThat(Objects.requireNonNull(status.answer()).result()).isNotNull();
        }
    }

    @Test
    void answer_refusesWhatIsNotBuilt_byName() {
        try (Hindsight hindsight = Hindsight.builder().inMemory().clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = Caller.of(first.owner());

            assertThatThrownBy(() -> hindsight
                            .queries()
                            .answer(
                                    caller,
                                    first.project().id(),
                                    JSON.readTree("{\"kind\":\"GroupsQuery\"}"),
                                    RefreshMode.BLOCKING))
                    .isInstanceOf(HindsightException.class)
                    .hasMessageContaining("GroupsQuery");
        }
    }

    @Test
    void open_keepsEverythingInTheDirectory(@TempDir Path home) throws IOException {
        long project;
        String key;
        try (Hindsight hindsight = Hindsight.builder().home(home).clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            project = first.project().id();
            key = first.key().value();
            signup(hindsight, project, "ada");
        }
        try (Hindsight hindsight = Hindsight.builder().home(home).clock(clock).open()) {
            assertThat(hindsight.firstStart()).isEmpty();
            Caller caller = hindsight.access().authenticate(key, "body");
            Answer answer = hindsight.queries().answer(caller, project, signups(""), RefreshMode.BLOCKING);
            assertThat(rows(answer).get(0).get("count").asInt()).isEqualTo(1);
        }
    }

    private static Answer.Result result(Answer answer) {
        Answer.Result result = answer.result();
        assertThat(result).isNotNull();
        return java.util.Objects.requireNonNull(result);
    }

    private static JsonNode rows(Answer answer) throws IOException {
        return JSON.readTree(result(answer).results());
    }

    private void signup(Hindsight hindsight, long project, String who) {
        hindsight.events().append(project, List.of(new Event(UUID.randomUUID(), "signup", who, clock.instant(), "{}")));
    }

    private static JsonNode signups(String more) {
        try {
            return JSON.readTree(
                    ("{'kind':'TrendsQuery'," + more + "'series':[{'kind':'EventsNode','event':'signup'}]}")
                            .replace('\'', '"'));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A clock that stands still between steps. */
    private static final class SteppingClock extends Clock {
        private Instant now;

        SteppingClock(Instant start) {
            this.now = start;
        }

        void step(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
