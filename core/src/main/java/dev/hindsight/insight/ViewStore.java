package dev.hindsight.insight;

import dev.hindsight.access.Levels;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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

    /** When a user last looked at the live insights of a project that they looked at last, the latest first. */
    Map<Long, Instant> lastOf(Handle handle, long projectId, long userId, Levels.Condition visible, int limit) {
        Query query = handle.createQuery("select i.id, v.last_viewed_at from hindsight.insight_view v"
                        + " join hindsight.insight i on i.id = v.insight_id where v.user_id = :user"
                        + " and i.project_id = :project and not i.deleted and " + visible.sql()
                        + " order by v.last_viewed_at desc, i.id limit :limit")
                .bind("user", userId)
                .bind("project", projectId)
                .bind("limit", limit);
        visible.bind(query);
        Map<Long, Instant> views = new LinkedHashMap<>();
        query.map((row, context) -> Map.entry(
                        row.getLong("id"),
                        row.getObject("last_viewed_at", OffsetDateTime.class).toInstant()))
                .forEach(view -> views.put(view.getKey(), view.getValue()));
        return views;
    }

    /** How many people looked since a time at the live insights of a project that most looked at, those first. */
    Map<Long, Long> mostViewed(Handle handle, long projectId, Instant since, Levels.Condition visible, int limit) {
        Query query = handle.createQuery("select i.id, count(*) as viewers from hindsight.insight_view v"
                        + " join hindsight.insight i on i.id = v.insight_id where i.project_id = :project"
                        + " and not i.deleted and v.user_id is not null and v.last_viewed_at >= :since and "
                        + visible.sql()
                        + " group by i.id, i.last_modified_at order by count(*) desc, i.last_modified_at desc, i.id"
                        + " limit :limit")
                .bind("project", projectId)
                .bind("since", since)
                .bind("limit", limit);
        visible.bind(query);
        Map<Long, Long> counts = new LinkedHashMap<>();
        query.map((row, context) -> Map.entry(row.getLong("id"), row.getLong("viewers")))
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    /** Who looked at insights since a time, for each the latest first and no more than some. */
    Map<Long, List<Long>> viewers(Handle handle, List<Long> insightIds, Instant since, int most) {
        Map<Long, List<Long>> viewers = new HashMap<>();
        if (insightIds.isEmpty()) {
            return viewers;
        }
        handle.createQuery("select insight_id, user_id from (select insight_id, user_id, row_number() over ("
                        + "partition by insight_id order by last_viewed_at desc, user_id) as place"
                        + " from hindsight.insight_view where insight_id in (<ids>) and user_id is not null"
                        + " and last_viewed_at >= :since) ranked where place <= :most order by insight_id, place")
                .bindList("ids", insightIds)
                .bind("since", since)
                .bind("most", most)
                .map((row, context) -> Map.entry(row.getLong("insight_id"), row.getLong("user_id")))
                .forEach(view -> viewers.computeIfAbsent(view.getKey(), id -> new ArrayList<>())
                        .add(view.getValue()));
        return viewers;
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

    /** Notes that somebody without an account looks at an insight. */
    void noteAnonymous(Handle handle, long insightId, Instant at) {
        if (touchAnonymous(handle, insightId, at)) {
            return;
        }
        // Only the first one has to wait for others, so that there is one row for all of them.
        handle.createQuery("select id from hindsight.insight where id = :insight for update")
                .bind("insight", insightId)
                .mapTo(Long.class)
                .one();
        if (!touchAnonymous(handle, insightId, at)) {
            handle.createUpdate(
                            "insert into hindsight.insight_view (insight_id, last_viewed_at) values (:insight, :at)")
                    .bind("insight", insightId)
                    .bind("at", at)
                    .execute();
        }
    }

    private static boolean touchAnonymous(Handle handle, long insightId, Instant at) {
        return handle.createUpdate("update hindsight.insight_view set last_viewed_at = :at"
                                + " where insight_id = :insight and user_id is null")
                        .bind("insight", insightId)
                        .bind("at", at)
                        .execute()
                > 0;
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
