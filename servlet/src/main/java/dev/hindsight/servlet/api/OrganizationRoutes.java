package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.management.OrganizationRef;
import dev.hindsight.management.Organizations;
import dev.hindsight.project.ApiKey;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The caller's organizations, and the caller. */
final class OrganizationRoutes {
    private static final int NAME_LIMIT = 64;

    private final Authentication authentication;
    private final Access access;
    private final MemberStore members;
    private final Organizations organizations;

    OrganizationRoutes(Authentication authentication, Access access, MemberStore members, Organizations organizations) {
        this.authentication = authentication;
        this.access = access;
        this.members = members;
        this.organizations = organizations;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", "/api/organizations", this::list);
        routes.add("POST", "/api/organizations", this::create);
        routes.add("GET", "/api/organizations/{organization}", this::retrieve);
        routes.add("PATCH", "/api/organizations/{organization}", this::update);
        routes.add("GET", "/api/users/@me", this::me);
    }

    private Reply list(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        List<Organization> all = organizations.list(caller);
        Page page = Page.of(request);
        return Reply.json(
                200,
                page.envelope(
                        request,
                        all.size(),
                        page.of(all).stream()
                                .map(json(caller, projects(caller)))
                                .toList()));
    }

    private Reply retrieve(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        return Reply.json(
                200, json(caller, organizations.get(caller, OrganizationRef.parse(request.path("organization")))));
    }

    private Reply create(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.ORGANIZATION_WRITE);
        return Reply.json(201, json(caller, organizations.create(caller, name(request))));
    }

    /** Another name, or whether anything may be shared, or both. */
    private Reply update(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.ORGANIZATION_WRITE);
        OrganizationRef organization = OrganizationRef.parse(request.path("organization"));
        Body body = new Body(request.json());
        Optional<Boolean> sharing = body.bool("allow_publicly_shared_resources");
        String name = sharing.isPresent() && !body.has("name") ? null : name(request);
        if (name != null) {
            organizations.rename(caller, organization, name);
        }
        if (sharing.isPresent()) {
            organizations.setPublicSharing(caller, organization, sharing.get());
        }
        return Reply.json(200, json(caller, organizations.get(caller, organization)));
    }

    private static String name(Request request) throws IOException {
        return new Body(request.json()).requiredText("name", NAME_LIMIT);
    }

    /** Who the caller is, and where they are: their first organization and project in reach. */
    private Reply me(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.USER_READ);
        access.requireUnlimitedProjects(caller);
        ObjectNode json = (ObjectNode) ManagementJson.user(caller.user());
        List<Organization> all = access.visibleOrganizations(caller);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        List<Project> projects = projects(caller);
        all.stream().map(json(caller, projects)).forEach(list::add);
        json.set("organization", list.isEmpty() ? JsonNodeFactory.instance.nullNode() : list.get(0));
        json.set("organizations", list);
        json.set(
                "team",
                projects.stream()
                        .findFirst()
                        .<JsonNode>map(ManagementJson::project)
                        .orElse(JsonNodeFactory.instance.nullNode()));
        return Reply.json(200, json);
    }

    private ObjectNode json(Caller caller, Organization organization) {
        return json(caller, projects(caller)).apply(organization);
    }

    /** For all organizations of a reply: what they are shown with is read once. */
    private Function<Organization, ObjectNode> json(Caller caller, List<Project> projects) {
        Map<UUID, MembershipLevel> levels = members.levels(caller.user().id());
        return organization -> ManagementJson.organization(
                organization, levels.getOrDefault(organization.id(), MembershipLevel.MEMBER), projects);
    }

    /** The projects to show: with their capture tokens, so only to a key that may read projects. */
    private List<Project> projects(Caller caller) {
        ApiKey key = caller.key();
        boolean allowed = key == null || Scope.PROJECT_READ.isIn(key.scopes());
        return allowed ? access.visibleProjects(caller) : List.of();
    }
}
