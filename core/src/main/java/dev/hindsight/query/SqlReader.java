package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.query.SqlQuery.SqlFilters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code HogQLQuery} (contract queries 7.1). The SQL itself is read when it is asked. */
final class SqlReader {
    private static final int MOST_VALUES = 500;

    private SqlReader() {}

    static SqlQuery read(StrictObject object) {
        object.ignoring("explain", "name");
        object.text("name");
        if (object.raw("connectionId") != null) {
            throw StrictObject.error(object.at("connectionId"), "other databases cannot be asked");
        }
        if (object.flag("sendRawQuery")) {
            throw StrictObject.error(object.at("sendRawQuery"), "SQL is never sent as it is");
        }
        SqlQuery query = new SqlQuery(object.requiredText("query"), values(object), variables(object), filters(object));
        object.end();
        return query;
    }

    private static Map<String, JsonNode> values(StrictObject query) {
        StrictObject object = query.object("values");
        Map<String, JsonNode> values = new HashMap<>();
        if (object != null) {
            object.names().forEachRemaining(name -> {
                JsonNode value = object.raw(name);
                values.put(name, checked(value == null ? JsonNodeFactory.instance.nullNode() : value, object.at(name)));
            });
        }
        return values;
    }

    private static Map<String, JsonNode> variables(StrictObject query) {
        StrictObject object = query.object("variables");
        Map<String, JsonNode> values = new HashMap<>();
        if (object != null) {
            object.names().forEachRemaining(id -> variable(object, id, values));
        }
        return values;
    }

    private static void variable(StrictObject variables, String id, Map<String, JsonNode> values) {
        StrictObject variable = variables.object(id);
        if (variable == null) {
            return;
        }
        variable.text("variableId");
        String name = variable.requiredText("code_name");
        JsonNode value = variable.raw("value");
        boolean isNull = variable.flag("isNull");
        variable.end();
        if (isNull) {
            values.put(name, JsonNodeFactory.instance.nullNode());
        } else if (value != null) {
            values.put(name, checked(value, variable.at("value")));
        }
    }

    private static JsonNode checked(JsonNode value, String path) {
        List<JsonNode> elements = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(elements::add);
        } else {
            elements.add(value);
        }
        for (JsonNode element : elements) {
            boolean infinite = element.isNumber() && !Double.isFinite(element.doubleValue());
            if (element.isContainerNode() || infinite || element.asText().indexOf('\0') >= 0) {
                throw StrictObject.error(path, "expected text, a number, true, false, null or a list of them");
            }
        }
        if (elements.size() > MOST_VALUES) {
            throw StrictObject.error(
                    path, "has " + elements.size() + " elements; at most " + MOST_VALUES + " are allowed");
        }
        return value;
    }

    private static SqlFilters filters(StrictObject query) {
        StrictObject object = query.object("filters");
        if (object == null) {
            return SqlFilters.NONE;
        }
        // Known, and without a meaning for the placeholder.
        object.ignoring("interval", "breakdownFilter");
        StrictObject range = object.object("dateRange");
        CommonParts.Bounds bounds = range == null ? new CommonParts.Bounds(null, null) : CommonParts.bounds(range);
        if (range != null) {
            range.flag("explicitDate");
            range.end();
        }
        SqlFilters filters = new SqlFilters(
                FilterReader.filtersOf(object, "properties"),
                bounds.from() instanceof DateBound.Earliest ? null : bounds.from(),
                bounds.to(),
                object.flag("filterTestAccounts"));
        object.end();
        return filters;
    }
}
