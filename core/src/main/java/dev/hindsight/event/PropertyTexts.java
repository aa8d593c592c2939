package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a property's value (contract queries 2.4.3), for stores whose database would write values differently: the same
 * breakdown and the same comparison on every engine. Texts are as they are, whole numbers are their digits, other numbers the
 * shortest text that is read as the same 64-bit float, with a point or an exponent; objects and lists are JSON without spaces,
 * their fields in the order in which they came.
 */
public final class PropertyTexts {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    /** From here on numbers are written with an exponent, as in {@code 1e21}. */
    private static final double LARGE = 1e21;

    private static final double SMALL = 1e-6;

    private PropertyTexts() {}

    /** The text of each property of a JSON object, in their order; without those that are null. */
    public static Map<String, String> all(String properties) {
        Map<String, String> texts = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JsonNode> property :
                    JSON.readTree(properties).properties()) {
                String text = of(property.getValue());
                if (text != null) {
                    texts.put(property.getKey(), text);
                }
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("properties that are no JSON", e);
        }
        return texts;
    }

    /** The text of a value; null for JSON null. */
    public static @Nullable String of(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        if (value.isTextual()) {
            return value.textValue();
        }
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    /** A text as JSON writes it, as it stands in the texts of objects and lists. */
    public static String quoted(String part) {
        StringBuilder text = new StringBuilder();
        quote(part, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder text) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                text.append('{');
                String separator = "";
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    text.append(separator);
                    quote(field.getKey(), text);
                    text.append(':');
                    write(field.getValue(), text);
                    separator = ",";
                }
                text.append('}');
            }
            case ARRAY -> {
                text.append('[');
                String separator = "";
                for (JsonNode item : value) {
                    text.append(separator);
                    write(item, text);
                    separator = ",";
                }
                text.append(']');
            }
            case STRING -> quote(value.textValue(), text);
            case NUMBER ->
                text.append(value.isIntegralNumber() ? value.bigIntegerValue().toString() : of(value.doubleValue()));
            default -> text.append(value.asText());
        }
    }

    private static void quote(String part, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04X", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static String of(double number) {
        double size = Math.abs(number);
        if (Double.isInfinite(number)) {
            return number < 0
                    ? "-Infinity"
                    : "Infinity"; // only what a host stores past the checks of a sender's events
        }
        if (size == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(number);
        if (size >= SMALL && size < LARGE) {
            String plain = shortest.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (number < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + exponent;
    }

    /** With as few digits as are read as this number, and no zeros at the end. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        // Any 15 digits survive as a float, but not among the tiniest.
        int fewest = Math.abs(number) < Double.MIN_NORMAL ? 1 : 15;
        for (int digits = fewest; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17)).stripTrailingZeros();
    }
}
