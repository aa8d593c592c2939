package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.event.Event;
import dev.hindsight.project.Project;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine's clock jumps, just before local clocks are changed. */
@SuppressWarnings("NullAway.Init") // by open
class ClockStepsTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** There and back, so that answers from the past and from the future are met. */
    private static final List<Duration> STEPS = List.of(
            Duration.ofHours(1),
            Duration.ofHours(-1),
            Duration.ofDays(1),
            Duration.ofDays(-1),
            Duration.ofDays(7),
            Duration.ofDays(-7),
            Duration.ofDays(-7),
            Duration.ofDays(-1),
            Duration.ofHours(-1));

    private final SetClock clock = new SetClock(Instant.EPOCH);
    private Hindsight hindsight;
    private Caller caller;

    @BeforeEach
    void open() {
        hindsight = Hindsight.builder().inMemory().clock(clock).open();
        caller = Caller.of(hindsight.firstStart().orElseThrow().owner());
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2025-03-09T07:00:00Z",
        "America/New_York, 2025-11-02T06:00:00Z",
        "Europe/Berlin, 2025-03-30T01:00:00Z",
        "Europe/Berlin, 2025-10-26T01:00:00Z",
        "Australia/Lord_Howe, 2025-04-05T15:00:00Z",
        "Australia/Lord_Howe, 2025-10-04T15:30:00Z",
    })
    void answers_areNeverShownAsFreshBeyondTheirAge_norCalculatedForEver(ZoneId zone, Instant change) throws Exception {
        assertThat(zone.getRules().getOffset(change))
                .isNotEqualTo(zone.getRules().getOffset(change.minusSeconds(1)));
        long project = project(zone);
        clock.now = change.minus(Duration.ofMinutes(30));
        assertJudgedByItsAge(project, "day", Duration.ofHours(6));
        assertJudgedByItsAge(project, "hour", Duration.ofHours(1));
    }

    private void assertJudgedByItsAge(long project, String interval, Duration fresh) throws IOException {
        JsonNode query = query(interval);
        answered(project, query, RefreshMode.BLOCKING);
        for (Duration step : STEPS) {
            somethingHappens(project);
            clock.now = clock.now.plus(step);
            String when = interval + " after a step of " + step + " to " + clock.now;

            Answer.Result first = answered(project, query, RefreshMode.BLOCKING);
            Answer.Result second = answered(project, query, RefreshMode.BLOCKING);
            Answer.Result forced = answered(project, query, RefreshMode.FORCE_BLOCKING);

            Duration age = Duration.between(first.lastRefresh(), clock.now);
            switch (first.reason()) {
                case CALCULATED -> assertThat(age).as(when).isZero();
                case WITHIN_AGE -> assertThat(age).as(when).isBetween(Duration.ofSeconds(-10), fresh);
                case EXACT -> assertThat(first.results()).as(when).isEqualTo(forced.results());
                case STALE_ALLOWED -> throw new AssertionError(when + ": somebody waited, and got an old answer");
            }
            assertThat(second.cached()).as(when).isTrue();
            assertThat(second.lastRefresh()).as(when).isEqualTo(first.lastRefresh());
            assertThat(forced.lastRefresh()).as(when).isEqualTo(clock.now);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1H", "PT-1H", "P1D", "P-1D", "P7D", "P-7D"})
    void aQuestionLeftToTheBackground_isFinished_whateverTheClockDoes(Duration step) throws Exception {
        clock.now = Instant.parse("2025-03-29T23:45:00Z");
        long project = project(ZoneId.of("Europe/Berlin"));
        somethingHappens(project);
        answered(project, query("day"), RefreshMode.BLOCKING);

        Answer left = hindsight.queries().answer(caller, project, query("day"), RefreshMode.FORCE_ASYNC);
        clock.now = clock.now.plus(step);

        RunStatus status = finished(project, Objects.requireNonNull(left.run()).id());
        assertThat(status.state()).isEqualTo(RunState.DONE);
        assertThat(answered(project, query("day"), RefreshMode.BLOCKING)).isNotNull();
        assertThat(answered(project, query("day"), RefreshMode.BLOCKING).cached())
                .isTrue();
    }

    private RunStatus finished(long project, String id) throws InterruptedException {
        for (int i = 0; i < 1_500; i++) {
            RunStatus status = hindsight.calculations().status(caller, project, id);
            if (status.state().isFinal()) {
                return status;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("it goes on for ever");
    }

    private long project(ZoneId zone) {
        Project first = hindsight.firstStart().orElseThrow().project();
        return hindsight
                .projects()
                .add(first.organizationId(), zone.getId(), zone, DayOfWeek.MONDAY, clock.now)
                .id();
    }

    /** Now, so that answers that go up to now are not exact any more. */
    private void somethingHappens(long project) {
        hindsight
                .events()
                .append(project, List.of(new Event(UUID.randomUUID(), "something", "somebody", clock.now, "{}")));
    }

    private Answer.Result answered(long project, JsonNode query, RefreshMode mode) {
        Answer.Result result =
                hindsight.queries().answer(caller, project, query, mode).result();
        return Objects.requireNonNull(result);
    }

    private static JsonNode query(String interval) throws IOException {
        return JSON.readTree(
                "{\"kind\":\"TrendsQuery\",\"interval\":\"" + interval
                        + "\",\"dateRange\":{\"date_from\":\"-3d\"},\"series\":[{\"kind\":\"EventsNode\",\"event\":\"something\"}]}");
    }
}
