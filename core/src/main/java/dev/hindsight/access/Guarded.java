package dev.hindsight.access;

import org.jspecify.annotations.Nullable;

/**
 * A thing that rules may be about.
 *
 * @param createdBy its creator's user id, who manages it whatever the rules say; null when unknown
 */
public record Guarded(Resource resource, long id, @Nullable Long createdBy) {}
