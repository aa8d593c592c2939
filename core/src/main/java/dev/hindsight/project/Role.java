package dev.hindsight.project;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A named set of members, for access rules. */
public record Role(
        UUID id, UUID organizationId, String name, @Nullable Long createdBy, Instant createdAt) {}
