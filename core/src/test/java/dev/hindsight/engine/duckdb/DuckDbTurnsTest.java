package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who comes next at an engine, shown by what the engine does. */
class DuckDbTurnsTest {
    private static final long A = 1;
    private static final long B = 2;
    private static final long C = 3;
    private static final Sql ONE = Sql.of("SELECT 1");
    private static final Sql ENDLESS = Sql.of("SELECT range FROM range(?)", 1_000_000_000_000L);

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<DuckDbEngine> engines = new ArrayList<>();

    /** What ran, in the order in which it did. */
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        threads.shutdownNow();
        engines.forEach(DuckDbEngine::close);
        database.close();
    }

    private DuckDbEngine engine(EngineLimits limits) {
        DuckDbEngine engine = new DuckDbEngine(database, limits);
        engines.add(engine);
        return engine;
    }

    /** A query that has a slot until it is let go. */
    private final class Holder {
        private final CountDownLatch go = new CountDownLatch(1);
        private final Future<?> work;

        Holder(DuckDbEngine engine, long project) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            work = threads.submit(() -> engine.stream(
                    ONE,
                    row -> {
                        began.countDown();
                        await(go);
                    },
                    patient(Asker.waitingIn(project))));
            await(began);
        }

        void letGo() throws Exception {
            go.countDown();
            work.get(30, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Deadline patient(Asker asker) {
        return Deadline.in(Duration.ofSeconds(60), asker);
    }

    /** Somebody who has begun to wait when this returns. */
    private Future<?> waiter(DuckDbEngine engine, String name, Deadline deadline) {
        int before = engine.turns().waiting();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                engine.query(ONE, row -> ran.add(name), deadline);
                asked.complete(null);
            } catch (Throwable e) {
                asked.completeExceptionally(e);
            }
        });
        while (engine.turns().waiting() == before && !asked.isDone()) {
            Thread.onSpinWait();
        }
        return asked;
    }

    private Future<?> waiter(DuckDbEngine engine, String name, long project) {
        return waiter(engine, name, patient(Asker.waitingIn(project)));
    }

    private static void finish(List<Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    private static HindsightException failure(Future<?> asked) throws Exception {
        try {
            asked.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HindsightException told) {
                return told;
            }
            throw e;
        }
        throw new AssertionError("it was answered");
    }

    @Test
    void query_ofAProjectThatComesLast_isNext() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 40));
        Holder holder = new Holder(engine, A);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(waiter(engine, "A" + i, A));
        }
        all.add(waiter(engine, "B0", B));

        holder.letGo();
        finish(all);

        assertThat(ran).hasSize(21).startsWith("B0", "A0", "A1");
    }

    @Test
    void query_ofSeveralProjects_takeTurns() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 40));
        Holder holder = new Holder(engine, A);
        List<Future<?>> all = new ArrayList<>();
        for (String name : List.of("A0", "A1", "A2", "B0", "B1", "B2", "C0", "C1", "C2")) {
            all.add(waiter(engine, name, name.charAt(0) - 'A' + 1L));
        }

        holder.letGo();
        finish(all);

        assertThat(ran.stream().map(name -> name.substring(1)))
                .containsExactly("0", "0", "0", "1", "1", "1", "2", "2", "2");
        assertThat(ran.subList(2, 3)).as("whoever had the slot").containsExactly("A0");
    }

    @Test
    void query_ofAProjectThatComesAgain_doesNotOvertakeThoseWhoWait() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 40));
        Holder a = new Holder(engine, A);
        Future<Holder> secondTurn = holderBehind(engine, B);
        Future<Holder> thirdTurn = holderBehind(engine, C);
        List<Future<?>> all = new ArrayList<>(List.of(waiter(engine, "A", A)));
        a.letGo();
        secondTurn.get(30, TimeUnit.SECONDS).letGo();
        Holder c = thirdTurn.get(30, TimeUnit.SECONDS);
        all.add(waiter(engine, "B", B));

        c.letGo();
        finish(all);

        assertThat(ran).as("B's turn was after A's").containsExactly("A", "B");
    }

    /** Somebody who waits when this returns, and holds the slot once it is theirs. */
    private Future<Holder> holderBehind(DuckDbEngine engine, long project) {
        int before = engine.turns().waiting();
        Future<Holder> behind = threads.submit(() -> new Holder(engine, project));
        while (engine.turns().waiting() == before) {
            Thread.onSpinWait();
        }
        return behind;
    }

    @Test
    void query_withinAProject_isFirstComeFirstServed() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 80));
        Holder holder = new Holder(engine, A);
        List<Future<?>> all = new ArrayList<>();
        List<String> names = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
        names.forEach(name -> all.add(waiter(engine, name, A)));

        holder.letGo();
        finish(all);

        assertThat(ran).containsExactlyElementsOf(names);
    }

    @Test
    void query_thatSomebodyWaitsFor_goesBeforeTheBackground_butNotForEver() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 80));
        Holder holder = new Holder(engine, A);
        List<Future<?>> all = new ArrayList<>();
        all.add(waiter(engine, "later", patient(Asker.backgroundOf(A))));
        for (int i = 0; i < 5; i++) {
            all.add(waiter(engine, "now" + i, A));
        }

        holder.letGo();
        finish(all);

        assertThat(ran).containsExactly("now0", "now1", "now2", "later", "now3", "now4");
    }

    @Test
    void query_whileOneProjectHasAllItMayHave_findsASlot() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(3, 40));
        Holder first = new Holder(engine, A);
        Holder second = new Holder(engine, A);
        Future<?> third = waiter(engine, "A", A);
        assertThat(third.isDone()).as("a slot is kept free").isFalse();

        engine.query(ONE, row -> ran.add("B"), patient(Asker.waitingIn(B)));

        assertThat(ran).containsExactly("B");
        first.letGo();
        finish(List.of(third));
        second.letGo();
        assertThat(engine.turns().free()).isEqualTo(3);
    }

    @Test
    void query_afterSomebodyLeftTheQueue_goesOnWithoutThem() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 4, 1, 2));
        Holder holder = new Holder(engine, A);
        Deadline leaving = patient(Asker.waitingIn(A));
        Future<?> first = waiter(engine, "leaving", leaving);
        List<Future<?>> all = new ArrayList<>(List.of(waiter(engine, "staying", A)));
        assertThat(failure(waiter(engine, "refused", A)).failure()).isEqualTo(Failure.THROTTLED);

        leaving.cancel();

        assertThat(failure(first).failure()).isEqualTo(Failure.CANCELLED);
        assertThat(engine.turns().waiting()).isEqualTo(1);
        all.add(waiter(engine, "in their place", A));
        holder.letGo();
        finish(all);
        assertThat(ran).containsExactly("staying", "in their place");
    }

    @Test
    void query_whoseTimeIsOverInTheQueue_leavesIt() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 4));
        Holder holder = new Holder(engine, A);

        Future<?> hasty = waiter(engine, "hasty", Deadline.in(Duration.ofMillis(50), Asker.waitingIn(B)));

        assertThat(failure(hasty).failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(engine.turns().waiting()).isZero();
        holder.letGo();
        assertThat(engine.turns().free()).isEqualTo(1);
        assertThat(engine.turns().projects()).as("nobody is remembered").isZero();
    }

    @Test
    void query_ofAnInterruptedThread_leavesTheQueue() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 4));
        Holder holder = new Holder(engine, A);
        CompletableFuture<HindsightException> told = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                engine.query(ONE, row -> ran.add("never"), patient(Asker.waitingIn(B)));
            } catch (HindsightException e) {
                told.complete(e);
            }
        });
        asking.start();
        while (engine.turns().waiting() == 0) {
            Thread.onSpinWait();
        }

        asking.interrupt();

        assertThat(told.get(30, TimeUnit.SECONDS).failure()).isEqualTo(Failure.UNAVAILABLE);
        assertThat(engine.turns().waiting()).isZero();
        holder.letGo();
        assertThat(ran).isEmpty();
    }

    @Test
    void query_overTheBounds_isRefusedWithTheNumber() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(1, 3));
        Holder holder = new Holder(engine, A);
        List<Future<?>> all = new ArrayList<>();
        all.add(waiter(engine, "A0", A));
        all.add(waiter(engine, "A1", A));

        HindsightException ofProject = failure(waiter(engine, "A2", A));
        all.add(waiter(engine, "B0", B));
        HindsightException ofAll = failure(waiter(engine, "C0", C));

        assertThat(ofProject.failure()).isEqualTo(Failure.THROTTLED);
        assertThat(ofProject.detail())
                .isEqualTo("2 queries of this project are waiting already, more may not. Try again soon,"
                        + " with fewer at once.");
        assertThat(ofAll.failure()).isEqualTo(Failure.THROTTLED);
        assertThat(ofAll.detail()).isEqualTo("3 queries are waiting already, more may not. Try again soon.");
        holder.letGo();
        finish(all);
        assertThat(ran).hasSize(3).doesNotContain("A2", "C0");
    }

    @Test
    void query_thatFails_givesItsSlotBack() {
        DuckDbEngine engine = engine(new EngineLimits(1, 0));
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> engine.query(Sql.of("SELECT nonsense"), row -> 1, patient(Asker.waitingIn(A))));
            assertThatExceptionOfType(HindsightException.class)
                    .isThrownBy(() ->
                            engine.stream(ENDLESS, row -> {}, Deadline.in(Duration.ofMillis(10), Asker.waitingIn(B))))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
        }

        assertThat(engine.turns().free()).isEqualTo(1);
        assertThat(engine.query(ONE, row -> row.getInt(1), patient(Asker.waitingIn(A))))
                .containsExactly(1);
    }

    /** Nothing is lost or made up, whatever happens at the same moment. */
    @Test
    void query_ofManyThreadsWithCancelsAndTimeouts_leavesAllSlotsFree() throws Exception {
        DuckDbEngine engine = engine(new EngineLimits(3, 12));
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 24; thread++) {
            Random random = new Random(thread);
            long project = thread % 4;
            all.add(threads.submit(() -> askAtRandom(engine, project, random)));
        }

        finish(all);

        assertThat(engine.turns().free()).isEqualTo(3);
        assertThat(engine.turns().waiting()).isZero();
        assertThat(engine.turns().projects()).isZero();
        assertThat(ran).isNotEmpty();
    }

    private void askAtRandom(DuckDbEngine engine, long project, Random random) {
        for (int i = 0; i < 60; i++) {
            Deadline deadline = Deadline.in(
                    random.nextInt(4) == 0 ? Duration.ofNanos(random.nextInt(3_000_000)) : Duration.ofSeconds(30),
                    new Asker(project, random.nextBoolean()));
            Future<?> cancel = threads.submit(random.nextInt(3) == 0 ? deadline::cancel : () -> {});
            try {
                boolean endless = random.nextInt(20) == 0;
                if (endless) {
                    engine.stream(ENDLESS, row -> deadline.cancel(), deadline);
                } else {
                    engine.query(ONE, row -> ran.add("one"), deadline);
                }
            } catch (HindsightException e) {
                assertThat(e.failure()).isIn(Failure.CANCELLED, Failure.TIMEOUT, Failure.THROTTLED);
            } finally {
                cancel.cancel(false);
            }
        }
    }
}
