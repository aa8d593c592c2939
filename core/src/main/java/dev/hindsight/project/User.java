package dev.hindsight.project;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person who may use Hindsight (not one of those whose events are counted). */
public record User(
        long id,
        UUID uuid,
        String distinctId,
        String email,
        String firstName,
        String lastName,
        @Nullable String roleAtOrganization,
        boolean active) {}
