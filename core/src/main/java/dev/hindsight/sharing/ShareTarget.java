package dev.hindsight.sharing;

import dev.hindsight.access.Resource;

/**
 * What is shared.
 *
 * @param resource an insight or a dashboard
 * @param id of that kind, in that project
 */
public record ShareTarget(long projectId, Resource resource, long id) {
    public ShareTarget {
        if (resource == Resource.PROJECT) {
            throw new IllegalArgumentException("a project as a whole cannot be shared");
        }
    }
}
