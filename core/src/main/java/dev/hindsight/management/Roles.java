package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Role;
import dev.hindsight.project.RoleMember;
import dev.hindsight.project.RoleMembership;
import dev.hindsight.project.RoleStore;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The roles of an organization and who is in them. Administrators change them. */
public final class Roles {
    private static final int MAX_NAME = 200;

    private final Access access;
    private final RoleStore roles;
    private final MemberStore members;
    private final Clock clock;

    public Roles(Access access, RoleStore roles, MemberStore members, Clock clock) {
        this.access = access;
        this.roles = roles;
        this.members = members;
        this.clock = clock;
    }

    /** The roles by name; scope {@code organization:read}. */
    public List<Role> list(Caller caller, OrganizationRef organization) {
        return roles.roles(Organizations.require(access, caller, organization, Scope.ORGANIZATION_READ)
                .id());
    }

    /**
     * Adds a role; scope {@code organization:write}.
     *
     * @param name 1 to 200 characters, unlike those of the organization's other roles
     * @throws HindsightException {@code FORBIDDEN}; {@code validation_error}, attr {@code name}
     */
    public Role create(Caller caller, OrganizationRef organization, String name) {
        Organization where = requireAdmin(caller, organization);
        BodyText.checkFilled("name", name, MAX_NAME);
        return roles.add(where.id(), name, caller.user().id(), clock.instant())
                .orElseThrow(
                        () -> HindsightException.invalid("name", "unique", "There is already a role with this name."));
    }

    /** Who is in a role, in the order they came; scope {@code organization:read}. */
    public List<RoleMember> memberships(Caller caller, OrganizationRef organization, UUID roleId) {
        Organization where = Organizations.require(access, caller, organization, Scope.ORGANIZATION_READ);
        UUID role = find(where, roleId).id();
        return roles.members(where.id(), List.of(role)).getOrDefault(role, List.of());
    }

    /** As above for some roles, by their ids; roles with nobody in them, and unknown ones, are left out. */
    public Map<UUID, List<RoleMember>> memberships(
            Caller caller, OrganizationRef organization, Collection<UUID> roleIds) {
        Organization where = Organizations.require(access, caller, organization, Scope.ORGANIZATION_READ);
        return roles.members(where.id(), roleIds);
    }

    /**
     * Puts a member into a role; scope {@code organization:write}.
     *
     * @param userUuid of a user who is a member of the role's organization
     * @throws HindsightException {@code FORBIDDEN}; {@code NOT_FOUND} for an unknown role; {@code validation_error}, attr
     *     {@code user_uuid}, for one who is no member, or in the role already
     */
    public RoleMembership addMember(Caller caller, OrganizationRef organization, UUID roleId, UUID userUuid) {
        Organization where = requireAdmin(caller, organization);
        Role role = find(where, roleId);
        Member member = members.members(where.id()).stream()
                .filter(each -> each.user().uuid().equals(userUuid))
                .findFirst()
                .orElseThrow(() -> Body.unknownId("user_uuid", userUuid));
        return roles.addMember(role.id(), member.membership().id(), clock.instant())
                .orElseThrow(
                        () -> HindsightException.invalid("user_uuid", "unique", "This member is in the role already."));
    }

    /**
     * Gives a role another name; scope {@code organization:write}.
     *
     * @throws HindsightException as {@link #create}; {@code NOT_FOUND} for an unknown role
     */
    public Role rename(Caller caller, OrganizationRef organization, UUID roleId, String name) {
        Organization where = requireAdmin(caller, organization);
        Role role = find(where, roleId);
        BodyText.checkFilled("name", name, MAX_NAME);
        if (!roles.rename(role, name)) {
            throw HindsightException.invalid("name", "unique", "There is already a role with this name.");
        }
        return find(where, roleId);
    }

    /**
     * Ends a role, and with it the rules that name it; scope {@code organization:write}.
     *
     * @throws HindsightException {@code FORBIDDEN}; {@code NOT_FOUND} for an unknown role
     */
    public void remove(Caller caller, OrganizationRef organization, UUID roleId) {
        Organization where = requireAdmin(caller, organization);
        roles.remove(find(where, roleId).id());
    }

    /**
     * Takes a member out of a role; scope {@code organization:write}.
     *
     * @throws HindsightException {@code FORBIDDEN}; {@code NOT_FOUND} for an unknown role, or one that they are not in
     */
    public void removeMember(Caller caller, OrganizationRef organization, UUID roleId, UUID roleMembershipId) {
        Organization where = requireAdmin(caller, organization);
        if (!roles.removeMember(find(where, roleId).id(), roleMembershipId)) {
            throw HindsightException.notFound();
        }
    }

    private Organization requireAdmin(Caller caller, OrganizationRef organization) {
        Organization where = Organizations.require(access, caller, organization, Scope.write("organization"));
        access.requireAdmin(caller, where);
        return where;
    }

    private Role find(Organization where, UUID roleId) {
        return roles.roles(where.id()).stream()
                .filter(role -> role.id().equals(roleId))
                .findFirst()
                .orElseThrow(HindsightException::notFound);
    }
}
