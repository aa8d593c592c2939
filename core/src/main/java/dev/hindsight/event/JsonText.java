package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.Map;

/** What every event store can keep: no NUL, no half of a surrogate pair, no number beyond a 64-bit float, bounded depth. */
final class JsonText {
    private static final int DEPTH_LIMIT = 100;

    private JsonText() {}

    /** @throws HindsightException {@code validation_error} with {@code attr} when the text cannot be stored as it is */
    static void requireStorable(String text, String attr) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw HindsightException.invalid(attr, attr + " must not contain NUL characters.");
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw HindsightException.invalid(attr, attr + " must not contain half a surrogate pair.");
                }
                i++;
            }
        }
    }

    /**
     * As {@link #requireStorable(String, String)} for every key and value of a tree that has at most {@link #DEPTH_LIMIT}
     * levels.
     */
    static void requireStorable(JsonNode tree, String attr) {
        requireStorable(tree, attr, DEPTH_LIMIT);
    }

    private static void requireStorable(JsonNode node, String attr, int levels) {
        if (node.isTextual()) {
            requireStorable(node.textValue(), attr);
        } else if (node.isFloatingPointNumber() || node.isBigInteger()) {
            if (!Double.isFinite(node.doubleValue())) {
                throw HindsightException.invalid(attr, attr + " must not contain numbers beyond 1.8e308.");
            }
        } else if (node.isContainerNode()) {
            if (levels == 0) {
                throw HindsightException.invalid(
                        attr, attr + " must not be nested deeper than " + DEPTH_LIMIT + " levels.");
            }
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                requireStorable(field.getKey(), attr);
                requireStorable(field.getValue(), attr, levels - 1);
            }
            if (node.isArray()) {
                for (JsonNode item : node) {
                    requireStorable(item, attr, levels - 1);
                }
            }
        }
    }
}
