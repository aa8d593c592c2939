package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.event.Event;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That somebody saw an answer is noted, which keeps it longer than others. */
class NotedReadsTest {
    private static final String METADATA = "jdbc:h2:mem:" + UUID.randomUUID();

    private final SetClock clock = new SetClock(Instant.parse("2024-08-20T18:00:00Z"));
    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .metadata(METADATA, null, null)
            .clock(clock)
            .open();
    private final long project = hindsight.firstStart().orElseThrow().project().id();
    private final Caller caller = Caller.of(hindsight.firstStart().orElseThrow().owner());

    @BeforeEach
    void oneEvent() {
        hindsight
                .events()
                .append(
                        project,
                        List.of(new Event(UUID.randomUUID(), "e", "a", Instant.parse("2024-08-20T12:00:00Z"), "{}")));
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void whatIsShown_isNoted_atMostOnceAnHour() throws Exception {
        ask(RefreshMode.BLOCKING);
        Instant kept = clock.now;

        after(Duration.ofMinutes(30));
        ask(RefreshMode.BLOCKING);
        assertThat(readAt()).isEqualTo(kept);

        for (RefreshMode mode : List.of(RefreshMode.BLOCKING, RefreshMode.LAZY_ASYNC, RefreshMode.FORCE_CACHE)) {
            after(Duration.ofHours(2));
            ask(mode);
            assertThat(readAt()).as(mode + " shows it").isEqualTo(clock.now);
        }
    }

    @Test
    void whatACalculationBrought_isNoted_whenSomebodyAsksForIt() throws Exception {
        Answer answer = ask(RefreshMode.BLOCKING);

        after(Duration.ofHours(2));
        assertThat(hindsight
                        .calculations()
                        .status(caller, project, answer.cacheKey())
                        .state())
                .isEqualTo(RunState.DONE);
        assertThat(readAt()).as("as long as the calculation is remembered").isEqualTo(clock.now);
    }

    private void after(Duration time) {
        clock.now = clock.now.plus(time);
    }

    private Answer ask(RefreshMode mode) throws Exception {
        JsonNode query = new JsonMapper()
                .readTree("{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"e\"}],"
                        + "\"dateRange\":{\"date_from\":\"2024-08-17\",\"date_to\":\"2024-08-20\"}}");
        return hindsight.queries().answer(caller, project, query, mode);
    }

    private static Instant readAt() throws SQLException {
        try (Connection connection = DriverManager.getConnection(METADATA);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select read_at from hindsight.cached_result")) {
            assertThat(row.next()).isTrue();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
