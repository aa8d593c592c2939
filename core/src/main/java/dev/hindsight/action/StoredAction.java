package dev.hindsight.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.Action;
import dev.hindsight.query.ActionReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action as it is stored.
 *
 * @param id its number within the project
 * @param name empty when it has none
 * @param steps a JSON list that {@link ActionReader} understands
 * @param createdBy a user's id; null when unknown
 */
public record StoredAction(
        long projectId,
        int id,
        String name,
        String description,
        JsonNode steps,
        boolean deleted,
        Instant createdAt,
        @Nullable Long createdBy,
        Instant updatedAt) {
    /** The rule to match events with. */
    public Action definition() {
        return new Action(id, name, ActionReader.steps(steps, "actions[" + id + "].steps"));
    }

    /** The action with what a change says. */
    StoredAction changed(ActionChange change, Instant at) {
        return new StoredAction(
                projectId,
                id,
                change.name() == null ? name : change.name(),
                change.description() == null ? description : change.description(),
                change.steps() == null ? steps : change.steps(),
                change.deleted() == null ? deleted : change.deleted(),
                createdAt,
                createdBy,
                at);
    }
}
