package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.AccessRule;
import dev.hindsight.access.Resource;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.access.Scope;
import dev.hindsight.dashboard.DashboardAccess;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightAccess;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may do what: rules about insights and dashboards, about kinds of things and about projects (contract insights-api 3.14). */
final class AccessRoutes {
    private static final String PROJECT = "/api/{scope:projects|environments}/{project}";
    private static final String INSIGHT = InsightRoutes.PATH + "/{insight}";

    private final ProjectGate gate;
    private final AccessControls controls;
    private final InsightAccess insights;
    private final DashboardAccess dashboards;

    AccessRoutes(ProjectGate gate, AccessControls controls, InsightAccess insights, DashboardAccess dashboards) {
        this.gate = gate;
        this.controls = controls;
        this.insights = insights;
        this.dashboards = dashboards;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PROJECT + "/access_controls", this::ofProject);
        routes.add("PUT", PROJECT + "/access_controls", this::changeProject);
        routes.add("GET", PROJECT + "/resource_access_controls", this::ofKinds);
        routes.add("PUT", PROJECT + "/resource_access_controls", this::changeKind);
        routes.add("GET", INSIGHT + "/access_controls", this::ofInsight);
        routes.add("PUT", INSIGHT + "/access_controls", this::changeInsight);
        routes.add("GET", INSIGHT + "/users_with_access", this::peopleOfInsight);
        routes.add("GET", DashboardRoutes.ONE + "/access_controls", this::ofDashboard);
        routes.add("PUT", DashboardRoutes.ONE + "/access_controls", this::changeDashboard);
        routes.add("GET", DashboardRoutes.ONE + "/users_with_access", this::peopleOfDashboard);
        for (String object : new String[] {INSIGHT, DashboardRoutes.ONE}) {
            for (String kinds : new String[] {"resource_access_controls", "global_access_controls"}) {
                routes.add("GET", object + "/" + kinds, this::notHere);
                routes.add("PUT", object + "/" + kinds, this::notHere);
            }
        }
    }

    private Reply ofProject(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        return Reply.json(200, overview(controls.ofProject(visit.caller(), visit.projectId())));
    }

    private Reply changeProject(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_WRITE);
        RuleDraft draft = RuleDraft.read(request.json(), Resource.PROJECT);
        return changed(Optional.ofNullable(
                controls.changeProject(visit.caller(), visit.projectId(), draft).after()));
    }

    private Reply ofKinds(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = json.putArray("access_controls");
        controls.ofKinds(visit.caller(), visit.projectId()).forEach(rule -> rules.add(rule(rule)));
        levels(json, Resource.INSIGHT);
        return Reply.json(
                200, json.put("user_can_edit_access_levels", controls.governsKinds(visit.caller(), visit.projectId())));
    }

    private Reply changeKind(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_WRITE);
        Resource kind = kind(request.json());
        RuleDraft draft = RuleDraft.read(request.json(), kind);
        return changed(Optional.ofNullable(controls.changeKind(visit.caller(), visit.projectId(), kind, draft)
                .after()));
    }

    private static Resource kind(JsonNode body) {
        String named = body.path("resource").asText("");
        if (named.isEmpty()) {
            throw HindsightException.invalid("resource", "required", "This field is required.");
        }
        return List.of(Resource.INSIGHT, Resource.DASHBOARD).stream()
                .filter(each -> each.wire().equals(named))
                .findFirst()
                .orElseThrow(() -> HindsightException.invalid(
                        "resource", "invalid_choice", "Rules can be about all of: insight, dashboard."));
    }

    private Reply ofInsight(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        return Reply.json(200, overview(insights.rules(visit.caller(), visit.projectId(), request.path("insight"))));
    }

    private Reply changeInsight(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_WRITE);
        RuleDraft draft = RuleDraft.read(request.json(), Resource.INSIGHT);
        return changed(insights.change(visit.caller(), visit.projectId(), request.path("insight"), draft));
    }

    private Reply peopleOfInsight(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        return people(insights.people(visit.caller(), visit.projectId(), request.path("insight")));
    }

    private Reply ofDashboard(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        return Reply.json(
                200, overview(dashboards.rules(visit.caller(), visit.projectId(), DashboardRoutes.id(request))));
    }

    private Reply changeDashboard(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_WRITE);
        RuleDraft draft = RuleDraft.read(request.json(), Resource.DASHBOARD);
        return changed(dashboards.change(visit.caller(), visit.projectId(), DashboardRoutes.id(request), draft));
    }

    private Reply peopleOfDashboard(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.ACCESS_CONTROL_READ);
        return people(dashboards.people(visit.caller(), visit.projectId(), DashboardRoutes.id(request)));
    }

    private static Reply people(List<AccessControls.Person> people) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode users = json.putArray("users");
        people.forEach(person -> users.add(person(person)));
        return Reply.json(200, json.put("total_count", people.size()));
    }

    private Reply notHere(Request request) throws IOException {
        gate.enter(
                request,
                request.route().method().equals("GET") ? Scope.ACCESS_CONTROL_READ : Scope.ACCESS_CONTROL_WRITE);
        throw HindsightException.invalid(null, "Resource-level access controls can only be configured for projects.");
    }

    private static Reply changed(Optional<AccessRule> rule) {
        return rule.map(after -> Reply.json(200, rule(after))).orElseGet(() -> Reply.empty(204));
    }

    private static ObjectNode overview(AccessControls.Overview overview) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = json.putArray("access_controls");
        overview.rules().forEach(rule -> rules.add(rule(rule)));
        levels(json, overview.resource());
        return json.put("user_access_level", overview.userAccessLevel())
                .put("user_can_edit_access_levels", overview.editable());
    }

    private static void levels(ObjectNode json, Resource resource) {
        List<String> levels = resource.levels();
        ArrayNode available = json.putArray("available_access_levels");
        levels.forEach(available::add);
        json.put("default_access_level", resource.defaultLevel())
                .put("minimum_access_level", levels.get(0))
                .put("maximum_access_level", levels.get(levels.size() - 1));
    }

    private static ObjectNode rule(AccessRule rule) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("access_level", rule.level())
                .put("resource", rule.resource().wire())
                .put(
                        "resource_id",
                        rule.objectId() == null ? null : rule.objectId().toString())
                .put("organization_member", text(rule.membershipId()))
                .put("role", text(rule.roleId()))
                .put("created_by", rule.createdBy())
                .put("created_at", WireTime.of(rule.createdAt()))
                .put("updated_at", WireTime.of(rule.updatedAt()));
    }

    private static ObjectNode person(AccessControls.Person person) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("user_id", person.member().user().id())
                .put("access_level", person.level().wire())
                .put("access_source", person.source())
                .put(
                        "organization_membership_id",
                        person.member().membership().id().toString())
                .put(
                        "organization_membership_level",
                        person.member().membership().level().wireValue());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
