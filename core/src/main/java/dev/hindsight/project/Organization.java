package dev.hindsight.project;

import java.time.Instant;
import java.util.UUID;

/**
 * Owns projects and has members.
 *
 * @param publicSharing whether anything of its projects may be shared with people who have no account
 */
public record Organization(UUID id, String name, Instant createdAt, boolean publicSharing) {}
