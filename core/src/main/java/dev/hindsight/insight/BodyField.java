package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a body, read as PostHog reads it: lenient in spelling, exact in its complaints (contract insights-api 3.3).
 *
 * @param attr its name in errors
 */
record BodyField(String attr, JsonNode value) {
    private static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "off", "0");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}(\\.0*)?");

    /** The field of a body; null when it is absent. */
    static @Nullable BodyField of(JsonNode body, String name) {
        JsonNode value = body.get(name);
        return value == null ? null : new BodyField(name, value);
    }

    boolean isNull() {
        return value.isNull();
    }

    BodyField notNull() {
        if (isNull()) {
            throw HindsightException.invalid(attr, "null", "This field may not be null.");
        }
        return this;
    }

    /** Text, or a number as text. */
    String text(int longest) {
        if (!value.isTextual() && !value.isNumber()) {
            throw HindsightException.invalid(attr, "Not a valid string.");
        }
        String text = value.asText();
        TextRules.check(attr, text, longest);
        return text;
    }

    boolean bool() {
        notNull();
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber() && (isNumber(0) || isNumber(1))) {
            return isNumber(1);
        }
        String word = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "";
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw HindsightException.invalid(attr, "Must be a valid boolean.");
        }
        return TRUE.contains(word);
    }

    private boolean isNumber(int number) {
        return value.doubleValue() == number;
    }

    /** A number that fits into 32 bits. */
    int integer() {
        String text = value.isNumber() || value.isTextual() ? value.asText().strip() : "";
        BigDecimal number = value.isNumber() ? value.decimalValue() : null;
        if (number == null && INTEGER.matcher(text).matches()) {
            number = new BigDecimal(text);
        }
        if (number == null
                || (number.signum() != 0 && number.stripTrailingZeros().scale() > 0)) {
            throw HindsightException.invalid(attr, "A valid integer is required.");
        }
        if (number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw HindsightException.invalid(
                    attr, "max_value", "Ensure this value is less than or equal to 2147483647.");
        }
        if (number.compareTo(BigDecimal.valueOf(Integer.MIN_VALUE)) < 0) {
            throw HindsightException.invalid(
                    attr, "min_value", "Ensure this value is greater than or equal to -2147483648.");
        }
        return number.intValue();
    }

    /** The elements of a list, each named by its place. */
    List<BodyField> elements(int most) {
        notNull();
        if (!value.isArray()) {
            throw HindsightException.invalid(
                    attr, "not_a_list", "Expected a list of items but got type \"" + typeName() + "\".");
        }
        if (value.size() > most) {
            throw HindsightException.invalid(
                    attr, "max_length", "Ensure this field has no more than " + most + " elements.");
        }
        List<BodyField> elements = new ArrayList<>();
        for (JsonNode element : value) {
            elements.add(new BodyField(attr + "__" + elements.size(), element));
        }
        return elements;
    }

    /** The id of a dashboard, as a number or its digits; an id that no dashboard has when it is too large for any. */
    long id(String field) {
        if (isNull()) {
            throw HindsightException.invalid(field, "null", "This field may not be null.");
        }
        boolean digits = value.isIntegralNumber()
                || (value.isTextual() && value.textValue().matches("[0-9]{1,40}"));
        if (!digits) {
            throw HindsightException.invalid(
                    field, "incorrect_type", "Incorrect type. Expected pk value, received " + typeName() + ".");
        }
        BigDecimal number = value.isTextual() ? new BigDecimal(value.textValue()) : value.decimalValue();
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw noDashboard(number.toPlainString());
        }
        return number.longValueExact();
    }

    static HindsightException noDashboard(String id) {
        return HindsightException.invalid(
                "dashboards", "does_not_exist", "Invalid pk \"" + id + "\" - object does not exist.");
    }

    /** The type's name as Python has it, because clients know these messages. */
    private String typeName() {
        return switch (value.getNodeType()) {
            case STRING -> "str";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int" : "float";
            case OBJECT -> "dict";
            case ARRAY -> "list";
            default -> "NoneType";
        };
    }
}
