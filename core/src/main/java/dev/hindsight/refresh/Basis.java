package dev.hindsight.refresh;

import dev.hindsight.event.Changes;
import dev.hindsight.query.RunnableQuery;
import java.time.Instant;

/** What an answer from the cache was shown on, to tell later whether it would be shown again. */
public final class Basis {
    private final CachedResult kept;
    private final RunnableQuery query;
    private final Moment moment;
    private final Standing standing;

    /** @param kept its results are not needed again, so they are not held */
    Basis(CachedResult kept, RunnableQuery query, Moment moment, Standing standing) {
        this.kept = kept.withoutResults();
        this.query = query;
        this.moment = moment;
        this.standing = standing;
    }

    /**
     * Whether the answer would be shown for the same reason again, provided that the same one is kept and the question means the
     * same: whether no event, person or type of a property has changed, and the time has made no difference.
     */
    boolean holds(Changes changes, Instant now, Calculator calculator) {
        return changes.equals(moment.changes())
                && now.isBefore(kept.expiresAt())
                && Standing.of(kept, query, moment.at(now), calculator).equals(standing);
    }

    long projectId() {
        return kept.projectId();
    }
}
