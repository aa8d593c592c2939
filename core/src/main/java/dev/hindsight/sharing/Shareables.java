package dev.hindsight.sharing;

import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.activity.Subject;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The things of one kind that can be shared, for {@link Sharing}, which knows nothing else of them. */
public interface Shareables {
    Resource resource();

    /** What people call one of them, such as {@code Insight}. */
    String name();

    /**
     * One that is not deleted.
     *
     * @param key whatever names things of this kind in requests; one that names nothing finds nothing
     */
    Optional<Shareable> find(Handle handle, long projectId, String key);

    /** As {@link #find}; until the transaction ends nobody else changes it. */
    Optional<Shareable> lock(Handle handle, long projectId, String key);

    /** The kind of things that show these, or that these show. */
    Resource others();

    /**
     * Whether the other things leave it to somebody to change how one of them is shared.
     *
     * @param levels theirs on the other things
     * @param publishes whether it is to be shared, not only in another way or no longer
     */
    boolean leavesTo(Handle handle, Shareable thing, Levels levels, boolean publishes);

    /**
     * Something that can be shared.
     *
     * @param subject what the log calls it
     * @param restricted whether it is for its collaborators to edit only
     */
    record Shareable(long projectId, Guarded guarded, Subject subject, boolean restricted) {
        ShareTarget target() {
            return new ShareTarget(projectId, guarded.resource(), guarded.id());
        }
    }
}
