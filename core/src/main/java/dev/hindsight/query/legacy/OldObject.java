package dev.hindsight.query.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One object of old filters, which knows where it stands. JSON null and an absent key read the same. */
final class OldObject {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final String path;

    OldObject(JsonNode node, String path) {
        if (!node.isObject()) {
            throw error(path, "expected an object");
        }
        this.node = node;
        this.path = path;
    }

    /** Where a key of this object stands. */
    String at(String key) {
        return path + "." + key;
    }

    String path() {
        return path;
    }

    JsonNode node() {
        return node;
    }

    @Nullable
    JsonNode raw(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    /** The key's value in the form that nodes have it in. */
    @Nullable
    JsonNode read(String key, Form form) {
        JsonNode value = raw(key);
        return value == null ? null : form.of(value);
    }

    /** Text that is not blank. */
    @Nullable
    String text(String key) {
        JsonNode value = read(key, Form.TEXT);
        return value == null ? null : value.textValue();
    }

    /** The elements of a list, which may be JSON text; without nulls. Empty when the key is absent. */
    List<JsonNode> list(String key) {
        JsonNode value = raw(key);
        if (value == null || (value.isTextual() && value.textValue().isBlank())) {
            return List.of();
        }
        JsonNode list = decoded(value);
        if (!list.isArray()) {
            throw error(at(key), "expected a list");
        }
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode element : list) {
            if (!element.isNull()) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** An object, which may be JSON text; null when it is absent or has no keys. */
    @Nullable
    OldObject object(String key) {
        JsonNode value = raw(key);
        if (value == null || (value.isTextual() && value.textValue().isBlank())) {
            return null;
        }
        OldObject object = new OldObject(decoded(value), at(key));
        return object.node.isEmpty() ? null : object;
    }

    /** What a text says when it is JSON of an object or a list; everything else stays as it is. */
    static JsonNode decoded(JsonNode value) {
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return value;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return value;
        }
    }

    static HindsightException error(String path, String problem) {
        return HindsightException.invalid("filters", path + ": " + problem);
    }
}
