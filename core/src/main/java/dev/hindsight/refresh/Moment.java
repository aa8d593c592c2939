package dev.hindsight.refresh;

import dev.hindsight.event.Changes;
import dev.hindsight.project.Project;
import dev.hindsight.query.QueryContext;
import java.time.Instant;

/**
 * What a question is asked of, and when.
 *
 * @param changes as they were before anything else of the project's events was looked at
 */
record Moment(Project project, QueryContext context, Changes changes) {
    Moment at(Instant time) {
        return new Moment(project, context.at(time), changes);
    }
}
