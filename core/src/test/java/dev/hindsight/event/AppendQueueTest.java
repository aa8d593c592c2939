package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
    private final ReentrantLock writing = new ReentrantLock(true);
    private final ExecutorService pool = Executors.newFixedThreadPool(6);

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    /** Six calls that wait for each other and are then written together. */
    private List<Future<Integer>> together(AppendQueue queue) throws Exception {
        CountDownLatch started = new CountDownLatch(6);
        List<Future<Integer>> calls = new ArrayList<>();
        writing.lock();
        try {
            for (int i = 0; i < 6; i++) {
                String name = "event " + i;
                Callable<Integer> call = () -> {
                    started.countDown();
                    return queue.append(
                            ArrivedEvents.of(1, List.of(new Event(UUID.randomUUID(), name, "a", Instant.EPOCH, "{}"))));
                };
                calls.add(pool.submit(call));
            }
            started.await();
            while (writing.getQueueLength() < 6) {
                Thread.onSpinWait();
            }
        } finally {
            writing.unlock();
        }
        return calls;
    }

    @Test
    void append_whileTheDatabaseIsAway_failsForAllThatWait_atOnce() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        AppendQueue queue = new AppendQueue(writing, batches -> {
            commits.incrementAndGet();
            throw HindsightException.of(Failure.UNAVAILABLE, "away");
        });

        for (Future<Integer> call : together(queue)) {
            assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).hasMessageContaining("away");
        }
        assertThat(commits.get()).isEqualTo(1);
    }

    @Test
    void append_thatBreaksOff_leavesNobodyWaiting() throws Exception {
        AppendQueue queue = new AppendQueue(writing, batches -> {
            if (batches.size() > 1) {
                throw new IllegalStateException("not together");
            }
            if (batches.get(0).events().get(0).event().equals("event 3")) {
                throw new OutOfMemoryError("not alone either");
            }
            return List.of(1);
        });

        int stored = 0;
        for (Future<Integer> call : together(queue)) {
            try {
                stored += call.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasMessageContaining("e");
            }
        }
        assertThat(stored).isLessThan(6);
        assertThat(queue.append(
                        ArrivedEvents.of(1, List.of(new Event(UUID.randomUUID(), "later", "a", Instant.EPOCH, "{}")))))
                .isEqualTo(1);
    }
}
