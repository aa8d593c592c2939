package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How long a refresh of 90 daily buckets takes of which one day has changed, beside one that calculates all of them: from the call
 * to the kept answer, in a library with files. Arguments: the number of events, and a folder to keep them in.
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
        Path folder = Path.of(arguments[1]);
        try (BenchmarkEvents events = new BenchmarkEvents(arguments)) {
            System.out.printf("%,d events; one changed day of 90 (left) beside all of them (right)%n", events.events());
        }
        SetClock clock = new SetClock(Instant.parse("2026-08-30T12:00:00Z"));
        try (Hindsight hindsight = Hindsight.builder()
                .home(Files.createTempDirectory(folder, "home"))
                .events("jdbc:duckdb:" + folder.resolve("events-" + arguments[0] + ".duckdb"))
                .clock(clock)
                .open()) {
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
