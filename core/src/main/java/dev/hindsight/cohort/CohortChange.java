package dev.hindsight.cohort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.CohortReader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a cohort. Null: nothing.
 *
 * @param name at most 400 characters
 * @param description at most 10,000 characters
 * @param isStatic only counts when the cohort is made
 * @param filters a JSON object that {@link CohortReader} understands
 * @param persons the ids of those who are in a new static cohort from the beginning
 */
public record CohortChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable Boolean isStatic,
        @Nullable JsonNode filters,
        List<UUID> persons,
        @Nullable Boolean deleted) {
    /** Deletes a cohort. */
    static final CohortChange DELETION = new CohortChange(null, null, null, null, List.of(), true);

    private static final int MAX_NAME = 400;
    private static final int MAX_DESCRIPTION = 10_000;
    private static final int MAX_PERSONS = 100_000;

    public CohortChange {
        persons = List.copyOf(persons);
    }

    /**
     * Reads a body.
     *
     * @throws HindsightException {@code validation_error} naming the field
     */
    public static CohortChange read(JsonNode json) {
        Body body = new Body(json);
        JsonNode groups = body.raw("groups");
        if (groups != null && !groups.isEmpty()) {
            throw HindsightException.invalid(
                    "groups", "not_supported", "The groups of old cohorts are not calculated; use filters.");
        }
        return new CohortChange(
                body.filledText("name", MAX_NAME).orElse(null),
                body.nullableText("description", MAX_DESCRIPTION),
                body.bool("is_static").orElse(null),
                filters(body),
                persons(body, "_create_static_person_ids"),
                body.bool("deleted").orElse(null));
    }

    /**
     * Reads the ids of persons out of a body.
     *
     * @throws HindsightException {@code validation_error} with the field
     */
    public static List<UUID> persons(Body body, String field) {
        List<UUID> persons = body.uuids(field).orElse(List.of());
        if (persons.size() > MAX_PERSONS) {
            throw HindsightException.invalid(field, "At most " + MAX_PERSONS + " persons can be given at once.");
        }
        return persons;
    }

    private static @Nullable JsonNode filters(Body body) {
        JsonNode filters = body.raw("filters");
        if (filters == null || filters.isNull() || (filters.isObject() && filters.isEmpty())) {
            return null;
        }
        BodyText.checkCharacters("filters", filters);
        try {
            CohortReader.read(filters, "filters");
        } catch (HindsightException e) {
            boolean unsupported = e.code().equals("not_supported");
            throw HindsightException.invalid(
                    "filters",
                    unsupported ? e.code() : "invalid_input",
                    e.detail().replaceFirst("^query\\.", ""));
        }
        return filters;
    }
}
