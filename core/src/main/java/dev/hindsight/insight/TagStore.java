package dev.hindsight.insight;

import dev.hindsight.access.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tags of a project and the things of one kind that have them: insights or dashboards. */
public final class TagStore {
    /** Where it is kept which thing has which tag. */
    private final String links;

    /** The column of it that says which thing. */
    private final String thing;

    private TagStore(Resource kind) {
        this.links = "hindsight." + kind.wire() + "_tag";
        this.thing = kind.wire() + "_id";
    }

    static TagStore ofInsights() {
        return new TagStore(Resource.INSIGHT);
    }

    public static TagStore ofDashboards() {
        return new TagStore(Resource.DASHBOARD);
    }

    /** Tags by thing, in the order in which they were added; things without tags are absent. */
    public Map<Long, List<String>> of(Handle handle, Collection<Long> ids) {
        Map<Long, List<String>> tags = new HashMap<>();
        if (ids.isEmpty()) {
            return tags;
        }
        handle.createQuery("select l." + thing + ", t.name from " + links + " l"
                        + " join hindsight.tag t on t.id = l.tag_id where l." + thing + " in (<ids>) order by l.id")
                .bindList("ids", List.copyOf(ids))
                .map((row, context) -> Map.entry(row.getLong(thing), row.getString("name")))
                .forEach(link -> tags.computeIfAbsent(link.getKey(), id -> new ArrayList<>())
                        .add(link.getValue()));
        return tags;
    }

    /**
     * Lets nobody else change the tags of a project until the transaction ends: two who need the same new tag would both
     * make it, and one could purge what the other is about to use. To be asked for before the transaction writes anything.
     */
    public void lock(Handle handle, long projectId) {
        // An update that changes nothing, because "for update" would keep others even from referring to the project.
        handle.createUpdate("update hindsight.project set week_start_day = week_start_day where id = :project")
                .bind("project", projectId)
                .execute();
    }

    /** Gives a thing new tags and takes others away; the project's tags have to be locked. */
    public void replace(Handle handle, long projectId, long id, List<String> before, List<String> after) {
        List<String> removed =
                before.stream().filter(tag -> !after.contains(tag)).toList();
        List<String> added = after.stream().filter(tag -> !before.contains(tag)).toList();
        if (!removed.isEmpty()) {
            remove(handle, projectId, id, removed);
        }
        if (!added.isEmpty()) {
            add(handle, projectId, id, added);
        }
    }

    private void remove(Handle handle, long projectId, long id, List<String> names) {
        handle.createUpdate("delete from " + links + " where " + thing + " = :thing and tag_id in"
                        + " (select id from hindsight.tag where project_id = :project and name in (<names>))")
                .bind("thing", id)
                .bind("project", projectId)
                .bindList("names", names)
                .execute();
        handle.createUpdate("delete from hindsight.tag where project_id = :project and name in (<names>)"
                        + " and id not in (select tag_id from hindsight.insight_tag)"
                        + " and id not in (select tag_id from hindsight.dashboard_tag)")
                .bind("project", projectId)
                .bindList("names", names)
                .execute();
    }

    private void add(Handle handle, long projectId, long id, List<String> names) {
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
        PreparedBatch added =
                handle.prepareBatch("insert into " + links + " (" + thing + ", tag_id) values (:thing, :tag)");
        names.forEach(
                name -> added.bind("thing", id).bind("tag", known.get(name)).add());
        added.execute();
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
