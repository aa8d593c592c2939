package dev.hindsight.refresh;

import dev.hindsight.engine.Deadline;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A calculation that somebody of this node waits for, here or on another node. */
final class Flight {
    private final String token = UUID.randomUUID().toString();
    private final Instant startedAt;
    private final Call leader;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final AtomicInteger followers = new AtomicInteger();
    private volatile boolean ours;
    private volatile boolean stopped;
    private volatile @Nullable String followed;

    /** @param leader who came first */
    Flight(Call leader, Instant startedAt) {
        this.leader = leader;
        this.startedAt = startedAt;
    }

    /** How it ended. */
    sealed interface Outcome {
        /** With an answer. */
        record Done(CachedResult result, Instant startedAt) implements Outcome {}

        /** With an answer that another node has stored. */
        record Stored(Instant startedAt) implements Outcome {}

        /** With an error, which everybody who waited gets, and nobody later. */
        record Failed(HindsightException error, Instant startedAt) implements Outcome {}

        /** Without either: whoever still wants the answer has to ask again. */
        record Nothing() implements Outcome {}
    }

    String token() {
        return token;
    }

    Instant startedAt() {
        return startedAt;
    }

    boolean isLedBy(Call call) {
        return leader == call;
    }

    Deadline deadline() {
        return leader.deadline();
    }

    /** As {@link #await}, for one who came later than the leader. */
    Outcome follow(Call call) {
        followers.incrementAndGet();
        try {
            return await(call);
        } finally {
            followers.decrementAndGet();
        }
    }

    /**
     * How it ends, once it does.
     *
     * @throws HindsightException {@code CANCELLED} when the call is stopped before, {@code TIMEOUT} when its time is over
     */
    Outcome await(Call call) {
        try {
            CompletableFuture.anyOf(outcome, call.stopped())
                    .get(call.deadline().left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw call.deadline().over();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HindsightException(Failure.UNAVAILABLE, "The query was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("outcomes do not fail", e);
        }
        if (call.isStopped()) {
            throw HindsightException.of(Failure.CANCELLED, "The query was cancelled.");
        }
        return outcome.join();
    }

    /** Whether its leader does not want it any more, and nobody else on this node does. */
    boolean isAbandoned() {
        return leader.isStopped() && followers.get() == 0;
    }

    /** From now on it is this node that calculates. */
    void begin() {
        ours = true;
    }

    /** It is another node that calculates, under that token. */
    void follow(String token) {
        followed = token;
    }

    /** Whether a calculation is the one that it waits for. */
    boolean follows(RunRow row) {
        return row.token().equals(followed);
    }

    boolean isFollowing() {
        return followed != null;
    }

    boolean isOurs() {
        return ours;
    }

    /** Stops it for everybody who waits. */
    void stop() {
        stopped = true;
        deadline().cancel();
    }

    boolean isStopped() {
        return stopped;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }
}
