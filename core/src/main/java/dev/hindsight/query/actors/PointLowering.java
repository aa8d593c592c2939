package dev.hindsight.query.actors;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.time.ResolvedRange;

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
     * People.
     *
     * @param sql a query with two columns, {@code person_id} (each once) and {@code events}, how many of the events behind the
     *     point are theirs
     * @param range the insight's range
     */
    record Actors(Sql sql, ResolvedRange range) {}
}
