package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityPage;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.dashboard.DashboardActivities;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Activities;
import dev.hindsight.project.User;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.UUID;

/** What happened to insights and dashboards (contract insights-api 3.9). */
final class ActivityRoutes {
    private final ProjectGate gate;
    private final Activities activities;
    private final DashboardActivities dashboards;

    ActivityRoutes(ProjectGate gate, Activities activities, DashboardActivities dashboards) {
        this.gate = gate;
        this.activities = activities;
        this.dashboards = dashboards;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", InsightRoutes.PATH + "/activity", this::ofProject);
        routes.add("GET", InsightRoutes.PATH + "/{insight}/activity", this::ofInsight);
        routes.add("GET", InsightRoutes.PATH + "/{insight}/activity/{entry}", this::entry);
        routes.add("GET", DashboardRoutes.PATH + "/activity", this::ofDashboards);
        routes.add("GET", DashboardRoutes.ONE + "/activity", this::ofDashboard);
        routes.add("GET", DashboardRoutes.ONE + "/activity/{entry}", this::entryOfDashboard);
    }

    private Reply ofProject(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        ActivityPaging paging = paging(request);
        return reply(request, paging, activities.ofProject(visit.caller(), visit.projectId(), paging));
    }

    private Reply ofInsight(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        ActivityPaging paging = paging(request);
        return reply(
                request,
                paging,
                activities.ofInsight(visit.caller(), visit.projectId(), request.path("insight"), paging));
    }

    private Reply entry(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        return Reply.json(
                200,
                json(activities.entry(
                        visit.caller(), visit.projectId(), request.path("insight"), id(request.path("entry")))));
    }

    private Reply ofDashboards(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        ActivityPaging paging = paging(request);
        return reply(request, paging, dashboards.ofProject(visit.caller(), visit.projectId(), paging));
    }

    private Reply ofDashboard(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        ActivityPaging paging = paging(request);
        long id = DashboardRoutes.id(request);
        return reply(request, paging, dashboards.ofDashboard(visit.caller(), visit.projectId(), id, paging));
    }

    private Reply entryOfDashboard(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACTIVITY_READ);
        return Reply.json(
                200,
                json(dashboards.entry(
                        visit.caller(), visit.projectId(), DashboardRoutes.id(request), id(request.path("entry")))));
    }

    /** @throws HindsightException {@code NOT_FOUND} for what can be the id of no entry */
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw HindsightException.notFound();
        }
    }

    static ActivityPaging paging(Request request) {
        return ActivityPaging.read(
                request.query().get("page").orElse(null),
                request.query().get("limit").orElse(null));
    }

    private static Reply reply(Request request, ActivityPaging paging, ActivityPage page) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        page.entries().forEach(entry -> results.add(json(entry)));
        return Reply.json(200, envelope(request, paging, page.total(), results));
    }

    /** A page of a log, with links to its neighbours. */
    static ObjectNode envelope(Request request, ActivityPaging paging, long total, ArrayNode results) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.set("results", results);
        boolean more = paging.page() * paging.limit() < total;
        envelope.put("next", more ? link(request, paging, paging.page() + 1) : null);
        envelope.put("previous", paging.page() > 1 ? link(request, paging, paging.page() - 1) : null);
        envelope.put("total_count", total);
        return envelope;
    }

    private static String link(Request request, ActivityPaging paging, long page) {
        return request.urlWith(
                request.query().with("page", Long.toString(page)).with("limit", Integer.toString(paging.limit())));
    }

    private static ObjectNode json(Activity entry) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("id", entry.id().toString());
        User user = entry.user();
        if (entry.system()) {
            json.putObject("user").put("first_name", "System").putNull("email").put("is_system", true);
        } else if (user == null) {
            json.putNull("user");
        } else {
            json.putObject("user").put("first_name", user.firstName()).put("email", user.email());
        }
        json.put("activity", entry.activity()).put("scope", entry.scope()).put("item_id", entry.itemId());
        json.set("detail", entry.detail());
        json.put("client", entry.client());
        return json.put("created_at", WireTime.of(entry.createdAt()));
    }
}
