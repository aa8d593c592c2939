package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.Project;
import org.jdbi.v3.core.Jdbi;

/**
 * What happened to insights (contract insights-api 3.9). Every method asks first whether the caller may: {@code FORBIDDEN}
 * without the scope {@code activity_log:read} or for another organization's project. Thread-safe.
 */
public final class Activities {
    private final Jdbi jdbi;
    private final Access access;
    private final ActivityLog log;

    public Activities(Jdbi jdbi, Access access, ActivityLog log) {
        this.jdbi = jdbi;
        this.access = access;
        this.log = log;
    }

    /** Entries about all insights of a project, deleted ones included, newest first. */
    public ActivityPage ofProject(Caller caller, long projectId, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        return jdbi.withHandle(handle -> log.page(handle, project.id(), InsightHistory.SCOPE, null, paging));
    }

    /**
     * Entries about one insight, newest first.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such insight or it is deleted
     */
    public ActivityPage ofInsight(Caller caller, long projectId, String idOrShortId, ActivityPaging paging) {
        Project project = access.requireProject(caller, projectId, Scope.ACTIVITY_READ);
        return jdbi.withHandle(handle -> {
            InsightRow row = InsightStore.find(handle, project.id(), idOrShortId, Which.LIVE)
                    .orElseThrow(HindsightException::notFound);
            access.levels(caller, project, Resource.INSIGHT).require(row.id(), row.createdBy(), AccessLevel.VIEWER);
            return log.page(handle, project.id(), InsightHistory.SCOPE, Long.toString(row.id()), paging);
        });
    }
}
