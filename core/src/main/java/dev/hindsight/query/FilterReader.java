package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.FilterGroup.Join;
import dev.hindsight.query.PropertyFilter.Operator;
import dev.hindsight.query.PropertyFilter.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads property filters and their groups (contract queries 2.4). */
public final class FilterReader {
    /** More values than this in one filter are refused. */
    static final int MAX_VALUES = 5_000;

    private static final int MAX_FILTERS = 500;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_KEY_LENGTH = 1_000;

    private FilterReader() {}

    /** The {@code properties} of a query or series: a list, or a group. */
    static FilterGroup read(StrictObject object) {
        return filtersOf(object, "properties");
    }

    static FilterGroup filtersOf(StrictObject object, String key) {
        JsonNode filters = object.raw(key);
        return filters == null ? FilterGroup.NONE : filters(filters, object.at(key));
    }

    /**
     * A list of filters, all of which have to hold, or a group.
     *
     * @param path where it stands, for error messages
     */
    public static FilterGroup filters(JsonNode node, String path) {
        if (node.isArray()) {
            return new FilterGroup(Join.AND, elements(node, path, 1));
        }
        return group(new StrictObject(node, path), 1);
    }

    private static List<Filter> elements(JsonNode list, String path, int depth) {
        if (list.size() > MAX_FILTERS) {
            throw StrictObject.error(path, "has " + list.size() + " filters; at most " + MAX_FILTERS + " are allowed");
        }
        if (depth > MAX_DEPTH) {
            throw StrictObject.error(path, "filters are nested more than " + MAX_DEPTH + " deep");
        }
        List<Filter> filters = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            StrictObject element = new StrictObject(list.get(i), path + "[" + i + "]");
            if (element.isEmpty()) {
                filters.add(FilterGroup.NONE); // {} always holds, also as one of several alternatives
                continue;
            }
            filters.add(element.raw("values") != null ? group(element, depth + 1) : property(element));
        }
        return filters;
    }

    private static FilterGroup group(StrictObject object, int depth) {
        if (object.isEmpty()) {
            return FilterGroup.NONE;
        }
        String type = object.requiredText("type");
        if (!type.equals("AND") && !type.equals("OR")) {
            throw StrictObject.error(
                    object.at("type"), "\"" + StrictObject.shortened(type) + "\" is not one of AND, OR");
        }
        JsonNode values = object.raw("values");
        object.end();
        if (values == null) {
            return FilterGroup.NONE;
        }
        if (!values.isArray()) {
            throw StrictObject.error(object.at("values"), "expected a list, got " + StrictObject.typeOf(values));
        }
        return new FilterGroup(Join.valueOf(type), elements(values, object.at("values"), depth));
    }

    static PropertyFilter property(StrictObject object) {
        Type type = object.choice("type", Type.values());
        Operator operator = object.choice("operator", Operator.values());
        JsonNode value = object.raw("value");
        object.ignoring("label", "cohort_name", "values");
        String key = key(object);
        if (operator == null) {
            operator = type == Type.COHORT ? Operator.IN : Operator.EXACT;
        }
        List<JsonNode> values = values(value, object);
        boolean list = value != null && value.isArray();
        PropertyFilter filter = new PropertyFilter(
                object.path(),
                type == null ? Type.EVENT : type,
                key == null ? "" : key,
                operator,
                values,
                list,
                key == null || (operator.needsValue() && value == null && type != Type.HOGQL),
                object.integer("group_type_index", 0, 4),
                object.flag("negation"));
        object.end();
        return checked(filter, object);
    }

    private static @Nullable String key(StrictObject object) {
        JsonNode key = object.raw("key");
        if (key != null && key.isIntegralNumber()) {
            return key.asText(); // cohort filters of old clients
        }
        String text = object.text("key");
        if (text != null && text.length() > MAX_KEY_LENGTH) {
            throw StrictObject.error(object.at("key"), "is longer than " + MAX_KEY_LENGTH + " characters");
        }
        return text;
    }

    private static List<JsonNode> values(@Nullable JsonNode value, StrictObject object) {
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(scalar(value, object.at("value")));
        }
        if (value.size() > MAX_VALUES) {
            throw StrictObject.error(
                    object.at("value"), "has " + value.size() + " values; at most " + MAX_VALUES + " are allowed");
        }
        List<JsonNode> values = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            values.add(scalar(value.get(i), object.at("value") + "[" + i + "]"));
        }
        return values;
    }

    private static JsonNode scalar(JsonNode value, String path) {
        if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
            throw StrictObject.error(
                    path, "expected text, a number or true or false, got " + StrictObject.typeOf(value));
        }
        if (value.isTextual() && value.textValue().indexOf('\0') >= 0) {
            throw StrictObject.error(path, "must not contain a NUL character");
        }
        return value;
    }

    private static PropertyFilter checked(PropertyFilter filter, StrictObject object) {
        if (filter.missing()) {
            return filter;
        }
        switch (filter.operator()) {
            case BETWEEN, NOT_BETWEEN -> {
                if (filter.values().size() != 2) {
                    throw StrictObject.error(object.at("value"), "expected two numbers, the lower one first");
                }
                Double low = NumberText.parse(filter.values().get(0).asText());
                Double high = NumberText.parse(filter.values().get(1).asText());
                if (low == null || high == null || low > high) {
                    throw StrictObject.error(object.at("value"), "expected two numbers, the lower one first");
                }
            }
            case IN, NOT_IN -> {
                if (!filter.list()
                        && filter.type() != Type.COHORT
                        && !filter.type().wire().endsWith("-cohort")) {
                    throw StrictObject.error(object.at("value"), "expected a list");
                }
            }
            default -> {}
        }
        return filter;
    }
}
