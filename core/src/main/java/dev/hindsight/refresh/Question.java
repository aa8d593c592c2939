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
 * @param userId who asks; null: a visitor without an account
 * @param ticket what the caller calls it; null: nothing
 */
record Question(
        Project project,
        JsonNode json,
        RunnableQuery query,
        @Nullable Long userId,
        @Nullable String ticket) {
    /**
     * Reads a query.
     *
     * @throws dev.hindsight.error.HindsightException {@code parse_error} for what is none
     */
    static Question of(Project project, JsonNode json, @Nullable Long userId, @Nullable String ticket) {
        return new Question(project, json, QueryReader.read(json).toRun(), userId, ticket);
    }
}
