package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.access.Caller;
import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.engine.clickhouse.ClickHouseDatabase;
import dev.hindsight.engine.clickhouse.TestClickHouse;
import dev.hindsight.engine.postgresql.PostgresEvents;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How long a refresh of 90 daily buckets takes of which one day has changed, beside one that calculates all of them: from the call
 * to the kept answer, in a library with files. Arguments: the number of events, a folder to keep them in, and the engine that they
 * are on: {@code duckdb} when absent, {@code postgresql} or {@code clickhouse}.
 */
public final class RefreshBenchmark {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NINETY_DAYS = "'dateRange':{'date_from':'2026-06-01','date_to':'2026-08-29'}";

    /** A daily answer is old after that. */
    private static final Duration OLD = Duration.ofHours(13);

    /** A server that has run for a minute has compiled what a refresh runs. */
    private static final int WARM_UP = 300;

    private RefreshBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        String engine = arguments.length > 2 ? arguments[2] : "duckdb";
        Path folder = Path.of(arguments[1]);
        HindsightBuilder builder = Hindsight.builder().home(Files.createTempDirectory(folder, "home"));
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            System.out.printf(
                    "%,d events on %s; one changed day of 90 (left) beside all of them (right)%n",
                    events.events(), engine);
            switch (engine) {
                case "duckdb" -> builder.events("jdbc:duckdb:" + folder.resolve("events-" + arguments[0] + ".duckdb"));
                case "postgresql" -> onPostgres(builder, events);
                case "clickhouse" -> onClickHouse(builder, events);
                default -> throw new IllegalArgumentException(engine);
            }
        }
        SetClock clock = new SetClock(Instant.parse("2026-08-30T12:00:00Z"));
        try (Hindsight hindsight = builder.clock(clock).open()) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = Caller.of(first.owner());
            long project = first.project().id();
            refreshes(hindsight, caller, project, clock);
            for (String day : List.of("2026-08-29", "2026-07-15")) {
                for (String math : List.of("total", "dau", "sum")) {
                    JsonNode query = query(math);
                    SideBySide.measure(
                            math + ", " + day,
                            () -> change(hindsight, project, day, clock),
                            () -> hindsight.queries().answer(caller, project, query, RefreshMode.BLOCKING),
                            () -> hindsight.queries().answer(caller, project, query, RefreshMode.FORCE_BLOCKING));
                }
            }
        }
        System.exit(0); // servers for tests go on until then
    }

    private static void onPostgres(HindsightBuilder builder, BenchmarkEvents events) throws SQLException {
        String url = TestPostgres.newDatabase();
        try (EventsDatabase postgres = PostgresEvents.open(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            events.copyTo("PostgreSQL", postgres);
            statement.execute("vacuum analyze"); // as the server does by itself some time later
        }
        builder.events(url, TestPostgres.USER, TestPostgres.PASSWORD);
    }

    private static void onClickHouse(HindsightBuilder builder, BenchmarkEvents events) {
        String url = TestClickHouse.emptyDatabase();
        try (EventsDatabase clickHouse = ClickHouseDatabase.open(url, TestClickHouse.USER, TestClickHouse.PASSWORD)) {
            events.copyTo("ClickHouse", clickHouse);
        }
        builder.events(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
    }

    private static void refreshes(Hindsight hindsight, Caller caller, long project, SetClock clock) throws IOException {
        JsonNode query = query("total");
        for (int i = 0; i < WARM_UP; i++) {
            change(hindsight, project, "2026-07-01", clock);
            hindsight.queries().answer(caller, project, query, RefreshMode.BLOCKING);
        }
    }

    private static JsonNode query(String math) throws IOException {
        return JSON.readTree(("{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'$pageview','math':'" + math
                        + "','math_property':'amount'}]," + NINETY_DAYS + "}")
                .replace('\'', '"'));
    }

    /** Lets an event of a day come, and answers grow old. */
    private static void change(Hindsight hindsight, long project, String day, SetClock clock) {
        Instant at = Instant.parse(day + "T12:00:00Z");
        hindsight
                .events()
                .append(project, List.of(new Event(UUID.randomUUID(), "$pageview", "user_1", at, "{\"amount\":1}")));
        clock.now = clock.now.plus(OLD);
    }
}
