package dev.hindsight.project;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at a project.
 *
 * @param membership in the project's organization; null for a stranger
 * @param roles of theirs in the organization
 */
public record ProjectVisit(Project project, @Nullable Membership membership, List<UUID> roles) {
    public ProjectVisit {
        roles = List.copyOf(roles);
    }
}
