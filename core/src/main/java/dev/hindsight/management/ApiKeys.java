package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.ApiKey;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.KeyStore.Issued;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Personal API keys (contract insights-api 1.2). A key never leads to one that may do more than itself, and a key that is
 * limited to projects manages no keys.
 */
public final class ApiKeys {
    private final Access access;
    private final KeyStore keys;
    private final MemberStore members;
    private final ProjectStore projects;
    private final Clock clock;

    public ApiKeys(Access access, KeyStore keys, MemberStore members, ProjectStore projects, Clock clock) {
        this.access = access;
        this.keys = keys;
        this.members = members;
        this.projects = projects;
        this.clock = clock;
    }

    /** The caller's keys, newest first; scope {@code user:read}. */
    public List<ApiKey> list(Caller caller) {
        requireOwn(caller, Scope.USER_READ);
        return keys.keysOf(caller.user().id()).stream()
                .filter(key -> isInside(caller.key(), key.scopedOrganizations()))
                .toList();
    }

    /**
     * The key that the caller came with, whatever its scopes.
     *
     * @throws HindsightException {@code NOT_FOUND} when they came without one
     */
    public ApiKey current(Caller caller) {
        ApiKey key = caller.key();
        if (key == null) {
            throw HindsightException.notFound();
        }
        return key;
    }

    /** One of the caller's keys; scope {@code user:read}. */
    public ApiKey get(Caller caller, String keyId) {
        requireOwn(caller, Scope.USER_READ);
        return find(caller, keyId);
    }

    /**
     * Makes a key for the caller; scope {@code user:write}.
     *
     * @return the key with its secret, which cannot be had again
     * @throws HindsightException {@code validation_error} for a project or organization that the caller is not in; {@code
     *     FORBIDDEN} when the caller's own key may do less
     */
    public Issued create(Caller caller, KeyDraft draft) {
        requireOwn(caller, Scope.USER_WRITE);
        requireReachable(caller.user().id(), draft);
        Grant grant = grant(draft);
        requireCovered(caller, grant);
        return keys.issue(caller.user().id(), grant, clock.instant());
    }

    /**
     * Makes a key for a member, as an administrator; scope {@code organization_member:write}. The key stays inside the
     * organization, whatever else the member can reach.
     *
     * @throws HindsightException as {@link #create}; {@code NOT_FOUND} for an unknown member; {@code FORBIDDEN} for one above
     *     the caller's level
     */
    public Issued createFor(Caller caller, OrganizationRef organization, UUID membershipId, KeyDraft draft) {
        Organization where = Organizations.require(access, caller, organization, Scope.MEMBER_WRITE);
        var own = access.requireAdmin(caller, where);
        Member member = members.findMember(where.id(), membershipId).orElseThrow(HindsightException::notFound);
        if (own.level().compareTo(member.membership().level()) < 0) {
            throw HindsightException.forbidden("Your organization access level is insufficient.");
        }
        List<UUID> inside = List.of(where.id());
        if (!draft.scopedOrganizations().isEmpty()
                && !draft.scopedOrganizations().equals(inside)) {
            throw HindsightException.invalid(
                    "scoped_organizations", "A key for a member is limited to the organization that makes it.");
        }
        requireReachable(member.user().id(), draft);
        Grant grant = new Grant(draft.label(), draft.scopes(), draft.scopedTeams(), inside);
        requireCovered(caller, grant);
        return keys.issue(member.user().id(), grant, clock.instant());
    }

    /**
     * Gives one of the caller's keys a new secret; the old one stops working with the next request. Scope {@code user:write}.
     *
     * @throws HindsightException {@code NOT_FOUND}; {@code FORBIDDEN} when the caller's own key may do less
     */
    public Issued roll(Caller caller, String keyId) {
        requireOwn(caller, Scope.USER_WRITE);
        ApiKey key = find(caller, keyId);
        requireCovered(caller, new Grant(key.label(), key.scopes(), key.scopedTeams(), key.scopedOrganizations()));
        return keys.roll(caller.user().id(), keyId, clock.instant()).orElseThrow(HindsightException::notFound);
    }

    /** Removes one of the caller's keys, from the next request on; scope {@code user:write}. */
    public void revoke(Caller caller, String keyId) {
        requireOwn(caller, Scope.USER_WRITE);
        find(caller, keyId);
        if (!keys.revoke(caller.user().id(), keyId)) {
            throw HindsightException.notFound();
        }
    }

    private ApiKey find(Caller caller, String keyId) {
        return keys.find(caller.user().id(), keyId)
                .filter(key -> isInside(caller.key(), key.scopedOrganizations()))
                .orElseThrow(HindsightException::notFound);
    }

    private void requireOwn(Caller caller, Scope scope) {
        access.requireScope(caller, scope);
        access.requireUnlimitedProjects(caller);
    }

    /** A key is limited to what its owner can reach: the id of anything else is a mistake, and its existence is not told. */
    private void requireReachable(long ownerId, KeyDraft draft) {
        Set<Long> teams = projects.projectsOf(ownerId).stream().map(Project::id).collect(Collectors.toSet());
        draft.scopedTeams().stream()
                .filter(id -> !teams.contains(id))
                .findFirst()
                .ifPresent(id -> {
                    throw Body.unknownId("scoped_teams", id);
                });
        Set<UUID> organizations =
                projects.organizationsOf(ownerId).stream().map(Organization::id).collect(Collectors.toSet());
        draft.scopedOrganizations().stream()
                .filter(id -> !organizations.contains(id))
                .findFirst()
                .ifPresent(id -> {
                    throw Body.unknownId("scoped_organizations", id);
                });
    }

    private static void requireCovered(Caller caller, Grant grant) {
        ApiKey own = caller.key();
        if (own == null) {
            return;
        }
        Scope.beyond(own.scopes(), grant.scopes()).ifPresent(scope -> {
            throw HindsightException.forbidden("API key missing required scope '" + scope + "'");
        });
        if (!isInside(own, grant.organizations())) {
            throw HindsightException.forbidden("A key cannot make one that reaches more organizations than itself.");
        }
    }

    /** Whether a key that reaches these organizations (none: all) reaches no more of them than the caller's own. */
    private static boolean isInside(@Nullable ApiKey own, List<UUID> organizations) {
        return own == null
                || own.scopedOrganizations().isEmpty()
                || (!organizations.isEmpty() && own.scopedOrganizations().containsAll(organizations));
    }

    private static Grant grant(KeyDraft draft) {
        return new Grant(draft.label(), draft.scopes(), draft.scopedTeams(), draft.scopedOrganizations());
    }
}
