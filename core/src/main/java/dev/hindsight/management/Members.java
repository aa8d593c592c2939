package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Organization;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** The members of an organization. Administrators change them, and nobody makes or removes one above their own level. */
public final class Members {
    private final Access access;
    private final MemberStore members;
    private final Clock clock;

    public Members(Access access, MemberStore members, Clock clock) {
        this.access = access;
        this.members = members;
        this.clock = clock;
    }

    /** The members in the order they joined; scope {@code organization_member:read}. */
    public List<Member> list(Caller caller, OrganizationRef organization) {
        return members.members(Organizations.require(access, caller, organization, Scope.MEMBER_READ)
                .id());
    }

    /**
     * Makes somebody a member, and a user if nobody has the email yet; scope {@code organization_member:write}.
     *
     * @throws HindsightException {@code FORBIDDEN}; {@code validation_error}, attr {@code email}, for one who is a member
     */
    public Member add(Caller caller, OrganizationRef organization, MemberDraft draft) {
        Organization where = Organizations.require(access, caller, organization, Scope.MEMBER_WRITE);
        requireAtLeast(caller, where, draft.level());
        return members.addMember(where.id(), draft.email(), draft.firstName(), draft.level(), clock.instant())
                .orElseThrow(() ->
                        HindsightException.invalid("email", "unique", "Somebody with this email is a member already."));
    }

    /**
     * Ends a membership; their keys stop reaching the organization with the next request. Scope {@code
     * organization_member:write}.
     *
     * @throws HindsightException {@code FORBIDDEN}; {@code NOT_FOUND}; {@code validation_error} for the last owner
     */
    public void remove(Caller caller, OrganizationRef organization, UUID membershipId) {
        Organization where = Organizations.require(access, caller, organization, Scope.MEMBER_WRITE);
        access.requireAdmin(caller, where);
        Member member = find(where, membershipId);
        requireAtLeast(caller, where, member.membership().level());
        switch (members.removeMembership(where.id(), membershipId)) {
            case DONE -> {}
            case UNKNOWN -> throw HindsightException.notFound();
            case LAST_OWNER ->
                throw HindsightException.invalid(null, "The last owner of an organization cannot be removed.");
        }
    }

    /**
     * Makes a member something else in the organization; scope {@code organization_member:write}.
     *
     * @throws HindsightException {@code FORBIDDEN}, also above the caller's own level; {@code NOT_FOUND}; {@code
     *     validation_error}, attr {@code level}, for the last owner
     */
    public Member change(Caller caller, OrganizationRef organization, UUID membershipId, MembershipLevel level) {
        Organization where = Organizations.require(access, caller, organization, Scope.MEMBER_WRITE);
        access.requireAdmin(caller, where);
        requireAtLeast(caller, where, find(where, membershipId).membership().level());
        requireAtLeast(caller, where, level);
        switch (members.changeLevel(where.id(), membershipId, level)) {
            case DONE -> {}
            case UNKNOWN -> throw HindsightException.notFound();
            case LAST_OWNER ->
                throw HindsightException.invalid("level", "The last owner of an organization stays its owner.");
        }
        return find(where, membershipId);
    }

    private Member find(Organization where, UUID membershipId) {
        return members.findMember(where.id(), membershipId).orElseThrow(HindsightException::notFound);
    }

    private void requireAtLeast(Caller caller, Organization where, MembershipLevel level) {
        if (access.requireAdmin(caller, where).level().compareTo(level) < 0) {
            throw HindsightException.forbidden("Your organization access level is insufficient.");
        }
    }
}
