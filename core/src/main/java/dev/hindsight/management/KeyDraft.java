package dev.hindsight.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import java.util.List;
import java.util.UUID;

/**
 * A personal API key that is to be made (contract insights-api 1.2).
 *
 * @param label 1 to 40 characters
 * @param scopes at least one
 * @param scopedTeams the projects it is limited to; empty is no limit
 * @param scopedOrganizations the organizations it is limited to; empty is no limit
 */
public record KeyDraft(String label, List<String> scopes, List<Long> scopedTeams, List<UUID> scopedOrganizations) {
    private static final int MAX_LABEL = 40;
    private static final int MAX_SCOPE = 100;
    private static final int MAX_ELEMENTS = 1_000;

    /** @throws HindsightException {@code validation_error} naming the field that is wrong */
    public KeyDraft {
        BodyText.checkFilled("label", label, MAX_LABEL);
        Scope.checkGranted(scopes);
        scopes = distinct("scopes", scopes);
        scopedTeams = distinct("scoped_teams", scopedTeams);
        scopedOrganizations = distinct("scoped_organizations", scopedOrganizations);
    }

    /** Reads {@code {"label", "scopes", "scoped_teams"?, "scoped_organizations"?}}; JSON null is no limit. */
    public static KeyDraft read(JsonNode json) {
        Body body = new Body(json);
        return new KeyDraft(
                body.requiredText("label", MAX_LABEL),
                body.texts("scopes", MAX_SCOPE).orElseThrow(() -> Body.required("scopes")),
                unlimited(body, "scoped_teams")
                        ? List.of()
                        : body.ids("scoped_teams").orElse(List.of()),
                unlimited(body, "scoped_organizations")
                        ? List.of()
                        : body.uuids("scoped_organizations").orElse(List.of()));
    }

    private static boolean unlimited(Body body, String field) {
        JsonNode value = body.raw(field);
        return value == null || value.isNull();
    }

    private static <T> List<T> distinct(String field, List<T> elements) {
        if (elements.size() > MAX_ELEMENTS) {
            throw HindsightException.invalid(
                    field, "max_length", "Ensure this field has no more than " + MAX_ELEMENTS + " elements.");
        }
        return elements.stream().distinct().toList();
    }
}
