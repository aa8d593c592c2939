package dev.hindsight.refresh;

import dev.hindsight.engine.Deadline;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Flight.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a question is calculated once, whoever asks it, on whatever node. Who comes first calculates, on their own
 * thread; the others wait without a connection to a database.
 */
final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final RunStore store;
    private final Finished finished;
    private final Clock clock;
    private final String node = UUID.randomUUID().toString();
    private final Map<RunKey, Flight> flights = new ConcurrentHashMap<>();
    private final Map<Ticket, Call> calls = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** @param finished finds the answers that other nodes have stored */
    Runs(RunStore store, Finished finished, Clock clock) {
        this.store = store;
        this.finished = finished;
        this.clock = clock;
    }

    /** Finds answers that are stored. */
    interface Finished {
        Optional<CachedResult> find(RunKey key);
    }

    /** Calculates an answer as of a time, and stores it; a cancel of the deadline stops it. */
    interface Calculation {
        CachedResult calculate(Instant startedAt, Deadline deadline);
    }

    String node() {
        return node;
    }

    /**
     * The answer to a question: calculated here, or by whoever is at it already.
     *
     * @throws HindsightException what the calculation ended with; {@code CANCELLED} when the caller, or somebody who may, has
     *     stopped it; {@code TIMEOUT} when the caller's time is over
     */
    CachedResult obtain(Call call, Calculation calculation) {
        Ticket ticket = call.ticket();
        if (ticket != null) {
            calls.put(ticket, call);
        }
        try {
            while (true) {
                Flight mine = new Flight(call, clock.instant().truncatedTo(ChronoUnit.MICROS));
                Flight there = flights.putIfAbsent(call.key(), mine);
                Outcome outcome = there == null ? fly(mine, call, calculation) : wait(there, call);
                if (outcome instanceof Outcome.Done done && call.takes(done.startedAt())) {
                    return done.result();
                }
                if (outcome instanceof Outcome.Failed failed && call.takes(failed.startedAt())) {
                    throw failed.error();
                }
                if (closing) {
                    throw HindsightException.of(Failure.UNAVAILABLE, "The server is shutting down. Try again soon.");
                }
            }
        } finally {
            if (ticket != null) {
                calls.remove(ticket, call);
            }
        }
    }

    private Outcome fly(Flight mine, Call call, Calculation calculation) {
        try {
            if (!store.claim(call.key(), mine.token(), node, mine.startedAt())) {
                return wait(mine, call); // another node is at it
            }
            mine.begin();
            Outcome outcome = lead(mine, call, calculation);
            mine.outcome().complete(outcome);
            return outcome;
        } finally {
            flights.remove(call.key(), mine);
            mine.outcome().complete(new Outcome.Nothing());
        }
    }

    private Outcome lead(Flight mine, Call call, Calculation calculation) {
        try {
            CachedResult result = calculation.calculate(mine.startedAt(), call.deadline());
            end(mine, call, RunState.DONE, null);
            return new Outcome.Done(result, mine.startedAt());
        } catch (HindsightException e) {
            if (e.failure() != Failure.CANCELLED) {
                end(mine, call, RunState.FAILED, e);
                return new Outcome.Failed(e, mine.startedAt());
            }
            if (closing && store.requeue(call.key(), mine.token())) {
                return new Outcome.Nothing();
            }
            if (mine.isStopped()) {
                end(mine, call, RunState.CANCELLED, e);
                return new Outcome.Failed(e, clock.instant());
            }
            end(mine, call, RunState.CANCELLED, null);
            throw e; // the others are not concerned
        } catch (RuntimeException | Error e) {
            HindsightException told = HindsightException.of(
                    Failure.UNAVAILABLE, "The calculation failed on our side; the server's log says why.");
            LOG.error("A calculation failed", e);
            end(mine, call, RunState.FAILED, told);
            return new Outcome.Failed(told, mine.startedAt());
        }
    }

    /** The answer is there whether or not its end can be written down; if not, the others will find the owner gone. */
    private void end(Flight mine, Call call, RunState state, @Nullable HindsightException error) {
        try {
            store.end(call.key(), mine.token(), state, error, clock.instant());
        } catch (RuntimeException e) {
            LOG.warn("The end of a calculation could not be written down", e);
        }
    }

    private static Outcome wait(Flight flight, Call call) {
        try {
            CompletableFuture.anyOf(flight.outcome(), call.stopped())
                    .get(call.deadline().left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HindsightException(
                    Failure.TIMEOUT,
                    "The query took longer than " + call.deadline().timeout().toSeconds()
                            + " seconds. Shorten its date range or filter it further.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HindsightException(Failure.UNAVAILABLE, "The query was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("outcomes do not fail", e);
        }
        if (call.isStopped()) {
            throw HindsightException.of(Failure.CANCELLED, "The query was cancelled.");
        }
        return flight.outcome().join();
    }

    /** Stops one caller; the calculation too, if it is theirs. */
    void stop(Ticket ticket) {
        Call call = calls.get(ticket);
        if (call == null) {
            return;
        }
        call.stop();
        Flight flight = flights.get(call.key());
        if (flight != null && flight.isOurs() && flight.isLedBy(call)) {
            flight.deadline().cancel();
        }
    }

    /** Stops what this node calculates, for everybody who waits for it. */
    void stop(RunKey key) {
        Flight flight = flights.get(key);
        if (flight != null && flight.isOurs()) {
            flight.stop();
        }
    }

    /** Stops everything, for good: what belongs to the background goes back to the queue. */
    void close() {
        closing = true;
        flights.values().stream()
                .filter(Flight::isOurs)
                .forEach(flight -> flight.deadline().cancel());
    }

    /** The questions that somebody of this node waits for. */
    List<RunKey> awaited() {
        return List.copyOf(flights.keySet());
    }

    /** The calculations of this node. */
    List<String> tokens() {
        return flights.values().stream()
                .filter(Flight::isOurs)
                .map(Flight::token)
                .toList();
    }

    /** The calls of this node that have a name. */
    List<Ticket> tickets() {
        return new ArrayList<>(calls.keySet());
    }

    /** Tells those who wait for another node what became of it, and those who calculate that they are to stop. */
    void heard(RunKey key, Optional<RunRow> found) {
        Flight flight = flights.get(key);
        if (flight == null) {
            return;
        }
        if (flight.isOurs()) {
            if (found.filter(row -> row.token().equals(flight.token()) && row.stopWanted())
                    .isPresent()) {
                flight.stop();
            }
            return;
        }
        RunRow row = found.orElse(null);
        if (row != null && row.state() == RunState.RUNNING) {
            return;
        }
        flight.outcome().complete(row == null ? new Outcome.Nothing() : outcome(row));
    }

    private Outcome outcome(RunRow row) {
        Instant startedAt = row.startedAt();
        if (startedAt == null) {
            return new Outcome.Nothing();
        }
        boolean told = row.state() == RunState.FAILED || (row.state() == RunState.CANCELLED && row.failure() != null);
        if (told) {
            return new Outcome.Failed(row.error(), row.state() == RunState.CANCELLED ? clock.instant() : startedAt);
        }
        if (row.state() != RunState.DONE) {
            return new Outcome.Nothing();
        }
        // What was too large to be stored has to be calculated here.
        return finished.find(row.key())
                .filter(result -> !result.lastRefresh().isBefore(startedAt))
                .<Outcome>map(result -> new Outcome.Done(result, startedAt))
                .orElseGet(Outcome.Nothing::new);
    }
}
