package dev.hindsight.insight;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Who looked at which insight when last. */
final class ViewStore {
    /** The newest view by anybody, by insight; insights that nobody looked at are absent. */
    Map<Long, Instant> latest(Handle handle, Collection<Long> insightIds) {
        Map<Long, Instant> views = new HashMap<>();
        if (insightIds.isEmpty()) {
            return views;
        }
        handle.createQuery("select insight_id, max(last_viewed_at) as latest from hindsight.insight_view"
                        + " where insight_id in (<ids>) group by insight_id")
                .bindList("ids", List.copyOf(insightIds))
                .map((row, context) -> Map.entry(
                        row.getLong("insight_id"),
                        row.getObject("latest", OffsetDateTime.class).toInstant()))
                .forEach(view -> views.put(view.getKey(), view.getValue()));
        return views;
    }

    /** Notes that a user looks at insights; ids that are not live insights of the project are left out. */
    void note(Handle handle, long projectId, Collection<Long> insightIds, long userId, Instant at) {
        if (insightIds.isEmpty()) {
            return;
        }
        // The lock keeps two requests of one user from both finding no row and both adding one.
        List<Long> live = handle.createQuery("select id from hindsight.insight where project_id = :project"
                        + " and id in (<ids>) and not deleted order by id for update")
                .bind("project", projectId)
                .bindList("ids", List.copyOf(insightIds))
                .mapTo(Long.class)
                .list();
        if (live.isEmpty()) {
            return;
        }
        handle.createUpdate("update hindsight.insight_view set last_viewed_at = :at where user_id = :user"
                        + " and insight_id in (<ids>)")
                .bind("at", at)
                .bind("user", userId)
                .bindList("ids", live)
                .execute();
        handle.createUpdate("insert into hindsight.insight_view (project_id, insight_id, user_id, last_viewed_at)"
                        + " select i.project_id, i.id, cast(:user as bigint), cast(:at as timestamp(6) with time zone)"
                        + " from hindsight.insight i where i.id in (<ids>) and not exists (select 1 from"
                        + " hindsight.insight_view v where v.insight_id = i.id and v.user_id = :user)")
                .bind("at", at)
                .bind("user", userId)
                .bindList("ids", live)
                .execute();
    }

    /** Notes the first look at an insight that was just made. */
    void noteFirst(Handle handle, long projectId, long insightId, long userId, Instant at) {
        handle.createUpdate("insert into hindsight.insight_view (project_id, insight_id, user_id, last_viewed_at)"
                        + " values (:project, :insight, :user, :at)")
                .bind("project", projectId)
                .bind("insight", insightId)
                .bind("user", userId)
                .bind("at", at)
                .execute();
    }
}
