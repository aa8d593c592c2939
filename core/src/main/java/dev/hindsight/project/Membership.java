package dev.hindsight.project;

import java.time.Instant;
import java.util.UUID;

/** A user's place in an organization. */
public record Membership(UUID id, UUID organizationId, long userId, MembershipLevel level, Instant joinedAt) {}
