package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.engine.Deadline;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Interruption;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.ProjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundTest {
    private static final Watch.Pace QUICK =
            new Watch.Pace(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(600));

    private final MetadataDatabase database = MetadataStores.h2();
    private final Clock clock = Clock.systemUTC();
    private final RunStore store = new RunStore(database.jdbi());
    private RunKey key = new RunKey(0, "none");

    @BeforeEach
    void enqueue() {
        ProjectStore projects = new ProjectStore(database.jdbi());
        long project = projects.add(
                        projects.addOrganization("Some", clock.instant()).id(),
                        "Project",
                        ZoneId.of("UTC"),
                        DayOfWeek.SUNDAY,
                        clock.instant())
                .id();
        long user = new MemberStore(database.jdbi())
                .addUser("a@example.com", "A", "B", clock.instant())
                .id();
        key = new RunKey(project, "cache_1");
        store.enqueue(key, "{\"asked\":1}", user, false, "n", clock.instant());
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** A node, started and stopped as the library does. */
    private final class Node implements AutoCloseable {
        private final Runs runs = new Runs(store, key -> Optional.empty(), clock);
        private final Background background =
                new Background(database.dataSource(), store, runs.node(), 1, clock, false);
        private final Watch watch;

        Node(Runs.Calculation calculation) {
            background.start(
                    row -> runs.obtain(
                            new Call(row.key(), row.requestedAt(), null, Deadline.in(Duration.ofSeconds(60)), true),
                            calculation),
                    () -> {});
            watch = new Watch(store, new TicketStore(database.jdbi()), runs, background::schedule, clock, QUICK);
        }

        /** Waits until the calculation is in a state. */
        void brings(RunState state) throws InterruptedException {
            for (int i = 0; i < 1_000; i++) {
                if (store.find(key).orElseThrow().state() == state) {
                    return;
                }
                Thread.sleep(20);
            }
            throw new AssertionError(
                    "not " + state + " but " + store.find(key).orElseThrow().state());
        }

        @Override
        public void close() {
            runs.close();
            background.close();
            watch.close();
        }
    }

    @Test
    void aNodeThatStops_givesItsWorkBack_toTheNext() throws Exception {
        try (Node stopping = new Node(BackgroundTest::untilStopped)) {
            stopping.brings(RunState.RUNNING);
        }
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(store.question(key)).contains("{\"asked\":1}");

        try (Node next = new Node((startedAt, deadline) -> made(startedAt))) {
            next.brings(RunState.DONE);
        }
    }

    /** Its clock was ahead, so that by ours it was alive a moment ago for as long as it takes us to get there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatANodeHadPickedUpThatIsGone_isTakenOver_whateverItsClockSaid(boolean begun) throws Exception {
        Instant future = clock.instant().plus(Duration.ofMinutes(10));
        if (begun) {
            assertThat(store.claim(key, "gone", "gone", future)).isTrue();
        }
        database.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "insert into hindsight.scheduled_task (task_name, task_instance, execution_time, picked, picked_by,"
                                        + " last_heartbeat, version) values ('calculate', :instance, :future, true, 'gone', :future, 2)")
                        .bind("instance", Background.instance(key))
                        .bind("future", future)
                        .execute());

        try (Node node = new Node((startedAt, deadline) -> made(startedAt))) {
            node.brings(RunState.DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsAskedAgain_whileItIsBeingStopped_isCalculatedAfterwards(boolean forced) throws Exception {
        int[] begun = {0};
        CountDownLatch told = new CountDownLatch(1);
        Semaphore ending = new Semaphore(0);
        Runs.Calculation first = (startedAt, deadline) -> {
            if (begun[0]++ > 0) {
                return made(startedAt);
            }
            try {
                return untilStopped(startedAt, deadline);
            } finally {
                told.countDown();
                ending.acquireUninterruptibly();
            }
        };
        try (Node node = new Node(first)) {
            node.brings(RunState.RUNNING);
            assertThat(store.stop(key, clock.instant())).isTrue();
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();

            store.enqueue(key, "{}", 1L, forced, "other", clock.instant());
            ending.release();

            node.brings(RunState.DONE);
        }
        assertThat(begun[0]).isEqualTo(2);
    }

    @Test
    void whatFailed_andWasAskedAgainMeanwhile_isCalculatedAgain() throws Exception {
        int[] begun = {0};
        Runs.Calculation failing = (startedAt, deadline) -> {
            if (begun[0]++ > 0) {
                return made(startedAt);
            }
            store.enqueue(key, "{}", 1L, true, "other", clock.instant());
            throw HindsightException.of(Failure.TIMEOUT, "Too long.");
        };
        try (Node node = new Node(failing)) {
            node.brings(RunState.DONE);
        }
        assertThat(begun[0]).isEqualTo(2);
    }

    @Test
    void aCalculationThatIsThrottled_isTriedAgain() throws Exception {
        boolean[] first = {true};
        Runs.Calculation throttledOnce = (startedAt, deadline) -> {
            if (first[0]) {
                first[0] = false;
                throw HindsightException.of(Failure.THROTTLED, "Too many.");
            }
            return made(startedAt);
        };

        try (Node node = new Node(throttledOnce)) {
            node.brings(RunState.DONE);
        }

        assertThat(first[0]).isFalse();
    }

    @Test
    void anAnswerThatCouldNotBeKept_isCalculatedAgain_someTimes() throws Exception {
        int[] begun = {0};
        try (Node node = new Node((startedAt, deadline) -> {
            begun[0]++;
            return made(startedAt, begun[0] > 1);
        })) {
            node.brings(RunState.DONE);
        }
        assertThat(begun[0]).isEqualTo(2);

        store.enqueue(key, "{}", 1L, true, "other", clock.instant());
        int[] lost = {0};
        try (Node node = new Node((startedAt, deadline) -> {
            lost[0]++;
            return made(startedAt, false);
        })) {
            node.brings(RunState.DONE);
        }
        assertThat(lost[0]).isEqualTo(Runs.ATTEMPTS);
    }

    @Test
    void anAnswerThatCouldNotBeKept_norSaidSo_isNotCalledDone() throws Exception {
        int[] begun = {0};
        try (Interruption interruption = new Interruption(database.jdbi(), "set state = 'QUEUED', started_at = null");
                Node node = new Node((startedAt, deadline) -> {
                    begun[0]++;
                    return made(startedAt, begun[0] > 1);
                })) {
            node.brings(RunState.DONE);
            assertThat(interruption.happened()).isTrue();
        }
        assertThat(begun[0]).isEqualTo(2);
    }

    private static Runs.Calculated untilStopped(Instant startedAt, Deadline deadline) {
        while (!deadline.isCancelled()) {
            Thread.onSpinWait();
        }
        throw deadline.over();
    }

    private Runs.Calculated made(Instant startedAt) {
        return made(startedAt, true);
    }

    /** @param kept whether it could be stored */
    private Runs.Calculated made(Instant startedAt, boolean kept) {
        return new Runs.Calculated(result(startedAt), end -> {
            if (kept) {
                database.jdbi().useHandle(end);
            }
            return kept;
        });
    }

    private CachedResult result(Instant startedAt) {
        return new CachedResult(
                key.projectId(),
                key.cacheKey(),
                "[]".getBytes(StandardCharsets.UTF_8),
                "{}",
                startedAt,
                null,
                null,
                "day",
                startedAt,
                startedAt.plusSeconds(1_000),
                2,
                startedAt,
                null);
    }
}
