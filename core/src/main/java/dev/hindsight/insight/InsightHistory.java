package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.activity.Subject;
import dev.hindsight.insight.TileStore.DashboardName;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Tells the log what happened to an insight (contract insights-api 3.9). Insights that nobody named are not logged. */
final class InsightHistory {
    static final String SCOPE = "Insight";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ActivityLog log;

    InsightHistory(ActivityLog log) {
        this.log = log;
    }

    /** An insight at one time. */
    record State(InsightRow row, List<String> tags, List<DashboardName> dashboards) {}

    void created(Handle handle, Project project, User user, InsightRow row, Instant at) {
        String name = row.displayName();
        if (name != null) {
            log.add(handle, project, user, subject(row, name), "created", null, at);
        }
    }

    void changed(Handle handle, Project project, User user, State before, State after, Instant at) {
        InsightRow row = after.row();
        String name = row.displayName();
        Changes changes = changes(before, after);
        if (name != null && !changes.isEmpty()) {
            log.add(handle, project, user, subject(row, name), activity(before.row(), row), changes, at);
        }
    }

    private static Subject subject(InsightRow row, String name) {
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

    private static List<Long> ids(List<DashboardName> dashboards) {
        return dashboards.stream().map(DashboardName::id).sorted().toList();
    }

    private static JsonNode dashboards(List<DashboardName> dashboards) {
        ArrayNode list = JSON.arrayNode();
        dashboards.stream()
                .sorted(Comparator.comparingLong(DashboardName::id))
                .forEach(dashboard -> list.addObject()
                        .put("id", dashboard.id())
                        .put("name", Objects.requireNonNullElse(dashboard.name(), "")));
        return list;
    }
}
