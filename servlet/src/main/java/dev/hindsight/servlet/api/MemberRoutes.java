package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.management.KeyDraft;
import dev.hindsight.management.Management;
import dev.hindsight.management.MemberDraft;
import dev.hindsight.management.OrganizationRef;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Role;
import dev.hindsight.project.RoleMember;
import dev.hindsight.project.RoleMembership;
import dev.hindsight.project.User;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The people of an organization: members, their keys, and roles. */
final class MemberRoutes {
    private static final String ORGANIZATION = "/api/organizations/{organization}";
    private static final String MEMBERS = ORGANIZATION + "/members";
    private static final String ROLES = ORGANIZATION + "/roles";
    private static final String ROLE_MEMBERSHIPS = ROLES + "/{role}/role_memberships";
    private static final int NAME_LIMIT = 200;

    private final Authentication authentication;
    private final Management management;
    private final MemberStore people;

    MemberRoutes(Authentication authentication, Management management, MemberStore people) {
        this.authentication = authentication;
        this.management = management;
        this.people = people;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", MEMBERS, this::members);
        routes.add("POST", MEMBERS, this::addMember);
        routes.add("PATCH", MEMBERS + "/{member}", this::changeMember);
        routes.add("DELETE", MEMBERS + "/{member}", this::removeMember);
        routes.add("POST", MEMBERS + "/{member}/personal_api_keys", this::addKey);
        routes.add("GET", ROLES, this::roles);
        routes.add("POST", ROLES, this::addRole);
        routes.add("PATCH", ROLES + "/{role}", this::renameRole);
        routes.add("DELETE", ROLES + "/{role}", this::removeRole);
        routes.add("GET", ROLE_MEMBERSHIPS, this::roleMemberships);
        routes.add("DELETE", ROLE_MEMBERSHIPS + "/{membership}", this::removeRoleMembership);
        routes.add("POST", ROLE_MEMBERSHIPS, this::addRoleMembership);
    }

    private Reply members(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        return page(request, management.members().list(caller, organization(request)), ManagementJson::member);
    }

    private Reply addMember(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.MEMBER_WRITE);
        Member member = management.members().add(caller, organization(request), MemberDraft.read(request.json()));
        return Reply.json(201, ManagementJson.member(member));
    }

    private Reply changeMember(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.MEMBER_WRITE);
        Member member = management
                .members()
                .change(caller, organization(request), id(request, "member"), MemberDraft.readLevel(request.json()));
        return Reply.json(200, ManagementJson.member(member));
    }

    private Reply removeMember(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        management.members().remove(caller, organization(request), id(request, "member"));
        return Reply.empty(204);
    }

    private Reply addKey(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.MEMBER_WRITE);
        return Reply.json(
                201,
                ManagementJson.issued(management
                        .apiKeys()
                        .createFor(
                                caller, organization(request), id(request, "member"), KeyDraft.read(request.json()))));
    }

    private Reply roles(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        OrganizationRef organization = organization(request);
        List<Role> all = management.roles().list(caller, organization);
        Page page = Page.of(request);
        return Reply.json(200, page.envelope(request, all.size(), roles(caller, organization, page.of(all))));
    }

    private Reply addRole(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.ORGANIZATION_WRITE);
        OrganizationRef organization = organization(request);
        String name = new Body(request.json()).requiredText("name", NAME_LIMIT);
        Role role = management.roles().create(caller, organization, name);
        return Reply.json(201, roles(caller, organization, List.of(role)).get(0));
    }

    private Reply renameRole(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.ORGANIZATION_WRITE);
        OrganizationRef organization = organization(request);
        String name = new Body(request.json()).requiredText("name", NAME_LIMIT);
        Role role = management.roles().rename(caller, organization, id(request, "role"), name);
        return Reply.json(200, roles(caller, organization, List.of(role)).get(0));
    }

    private Reply removeRole(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        management.roles().remove(caller, organization(request), id(request, "role"));
        return Reply.empty(204);
    }

    private Reply removeRoleMembership(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        management.roles().removeMember(caller, organization(request), id(request, "role"), id(request, "membership"));
        return Reply.empty(204);
    }

    /** With who is in them, and who made them: read once for all. */
    private List<ObjectNode> roles(Caller caller, OrganizationRef organization, List<Role> roles) {
        Map<UUID, List<RoleMember>> memberships = management
                .roles()
                .memberships(caller, organization, roles.stream().map(Role::id).toList());
        Map<Long, User> creators = people.findUsers(roles.stream()
                .flatMap(role -> Stream.ofNullable(role.createdBy()))
                .collect(Collectors.toSet()));
        return roles.stream()
                .map(role -> ManagementJson.role(
                        role,
                        role.createdBy() == null ? null : creators.get(role.createdBy()),
                        memberships.getOrDefault(role.id(), List.of()).stream()
                                .map(MemberRoutes::roleMembership)
                                .toList()))
                .toList();
    }

    private Reply roleMemberships(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        OrganizationRef organization = organization(request);
        return page(
                request,
                management.roles().memberships(caller, organization, id(request, "role")),
                MemberRoutes::roleMembership);
    }

    /** The member is named by the person's {@code user_uuid} or by their membership, {@code organization_member}. */
    private Reply addRoleMembership(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.ORGANIZATION_WRITE);
        OrganizationRef organization = organization(request);
        UUID organizationId =
                management.organizations().get(caller, organization).id();
        Body body = new Body(request.json());
        UUID user = body.has("organization_member")
                ? userOf(organizationId, body.requiredUuid("organization_member"))
                : body.requiredUuid("user_uuid");
        RoleMembership membership = management.roles().addMember(caller, organization, id(request, "role"), user);
        Member member =
                people.findMember(organizationId, membership.membershipId()).orElseThrow(HindsightException::notFound);
        return Reply.json(201, ManagementJson.roleMembership(membership, member));
    }

    private UUID userOf(UUID organizationId, UUID membershipId) {
        return people.findMember(organizationId, membershipId)
                .map(member -> member.user().uuid())
                .orElseThrow(() -> Body.unknownId("organization_member", membershipId));
    }

    private static ObjectNode roleMembership(RoleMember each) {
        return ManagementJson.roleMembership(each.membership(), each.member());
    }

    private static <T> Reply page(Request request, List<T> all, Function<T, ObjectNode> json) {
        Page page = Page.of(request);
        return Reply.json(
                200,
                page.envelope(
                        request, all.size(), page.of(all).stream().map(json).toList()));
    }

    private static OrganizationRef organization(Request request) {
        return OrganizationRef.parse(request.path("organization"));
    }

    private static UUID id(Request request, String parameter) {
        String text = request.path(parameter);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Not found, like any id that nothing has.
        }
        throw HindsightException.notFound();
    }
}
