package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Organization;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** The organizations of a caller. */
public final class Organizations {
    static final int MAX_NAME = 64;

    private final Access access;
    private final ProjectStore projects;
    private final MemberStore members;
    private final Clock clock;

    public Organizations(Access access, ProjectStore projects, MemberStore members, Clock clock) {
        this.access = access;
        this.projects = projects;
        this.members = members;
        this.clock = clock;
    }

    /** The organizations that the caller can reach, oldest first; scope {@code organization:read}. */
    public List<Organization> list(Caller caller) {
        access.requireScope(caller, Scope.ORGANIZATION_READ);
        access.requireUnlimitedProjects(caller);
        return access.visibleOrganizations(caller);
    }

    /**
     * One organization; scope {@code organization:read}.
     *
     * @throws HindsightException {@code FORBIDDEN}, or {@code NOT_FOUND} when the caller is no member of such an organization
     */
    public Organization get(Caller caller, OrganizationRef organization) {
        return require(access, caller, organization, Scope.ORGANIZATION_READ);
    }

    /**
     * Makes an organization, with the caller as its owner; scope {@code organization:write}.
     *
     * @param name 1 to 64 characters
     * @throws HindsightException {@code FORBIDDEN} with a key that is limited to organizations or projects; {@code
     *     validation_error}, attr {@code name}
     */
    public Organization create(Caller caller, String name) {
        access.requireScope(caller, Scope.ORGANIZATION_WRITE);
        access.requireUnlimitedProjects(caller);
        if (caller.key() != null && !caller.key().scopedOrganizations().isEmpty()) {
            throw HindsightException.forbidden("This key is limited to organizations that exist already.");
        }
        BodyText.checkFilled("name", name, MAX_NAME);
        return projects.addOrganization(name, caller.user().id(), members, clock.instant());
    }

    /**
     * Gives an organization another name; scope {@code organization:write}.
     *
     * @throws HindsightException {@code FORBIDDEN} to all but its administrators; {@code NOT_FOUND}; {@code validation_error},
     *     attr {@code name}
     */
    public Organization rename(Caller caller, OrganizationRef organization, String name) {
        Organization where = require(access, caller, organization, Scope.ORGANIZATION_WRITE);
        access.requireAdmin(caller, where);
        BodyText.checkFilled("name", name, MAX_NAME);
        projects.renameOrganization(where.id(), name);
        return new Organization(where.id(), name, where.createdAt(), where.publicSharing());
    }

    /**
     * Says whether anything of an organization may be shared with people who have no account; scope {@code
     * organization:write}. Where it may not, what is shared cannot be opened until it may again.
     *
     * @throws HindsightException as {@link #get}; {@code FORBIDDEN} to all but administrators and owners too
     */
    public Organization setPublicSharing(Caller caller, OrganizationRef organization, boolean allowed) {
        Organization found = require(access, caller, organization, Scope.ORGANIZATION_WRITE);
        access.requireAdmin(caller, found);
        return projects.setPublicSharing(found.id(), allowed);
    }

    /** The organization that is meant, if the caller may use it for this. */
    static Organization require(Access access, Caller caller, OrganizationRef organization, Scope scope) {
        UUID id = organization.id();
        return id == null
                ? access.requireCurrentOrganization(caller, scope)
                : access.requireOrganization(caller, id, scope);
    }
}
