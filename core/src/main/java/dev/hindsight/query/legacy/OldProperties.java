package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.PropertyFilter.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The property filters of old insights, which had three forms: flat objects, lists and groups. */
final class OldProperties {
    private static final String KEY = "properties";
    private static final Set<String> KEPT =
            Set.of("key", "value", "operator", "type", "group_type_index", "negation", "label", "cohort_name");
    private static final Set<String> COHORTS = Set.of("cohort", "static-cohort", "precalculated-cohort");
    private static final int MOST_NESTED = 20;

    private OldProperties() {}

    /** The filters of a query: a group of groups; null when there are none. */
    static @Nullable JsonNode ofQuery(OldObject filters) {
        JsonNode properties = read(filters);
        if (properties == null) {
            return null;
        }
        if (properties.isArray()) {
            return group("AND", group("AND", properties));
        }
        for (JsonNode value : properties.path("values")) {
            if (isGroup(value)) {
                return properties;
            }
        }
        return group("AND", properties);
    }

    /** The filters of one series: a list where all have to hold, else a group; null when there are none. */
    static @Nullable JsonNode ofSeries(OldObject entity) {
        JsonNode properties = read(entity);
        return properties != null && properties.path("type").asText().equals("AND")
                ? properties.path("values")
                : properties;
    }

    /** A list of filters, or a group. */
    private static @Nullable JsonNode read(OldObject object) {
        JsonNode raw = object.raw(KEY);
        JsonNode properties = raw == null ? null : OldObject.decoded(raw);
        if (properties == null
                || (properties.isTextual() && properties.textValue().isBlank())) {
            return null;
        }
        if (!properties.isContainerNode()) {
            throw OldObject.error(object.at(KEY), "expected a list or an object");
        }
        if (properties.isEmpty()) {
            return null;
        }
        if (properties.isArray() || isGroup(properties)) {
            return cleaned(properties, object.at(KEY), 1);
        }
        return isFilter(properties) ? list(filter(properties)) : flat(properties);
    }

    private static boolean isGroup(JsonNode node) {
        return node.path("values").isArray() && !node.has("key");
    }

    private static boolean isFilter(JsonNode node) {
        return node.path("key").isTextual() && (node.has("value") || node.has("operator") || node.has("type"));
    }

    /** A list, group or filter with everything in it as queries have it. */
    private static JsonNode cleaned(JsonNode node, String path, int depth) {
        if (depth > MOST_NESTED) {
            throw OldObject.error(path, "filters are nested more than " + MOST_NESTED + " deep");
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : node) {
                if (!element.isNull()) {
                    list.add(cleaned(element, path, depth + 1));
                }
            }
            return list;
        }
        if (!node.isObject()) {
            throw OldObject.error(path, "expected filters as objects");
        }
        if (!isGroup(node)) {
            return filter(node);
        }
        ObjectNode group = JsonNodeFactory.instance.objectNode();
        group.set("type", node.path("type"));
        group.set("values", cleaned(node.path("values"), path, depth + 1));
        return group;
    }

    private static JsonNode filter(JsonNode node) {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (KEPT.contains(entry.getKey()) && !entry.getValue().isNull()) {
                filter.set(entry.getKey(), entry.getValue());
            }
        }
        if (filter.isEmpty() && !node.has("values")) {
            return filter; // it always holds
        }
        JsonNode value = filter.has("value") ? filter.path("value") : node.path("values");
        if (value.isArray()) {
            filter.set("value", Form.TEXTS.of(value));
        } else if (!value.isMissingNode() && !value.isNull()) {
            filter.set("value", value);
        }
        JsonNode group = Form.WHOLE.of(filter.path("group_type_index"));
        if (group != null && !group.isMissingNode()) {
            filter.set("group_type_index", group);
        }
        typed(filter);
        return filter;
    }

    /** Types and operators as queries spell them. */
    private static void typed(ObjectNode filter) {
        String type = filter.path("type").asText("event");
        String operator = filter.path("operator").asText("");
        if (type.equals("events")) {
            filter.put("type", "event");
        } else if (COHORTS.contains(type)) {
            filter.put("type", "cohort").put("key", "id");
            if (!operator.equals(Operator.IN.wire()) && !operator.equals(Operator.NOT_IN.wire())) {
                filter.remove("operator");
            }
        } else if (type.equals("hogql")) {
            filter.remove("operator");
        }
        if (operator.isEmpty() && !COHORTS.contains(type) && !type.equals("hogql")) {
            filter.put("operator", Operator.EXACT.wire());
        }
    }

    /** Names of event properties, with the operator behind two underscores, and what they are compared with. */
    private static JsonNode flat(JsonNode properties) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Map.Entry<String, JsonNode> entry : properties.properties()) {
            String name = entry.getKey();
            int end = name.lastIndexOf("__");
            boolean compares = end > 0 && isOperator(name.substring(end + 2));
            ObjectNode filter = list.addObject()
                    .put("key", compares ? name.substring(0, end) : name)
                    .put("type", "event")
                    .put("operator", compares ? name.substring(end + 2) : Operator.EXACT.wire());
            if (!entry.getValue().isNull()) {
                filter.set("value", entry.getValue());
            }
        }
        return list;
    }

    private static boolean isOperator(String text) {
        return Arrays.stream(Operator.values()).anyMatch(each -> each.wire().equals(text));
    }

    private static ArrayNode list(JsonNode filter) {
        return JsonNodeFactory.instance.arrayNode().add(filter);
    }

    private static ObjectNode group(String type, JsonNode value) {
        ObjectNode group = JsonNodeFactory.instance.objectNode().put("type", type);
        group.set("values", value.isArray() ? value : list(value));
        return group;
    }
}
