package dev.hindsight.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.event.PropertyTexts;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of those properties that {@code jsonb} would write differently than {@link PropertyTexts}: objects and lists, whose spaces
 * and order of fields it does not keep, and numbers with exponents or needless zeros. All of them are JSON themselves.
 */
final class JsonbTexts {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper PLAIN = new JsonMapper();

    /** Digits after the point, or zeros before it, beyond which no text of a number is plain. */
    private static final int LONGEST_PLAIN = 400;

    private JsonbTexts() {}

    /** A JSON object of the texts, or null when there are none. */
    static @Nullable String of(String properties) {
        ObjectNode texts = null;
        try {
            JsonNode exact = JSON.readTree(properties);
            // Only a 64-bit float knows of a zero below zero.
            JsonNode floats = properties.contains("-0") ? PLAIN.readTree(properties) : exact;
            for (Map.Entry<String, JsonNode> property : exact.properties()) {
                JsonNode value = property.getValue();
                if (value.isContainerNode() || value.isFloatingPointNumber()) {
                    String text = PropertyTexts.of(floats.path(property.getKey()));
                    boolean kept = value.isBigDecimal()
                            && Math.abs(value.decimalValue().scale()) < LONGEST_PLAIN
                            && value.decimalValue().toPlainString().equals(text);
                    if (text != null && !kept) {
                        texts = texts == null ? JSON.createObjectNode() : texts;
                        texts.put(property.getKey(), text);
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("properties that are no JSON", e);
        }
        return texts == null ? null : texts.toString();
    }

    /** What was stored, of both its parts. */
    static Map<String, JsonNode> read(String properties, @Nullable String texts) {
        try {
            Map<String, JsonNode> read = new LinkedHashMap<>();
            fields(properties).forEach(field -> read.put(field.getKey(), field.getValue()));
            if (texts != null) {
                for (Map.Entry<String, JsonNode> text : fields(texts)) {
                    read.put(text.getKey(), PLAIN.readTree(text.getValue().asText()));
                }
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("stored properties that are no JSON", e);
        }
    }

    private static Iterable<Map.Entry<String, JsonNode>> fields(String object) throws JsonProcessingException {
        return PLAIN.readTree(object).properties();
    }
}
