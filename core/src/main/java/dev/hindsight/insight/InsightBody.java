package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.QueryReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON bodies of insight requests and checks every value (contract insights-api 3.3, 3.5, 3.7). Unknown and
 * read-only fields are ignored.
 */
public final class InsightBody {
    private static final int LONGEST_TEXT = 400;
    private static final int LONGEST_JSON = 256 * 1024;
    private static final int MOST_DASHBOARDS = 1000;
    private static final int MOST_VIEWED = 2500;

    private InsightBody() {}

    /**
     * Reads an insight to be created.
     *
     * @throws HindsightException {@code parse_error} for a body that is no object or a query that is not valid, otherwise
     *     {@code validation_error} naming the first field that breaks a rule
     */
    public static InsightDraft draft(JsonNode body) {
        return InsightDraft.of(patch(body, false));
    }

    /**
     * Reads changes to an insight.
     *
     * @param mayRestore whether {@code "deleted": false} brings a deleted insight back; with PATCH it does, with PUT not
     * @throws HindsightException as {@link #draft}
     */
    public static InsightPatch patch(JsonNode body, boolean mayRestore) {
        requireObject(body);
        Given<JsonNode> query = query(BodyField.of(body, "query"));
        Given<String> name = text(BodyField.of(body, "name"));
        Given<String> derivedName = text(BodyField.of(body, "derived_name"));
        Given<String> description = text(BodyField.of(body, "description"));
        JsonNode filters = filters(BodyField.of(body, "filters"));
        Given<Integer> order = order(BodyField.of(body, "order"));
        Boolean favorited = bool(BodyField.of(body, "favorited"));
        Boolean saved = bool(BodyField.of(body, "saved"));
        Boolean deleted = bool(BodyField.of(body, "deleted"));
        List<String> tags = Tags.read(body);
        List<Long> dashboards = dashboards(BodyField.of(body, "dashboards"));
        // The word "false" or a 0 is a boolean too, but restores nothing.
        boolean restores = mayRestore && body.path("deleted").isBoolean() && Boolean.FALSE.equals(deleted);
        return new InsightPatch(
                name,
                derivedName,
                description,
                filters,
                query,
                order,
                deleted,
                saved,
                favorited,
                tags,
                dashboards,
                restores);
    }

    /**
     * Reads the ids of viewed insights.
     *
     * @return from 1 to 2,500 ids, each once; ids too large for any insight are left out
     * @throws HindsightException {@code parse_error} or {@code validation_error}, attr {@code insight_ids}
     */
    public static List<Long> viewed(JsonNode body) {
        requireObject(body);
        BodyField field = BodyField.of(body, "insight_ids");
        if (field == null) {
            throw HindsightException.invalid("insight_ids", "required", "This field is required.");
        }
        List<BodyField> elements = field.elements(MOST_VIEWED);
        if (elements.isEmpty()) {
            throw HindsightException.invalid("insight_ids", "empty", "This list may not be empty.");
        }
        for (BodyField element : elements) {
            if (!element.value().isIntegralNumber()) {
                throw HindsightException.invalid(element.attr(), "A valid integer is required.");
            }
        }
        return elements.stream()
                .map(BodyField::value)
                .filter(JsonNode::canConvertToLong)
                .map(JsonNode::longValue)
                .distinct()
                .toList();
    }

    private static void requireObject(JsonNode body) {
        if (!body.isObject()) {
            throw HindsightException.unparsable("JSON parse error - an object is required.");
        }
    }

    private static @Nullable Given<JsonNode> query(@Nullable BodyField field) {
        if (field == null) {
            return null;
        }
        if (field.isNull()) {
            return new Given<>(null);
        }
        JsonNode value = field.value();
        if (!value.isObject() && isFalsy(value)) {
            throw HindsightException.invalid("query", "Query must be a valid JSON object");
        }
        JsonNode query = limited("query", value);
        QueryReader.read(query);
        return new Given<>(query);
    }

    private static boolean isFalsy(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> value.isEmpty();
            case STRING -> value.textValue().isEmpty();
            case NUMBER -> value.doubleValue() == 0;
            case BOOLEAN -> !value.booleanValue();
            default -> false;
        };
    }

    private static @Nullable JsonNode filters(@Nullable BodyField field) {
        if (field == null) {
            return null;
        }
        if (!field.notNull().value().isObject()) {
            throw HindsightException.invalid("filters", "Filters must be a valid JSON object");
        }
        return limited("filters", field.value());
    }

    /** The value as it will be read from the database, so that "unchanged" can be told by comparing. */
    private static JsonNode limited(String attr, JsonNode value) {
        String text = value.toString();
        if (text.length() > LONGEST_JSON) {
            throw HindsightException.invalid(
                    attr, "max_length", "Ensure this field has no more than " + LONGEST_JSON + " characters as JSON.");
        }
        TextRules.check(attr, text);
        return JsonText.read(text);
    }

    private static @Nullable Given<String> text(@Nullable BodyField field) {
        if (field == null) {
            return null;
        }
        return new Given<>(field.isNull() ? null : field.text(LONGEST_TEXT));
    }

    private static @Nullable Given<Integer> order(@Nullable BodyField field) {
        if (field == null) {
            return null;
        }
        return new Given<>(field.isNull() ? null : (Integer) field.integer());
    }

    private static @Nullable Boolean bool(@Nullable BodyField field) {
        return field == null ? null : (Boolean) field.bool();
    }

    private static @Nullable List<Long> dashboards(@Nullable BodyField field) {
        if (field == null) {
            return null;
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (BodyField element : field.elements(MOST_DASHBOARDS)) {
            ids.add(element.id("dashboards"));
        }
        return List.copyOf(ids);
    }
}
