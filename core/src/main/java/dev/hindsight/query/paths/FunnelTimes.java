package dev.hindsight.query.paths;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.FunnelPaths;
import dev.hindsight.query.QueryContext;

/** Says when people did a step of a funnel, for paths around it. */
@FunctionalInterface
public interface FunnelTimes {
    /**
     * A table in SQL, of one row for each person: {@code actor}, and in microseconds since 1970 UTC {@code earlier}, when they
     * did the step before, and {@code at}, when they did the step.
     *
     * @throws dev.hindsight.error.HindsightException as the funnel's own calculation
     */
    Sql of(FunnelPaths paths, QueryContext context, Deadline deadline);
}
