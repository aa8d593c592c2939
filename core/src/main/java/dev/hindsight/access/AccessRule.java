package dev.hindsight.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule: what a member, a role, or (neither) everybody may do with one object, or with all of a kind.
 *
 * @param objectId null: with every object of the kind
 * @param membershipId the member that it is for; null unless it is for one
 * @param roleId the role that it is for; null unless it is for one
 * @param level one of {@link Resource#levels}
 * @param createdBy the user id of who made it; null when unknown
 */
public record AccessRule(
        Resource resource,
        @Nullable Long objectId,
        @Nullable UUID membershipId,
        @Nullable UUID roleId,
        String level,
        @Nullable Long createdBy,
        Instant createdAt,
        Instant updatedAt) {
    Place.Rule toPlace() {
        return new Place.Rule(resource, objectId == null ? 0 : objectId, new Grantee(membershipId, roleId), level);
    }
}
