package dev.hindsight.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What every text of a caller has to keep to, wherever it comes from. */
public final class BodyText {
    private BodyText() {}

    /**
     * Checks a text that is going to be stored.
     *
     * @param maxLength in code points
     * @return the text
     * @throws HindsightException {@code validation_error} with {@code attr} when it is too long, or has characters that a
     *     database cannot keep
     */
    public static String check(String attr, String text, int maxLength) {
        checkCharacters(attr, text);
        if (text.codePointCount(0, text.length()) > maxLength) {
            throw HindsightException.invalid(
                    attr, "max_length", "Ensure this field has no more than " + maxLength + " characters.");
        }
        return text;
    }

    /** As {@link #check} for a text that may not be blank. */
    public static String checkFilled(String attr, String text, int maxLength) {
        if (text.isBlank()) {
            throw HindsightException.invalid(attr, "blank", "This field may not be blank.");
        }
        return check(attr, text, maxLength);
    }

    /** As {@link #checkCharacters(String, String)} for every key and text of a JSON value. */
    public static void checkCharacters(String attr, JsonNode json) {
        Deque<JsonNode> waiting = new ArrayDeque<>();
        waiting.push(json);
        while (!waiting.isEmpty()) {
            JsonNode node = waiting.pop();
            if (node.isTextual()) {
                checkCharacters(attr, node.textValue());
            }
            node.fieldNames().forEachRemaining(name -> checkCharacters(attr, name));
            node.forEach(waiting::push);
        }
    }

    /**
     * Checks that a text has neither NUL nor half of a surrogate pair, which databases refuse.
     *
     * @throws HindsightException {@code validation_error} with {@code attr}
     */
    public static void checkCharacters(String attr, String text) {
        if (text.indexOf('\0') >= 0) {
            throw HindsightException.invalid(attr, "null_characters_not_allowed", "Null characters are not allowed.");
        }
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw HindsightException.invalid(
                    attr, "surrogate_characters_not_allowed", "Half characters (lone surrogates) are not allowed.");
        }
    }
}
