package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.benchmark.BenchmarkEvents;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in two processes on one PostgreSQL; one has 300,000 events, the other none. */
@SuppressWarnings("NullAway.Init") // the database by the extension
class TwoProcessesTest {
    private static final String KEY = "phx_two_processes_test";

    /** Takes seconds: there are many patterns, and nothing fits any of them. */
    private static final String SLOW =
            "{\"kind\":\"FunnelsQuery\",\"dateRange\":{\"date_from\":\"2026-06-01\",\"date_to\":"
                    + "\"2026-08-29\"},\"series\":[{\"kind\":\"EventsNode\",\"event\":\"$pageview\"},{\"kind\":\"EventsNode\",\"event\":"
                    + "\"event 1\",\"properties\":[%s]}]}";

    private MetadataDatabase database;

    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> database = MetadataStores.postgresql();

    @TempDir
    private Path directory;

    private @Nullable Node one;
    private @Nullable Node other;

    @AfterEach
    void close() {
        for (Node node : new @Nullable Node[] {one, other}) {
            if (node != null) {
                node.process.destroyForcibly();
            }
        }
        database.close();
    }

    @Test
    void aQuestion_isCalculatedOnce_stoppedEverywhere_andSurvivesItsNode() throws Exception {
        Node first = node(filled());
        one = first;
        Node second = node("jdbc:duckdb:");
        other = second;

        // Asked on both, calculated on one.
        first.say("blocking a " + slow("a", 80));
        awaitRunning(first);
        second.say("blocking b " + slow("a", 80));
        String[] ofFirst = first.hear().split(" ");
        String[] ofSecond = second.hear().split(" ");
        assertThat(ofFirst[0] + ofSecond[0]).as(String.join(" ", ofFirst)).isEqualTo("donedone");
        assertThat(ofSecond[2]).as("the same answer").isEqualTo(ofFirst[2]);

        // Stopped by its name, wherever that is said.
        first.say("force_blocking c " + slow("c", 400));
        awaitRunning(first);
        jdbi().useHandle(handle ->
                handle.execute("update hindsight.query_ticket set stop_wanted = true where id = 'c'"));
        assertThat(first.hear()).startsWith("failed c The query was cancelled");

        // Killed while it calculates in the background: the other node takes over.
        first.say("force_async d " + slow("d", 400));
        assertThat(first.hear()).isEqualTo("queued d");
        awaitRunning(first);
        first.process.destroyForcibly().waitFor();
        assertThat(run().orElseThrow().state()).as("it died in the middle").isEqualTo(RunState.RUNNING);
        await(() -> run().filter(row -> row.state().isFinal()).isPresent());
        assertThat(run().orElseThrow().state()).isEqualTo(RunState.DONE);
    }

    /** @param filters how many there are: with 400 it takes far longer than it takes to stop it */
    private static String slow(String name, int filters) {
        return SLOW.formatted(IntStream.range(0, filters)
                .mapToObj(i ->
                        "{\"type\":\"event\",\"key\":\"$current_url\",\"operator\":\"not_regex\",\"value\":\"(a|b|c)*"
                                + name + "{0,9}" + i + "z\"}")
                .collect(Collectors.joining(",")));
    }

    private String filled() throws Exception {
        new BenchmarkEvents("300000", directory.toString()).close();
        return "jdbc:duckdb:" + directory.resolve("events-300000.duckdb");
    }

    /** The question that was asked last. */
    private Optional<RunRow> run() {
        return jdbi().withHandle(handle -> handle.createQuery(
                        "select cache_key from hindsight.query_run order by requested_at desc, started_at desc limit 1")
                .mapTo(String.class)
                .findOne()
                .flatMap(key -> new RunStore(jdbi()).find(new RunKey(1, key))));
    }

    private Jdbi jdbi() {
        return database.jdbi();
    }

    private void awaitRunning(Node node) throws InterruptedException {
        await(() -> {
            assertThat(node.heard).as("it says nothing yet").isEmpty();
            return run().filter(row -> row.state() == RunState.RUNNING).isPresent();
        });
    }

    private static void await(Supplier<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within a minute");
            }
            Thread.sleep(5);
        }
    }

    private Node node(String events) throws IOException, InterruptedException {
        String url = database.dataSource() instanceof com.zaxxer.hikari.HikariDataSource pool ? pool.getJdbcUrl() : "";
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        url,
                        events,
                        KEY)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Node node = new Node(process);
        assertThat(node.hear()).isEqualTo("ready");
        return node;
    }

    /** A process to talk to. */
    private static final class Node {
        private final Process process;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Node(Process process) {
            this.process = process;
            Thread reading = new Thread(() -> {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                    lines.lines().forEach(heard::add);
                } catch (IOException | UncheckedIOException e) {
                    heard.add("gone");
                }
            });
            reading.setDaemon(true);
            reading.start();
        }

        void say(String command) throws IOException {
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            in.write(command + "\n");
            in.flush();
        }

        String hear() throws InterruptedException {
            String line = heard.poll(60, TimeUnit.SECONDS);
            return line == null ? "nothing within a minute" : line;
        }
    }
}
