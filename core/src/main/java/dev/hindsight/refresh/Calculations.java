package dev.hindsight.refresh;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Project;

/** How far calculations have come, and a way to stop them (contract insights-api 4.7 and 4.8). */
public final class Calculations {
    private final Access access;
    private final Answers answers;

    Calculations(Access access, Answers answers) {
        this.access = access;
        this.answers = answers;
    }

    /**
     * How far a calculation has come; scope {@code query:read}.
     *
     * @param id what a caller named it, or the cache key of its answer
     * @throws HindsightException as {@link Access#requireProject}; {@code NOT_FOUND} when nothing is known under that name
     */
    public RunStatus status(Caller caller, long projectId, String id) {
        Project project = access.requireProject(caller, projectId, Scope.QUERY_READ);
        return answers.status(project.id(), id).orElseThrow(() -> unknown(projectId, id));
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
        RunState state = answers.stop(project.id(), id, caller.user().id(), access.managesAll(caller, project), running)
                .orElseThrow(() -> unknown(projectId, id));
        answers.forget(project.id(), id);
        return state;
    }

    /**
     * Stops a calculation if there is one that the caller may stop; scope {@code insight:read}.
     *
     * @param id what the caller named it
     * @throws HindsightException as {@link Access#requireProject}
     */
    public void cancel(Caller caller, long projectId, String id) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        answers.stop(project.id(), id, caller.user().id(), access.managesAll(caller, project), true);
    }

    private static HindsightException unknown(long projectId, String id) {
        return HindsightException.notFound("Query " + id + " not found for team " + projectId);
    }
}
