package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Caller;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.activity.Subject;
import dev.hindsight.project.Project;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Tells the log what happened to a dashboard. */
final class DashboardHistory {
    static final String SCOPE = "Dashboard";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ActivityLog log;

    DashboardHistory(ActivityLog log) {
        this.log = log;
    }

    /** A dashboard at one time, with all its tiles. */
    record State(DashboardRow row, List<TileRow> tiles, List<String> tags) {}

    void created(Handle handle, Project project, Caller caller, DashboardRow row, Instant at) {
        log.add(handle, project, caller, subject(row), "created", null, at);
    }

    void changed(Handle handle, Project project, Caller caller, State before, State after, Instant at) {
        Changes changes = changes(before, after);
        if (!changes.isEmpty()) {
            log.add(handle, project, caller, subject(after.row()), activity(before.row(), after.row()), changes, at);
        }
    }

    static Subject subject(DashboardRow row) {
        String name = row.name() == null || row.name().isEmpty() ? "Dashboard " + row.id() : row.name();
        return new Subject(SCOPE, Long.toString(row.id()), name, null);
    }

    /** The share went with its dashboard. */
    void unshared(Handle handle, Project project, Caller caller, DashboardRow row, Instant at) {
        Changes changes = new Changes(SCOPE).compare("sharing", true, false);
        log.add(handle, project, caller, subject(row), "sharing disabled", changes, at);
    }

    private static String activity(DashboardRow before, DashboardRow after) {
        if (before.deleted() == after.deleted()) {
            return "updated";
        }
        return after.deleted() ? "deleted" : "restored";
    }

    private static Changes changes(State before, State after) {
        DashboardRow was = before.row();
        DashboardRow is = after.row();
        Changes changes = new Changes(SCOPE)
                .compare("name", was.name(), is.name())
                .compare("description", was.description(), is.description())
                .compare("filters", was.filters().json(), is.filters().json())
                .compare("variables", was.variables().json(), is.variables().json())
                .compare("pinned", was.pinned(), is.pinned())
                .compare("deleted", was.deleted(), is.deleted())
                .compare("tags", names(before.tags()), names(after.tags()));
        if (was.restricted() != is.restricted()) {
            changes.changed("restriction_level", level(was), level(is));
        }
        if (!before.tiles().equals(after.tiles())) {
            changes.changed("tiles", beyond(before.tiles(), after.tiles()), beyond(after.tiles(), before.tiles()));
        }
        return changes;
    }

    private static JsonNode names(List<String> tags) {
        ArrayNode names = JSON.arrayNode();
        tags.stream().sorted().forEach(names::add);
        return names;
    }

    private static JsonNode level(DashboardRow row) {
        return JSON.numberNode(row.level());
    }

    /** Those tiles that are not the same among others, without those that do not show. */
    private static ArrayNode beyond(List<TileRow> tiles, List<TileRow> others) {
        Set<TileRow> same = new HashSet<>(others);
        ArrayNode list = JSON.arrayNode();
        for (TileRow tile : tiles) {
            if (!tile.deleted() && !same.contains(tile)) {
                ObjectNode json = list.addObject().put("id", tile.id());
                json.put("insight", tile.insightId());
                json.put("text", tile.text());
                json.set("layouts", tile.layouts());
                json.put("color", tile.color());
                json.set("filters_overrides", tile.filters().json());
            }
        }
        return list;
    }
}
