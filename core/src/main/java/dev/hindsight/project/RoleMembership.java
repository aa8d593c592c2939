package dev.hindsight.project;

import java.time.Instant;
import java.util.UUID;

/** A member's place in a role. */
public record RoleMembership(UUID id, UUID roleId, UUID membershipId, Instant joinedAt) {}
