package dev.hindsight.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as somebody wants it (contract insights-api 3.14).
 *
 * @param level null: there shall be no such rule
 * @param membership of the member that it is for; at most one of this and {@code role}
 * @param role that it is for; neither: everybody
 */
public record RuleDraft(
        @Nullable String level,
        @Nullable UUID membership,
        @Nullable UUID role) {
    private static final List<String> FIELDS =
            List.of("access_level", "organization_member", "role", "resource", "resource_id");

    public RuleDraft {
        if (membership != null && role != null) {
            throw HindsightException.invalid(null, "You can not scope an access control to both a member and a role.");
        }
    }

    Grantee grantee() {
        return new Grantee(membership, role);
    }

    /**
     * Reads a rule from JSON. Fields {@code resource} and {@code resource_id} are for the address to say, and ignored.
     *
     * @throws HindsightException {@code parse_error} for what is no object; {@code validation_error} naming the field
     */
    public static RuleDraft read(JsonNode body, Resource resource) {
        if (!body.isObject()) {
            throw HindsightException.unparsable("JSON parse error - an object is required.");
        }
        body.fieldNames().forEachRemaining(RuleDraft::requireKnown);
        if (!body.has("access_level")) {
            throw HindsightException.invalid("access_level", "required", "This field is required.");
        }
        JsonNode level = body.path("access_level");
        if (!level.isNull() && !resource.levels().contains(level.asText(""))) {
            throw HindsightException.invalid(
                    "access_level", "Invalid access level. Must be one of: " + String.join(", ", resource.levels()));
        }
        return new RuleDraft(
                level.isNull() ? null : level.textValue(),
                uuid(
                        body,
                        "organization_member",
                        "Invalid organization member id. Use the 'id' field from the"
                                + " /api/organizations/<organization_id>/members/ endpoint."),
                uuid(
                        body,
                        "role",
                        "Invalid role id. Use the 'id' field from the /api/organizations/<organization_id>/roles/"
                                + " endpoint."));
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw HindsightException.invalid(
                    field, "unknown_field", "A rule has the fields " + String.join(", ", FIELDS) + ".");
        }
    }

    private static @Nullable UUID uuid(JsonNode body, String field, String complaint) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        try {
            if (value.isTextual() && value.textValue().length() == 36) {
                return UUID.fromString(value.textValue());
            }
        } catch (IllegalArgumentException e) {
            throw HindsightException.invalid(field, complaint);
        }
        throw HindsightException.invalid(field, complaint);
    }
}
