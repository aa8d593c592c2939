package dev.hindsight.refresh;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far calculations have come, and a way to stop them (contract insights-api 4.7 and 4.8). */
public final class Calculations {
    private final Access access;
    private final Cache cache;
    private final RunStore store;
    private final TicketStore tickets;
    private final Runs runs;
    private final Clock clock;

    Calculations(Access access, Cache cache, RunStore store, TicketStore tickets, Runs runs, Clock clock) {
        this.access = access;
        this.cache = cache;
        this.store = store;
        this.tickets = tickets;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * How far a calculation has come; scope {@code query:read}.
     *
     * @param id what the caller named it (administrators: anybody), or the cache key of its answer
     * @throws HindsightException as {@link Access#requireProject}; {@code NOT_FOUND} when nothing is known under that name
     */
    public RunStatus status(Caller caller, long projectId, String id) {
        Project project = access.requireProject(caller, projectId, Scope.QUERY_READ);
        boolean managing = access.managesAll(caller, project);
        RunKey key = new RunKey(
                projectId,
                tickets.find(projectId, id)
                        .filter(found ->
                                managing || found.userId() == caller.user().id())
                        .map(Ticket::cacheKey)
                        .orElse(id));
        Optional<RunRow> found = store.find(key);
        if (found.isEmpty()) {
            // Calculations are forgotten before their answers are.
            return read(key).map(answer -> done(id, answer)).orElseThrow(() -> unknown(projectId, id));
        }
        RunRow row = found.get();
        if (row.stopWanted()) {
            throw unknown(projectId, id); // whoever stopped it wanted it forgotten
        }
        Answer answer = row.state() == RunState.DONE ? answer(key, row) : null;
        return RunStatus.of(id, row, answer, clock.instant());
    }

    /** An older answer is not what a calculation brought. */
    private @Nullable Answer answer(RunKey key, RunRow row) {
        Instant startedAt = row.startedAt();
        return read(key)
                .filter(kept -> startedAt == null || !kept.lastRefresh().isBefore(startedAt))
                .map(kept -> Answer.of(kept, null, Answer.Reason.CALCULATED))
                .orElse(null);
    }

    private Optional<CachedResult> read(RunKey key) {
        Optional<CachedResult> found = cache.find(key);
        found.ifPresent(cache::noteRead);
        return found;
    }

    private static RunStatus done(String id, CachedResult answer) {
        return new RunStatus(
                id,
                answer.projectId(),
                RunState.DONE,
                true,
                null,
                answer.lastRefresh(),
                answer.writtenAt(),
                answer.expiresAt(),
                null,
                null,
                Answer.of(answer, null, Answer.Reason.CALCULATED),
                null,
                Duration.between(answer.lastRefresh(), answer.writtenAt()));
    }

    /**
     * Stops a calculation, and forgets it; scope {@code query:read}. By the name that somebody gave it, only their own waiting
     * ends, unless it was left to the background; by its cache key it ends for everybody.
     *
     * @param running whether one that has begun, too; else it is only taken out of the queue
     * @return what it was doing
     * @throws HindsightException as {@link Access#requireProject}; {@code NOT_FOUND} when nothing is known under that name that
     *     the caller asked for, or may stop because they manage the project
     */
    public RunState delete(Caller caller, long projectId, String id, boolean running) {
        Project project = access.requireProject(caller, projectId, Scope.QUERY_READ);
        RunState was = stop(caller, project, id, running).orElseThrow(() -> unknown(projectId, id));
        store.forget(new RunKey(projectId, id));
        return was;
    }

    /**
     * Stops a calculation if there is one that the caller may stop; scope {@code insight:read}.
     *
     * @param id what the caller named it
     * @throws HindsightException as {@link Access#requireProject}
     */
    public void cancel(Caller caller, long projectId, String id) {
        stop(caller, access.requireProject(caller, projectId, Scope.INSIGHT_READ), id, true);
    }

    /** What there was; empty when nothing that the caller may stop has that name. */
    private Optional<RunState> stop(Caller caller, Project project, String id, boolean running) {
        long userId = caller.user().id();
        boolean managing = access.managesAll(caller, project);
        Optional<Ticket> ticket = tickets.find(project.id(), id).filter(found -> managing || found.userId() == userId);
        RunKey key = new RunKey(project.id(), ticket.map(Ticket::cacheKey).orElse(id));
        Optional<RunRow> row = store.find(key);
        // Who joined what another one left to the background leaves it to them.
        boolean theirs = row.filter(found -> !found.stopWanted()
                        && (managing || Objects.equals(found.askedBy(), userId))
                        && (ticket.isEmpty() || found.background()))
                .isPresent();
        if (ticket.isEmpty() && !theirs) {
            return Optional.empty();
        }
        ticket.ifPresent(found -> {
            tickets.stop(found);
            runs.stop(found);
        });
        boolean open =
                row.filter(found -> running || found.state() == RunState.QUEUED).isPresent();
        if (theirs && open && store.stop(key, clock.instant())) {
            runs.stop(key);
        }
        return Optional.of(row.map(RunRow::state).orElse(RunState.CANCELLED));
    }

    private static HindsightException unknown(long projectId, String id) {
        return HindsightException.notFound("Query " + id + " not found for team " + projectId);
    }
}
