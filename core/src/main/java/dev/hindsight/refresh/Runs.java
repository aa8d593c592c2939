package dev.hindsight.refresh;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Progress;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Flight.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.HandleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a question is calculated once, whoever asks it, on whatever node. Who comes first calculates, on their own
 * thread; the others wait without a connection to a database.
 */
final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /** A question that was begun this often is not begun again by itself. */
    static final int ATTEMPTS = 3;

    /** When what ends for everybody began, so that nobody's is later. */
    private static final Instant LATEST = Instant.MAX;

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

    /** Calculates an answer as of a time; a cancel of the deadline stops it. */
    interface Calculation {
        Calculated calculate(Instant startedAt, Deadline deadline);

        /** What others have stored since the caller looked, and will do: whoever comes too late begins nothing. */
        default Optional<CachedResult> madeMeanwhile() {
            return Optional.empty();
        }
    }

    /** What a calculation brought, and the way to store it. */
    record Calculated(CachedResult result, Keeping keeping) {}

    /** Stores an answer. */
    @FunctionalInterface
    interface Keeping {
        /**
         * Stores it, and says the end of its calculation in the same transaction: readers see both or neither, and a database that
         * waits for its disk waits once.
         *
         * @return false: neither could be stored, so that only who waits on this node has the answer
         */
        boolean with(HandleConsumer<RuntimeException> end);
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
        Instant begun = clock.instant();
        try {
            for (boolean again = false; ; again = true) {
                checkWanted(call);
                Flight mine = new Flight(call, clock.instant().truncatedTo(ChronoUnit.MICROS));
                Flight there = flights.putIfAbsent(call.key(), mine);
                Optional<CachedResult> result = there != null
                        ? result(there.follow(call), call, false)
                        // Others may have been quicker meanwhile, and have come to the end already.
                        : fly(mine, call, calculation, again ? Optional.of(begun) : Optional.empty());
                if (result.isPresent()) {
                    return result.get();
                }
            }
        } finally {
            if (ticket != null) {
                calls.remove(ticket, call);
            }
        }
    }

    /** Empty when the call has to try again. */
    private Optional<CachedResult> result(Outcome outcome, Call call, boolean own) {
        if (outcome instanceof Outcome.Done done && (own || call.takes(done.startedAt()))) {
            return Optional.of(done.result());
        }
        if (outcome instanceof Outcome.Stored stored && call.takes(stored.startedAt())) {
            // What was too large to be stored has to be calculated here.
            return finished.find(call.key())
                    .filter(found -> !found.lastRefresh().isBefore(stored.startedAt()));
        }
        if (outcome instanceof Outcome.Failed failed && (own || call.takes(failed.startedAt()))) {
            boolean othersTime = !own && failed.error().failure() == Failure.TIMEOUT && call.isBackground();
            if (!othersTime) {
                throw failed.error();
            }
        }
        return Optional.empty();
    }

    private void checkWanted(Call call) {
        if (closing) {
            throw shuttingDown();
        }
        if (call.isStopped()) {
            throw HindsightException.of(Failure.CANCELLED, "The query was cancelled.");
        }
        if (call.deadline().left().isZero()) {
            throw call.deadline().over();
        }
    }

    /** @param begun when the call began, if it has waited for others in vain; empty: it begins */
    private Optional<CachedResult> fly(Flight mine, Call call, Calculation calculation, Optional<Instant> begun) {
        try {
            Optional<CachedResult> found = begun.isEmpty()
                    ? calculation.madeMeanwhile()
                    : finished.find(call.key()).filter(kept -> call.isAnsweredBy(kept, begun.get()));
            if (found.isPresent()) {
                return found;
            }
            if (!store.claim(call.key(), mine.token(), node, mine.startedAt())) {
                Optional<RunRow> running = store.find(call.key()).filter(row -> row.state() == RunState.RUNNING);
                if (running.isEmpty()) {
                    return Optional.empty(); // it ended meanwhile
                }
                mine.follow(running.get().token());
                return result(mine.await(call), call, false);
            }
            mine.begin();
            if (call.isStopped() || closing) {
                mine.deadline().cancel(); // whoever said so came before there was something to stop
            }
            Outcome outcome = lead(mine, call, calculation);
            mine.outcome().complete(outcome);
            // What this call began itself is what it asked for, whatever a clock says meanwhile.
            return result(outcome, call, true);
        } finally {
            flights.remove(call.key(), mine);
            mine.outcome().complete(new Outcome.Nothing());
        }
    }

    private Outcome lead(Flight mine, Call call, Calculation calculation) {
        try {
            Calculated made = calculation.calculate(mine.startedAt(), call.deadline());
            boolean kept = made.keeping().with(handle -> store.end(handle, ending(mine, call, RunState.DONE, null)));
            if (!kept && !retried(mine, call)) {
                end(mine, call, RunState.DONE, null);
            }
            return new Outcome.Done(made.result(), mine.startedAt());
        } catch (HindsightException e) {
            if (mine.isStopped()) {
                end(mine, call, RunState.CANCELLED, e);
                return new Outcome.Failed(e, LATEST);
            }
            boolean own = switch (e.failure()) {
                case CANCELLED, THROTTLED -> true;
                case TIMEOUT -> !call.isBackground();
                default -> false;
            };
            if (own && requeued(mine, call)) {
                throw closing
                        ? shuttingDown()
                        : e; // it was this call's time or turn; the background still wants the answer
            }
            if (e.failure() == Failure.CANCELLED) {
                end(mine, call, RunState.CANCELLED, null);
                throw closing ? shuttingDown() : e; // the others are not concerned
            }
            end(mine, call, RunState.FAILED, e);
            return new Outcome.Failed(e, mine.startedAt());
        } catch (RuntimeException | Error e) {
            HindsightException told = HindsightException.of(
                    Failure.UNAVAILABLE, "The calculation failed on our side; the server's log says why.");
            LOG.error("A calculation failed", e);
            end(mine, call, RunState.FAILED, told);
            return new Outcome.Failed(told, mine.startedAt());
        }
    }

    private static HindsightException shuttingDown() {
        return HindsightException.of(Failure.UNAVAILABLE, "The server is shutting down. Try again soon.");
    }

    private boolean requeued(Flight mine, Call call) {
        try {
            return store.requeue(call.key(), mine.token(), Integer.MAX_VALUE);
        } catch (RuntimeException e) {
            LOG.warn("A calculation could not be given back", e);
            return false;
        }
    }

    /**
     * Who left it to the background has nothing else than what was stored. When not even this can be written down, nothing is:
     * the others will find the owner gone, and begin anew.
     */
    private boolean retried(Flight mine, Call call) {
        try {
            return store.requeue(call.key(), mine.token(), ATTEMPTS);
        } catch (RuntimeException e) {
            LOG.warn("A calculation whose answer could not be kept could not be given back", e);
            return true;
        }
    }

    /** The answer is there whether or not its end can be written down; if not, the others will find the owner gone. */
    private void end(Flight mine, Call call, RunState state, @Nullable HindsightException error) {
        try {
            store.end(ending(mine, call, state, error));
        } catch (RuntimeException e) {
            LOG.warn("The end of a calculation could not be written down", e);
        }
    }

    private RunStore.Ending ending(Flight mine, Call call, RunState state, @Nullable HindsightException error) {
        return new RunStore.Ending(call.key(), mine.token(), state, error, clock.instant());
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
        for (Flight flight : flights.values()) {
            if (flight.isOurs()) {
                flight.deadline().cancel();
            } else {
                flight.outcome().complete(new Outcome.Nothing());
            }
        }
    }

    /** The questions that somebody of this node waits for. */
    List<RunKey> awaited() {
        return List.copyOf(flights.keySet());
    }

    /** The questions of this node that nobody of it waits for any more. */
    Set<RunKey> abandoned() {
        return flights.entrySet().stream()
                .filter(flight -> flight.getValue().isAbandoned())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How far the calculations of this node have come, by token. */
    Map<String, Progress> progress() {
        return flights.values().stream()
                .filter(Flight::isOurs)
                .collect(Collectors.toMap(
                        Flight::token, flight -> flight.deadline().progress()));
    }

    /** How many calculations this node is at. */
    int running() {
        return Math.toIntExact(flights.values().stream().filter(Flight::isOurs).count());
    }

    /** The calls of this node that have a name. */
    List<Ticket> tickets() {
        return List.copyOf(calls.keySet());
    }

    /**
     * Tells those who wait for another node what became of it, and those who calculate that they are to stop: because somebody
     * says so, or because all who waited for it on this node have left. Those of other nodes begin anew then.
     *
     * @param abandoned whether they had left before the row was found, which says whether the background wants it
     */
    void heard(RunKey key, Optional<RunRow> found, boolean abandoned) {
        Flight flight = flights.get(key);
        if (flight == null) {
            return;
        }
        if (flight.isOurs()) {
            if (found.filter(row -> row.token().equals(flight.token()) && row.stopWanted())
                    .isPresent()) {
                flight.stop();
            } else if (abandoned
                    && flight.isAbandoned()
                    && found.filter(RunRow::background).isEmpty()) {
                flight.deadline().cancel();
            }
            return;
        }
        if (!flight.isFollowing()) {
            return; // what is there is older
        }
        RunRow row = found.orElse(null);
        if (row == null || !flight.follows(row)) {
            flight.outcome().complete(new Outcome.Nothing());
        } else if (row.state() != RunState.RUNNING) {
            flight.outcome().complete(outcome(row));
        }
    }

    private static Outcome outcome(RunRow row) {
        Instant startedAt = row.startedAt();
        if (startedAt == null) {
            return new Outcome.Nothing();
        }
        return switch (row.state()) {
            case DONE -> new Outcome.Stored(startedAt);
            case FAILED -> new Outcome.Failed(row.error(), startedAt);
            case CANCELLED -> row.failure() == null ? new Outcome.Nothing() : new Outcome.Failed(row.error(), LATEST);
            case QUEUED, RUNNING, LOST -> new Outcome.Nothing();
        };
    }
}
