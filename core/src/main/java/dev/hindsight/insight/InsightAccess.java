package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.AccessRule;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Project;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who may do what with single insights (contract insights-api 3.14). Every method asks first whether the caller may, as {@link
 * Insights} does; the scopes are {@code access_control:read} and {@code access_control:write}. Thread-safe.
 */
public final class InsightAccess {
    private final Jdbi jdbi;
    private final Access access;
    private final AccessControls controls;
    private final ActivityLog log;
    private final Clock clock;

    public InsightAccess(Jdbi jdbi, Access access, AccessControls controls, ActivityLog log, Clock clock) {
        this.jdbi = jdbi;
        this.access = access;
        this.controls = controls;
        this.log = log;
        this.clock = clock;
    }

    /** The rules about an insight. */
    public AccessControls.Overview rules(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        return jdbi.withHandle(handle -> controls.of(caller, project, guarded(find(handle, project, idOrShortId))));
    }

    /** Who can at least view an insight. */
    public List<AccessControls.Person> people(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        return jdbi.withHandle(handle -> controls.people(caller, project, guarded(find(handle, project, idOrShortId))));
    }

    /**
     * Makes, changes or removes a rule about an insight.
     *
     * @return the rule; empty when there is none now
     * @throws HindsightException as {@link AccessControls#change}
     */
    public Optional<AccessRule> change(Caller caller, long projectId, String idOrShortId, RuleDraft draft) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_WRITE);
        return Transactions.run(jdbi, handle -> {
            InsightRow row = find(handle, project, idOrShortId);
            AccessControls.Change change = controls.change(caller, project, guarded(row), draft);
            note(handle, caller, project, row, change);
            return Optional.ofNullable(change.after());
        });
    }

    private static InsightRow find(Handle handle, Project project, String key) {
        return InsightStore.find(handle, project.id(), key, Which.LIVE).orElseThrow(HindsightException::notFound);
    }

    private static Guarded guarded(InsightRow row) {
        return new Guarded(Resource.INSIGHT, row.id(), row.createdBy());
    }

    private void note(Handle handle, Caller caller, Project project, InsightRow row, AccessControls.Change change) {
        Changes changes = new Changes(InsightHistory.SCOPE).rule(change.before(), change.after());
        if (!changes.isEmpty()) {
            log.add(
                    handle,
                    project,
                    caller,
                    InsightHistory.subject(row),
                    "updated",
                    changes,
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
    }
}
