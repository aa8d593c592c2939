package dev.hindsight.insight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tags of a project and the insights that have them. */
final class TagStore {
    /** Tags by insight, in the order in which they were added; insights without tags are absent. */
    Map<Long, List<String>> of(Handle handle, Collection<Long> insightIds) {
        Map<Long, List<String>> tags = new HashMap<>();
        if (insightIds.isEmpty()) {
            return tags;
        }
        handle.createQuery("select l.insight_id, t.name from hindsight.insight_tag l"
                        + " join hindsight.tag t on t.id = l.tag_id where l.insight_id in (<ids>) order by l.id")
                .bindList("ids", List.copyOf(insightIds))
                .map((row, context) -> Map.entry(row.getLong("insight_id"), row.getString("name")))
                .forEach(link -> tags.computeIfAbsent(link.getKey(), id -> new ArrayList<>())
                        .add(link.getValue()));
        return tags;
    }

    /**
     * Lets nobody else change the tags of a project until the transaction ends: two who need the same new tag would both
     * make it, and one could purge what the other is about to use. To be asked for before the transaction writes anything.
     */
    void lock(Handle handle, long projectId) {
        // An update that changes nothing, because "for update" would keep others even from referring to the project.
        handle.createUpdate("update hindsight.project set week_start_day = week_start_day where id = :project")
                .bind("project", projectId)
                .execute();
    }

    /** Gives an insight new tags and takes others away; the project's tags have to be locked. */
    void replace(Handle handle, long projectId, long insightId, List<String> before, List<String> after) {
        List<String> removed =
                before.stream().filter(tag -> !after.contains(tag)).toList();
        List<String> added = after.stream().filter(tag -> !before.contains(tag)).toList();
        if (!removed.isEmpty()) {
            remove(handle, projectId, insightId, removed);
        }
        if (!added.isEmpty()) {
            add(handle, projectId, insightId, added);
        }
    }

    private static void remove(Handle handle, long projectId, long insightId, List<String> names) {
        handle.createUpdate("delete from hindsight.insight_tag where insight_id = :insight and tag_id in"
                        + " (select id from hindsight.tag where project_id = :project and name in (<names>))")
                .bind("insight", insightId)
                .bind("project", projectId)
                .bindList("names", names)
                .execute();
        handle.createUpdate("delete from hindsight.tag where project_id = :project and name in (<names>)"
                        + " and id not in (select tag_id from hindsight.insight_tag)")
                .bind("project", projectId)
                .bindList("names", names)
                .execute();
    }

    private static void add(Handle handle, long projectId, long insightId, List<String> names) {
        Map<String, Long> known = ids(handle, projectId, names);
        List<String> unknown =
                names.stream().filter(name -> !known.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            PreparedBatch tags =
                    handle.prepareBatch("insert into hindsight.tag (project_id, name) values (:project, :name)");
            unknown.forEach(
                    name -> tags.bind("project", projectId).bind("name", name).add());
            tags.execute();
            known.putAll(ids(handle, projectId, unknown));
        }
        PreparedBatch links =
                handle.prepareBatch("insert into hindsight.insight_tag (insight_id, tag_id) values (:insight, :tag)");
        names.forEach(name ->
                links.bind("insight", insightId).bind("tag", known.get(name)).add());
        links.execute();
    }

    private static Map<String, Long> ids(Handle handle, long projectId, List<String> names) {
        Map<String, Long> ids = new HashMap<>();
        handle.createQuery("select id, name from hindsight.tag where project_id = :project and name in (<names>)")
                .bind("project", projectId)
                .bindList("names", names)
                .map((row, context) -> Map.entry(row.getString("name"), row.getLong("id")))
                .forEach(tag -> ids.put(tag.getKey(), tag.getValue()));
        return ids;
    }
}
