package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Given;
import dev.hindsight.insight.JsonText;
import dev.hindsight.insight.Tags;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON bodies of dashboard requests and checks every value. Unknown and read-only fields are ignored, except those
 * that would make another dashboard than the one that is stored.
 */
public final class DashboardBody {
    private static final int LONGEST_NAME = 400;
    private static final int LONGEST_DESCRIPTION = 10_000;
    private static final int LONGEST_JSON = 256 * 1024;

    /** Other ways to make a dashboard, and what would be lost. */
    private static final Set<String> NOT_BUILT = Set.of("use_template", "use_dashboard", "duplicate_tiles", "template");

    private DashboardBody() {}

    /**
     * Reads a dashboard to be made; {@code deleted} does not count.
     *
     * @throws HindsightException {@code parse_error} for a body that is no object, otherwise {@code validation_error} naming
     *     the first field that breaks a rule
     */
    public static DashboardDraft draft(JsonNode body) {
        return DashboardDraft.of(patch(body));
    }

    /**
     * Reads changes to a dashboard.
     *
     * @throws HindsightException as {@link #draft}
     */
    public static DashboardPatch patch(JsonNode json) {
        Body body = new Body(json);
        for (String field : NOT_BUILT) {
            JsonNode value = body.raw(field);
            if (value != null && !isNothing(value)) {
                throw HindsightException.invalid(field, "not_supported", field + " is not available in this version.");
            }
        }
        Boolean deleted = body.bool("deleted").orElse(null);
        boolean deletesInsights = body.bool("delete_insights").orElse(false);
        if (deletesInsights && !Boolean.TRUE.equals(deleted)) {
            throw HindsightException.invalid(
                    "delete_insights", "Insights are deleted with their dashboard only: send deleted too.");
        }
        return new DashboardPatch(
                body.has("name") ? new Given<>(body.nullableText("name", LONGEST_NAME)) : null,
                body.has("description")
                        ? Objects.requireNonNullElse(body.nullableText("description", LONGEST_DESCRIPTION), "")
                        : null,
                filters(body, "filters"),
                variables(body),
                restricted(body),
                body.bool("pinned").orElse(null),
                Tags.read(json),
                deleted,
                deletesInsights,
                Boolean.FALSE.equals(deleted) && json.path("deleted").isBoolean(),
                TileBody.changes(body.raw("tiles")));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    static @Nullable DashboardFilters filters(Body body, String field) {
        JsonNode value = body.raw(field);
        return value == null
                ? null
                : new DashboardFilters(
                        kept(field, DashboardFilters.read(value, field).json()));
    }

    private static @Nullable SqlVariables variables(Body body) {
        JsonNode value = body.raw("variables");
        return value == null
                ? null
                : new SqlVariables(
                        kept("variables", SqlVariables.read(value, "variables").json()));
    }

    private static @Nullable Boolean restricted(Body body) {
        return body.integer("restriction_level")
                .map(level -> {
                    if (level != DashboardRow.OPEN && level != DashboardRow.RESTRICTED) {
                        throw HindsightException.invalid(
                                "restriction_level", "invalid_choice", "\"" + level + "\" is not a valid choice.");
                    }
                    return level == DashboardRow.RESTRICTED;
                })
                .orElse(null);
    }

    /** The value as it will be read from the database, so that "unchanged" can be told by comparing. */
    static JsonNode kept(String field, JsonNode value) {
        String text = value.toString();
        if (text.length() > LONGEST_JSON) {
            throw HindsightException.invalid(
                    field, "max_length", "Ensure this field has no more than " + LONGEST_JSON + " characters as JSON.");
        }
        BodyText.checkCharacters(field, value);
        return JsonText.read(text);
    }

    /** Has what is read for an element of a list complain about its place in the list. */
    static HindsightException inside(String place, HindsightException e) {
        return HindsightException.invalid(
                e.attr().map(attr -> place + "__" + attr).orElse(place), e.code(), e.detail());
    }

    /** The elements of a list; none when there is no list. */
    static List<JsonNode> elements(String field, @Nullable JsonNode list) {
        return list == null || list.isNull() ? List.of() : Body.elements(field, list);
    }
}
