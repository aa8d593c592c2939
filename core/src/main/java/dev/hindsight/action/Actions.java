package dev.hindsight.action;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import java.time.Clock;
import java.util.List;

/** The actions of a project, for its members (contract queries 1.6). */
public final class Actions {
    private static final Scope READ = Scope.read("action");
    private static final Scope WRITE = Scope.write("action");

    private final Access access;
    private final ActionStore actions;
    private final Clock clock;

    public Actions(Access access, ActionStore actions, Clock clock) {
        this.access = access;
        this.actions = actions;
        this.clock = clock;
    }

    /**
     * The actions by name; scope {@code action:read}.
     *
     * @throws HindsightException as {@link Access#requireProject}
     */
    public List<StoredAction> list(Caller caller, long projectId) {
        return actions.all(access.requireProject(caller, projectId, READ).id());
    }

    /**
     * One action; scope {@code action:read}.
     *
     * @throws HindsightException as {@link Access#requireProject}; {@code NOT_FOUND}
     */
    public StoredAction get(Caller caller, long projectId, int id) {
        access.requireProject(caller, projectId, READ);
        return actions.find(projectId, id).orElseThrow(HindsightException::notFound);
    }

    /**
     * Stores an action; scope {@code action:write}. One without steps means every event.
     *
     * @throws HindsightException as {@link Access#requireProject}; {@code validation_error}, attr {@code name}, when another
     *     action has the name
     */
    public StoredAction create(Caller caller, long projectId, ActionChange said) {
        access.requireProject(caller, projectId, WRITE);
        return actions.add(projectId, said, caller.user().id(), clock.instant());
    }

    /**
     * Changes an action; scope {@code action:write}. {@code deleted: false} brings a deleted one back.
     *
     * @return the action afterwards
     * @throws HindsightException as {@link #create}; {@code NOT_FOUND}
     */
    public StoredAction change(Caller caller, long projectId, int id, ActionChange change) {
        access.requireProject(caller, projectId, WRITE);
        return actions.change(projectId, id, change, clock.instant()).orElseThrow(HindsightException::notFound);
    }

    /** Deletes an action, which can be brought back; as {@link #change}. */
    public void delete(Caller caller, long projectId, int id) {
        change(caller, projectId, id, ActionChange.DELETION);
    }
}
