package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Organization;
import java.util.List;
import java.util.UUID;

/** The organizations of a caller. */
public final class Organizations {
    private final Access access;

    public Organizations(Access access) {
        this.access = access;
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

    /** The organization that is meant, if the caller may use it for this. */
    static Organization require(Access access, Caller caller, OrganizationRef organization, Scope scope) {
        UUID id = organization.id();
        return id == null
                ? access.requireCurrentOrganization(caller, scope)
                : access.requireOrganization(caller, id, scope);
    }
}
