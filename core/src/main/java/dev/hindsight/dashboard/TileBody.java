package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Given;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tiles of a body: {@code {id?, insight? or insight_id?, text?, layouts?, color?, filters_overrides?, deleted?}}. */
final class TileBody {
    private static final int MOST_TILES = 500;
    private static final int LONGEST_TEXT = 4_000;
    private static final int LONGEST_COLOR = 400;

    private TileBody() {}

    static List<TileChange> changes(@Nullable JsonNode list) {
        List<JsonNode> elements = DashboardBody.elements("tiles", list);
        if (elements.size() > MOST_TILES) {
            throw HindsightException.invalid(
                    "tiles", "max_length", "Ensure this field has no more than " + MOST_TILES + " elements.");
        }
        List<TileChange> changes = new ArrayList<>(elements.size());
        for (JsonNode element : elements) {
            String place = "tiles__" + changes.size();
            if (!element.isObject()) {
                throw HindsightException.invalid(
                        place, "Expected an object but got type \"" + Body.typeOf(element) + "\".");
            }
            try {
                changes.add(change(new Body(element)));
            } catch (HindsightException e) {
                throw DashboardBody.inside(place, e);
            }
        }
        return changes;
    }

    private static TileChange change(Body body) {
        return new TileChange(
                id(body, "id"),
                insight(body),
                text(body.raw("text")),
                layouts(body.raw("layouts")),
                body.has("color") ? new Given<>(body.nullableText("color", LONGEST_COLOR)) : null,
                DashboardBody.filters(body, "filters_overrides"),
                // A tile that was never removed has null here, which says nothing.
                isNull(body.raw("deleted")) ? null : body.bool("deleted").orElse(null));
    }

    /** By its id, or whole as it was read. */
    private static @Nullable Long insight(Body body) {
        JsonNode value = body.raw("insight");
        return value != null && value.isObject()
                ? id(new Body(value), "id")
                : id(body, isNull(value) ? "insight_id" : "insight");
    }

    private static @Nullable Long id(Body body, String field) {
        JsonNode value = body.raw(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw HindsightException.invalid(
                    field, "incorrect_type", "Incorrect type. Expected pk value, received " + Body.typeOf(value) + ".");
        }
        if (!value.canConvertToLong()) {
            throw Body.unknownId(field, value.asText());
        }
        return value.longValue();
    }

    private static @Nullable String text(@Nullable JsonNode text) {
        if (text == null || text.isNull()) {
            return null;
        }
        JsonNode body = text.path("body");
        if (!body.isTextual()) {
            throw HindsightException.invalid("text", "A text is an object with a body: {\"body\": \"…\"}.");
        }
        return BodyText.check("text", body.textValue(), LONGEST_TEXT);
    }

    private static @Nullable JsonNode layouts(@Nullable JsonNode layouts) {
        if (layouts == null || layouts.isNull()) {
            return null;
        }
        if (!layouts.isObject()) {
            throw HindsightException.invalid("layouts", "Layouts must be a valid JSON object");
        }
        return DashboardBody.kept("layouts", layouts);
    }

    private static boolean isNull(@Nullable JsonNode value) {
        return value == null || value.isNull();
    }
}
