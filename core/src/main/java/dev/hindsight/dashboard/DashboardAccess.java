package dev.hindsight.dashboard;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.AccessRule;
import dev.hindsight.access.Caller;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.dashboard.DashboardStore.Which;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Project;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who may do what with single dashboards (contract insights-api 3.14). Every method asks first whether the caller may, as {@link
 * Dashboards} does; the scopes are {@code access_control:read} and {@code access_control:write}. Thread-safe.
 */
public final class DashboardAccess {
    private final Jdbi jdbi;
    private final Access access;
    private final AccessControls controls;
    private final ActivityLog log;
    private final Clock clock;
    private final DashboardStore store = new DashboardStore();

    public DashboardAccess(Jdbi jdbi, Access access, AccessControls controls, ActivityLog log, Clock clock) {
        this.jdbi = jdbi;
        this.access = access;
        this.controls = controls;
        this.log = log;
        this.clock = clock;
    }

    /** The rules about a dashboard. */
    public AccessControls.Overview rules(Caller caller, long projectId, long id) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        return jdbi.withHandle(
                handle -> controls.of(caller, project, find(handle, project, id).guarded()));
    }

    /** Who can at least view a dashboard. */
    public List<AccessControls.Person> people(Caller caller, long projectId, long id) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        return jdbi.withHandle(handle ->
                controls.people(caller, project, find(handle, project, id).guarded()));
    }

    /**
     * Makes, changes or removes a rule about a dashboard.
     *
     * @return the rule; empty when there is none now
     * @throws HindsightException as {@link AccessControls#change}
     */
    public Optional<AccessRule> change(Caller caller, long projectId, long id, RuleDraft draft) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_WRITE);
        return Transactions.run(jdbi, handle -> {
            DashboardRow row = find(handle, project, id);
            AccessControls.Change change = controls.change(caller, project, row.guarded(), draft);
            Changes changes = new Changes(DashboardHistory.SCOPE).rule(change.before(), change.after());
            if (!changes.isEmpty()) {
                log.add(
                        handle,
                        project,
                        caller,
                        DashboardHistory.subject(row),
                        "updated",
                        changes,
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
            }
            return Optional.ofNullable(change.after());
        });
    }

    private DashboardRow find(Handle handle, Project project, long id) {
        return store.find(handle, project.id(), id, Which.LIVE).orElseThrow(HindsightException::notFound);
    }
}
