package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
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
            for (String day : List.of("2026-08-29", "2026-07-15")) {
                for (String math : List.of("total", "dau", "sum")) {
                    JsonNode query = JSON.readTree(
                            ("{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'$pageview','math':'" + math
                                            + "','math_property':'amount'}]," + NINETY_DAYS + "}")
                                    .replace('\'', '"'));
                    long project = first.project().id();
                    hindsight.queries().answer(caller, project, query, RefreshMode.FORCE_BLOCKING);
                    Instant at = Instant.parse(day + "T12:00:00Z");
                    SideBySide.measure(
                            math + ", " + day,
                            () -> {
                                hindsight
                                        .events()
                                        .append(
                                                project,
                                                List.of(new Event(
                                                        UUID.randomUUID(),
                                                        "$pageview",
                                                        "user_1",
                                                        at,
                                                        "{\"amount\":1}")));
                                clock.now = clock.now.plus(OLD);
                            },
                            () -> hindsight.queries().answer(caller, project, query, RefreshMode.BLOCKING),
                            () -> hindsight.queries().answer(caller, project, query, RefreshMode.FORCE_BLOCKING));
                }
            }
        }
    }
}
