package dev.hindsight.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActionReader;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about an action. Null: nothing.
 *
 * @param name at most 400 characters
 * @param description at most 10,000 characters
 * @param steps a JSON list that {@link ActionReader} understands
 */
public record ActionChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable JsonNode steps,
        @Nullable Boolean deleted) {
    /** Deletes an action. */
    static final ActionChange DELETION = new ActionChange(null, null, null, true);

    private static final int MAX_NAME = 400;
    private static final int MAX_DESCRIPTION = 10_000;

    /**
     * Reads a body.
     *
     * @throws HindsightException {@code validation_error} naming the field
     */
    public static ActionChange read(JsonNode json) {
        Body body = new Body(json);
        String name = body.nullableText("name", MAX_NAME);
        return new ActionChange(
                name == null && body.has("name") ? "" : name,
                body.nullableText("description", MAX_DESCRIPTION),
                steps(body),
                body.bool("deleted").orElse(null));
    }

    private static @Nullable JsonNode steps(Body body) {
        JsonNode steps = body.raw("steps");
        if (steps == null || steps.isNull()) {
            return null;
        }
        BodyText.checkCharacters("steps", steps);
        try {
            ActionReader.steps(steps, "steps");
        } catch (HindsightException e) {
            throw HindsightException.invalid("steps", e.detail().replaceFirst("^query\\.", ""));
        }
        return steps;
    }
}
