package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Project;
import dev.hindsight.query.Exported;
import dev.hindsight.query.QueryReader;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers queries that belong to no insight. */
public final class Queries {
    private final Access access;
    private final Answers answers;

    Queries(Access access, Answers answers) {
        this.access = access;
        this.answers = answers;
    }

    /**
     * Answers a query on a project's events. An answer to the same question in an insight of the project, or asked before, is
     * shared.
     *
     * @param query a query node, wrapped or bare
     * @param mode how old the answer may be
     * @throws HindsightException {@code UNPARSABLE} for what is no query node; {@code INVALID} for one that cannot be
     *     calculated; {@code FORBIDDEN} or {@code NOT_FOUND} as {@link Access#requireProject}, which wants {@code query:read};
     *     {@code TIMEOUT}, {@code CANCELLED}, {@code THROTTLED} or {@code UNAVAILABLE} when the calculation failed
     */
    public Answer answer(Caller caller, long projectId, JsonNode query, RefreshMode mode) {
        return answer(caller, projectId, query, mode, null);
    }

    /**
     * As above.
     *
     * @param id what the caller calls the question, to ask for its status and stop it; null: nothing
     */
    public Answer answer(Caller caller, long projectId, JsonNode query, RefreshMode mode, @Nullable String id) {
        Project project = access.requireProject(caller, projectId, Scope.QUERY_READ);
        return answers.answer(Question.of(project, query, caller.user().id(), id), mode);
    }

    /**
     * Hands over all rows of SQL or of a list of events while the engine finds them, up to {@link Exported#MOST_ROWS}: as many
     * as there are when the query has no limit of its own. Nothing of it is kept, and the heap never holds it. It may take as
     * long as a calculation in the background.
     *
     * @param rows called on this thread with each row, a value for each column; it keeps the engine from other queries, so it
     *     must not wait. What it throws ends the query
     * @return what the rows were; empty for a query of another kind, whose answer is small
     * @throws HindsightException as {@link #answer}
     */
    public Optional<Exported> export(Caller caller, long projectId, JsonNode query, Consumer<ArrayNode> rows) {
        Project project = access.requireProject(caller, projectId, Scope.QUERY_READ);
        return answers.export(project, QueryReader.read(query).toRun(), rows);
    }
}
