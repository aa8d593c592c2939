package dev.hindsight.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void cancel_stopsEachPieceOfWorkOnce_whenItRunsOrWhenItBegins() {
        Deadline deadline = Deadline.in(Duration.ofMinutes(1));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger later = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        deadline.running(ended::incrementAndGet).close();

        try (Deadline.Running first = deadline.running(running::incrementAndGet)) {
            deadline.cancel();
            deadline.cancel();
            try (Deadline.Running second = deadline.running(later::incrementAndGet)) {
                deadline.cancel();
                assertThat(first).isNotSameAs(second);
            }
        }

        assertThat(running).hasValue(1);
        assertThat(later).hasValue(1);
        assertThat(ended).hasValue(0);
        assertThat(deadline.isCancelled()).isTrue();
    }
}
