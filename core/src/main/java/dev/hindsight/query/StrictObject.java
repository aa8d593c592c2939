package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a query, read field by field. It knows where it stands, so that every complaint names the field, and in
 * the end it refuses what nobody asked for. JSON null and an absent field read the same.
 */
final class StrictObject {
    private final JsonNode node;
    private final String path;
    private final Set<String> known = new HashSet<>();

    StrictObject(JsonNode node, String path) {
        if (!node.isObject()) {
            throw error(path, "expected an object, got " + typeOf(node));
        }
        this.node = node;
        this.path = path;
    }

    /** Where a field of this object stands. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    String path() {
        return path;
    }

    boolean isEmpty() {
        return node.isEmpty();
    }

    /** The field's value; null when absent or JSON null. */
    @Nullable
    JsonNode raw(String key) {
        known.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String key) {
        JsonNode value = raw(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw error(at(key), "expected text, got " + typeOf(value));
        }
        if (value.textValue().indexOf('\0') >= 0) {
            throw error(at(key), "must not contain a NUL character");
        }
        return value.textValue();
    }

    String requiredText(String key) {
        String value = text(key);
        if (value == null) {
            throw error(at(key), "is required");
        }
        return value;
    }

    @Nullable
    Integer integer(String key) {
        JsonNode value = raw(key);
        if (value == null) {
            return null;
        }
        boolean whole = value.isIntegralNumber()
                || (value.isFloatingPointNumber() && value.doubleValue() == Math.rint(value.doubleValue()));
        if (!whole || !value.canConvertToInt()) {
            throw error(at(key), "expected a whole number, got " + typeOf(value));
        }
        return value.intValue();
    }

    /** A whole number within bounds, both allowed. */
    @Nullable
    Integer integer(String key, int least, int most) {
        Integer value = integer(key);
        if (value != null && (value < least || value > most)) {
            throw error(at(key), "must be from " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    @Nullable
    Double number(String key) {
        JsonNode value = raw(key);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw error(at(key), "expected a number, got " + typeOf(value));
        }
        return value.doubleValue();
    }

    /** Whether the field is there, be it with null. */
    boolean has(String key) {
        return node.has(key);
    }

    /** A whole number, as a number or as text. */
    @Nullable
    Integer wholeNumber(String key) {
        JsonNode value = raw(key);
        if (value == null || !value.isTextual()) {
            return integer(key);
        }
        try {
            return Integer.valueOf(value.textValue().strip());
        } catch (NumberFormatException e) {
            throw error(at(key), "expected a whole number, got text");
        }
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(optionalFlag(key));
    }

    /** True, false, or null when it is absent or null. */
    @Nullable
    Boolean optionalFlag(String key) {
        JsonNode value = raw(key);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw error(at(key), "expected true or false, got " + typeOf(value));
        }
        return value.booleanValue();
    }

    <E extends Wire> @Nullable E choice(String key, E[] choices) {
        String value = text(key);
        if (value == null) {
            return null;
        }
        for (E choice : choices) {
            if (choice.wire().equals(value)) {
                return choice;
            }
        }
        String allowed = Arrays.stream(choices).map(Wire::wire).collect(Collectors.joining(", "));
        throw error(at(key), "\"" + shortened(value) + "\" is not one of " + allowed);
    }

    @Nullable
    StrictObject object(String key) {
        JsonNode value = raw(key);
        return value == null ? null : new StrictObject(value, at(key));
    }

    /** The elements of a list; empty when the field is absent. */
    List<JsonNode> list(String key, int most) {
        JsonNode value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw error(at(key), "expected a list, got " + typeOf(value));
        }
        if (value.size() > most) {
            throw error(at(key), "has " + value.size() + " elements; at most " + most + " are allowed");
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    Iterator<String> names() {
        return node.fieldNames();
    }

    /** Fields that may be there and change no numbers. */
    StrictObject ignoring(String... keys) {
        known.addAll(Arrays.asList(keys));
        return this;
    }

    /** Nothing else may be in this object. */
    void end() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw error(at(shortened(name)), "is not a field of this object");
            }
        }
    }

    static HindsightException error(String path, String problem) {
        return HindsightException.unparsable("query" + (path.isEmpty() ? "" : "." + path) + ": " + problem);
    }

    static String shortened(String text) {
        String clean = text.codePoints()
                .limit(60)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "…" : clean;
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "text";
            case NUMBER -> "the number " + shortened(value.asText());
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            default -> "something else";
        };
    }
}
