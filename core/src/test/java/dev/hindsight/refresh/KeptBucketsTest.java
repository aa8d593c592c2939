package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.event.Event;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken over is told from what is calculated by values that no event stands for. */
class KeptBucketsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String METADATA = "jdbc:h2:mem:" + UUID.randomUUID();
    private static final String QUERY =
            "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"e\"}],"
                    + "\"dateRange\":{\"date_from\":\"2024-08-17\",\"date_to\":\"2024-08-20\"}}";

    private final SetClock clock = new SetClock(Instant.parse("2024-08-20T18:00:00Z"));
    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .metadata(METADATA, null, null)
            .clock(clock)
            .open();
    private final long project = hindsight.firstStart().orElseThrow().project().id();
    private final Caller caller = Caller.of(hindsight.firstStart().orElseThrow().owner());

    @BeforeEach
    void oneEventADay() {
        for (String day : List.of("2024-08-17", "2024-08-18", "2024-08-19", "2024-08-20")) {
            event(day);
        }
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void onlyDaysThatChanged_areCalculated_whereverTheyAre() throws Exception {
        ask(RefreshMode.BLOCKING);
        keepInstead(100);
        event("2024-08-18");
        event("2024-08-20");

        assertThat(askLater(RefreshMode.BLOCKING)).isEqualTo("[100,2,100,2]");
    }

    @Test
    void forced_calculatesEverything_andTheNextOneTakesOverWhatItBrought() throws Exception {
        ask(RefreshMode.BLOCKING);
        for (RefreshMode forced : List.of(RefreshMode.FORCE_BLOCKING, RefreshMode.FORCE_ASYNC)) {
            keepInstead(100);
            event("2024-08-20");

            assertThat(askLater(forced)).as(forced + " takes nothing over").startsWith("[1,1,1,");
            keepInstead(50);
            event("2024-08-20");
            assertThat(askLater(RefreshMode.BLOCKING)).as("after " + forced).startsWith("[50,50,50,");
        }
    }

    @Test
    void whatAnotherVersionKept_isNotTakenOver() throws Exception {
        ask(RefreshMode.BLOCKING);
        keepInstead(100);
        try (Connection connection = DriverManager.getConnection(METADATA)) {
            replace(connection, "{\"types\":0}".getBytes(StandardCharsets.UTF_8));
        }
        event("2024-08-20");

        assertThat(askLater(RefreshMode.BLOCKING)).isEqualTo("[1,1,1,2]");
    }

    /** Thirteen hours later, when a daily answer is old. */
    private String askLater(RefreshMode mode) throws Exception {
        clock.now = clock.now.plus(Duration.ofHours(13));
        return ask(mode);
    }

    private String ask(RefreshMode mode) throws Exception {
        JsonNode query = JSON.readTree(QUERY);
        Answer answer = hindsight.queries().answer(caller, project, query, mode);
        while (mode == RefreshMode.FORCE_ASYNC
                && !hindsight
                        .calculations()
                        .status(caller, project, answer.cacheKey())
                        .state()
                        .isFinal()) {
            Thread.sleep(20);
        }
        Answer.Result result = Objects.requireNonNull(hindsight
                .queries()
                .answer(caller, project, query, RefreshMode.FORCE_CACHE)
                .result());
        return JSON.readTree(result.results()).at("/0/data").toString();
    }

    /** Has the values beside the answer say something else. */
    private static void keepInstead(double value) throws Exception {
        try (Connection connection = DriverManager.getConnection(METADATA)) {
            KeptBuckets kept;
            try (PreparedStatement statement =
                            connection.prepareStatement("select buckets from hindsight.cached_result");
                    ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                kept = KeptBuckets.read(row.getBytes(1)).orElseThrow();
            }
            List<KeptBuckets.Value> values = kept.values().stream()
                    .map(each -> new KeptBuckets.Value(each.series(), each.from(), each.until(), value))
                    .toList();
            replace(connection, new KeptBuckets(kept.types(), kept.persons(), kept.days(), values).bytes());
        }
    }

    private static void replace(Connection connection, byte[] buckets) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update hindsight.cached_result set buckets = ?")) {
            statement.setBytes(1, buckets);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private void event(String day) {
        hindsight
                .events()
                .append(
                        project,
                        List.of(new Event(UUID.randomUUID(), "e", "a", Instant.parse(day + "T12:00:00Z"), "{}")));
    }
}
