package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tags for many insights (contract insights-api 3.12).
 *
 * @param ids from 1 to 500, each once
 * @param tags trimmed, in lower case, each once
 */
public record BulkTags(List<Long> ids, TagAction action, List<String> tags) {
    private static final int MOST_IDS = 500;
    private static final int MOST_TAGS = 100;
    private static final int MOST_CHANGES = 10_000;

    public BulkTags {
        ids = List.copyOf(ids);
        tags = List.copyOf(tags);
        if (tags.isEmpty() && action != TagAction.SET) {
            throw HindsightException.invalid("tags", "tags must not be empty for action '" + action.wire() + "'.");
        }
        if ((long) ids.size() * tags.size() > MOST_CHANGES) {
            throw HindsightException.invalid(
                    "tags", "Too many changes in one request: ids × distinct tags must not exceed 10000.");
        }
    }

    /**
     * Reads the body of a request.
     *
     * @throws HindsightException {@code parse_error} for what is no object, else {@code validation_error} naming the field
     */
    public static BulkTags read(JsonNode body) {
        List<Long> ids = ids(body);
        BodyField action = required(body, "action").notNull();
        TagAction read = TagAction.parse(
                action.value().isTextual()
                        ? action.value().textValue()
                        : action.value().toString());
        return new BulkTags(ids, read, Tags.read(required(body, "tags"), MOST_TAGS));
    }

    /**
     * Reads the ids of a request about many insights.
     *
     * @return from 1 to 500 ids, each once
     * @throws HindsightException as {@link #read}
     */
    public static List<Long> ids(JsonNode body) {
        if (!body.isObject()) {
            throw HindsightException.unparsable("JSON parse error - an object is required.");
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (BodyField element : required(body, "ids").elements(MOST_IDS)) {
            if (!element.value().isIntegralNumber() || !element.value().canConvertToLong()) {
                throw HindsightException.invalid(element.attr(), "A valid integer is required.");
            }
            ids.add(element.value().longValue());
        }
        if (ids.isEmpty()) {
            throw HindsightException.invalid("ids", "empty", "This list may not be empty.");
        }
        return List.copyOf(ids);
    }

    private static BodyField required(JsonNode body, String name) {
        @Nullable BodyField field = BodyField.of(body, name);
        if (field == null) {
            throw HindsightException.invalid(name, "required", "This field is required.");
        }
        return field;
    }
}
