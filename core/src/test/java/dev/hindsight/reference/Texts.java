package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Property values as text and numbers (contract queries 2.4.3). */
final class Texts {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private Texts() {}

    /** The text form of a stored value: null when missing or JSON null. */
    static @Nullable String of(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return null;
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    static @Nullable Double number(@Nullable String text) {
        return text != null && NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    static @Nullable Boolean bool(@Nullable String text) {
        if ("true".equals(text)) {
            return Boolean.TRUE;
        }
        return "false".equals(text) ? Boolean.FALSE : null;
    }

    /** Order by Unicode code points, which is also the order of the UTF-8 bytes. */
    static int compare(String left, String right) {
        return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }

    static String firstCharacters(String text, int length) {
        int[] points = text.codePoints().limit(length).toArray();
        return new String(points, 0, points.length);
    }
}
