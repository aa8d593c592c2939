package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.activity.Subject;
import dev.hindsight.insight.TileStore.Place;
import dev.hindsight.project.Project;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Tells the log what happened to an insight (contract insights-api 3.9). */
final class InsightHistory {
    static final String SCOPE = "Insight";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ActivityLog log;

    InsightHistory(ActivityLog log) {
        this.log = log;
    }

    /** An insight at one time. */
    record State(InsightRow row, List<String> tags, List<Place> dashboards) {}

    void created(Handle handle, Project project, Caller caller, InsightRow row, Instant at) {
        log.add(handle, project, caller, subject(row), "created", null, at);
    }

    void changed(Handle handle, Project project, Caller caller, State before, State after, Instant at) {
        InsightRow row = after.row();
        Changes changes = changes(before, after);
        if (!changes.isEmpty()) {
            log.add(handle, project, caller, subject(row), activity(before.row(), row), changes, at);
        }
    }

    /** The share went with its insight. */
    void unshared(Handle handle, Project project, Caller caller, InsightRow row, Instant at) {
        Changes changes = new Changes(SCOPE).compare("sharing", true, false);
        log.add(handle, project, caller, subject(row), "sharing disabled", changes, at);
    }

    /** What nobody named goes by its short id. */
    static Subject subject(InsightRow row) {
        String name = Objects.requireNonNullElse(row.displayName(), row.shortId());
        return new Subject(SCOPE, Long.toString(row.id()), name, row.shortId());
    }

    private static String activity(InsightRow before, InsightRow after) {
        if (before.deleted() == after.deleted()) {
            return "updated";
        }
        return after.deleted() ? "deleted" : "restored";
    }

    private static Changes changes(State before, State after) {
        InsightRow was = before.row();
        InsightRow is = after.row();
        Changes changes = new Changes(SCOPE)
                .compare("name", was.name(), is.name())
                .compare("derived_name", was.derivedName(), is.derivedName())
                .compare("description", was.description(), is.description())
                .compare("filters", was.filters(), is.filters())
                .compare("query", was.query(), is.query())
                .compare("deleted", was.deleted(), is.deleted())
                .compare("favorited", was.favorited(), is.favorited())
                .compare("tags", names(before.tags()), names(after.tags()));
        // With a deletion the tiles go too, which needs no telling.
        boolean removed = is.deleted() && !was.deleted();
        if (!removed && !ids(before.dashboards()).equals(ids(after.dashboards()))) {
            changes.changed("dashboards", dashboards(before.dashboards()), dashboards(after.dashboards()));
        }
        return changes;
    }

    private static JsonNode names(Collection<String> tags) {
        ArrayNode names = JSON.arrayNode();
        tags.stream().sorted().forEach(names::add);
        return names;
    }

    private static List<Long> ids(List<Place> dashboards) {
        return dashboards.stream().map(Place::id).sorted().toList();
    }

    private static JsonNode dashboards(List<Place> dashboards) {
        ArrayNode list = JSON.arrayNode();
        dashboards.stream()
                .sorted(Comparator.comparingLong(Place::id))
                .forEach(dashboard -> list.addObject()
                        .put("id", dashboard.id())
                        .put("name", Objects.requireNonNullElse(dashboard.name(), "")));
        return list;
    }
}
