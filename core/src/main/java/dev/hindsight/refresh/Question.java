package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.Project;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.RunnableQuery;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, by whom.
 *
 * @param json the query node as it was given, wrapped or bare
 * @param ticket what the caller calls it; null: nothing
 */
record Question(
        Project project,
        JsonNode json,
        RunnableQuery query,
        long userId,
        @Nullable String ticket) {
    /**
     * Reads a query.
     *
     * @throws dev.hindsight.error.HindsightException {@code parse_error} for what is none
     */
    static Question of(Project project, JsonNode json, long userId, @Nullable String ticket) {
        return new Question(project, json, QueryReader.read(json).toRun(), userId, ticket);
    }
}
