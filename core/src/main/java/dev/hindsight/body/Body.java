package dev.hindsight.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.hindsight.error.HindsightException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object that a caller sent. Fields that nobody asks for are ignored (contract insights-api 2.1); the complaints are
 * those of contract insights-api 3.3.
 */
public final class Body {
    private static final BigInteger MAX_INTEGER = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger MIN_INTEGER = BigInteger.valueOf(Integer.MIN_VALUE);

    /** Longer numbers than this are no integers of ours, and slow to read. */
    private static final int MAX_DIGITS = 100;

    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

    private final JsonNode object;

    /** @throws HindsightException {@code parse_error} when the body is not an object */
    public Body(JsonNode body) {
        if (!body.isObject()) {
            throw HindsightException.unparsable("JSON parse error - the body must be an object, not " + typeOf(body));
        }
        this.object = body;
    }

    /** Whether the field is there, be it with JSON null. */
    public boolean has(String field) {
        return object.has(field);
    }

    /** The field's value as it came; null when absent. */
    public @Nullable JsonNode raw(String field) {
        return object.get(field);
    }

    /** The field's value; empty when absent, refused when JSON null. */
    public Optional<JsonNode> value(String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isNull()) {
            throw HindsightException.invalid(field, "null", "This field may not be null.");
        }
        return Optional.of(value);
    }

    /** A text that may be JSON null, which reads as null like an absent one; numbers become text. */
    public @Nullable String nullableText(String field, int maxLength) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : textOf(field, value, maxLength);
    }

    /** A text that may be empty but not JSON null. */
    public Optional<String> text(String field, int maxLength) {
        return value(field).map(value -> textOf(field, value, maxLength));
    }

    /** A text without the space around it, of which something has to be left. */
    public Optional<String> filledText(String field, int maxLength) {
        return value(field).map(value -> {
            String text = textOf(field, value, Integer.MAX_VALUE).strip();
            return BodyText.checkFilled(field, text, maxLength);
        });
    }

    /** As {@link #filledText}, which has to be there. */
    public String requiredText(String field, int maxLength) {
        return filledText(field, maxLength).orElseThrow(() -> required(field));
    }

    /** A boolean in any of the spellings that are accepted. */
    public Optional<Boolean> bool(String field) {
        return value(field).map(value -> {
            if (value.isBoolean()) {
                return value.booleanValue();
            }
            String word = value.isTextual() || value.isNumber()
                    ? value.asText().strip().toLowerCase(Locale.ROOT)
                    : "";
            if (TRUE.contains(word) || word.equals("1.0")) {
                return true;
            }
            if (FALSE.contains(word) || word.equals("0.0")) {
                return false;
            }
            throw HindsightException.invalid(field, "Must be a valid boolean.");
        });
    }

    /** A 32-bit integer, also when written as text; JSON null reads as null like an absent one. */
    public @Nullable Integer nullableInteger(String field) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : integerOf(field, value);
    }

    /** A 32-bit integer, also when written as text. */
    public Optional<Integer> integer(String field) {
        return value(field).map(value -> integerOf(field, value));
    }

    /** The elements of a list. */
    public Optional<List<JsonNode>> list(String field) {
        return value(field).map(value -> elements(field, value));
    }

    /** The elements of a value that has to be a list. */
    public static List<JsonNode> elements(String field, JsonNode value) {
        if (!value.isArray()) {
            throw HindsightException.invalid(
                    field, "not_a_list", "Expected a list of items but got type \"" + typeOf(value) + "\".");
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    /** The texts of a list. */
    public Optional<List<String>> texts(String field, int maxLength) {
        return list(field)
                .map(elements -> elements.stream()
                        .map(element -> textOf(field, element, maxLength))
                        .toList());
    }

    /** The ids of a list. */
    public Optional<List<Long>> ids(String field) {
        return list(field)
                .map(elements ->
                        elements.stream().map(element -> idOf(field, element)).toList());
    }

    /** The UUIDs of a list. */
    public Optional<List<UUID>> uuids(String field) {
        return list(field)
                .map(elements ->
                        elements.stream().map(element -> uuidOf(field, element)).toList());
    }

    /** A UUID, which has to be there. */
    public UUID requiredUuid(String field) {
        return uuidOf(field, value(field).orElseThrow(() -> required(field)));
    }

    /** The complaint about a field that has to be there. */
    public static HindsightException required(String field) {
        return HindsightException.invalid(field, "required", "This field is required.");
    }

    /** The complaint about the id of something that is not there. */
    public static HindsightException unknownId(String field, Object id) {
        return HindsightException.invalid(
                field, "does_not_exist", "Invalid pk \"" + id + "\" - object does not exist.");
    }

    /** What a value is, in the words that clients know from the original's errors. */
    public static String typeOf(JsonNode value) {
        JsonNodeType type = value.getNodeType();
        return switch (type) {
            case STRING -> "str";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int" : "float";
            case ARRAY -> "list";
            case OBJECT, POJO -> "dict";
            case NULL, MISSING, BINARY -> "NoneType";
        };
    }

    private static String textOf(String field, JsonNode value, int maxLength) {
        if (!value.isTextual() && !value.isNumber()) {
            throw HindsightException.invalid(field, "Not a valid string.");
        }
        return BodyText.check(field, value.asText(), maxLength);
    }

    private static int integerOf(String field, JsonNode value) {
        BigInteger integer =
                wholeNumber(value).orElseThrow(() -> HindsightException.invalid(field, "A valid integer is required."));
        if (integer.compareTo(MAX_INTEGER) > 0) {
            throw HindsightException.invalid(
                    field, "max_value", "Ensure this value is less than or equal to " + MAX_INTEGER + ".");
        }
        if (integer.compareTo(MIN_INTEGER) < 0) {
            throw HindsightException.invalid(
                    field, "min_value", "Ensure this value is greater than or equal to " + MIN_INTEGER + ".");
        }
        return integer.intValue();
    }

    private static Optional<BigInteger> wholeNumber(JsonNode value) {
        if (!value.isNumber() && !value.isTextual()) {
            return Optional.empty();
        }
        String text = value.asText().strip();
        if (text.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            // The scale of 1e999999999 is a number that must not be written out.
            return Math.abs(number.scale()) > MAX_DIGITS ? Optional.empty() : Optional.of(number.toBigIntegerExact());
        } catch (NumberFormatException e) {
            return Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long idOf(String field, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isIntegralNumber()) {
            throw unknownId(field, value.asText());
        }
        throw HindsightException.invalid(
                field, "incorrect_type", "Incorrect type. Expected pk value, received " + typeOf(value) + ".");
    }

    private static UUID uuidOf(String field, JsonNode value) {
        String text = value.isTextual() ? value.textValue() : "";
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // Said below, together with what UUID takes too willingly.
        }
        throw HindsightException.invalid(field, "Must be a valid UUID.");
    }
}
