package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Progress;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.User;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one metadata database calculate a question once. */
@SuppressWarnings("NullAway.Init") // by start
abstract class RunsContract {
    private static final Watch.Pace QUICK =
            new Watch.Pace(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(600));

    private final Clock clock = Clock.systemUTC();
    private final List<Thread> callers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread caller = new Thread(task);
        callers.add(caller);
        return caller;
    });
    private final Map<RunKey, CachedResult> finished = new ConcurrentHashMap<>();
    private final AtomicInteger calculations = new AtomicInteger();
    private MetadataDatabase database;
    private RunStore store;
    private TicketStore tickets;
    private RunKey key;
    private User user;
    private Node one;
    private Node other;

    /** A node, without the background. */
    private final class Node {
        private final Runs runs = new Runs(store, key -> Optional.ofNullable(finished.get(key)), clock);
        private final Watch watch = new Watch(store, tickets, runs, key -> {}, clock, QUICK);

        /** The process is gone: nobody beats, and nobody writes an end. */
        void die() {
            watch.close();
        }
    }

    void start(MetadataDatabase empty) {
        database = empty;
        store = new RunStore(database.jdbi());
        tickets = new TicketStore(database.jdbi());
        ProjectStore projects = new ProjectStore(database.jdbi());
        Project project = projects.add(
                projects.addOrganization("Some", clock.instant()).id(),
                "Project",
                ZoneId.of("UTC"),
                DayOfWeek.SUNDAY,
                clock.instant());
        user = new MemberStore(database.jdbi()).addUser("a@example.com", "A", "B", clock.instant());
        key = new RunKey(project.id(), "cache_1");
        one = new Node();
        other = new Node();
    }

    @AfterEach
    void close() {
        one.watch.close();
        other.watch.close();
        threads.shutdownNow();
        database.close();
    }

    @Test
    void manyCallers_onTwoNodes_shareOneCalculation() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<CachedResult>> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Node node = i % 2 == 0 ? one : other;
            callers.add(ask(node, null, waitingFor(go)));
        }
        await(() -> calculations.get() > 0 && bothWait());
        awaitThatAllWait();

        go.countDown();

        for (Future<CachedResult> caller : callers) {
            assertThat(caller.get(20, TimeUnit.SECONDS).cacheKey()).isEqualTo("cache_1");
        }
        assertThat(calculations).hasValue(1);
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.DONE);
    }

    @Test
    void forcedCallers_getACalculationThatBeganAfterTheyAsked() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Future<CachedResult> early = ask(one, null, waitingFor(go));
        await(() -> calculations.get() == 1);
        Thread.sleep(5);
        List<Future<CachedResult>> forced = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            forced.add(ask(i % 2 == 0 ? one : other, clock.instant(), waitingFor(go)));
        }
        awaitThatAllWait();

        go.countDown();

        Instant before = early.get(20, TimeUnit.SECONDS).lastRefresh();
        for (Future<CachedResult> caller : forced) {
            assertThat(caller.get(20, TimeUnit.SECONDS).lastRefresh()).isAfter(before);
        }
        assertThat(calculations.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void anError_reachesEverybodyWhoWaits_andNobodyLater() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Runs.Calculation failing = (startedAt, deadline) -> {
            calculations.incrementAndGet();
            waitFor(go);
            throw HindsightException.invalid("query", "some_code", "It cannot be calculated.");
        };
        Future<CachedResult> leader = ask(one, null, failing);
        await(() -> calculations.get() == 1);
        List<Future<CachedResult>> callers =
                new ArrayList<>(List.of(leader, ask(one, null, failing), ask(other, null, failing)));
        await(this::bothWait);
        awaitThatAllWait();

        go.countDown();

        for (Future<CachedResult> caller : callers) {
            assertThatThrownBy(() -> caller.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(HindsightException.class)
                    .cause()
                    .satisfies(e -> assertThat(((HindsightException) e).code()).isEqualTo("some_code"))
                    .hasMessage("It cannot be calculated.");
        }
        assertThat(calculations).hasValue(1);
        assertThat(ask(other, null, calculated()).get(20, TimeUnit.SECONDS).cacheKey())
                .isEqualTo("cache_1");
    }

    @Test
    void aNodeThatIsGone_isReplaced() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Future<CachedResult> lost = ask(one, null, waitingFor(never));
        await(() -> calculations.get() == 1);
        one.die();

        CachedResult found = ask(other, null, calculated()).get(20, TimeUnit.SECONDS);

        assertThat(found.cacheKey()).isEqualTo("cache_1");
        assertThat(lost.isDone()).isFalse();
        assertThat(calculations).hasValue(2);
    }

    @Test
    void aNodeThatWorksLong_isNotReplaced() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Future<CachedResult> slow = ask(one, null, waitingFor(go));
        await(() -> calculations.get() == 1);
        Future<CachedResult> waiting = ask(other, null, calculated());

        Thread.sleep(1_500); // much longer than a silence may be

        assertThat(waiting.isDone()).isFalse();
        go.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS).lastRefresh())
                .isEqualTo(slow.get(20, TimeUnit.SECONDS).lastRefresh());
        assertThat(calculations).hasValue(1);
    }

    @Test
    void aTicketThatIsGivenUp_endsItsCallerAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Future<CachedResult> leader = ask(one, null, waitingFor(go));
        await(() -> calculations.get() == 1);
        Ticket ticket = new Ticket(key.projectId(), "mine", key.cacheKey(), user.id());
        tickets.put(ticket, clock.instant());
        Future<CachedResult> caller = threads.submit(() -> other.runs.obtain(
                new Call(key, null, ticket, Deadline.in(Duration.ofSeconds(30)), false), calculated()));
        await(this::bothWait);

        tickets.stop(ticket); // somebody says so on a third node

        assertCancelled(caller);
        assertThat(leader.isDone()).isFalse();
        go.countDown();
        leader.get(20, TimeUnit.SECONDS);
        assertThat(calculations).hasValue(1);
    }

    @Test
    void whoLeaves_stopsWhatNobodyElseWaitsFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Call first = call();
        Call second = call();
        Future<CachedResult> leader = threads.submit(() -> one.runs.obtain(first, unlessCancelled(never)));
        await(() -> calculations.get() == 1);
        Future<CachedResult> follower = threads.submit(() -> one.runs.obtain(second, unlessCancelled(never)));
        awaitThatAllWait();

        first.stop();
        awaitLooks();
        assertThat(leader.isDone()).as("the other one still waits").isFalse();
        second.stop();

        assertCancelled(follower);
        assertCancelled(leader);
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(calculations).hasValue(1);
    }

    @Test
    void whoLeaves_letsGoOnWhatTheBackgroundWants() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Call call = call();
        Future<CachedResult> leader = threads.submit(() -> one.runs.obtain(call, unlessCancelled(go)));
        await(() -> calculations.get() == 1);
        store.enqueue(key, "{}", user.id(), false, "n", clock.instant());

        call.stop();
        awaitLooks();
        go.countDown();

        leader.get(20, TimeUnit.SECONDS);
        assertThat(calculations).hasValue(1);
    }

    @Test
    void whoLeaves_whileAnotherNodeCalculates_leavesItToThatNode() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Future<CachedResult> leader = ask(one, null, unlessCancelled(go));
        await(() -> calculations.get() == 1);
        Call call = call();
        Future<CachedResult> leaving = threads.submit(() -> other.runs.obtain(call, calculated()));
        await(this::bothWait);

        call.stop();

        assertCancelled(leaving);
        awaitLooks();
        go.countDown();
        leader.get(20, TimeUnit.SECONDS);
        assertThat(calculations).hasValue(1);
    }

    private Call call() {
        return new Call(key, null, null, Deadline.in(Duration.ofSeconds(30)), false);
    }

    /** Until each node has looked at its calculations since. */
    private void awaitLooks() throws InterruptedException {
        long beat = store.find(key).orElseThrow().beat();
        await(() -> store.find(key).orElseThrow().beat() > beat + 2);
    }

    @Test
    void aCalculationThatIsStopped_endsForAll_andIsForgottenByNobodyWhoAsksLater() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Runs.Calculation stoppable = stoppable(never);
        Future<CachedResult> leader = ask(one, null, stoppable);
        await(() -> calculations.get() == 1);
        Future<CachedResult> follower = ask(other, null, stoppable);
        await(this::bothWait);

        assertThat(store.stop(key, clock.instant())).isTrue();

        assertCancelled(leader);
        assertCancelled(follower);
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(store.stop(key, clock.instant())).as("twice").isFalse();
        assertThat(ask(other, null, calculated()).get(20, TimeUnit.SECONDS).cacheKey())
                .isEqualTo("cache_1");
    }

    @Test
    void theQueue_isTakenOnce_andAskedAgainWhileItRuns_goesBack() {
        store.enqueue(key, "{}", user.id(), false, "n", Instant.parse("2025-01-01T00:00:00Z"));
        store.enqueue(key, "{}", user.id(), false, "n", Instant.parse("2025-01-01T00:00:01Z"));

        assertThat(store.queued()).hasSize(1);
        assertThat(store.claim(key, "t1", "n1", Instant.parse("2025-01-01T00:00:02Z")))
                .isTrue();
        assertThat(store.claim(key, "t2", "n2", Instant.parse("2025-01-01T00:00:02Z")))
                .isFalse();

        store.enqueue(key, "{}", user.id(), true, "n", Instant.parse("2025-01-01T00:00:03Z"));
        end("t1", RunState.DONE, Instant.parse("2025-01-01T00:00:04Z"));
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.QUEUED);

        assertThat(store.claim(key, "t3", "n1", Instant.parse("2025-01-01T00:00:05Z")))
                .isTrue();
        end("t1", RunState.FAILED, Instant.parse("2025-01-01T00:00:06Z"));
        assertThat(store.find(key).orElseThrow().state())
                .as("not its own any more")
                .isEqualTo(RunState.RUNNING);
        end("t3", RunState.DONE, Instant.parse("2025-01-01T00:00:06Z"));
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.DONE);
    }

    @Test
    void askedAgainWhileItRuns_onANodeWhoseClockIsBehind_goesBackOnce() {
        Instant ahead = Instant.parse("2025-01-01T00:05:00Z");
        Instant behind = Instant.parse("2025-01-01T00:00:00Z");
        store.enqueue(key, "{}", user.id(), false, "n", ahead);
        assertThat(store.claim(key, "t1", "n1", ahead)).isTrue();

        store.enqueue(key, "{}", user.id(), true, "n", behind);
        end("t1", RunState.DONE, ahead.plusMillis(1));
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.QUEUED);

        assertThat(store.claim(key, "t2", "n2", behind)).isTrue();
        end("t2", RunState.DONE, behind.plusMillis(1));
        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.DONE);
    }

    @Test
    void beat_saysHowFarItHasCome_untilItIsBegunAnew() {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        store.claim(key, "t1", "n", start);
        assertThat(RunStatus.of("a", store.find(key).orElseThrow(), null, start).progress())
                .isNull();

        store.beat(Map.of("t1", new Progress(5, 20), "t2", new Progress(1, 2)));

        RunRow row = store.find(key).orElseThrow();
        assertThat(row.beat()).isEqualTo(1);
        RunStatus status = RunStatus.of("a", row, null, start.plusMillis(1_500));
        assertThat(status.progress()).isEqualTo(new Progress(5, 20));
        assertThat(status.elapsed()).isEqualTo(Duration.ofMillis(1_500));

        end("t1", RunState.DONE, start.plusSeconds(2));
        store.claim(key, "t3", "n", start.plusSeconds(3));
        assertThat(store.find(key).orElseThrow().rowsRead()).isNull();
    }

    @Test
    void whatTakesDownOneNodeAfterTheOther_isLostInTheEnd() {
        store.enqueue(key, "{}", user.id(), false, "n", Instant.parse("2025-01-01T00:00:00Z"));
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(store.claim(key, "t" + attempt, "n", clock.instant())).isTrue();
            store.giveUp(store.find(key).orElseThrow(), 3, clock.instant());
            assertThat(store.find(key).orElseThrow().state()).isEqualTo(attempt < 3 ? RunState.QUEUED : RunState.LOST);
        }
    }

    private Future<CachedResult> ask(Node node, @Nullable Instant notBefore, Runs.Calculation calculation) {
        return threads.submit(() -> node.runs.obtain(
                new Call(key, notBefore, null, Deadline.in(Duration.ofSeconds(30)), false), calculation));
    }

    private Runs.Calculation calculated() {
        return (startedAt, deadline) -> {
            calculations.incrementAndGet();
            return made(startedAt);
        };
    }

    private Runs.Calculation waitingFor(CountDownLatch latch) {
        return (startedAt, deadline) -> {
            calculations.incrementAndGet();
            waitFor(latch);
            return made(startedAt);
        };
    }

    /** As above, but ends when its deadline is cancelled, as an engine does. */
    private Runs.Calculation unlessCancelled(CountDownLatch latch) {
        return (startedAt, deadline) -> {
            calculations.incrementAndGet();
            Deadline.Running running = deadline.running(latch::countDown);
            try (running) {
                waitFor(latch);
            }
            if (deadline.isCancelled()) {
                throw deadline.over();
            }
            return made(startedAt);
        };
    }

    /** Ends when its deadline is cancelled, as an engine does. */
    private Runs.Calculation stoppable(CountDownLatch never) {
        return (startedAt, deadline) -> {
            calculations.incrementAndGet();
            while (!deadline.isCancelled() && never.getCount() > 0) {
                Thread.onSpinWait();
            }
            throw HindsightException.of(Failure.CANCELLED, "The query was cancelled.");
        };
    }

    private void end(String token, RunState state, Instant at) {
        store.end(new RunStore.Ending(key, token, state, null, at));
    }

    private Runs.Calculated made(Instant startedAt) {
        return new Runs.Calculated(result(startedAt), end -> {
            database.jdbi().useHandle(end);
            return true;
        });
    }

    private CachedResult result(Instant startedAt) {
        CachedResult result = new CachedResult(
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
        finished.put(key, result);
        return result;
    }

    private static void assertCancelled(Future<CachedResult> caller) {
        assertThatThrownBy(() -> caller.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
    }

    private boolean bothWait() {
        return !one.runs.awaited().isEmpty() && !other.runs.awaited().isEmpty();
    }

    /** Whoever asked has got as far as they can before somebody else goes on: for a fifth of a second nobody moves. */
    private void awaitThatAllWait() throws InterruptedException {
        int rested = 0;
        for (int i = 0; i < 2_000 && rested < 20; i++) {
            Thread.sleep(10);
            rested = callers.stream().allMatch(RunsContract::waits) ? rested + 1 : 0;
        }
        assertThat(rested).as("all callers wait").isEqualTo(20);
    }

    private static boolean waits(Thread caller) {
        return caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new HindsightException(Failure.UNAVAILABLE, "interrupted", e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("it did not happen");
    }

    @Test
    void stoppedRunOfADeadNode_isNotBegunAgain() {
        store.enqueue(key, "{}", user.id(), false, "n", clock.instant());
        assertThat(store.claim(key, "t1", "n", clock.instant())).isTrue();
        assertThat(store.stop(key, clock.instant())).isTrue();

        store.giveUp(store.find(key).orElseThrow(), 3, clock.instant());

        assertThat(store.find(key).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(store.background(key)).isEmpty();
    }
}
