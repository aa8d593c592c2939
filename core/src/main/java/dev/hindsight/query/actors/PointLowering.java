package dev.hindsight.query.actors;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.time.ResolvedRange;
import org.jspecify.annotations.Nullable;

/** Says who is behind a point, in SQL. */
@FunctionalInterface
public interface PointLowering {
    /**
     * Lowers a point.
     *
     * @param deadline for what has to be asked before
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when there is no such point
     */
    Actors of(ActorPoint point, QueryContext context, Deadline deadline);

    /**
     * People, or groups.
     *
     * @param sql a query with two columns, {@code actor} (each once), a person's number or a group's key, and {@code events}, how
     *     many of the events behind the point are theirs
     * @param range the insight's range
     * @param groupTypeIndex of which type the groups are, 0 to 4; null: people
     */
    record Actors(Sql sql, ResolvedRange range, @Nullable Integer groupTypeIndex) {
        /** People. */
        public Actors(Sql sql, ResolvedRange range) {
            this(sql, range, null);
        }
    }
}
