package dev.hindsight.refresh;

import dev.hindsight.engine.Deadline;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for the answer to a question. */
final class Call {
    private final RunKey key;
    private final @Nullable Instant notBefore;
    private final @Nullable Ticket ticket;
    private final Deadline deadline;
    private final boolean background;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /**
     * A call.
     *
     * @param notBefore a calculation that began before this will not do; null: any will
     * @param ticket what the caller calls it; null: nothing
     * @param background whether nobody waits for it
     */
    Call(RunKey key, @Nullable Instant notBefore, @Nullable Ticket ticket, Deadline deadline, boolean background) {
        this.key = key;
        this.notBefore = notBefore;
        this.ticket = ticket;
        this.deadline = deadline;
        this.background = background;
    }

    RunKey key() {
        return key;
    }

    @Nullable
    Ticket ticket() {
        return ticket;
    }

    Deadline deadline() {
        return deadline;
    }

    boolean isBackground() {
        return background;
    }

    boolean takes(Instant startedAt) {
        return notBefore == null || !startedAt.isBefore(notBefore);
    }

    /** Whether an answer was begun late enough; of calls that take any calculation, after they had begun themselves. */
    boolean isAnsweredBy(CachedResult found, Instant begun) {
        return !found.lastRefresh().isBefore(notBefore == null ? begun : notBefore);
    }

    /** The caller does not want it any more. What it calculates goes on as long as others wait for it. */
    void stop() {
        stopped.complete(null);
    }

    boolean isStopped() {
        return stopped.isDone();
    }

    CompletableFuture<Void> stopped() {
        return stopped;
    }
}
