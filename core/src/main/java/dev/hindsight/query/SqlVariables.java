package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import java.util.Map;
import java.util.Set;

/**
 * Values for the variables of SQL, by the variables' ids (contract insights-api 3.4).
 *
 * @param json an object of objects {@code {code_name, variableId, value, isNull}}; kept as sent
 */
public record SqlVariables(JsonNode json) {
    public static final SqlVariables NONE = new SqlVariables(JsonNodeFactory.instance.objectNode());

    private static final Set<String> FIELDS = Set.of("code_name", "variableId", "value", "isNull");

    /**
     * Reads values; JSON null reads as none.
     *
     * @param attr the parameter or field that they came in
     * @throws HindsightException {@code validation_error} with {@code attr}, naming what is unknown or wrong
     */
    public static SqlVariables read(JsonNode json, String attr) {
        if (json.isNull() || json.isMissingNode()) {
            return NONE;
        }
        if (!json.isObject()) {
            throw HindsightException.invalid(attr, "expected an object, got " + StrictObject.typeOf(json));
        }
        for (Map.Entry<String, JsonNode> variable : json.properties()) {
            check(StrictObject.shortened(variable.getKey()), variable.getKey(), variable.getValue(), attr);
        }
        return new SqlVariables(json);
    }

    private static void check(String shown, String id, JsonNode variable, String attr) {
        if (!variable.isObject()) {
            throw HindsightException.invalid(
                    attr, shown + ": expected an object, got " + StrictObject.typeOf(variable));
        }
        variable.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw HindsightException.invalid(
                        attr, shown + "." + StrictObject.shortened(field) + ": is not a field of this object");
            }
        });
        JsonNode named = variable.path("variableId");
        if (!named.isMissingNode() && !named.asText().equals(id)) {
            throw HindsightException.invalid(attr, shown + ".variableId: is not the id that it stands under");
        }
        JsonNode codeName = variable.path("code_name");
        if (!codeName.isMissingNode() && !codeName.isTextual()) {
            throw HindsightException.invalid(
                    attr, shown + ".code_name: expected text, got " + StrictObject.typeOf(codeName));
        }
    }

    public boolean isEmpty() {
        return json.isEmpty();
    }

    /** These with others over them, variable by variable. */
    public SqlVariables with(SqlVariables over) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        over.json.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        return new SqlVariables(merged);
    }

    /** Replaces the values of those variables that a query has. */
    void putInto(ObjectNode query) {
        if (!(query.get("variables") instanceof ObjectNode present)) {
            return;
        }
        json.properties().forEach(variable -> {
            if (present.get(variable.getKey()) instanceof ObjectNode there) {
                // The old value must not outlive a new one that is null.
                there.remove("value");
                there.remove("isNull");
                variable.getValue().properties().forEach(field -> there.set(field.getKey(), field.getValue()));
            }
        });
    }
}
