package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of a value. Clients that took old filters out of an address wrote everything as text. What has none of the forms
 * that are meant stays as it is, for the reader of queries to refuse.
 */
enum Form {
    /** As it is. */
    ANY,
    TEXT,
    WHOLE,
    FLAG,
    /** A list of texts. */
    TEXTS;

    private static final Set<String> TRUE = Set.of("y", "yes", "t", "true", "on", "1");

    /** Null for what says nothing. */
    @Nullable
    JsonNode of(JsonNode value) {
        boolean blank = value.isTextual() && value.textValue().isBlank();
        return switch (this) {
            case ANY -> value;
            case TEXT -> blank ? null : value;
            case WHOLE -> blank ? null : whole(value);
            case FLAG -> blank ? null : flag(value);
            case TEXTS -> blank ? null : texts(OldObject.decoded(value));
        };
    }

    private static JsonNode whole(JsonNode value) {
        try {
            return value.isTextual()
                    ? JsonNodeFactory.instance.numberNode(
                            Integer.parseInt(value.textValue().strip()))
                    : value;
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static JsonNode flag(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue().strip().toLowerCase(Locale.ROOT);
            return JsonNodeFactory.instance.booleanNode(TRUE.contains(text));
        }
        return value.isIntegralNumber() ? JsonNodeFactory.instance.booleanNode(value.intValue() != 0) : value;
    }

    private static JsonNode texts(JsonNode value) {
        if (!value.isArray()) {
            return value;
        }
        ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        value.forEach(element -> {
            if (!element.isNull()) {
                texts.add(element);
            }
        });
        return texts;
    }
}
