package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What the values seen so far say about the types of properties. Only numbers make a property numeric and only booleans make
 * it boolean; anything else, mixtures included, is text. Not thread-safe.
 */
public final class TypeEvidence {
    /** Beyond it neighbouring integers become one 64-bit float, so that comparing as numbers would confuse them. */
    private static final long EXACT_INTEGERS = 1L << 53;

    /** No entry of an index can be much longer. Properties with longer keys are text. */
    private static final int LONGEST_KEY = 400;

    private final Map<PropertyKind, Map<String, PropertyType>> types = new EnumMap<>(PropertyKind.class);

    public TypeEvidence() {
        for (PropertyKind kind : PropertyKind.values()) {
            types.put(kind, new HashMap<>());
        }
    }

    /** An event has this value, at which the parser stands; it is not moved. */
    void addEventValue(String key, JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> add(PropertyKind.EVENT, key, PropertyType.BOOLEAN);
            case VALUE_NUMBER_FLOAT -> addNumber(PropertyKind.EVENT, key, Double.isFinite(parser.getDoubleValue()));
            case VALUE_NUMBER_INT ->
                addNumber(
                        PropertyKind.EVENT,
                        key,
                        parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER && isExact(parser.getLongValue()));
            default -> add(PropertyKind.EVENT, key, PropertyType.STRING);
        }
    }

    /** Something of a kind has this value. */
    void addValue(PropertyKind kind, String key, JsonNode value) {
        if (value.isBoolean()) {
            add(kind, key, PropertyType.BOOLEAN);
        } else if (value.isIntegralNumber()) {
            addNumber(kind, key, value.canConvertToLong() && isExact(value.longValue()));
        } else if (value.isNumber()) {
            addNumber(kind, key, Double.isFinite(value.doubleValue()));
        } else if (!value.isNull()) {
            add(kind, key, PropertyType.STRING);
        }
    }

    private void addNumber(PropertyKind kind, String key, boolean exact) {
        add(kind, key, exact ? PropertyType.NUMERIC : PropertyType.STRING);
    }

    private static boolean isExact(long value) {
        return value >= -EXACT_INTEGERS && value <= EXACT_INTEGERS;
    }

    private void add(PropertyKind kind, String key, PropertyType type) {
        if (key.length() > LONGEST_KEY) {
            return;
        }
        Map<String, PropertyType> known = of(kind);
        PropertyType before = known.get(key);
        if (before == null) {
            known.put(key, type);
        } else if (before != type && before != PropertyType.STRING) {
            known.put(key, PropertyType.STRING);
        }
    }

    /** All that {@code other} has seen was seen here too. */
    public void addAll(TypeEvidence other) {
        for (PropertyKind kind : PropertyKind.values()) {
            other.of(kind).forEach((key, type) -> add(kind, key, type));
        }
    }

    /** The type that fits all values seen, by key. */
    public Map<String, PropertyType> of(PropertyKind kind) {
        Map<String, PropertyType> known = types.get(kind);
        if (known == null) {
            throw new IllegalArgumentException(kind.name());
        }
        return known;
    }
}
