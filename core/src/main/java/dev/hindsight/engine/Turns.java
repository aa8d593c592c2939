package dev.hindsight.engine;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shares an engine's slots out. A slot that becomes free goes to the waiting project that has the fewest of them, and of
 * several to the one whose last turn is longest ago: they take turns, however many wait for each. Within a project it is first
 * come first served, save that those whom somebody waits for go before those in the background.
 *
 * <p>A project never has more slots than its limit, also while nobody else waits: a statement that runs cannot be asked to
 * make room, so only a slot that is kept free is there at once for the next project. Thread-safe.
 */
public final class Turns {
    /** So many may go before one in the background, which would else wait as long as others come. */
    private static final int BEFORE_BACKGROUND = 3;

    private static final Comparator<Share> NEXT =
            Comparator.<Share>comparingInt(share -> share.running).thenComparingLong(share -> share.lastTurn);

    private final EngineLimits limits;
    /** In the order in which they came, which decides between those that had no turn yet. */
    private final Map<Long, Share> shares = new LinkedHashMap<>();

    private int free;
    private int waiting;
    private long turns;
    private long ended;
    private long waitedNanos;
    private long workedNanos;

    public Turns(EngineLimits limits) {
        this.limits = limits;
        this.free = limits.concurrency();
    }

    /** A slot, held until it is closed. */
    public static final class Turn implements AutoCloseable {
        private final Turns turns;
        private final Share share;
        private final long begun = System.nanoTime();
        private boolean over;

        private Turn(Turns turns, Share share) {
            this.turns = turns;
            this.share = share;
        }

        /** Gives the slot to the next one. Again is as good as once. */
        @Override
        public void close() {
            turns.end(this);
        }
    }

    /** What one project has and wants. */
    private static final class Share {
        private final Deque<Place> awaited = new ArrayDeque<>();
        private final Deque<Place> background = new ArrayDeque<>();
        private int running;
        private int passedOver;
        private long lastTurn;

        Deque<Place> queue(Asker asker) {
            return asker.background() ? background : awaited;
        }

        int waiting() {
            return awaited.size() + background.size();
        }

        Place next() {
            boolean backgroundIsDue = awaited.isEmpty() || passedOver >= BEFORE_BACKGROUND;
            if (backgroundIsDue && !background.isEmpty()) {
                passedOver = 0;
                return background.remove();
            }
            passedOver = background.isEmpty() ? 0 : passedOver + 1;
            return awaited.remove();
        }
    }

    /** Somebody's place in the queue. */
    private static final class Place {
        private final Share share;
        private final Asker asker;
        private final long since = System.nanoTime();

        /** Empty: they have left. */
        private final CompletableFuture<Optional<Turn>> outcome = new CompletableFuture<>();

        Place(Share share, Asker asker) {
            this.share = share;
            this.asker = asker;
        }
    }

    /**
     * Waits for a slot, no longer than the deadline allows.
     *
     * @return to be closed when the statement has ended
     * @throws HindsightException {@code THROTTLED} when too many wait already, of all or of the project; {@code TIMEOUT} when
     *     the deadline has passed; {@code CANCELLED} when it was cancelled; {@code UNAVAILABLE} when the thread was interrupted
     */
    public Turn take(Deadline deadline) {
        if (deadline.isCancelled() || deadline.left().isZero()) {
            throw deadline.over();
        }
        Place place = enter(deadline.asker());
        Deadline.Running running = deadline.running(() -> leave(place));
        try (running) {
            return outcome(place, deadline).orElseThrow(deadline::over);
        }
    }

    private Optional<Turn> outcome(Place place, Deadline deadline) {
        try {
            return place.outcome.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leave(place);
            return place.outcome.join(); // a turn, if it came just now
        } catch (InterruptedException e) {
            leave(place);
            place.outcome.join().ifPresent(Turn::close);
            Thread.currentThread().interrupt();
            throw new HindsightException(Failure.UNAVAILABLE, "The query was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("places do not fail", e);
        }
    }

    private synchronized Place enter(Asker asker) {
        Share known = shares.get(asker.projectId());
        Share share = known == null ? new Share() : known;
        Place place = new Place(share, asker);
        boolean atOnce = free > 0 && share.running < limits.projectConcurrency();
        if (!atOnce) {
            // Before it is kept: a project that is turned away leaves no trace.
            checkRoom(share);
        }
        shares.put(asker.projectId(), share);
        share.queue(asker).add(place);
        waiting++;
        serve();
        return place;
    }

    private void checkRoom(Share share) {
        if (share.waiting() >= limits.projectQueue()) {
            throw HindsightException.of(
                    Failure.THROTTLED,
                    limits.projectQueue()
                            + " queries of this project are waiting already, more may not. Try again soon,"
                            + " with fewer at once.");
        }
        if (waiting >= limits.queue()) {
            throw HindsightException.of(
                    Failure.THROTTLED, limits.queue() + " queries are waiting already, more may not. Try again soon.");
        }
    }

    /** Nothing happens to those who have had their turn, or have left. */
    private synchronized void leave(Place place) {
        if (place.share.queue(place.asker).remove(place)) {
            waiting--;
            place.outcome.complete(Optional.empty());
            forgetIdle();
        }
    }

    private synchronized void end(Turn turn) {
        if (!turn.over) {
            turn.over = true;
            ended++;
            workedNanos += System.nanoTime() - turn.begun;
            turn.share.running--;
            free++;
            serve();
            forgetIdle();
        }
    }

    private void serve() {
        while (free > 0) {
            Optional<Share> next = shares.values().stream()
                    .filter(share -> share.waiting() > 0 && share.running < limits.projectConcurrency())
                    .min(NEXT);
            if (next.isEmpty()) {
                return;
            }
            Share share = next.get();
            Place place = share.next();
            waiting--;
            free--;
            share.running++;
            share.lastTurn = ++turns;
            Turn turn = new Turn(this, share);
            waitedNanos += turn.begun - place.since;
            place.outcome.complete(Optional.of(turn));
        }
    }

    /**
     * When a project had its last turn matters only to those who wait for theirs: as long as somebody does it is remembered,
     * so that a project gains nothing by coming back again and again.
     */
    private void forgetIdle() {
        if (waiting == 0) {
            shares.values().removeIf(share -> share.running == 0);
        }
    }

    /** What runs and waits just now, and what has. */
    public synchronized EngineLoad load() {
        return new EngineLoad(
                limits.concurrency() - free,
                waiting,
                ended,
                Duration.ofNanos(waitedNanos),
                Duration.ofNanos(workedNanos));
    }

    /** How many slots nobody has. */
    public synchronized int free() {
        return free;
    }

    /** How many wait for their turn. */
    public synchronized int waiting() {
        return waiting;
    }

    /** How many projects are remembered just now. */
    public synchronized int projects() {
        return shares.size();
    }
}
