package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the series of a query (contract queries 1.5). */
final class SeriesReader {
    private static final int MAX_SERIES = 50;
    private static final int MAX_NAME_LENGTH = 400;

    /** Where the value of property math comes from. */
    private enum PropertySource implements Wire {
        EVENT_PROPERTIES,
        PERSON_PROPERTIES,
        SESSION_PROPERTIES,
        DATA_WAREHOUSE_PROPERTIES,
        DATA_WAREHOUSE_PERSON_PROPERTIES;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private SeriesReader() {}

    /** The series of a query that needs at least one. */
    static List<SeriesNode> required(StrictObject query) {
        if (query.raw("series") == null) {
            throw StrictObject.error(query.at("series"), "is required");
        }
        List<SeriesNode> series = read(query);
        if (series.isEmpty()) {
            throw HindsightException.invalid(
                    "series",
                    "insight_requires_at_least_one_series",
                    "An insight needs at least one series: an event or action to count.");
        }
        return series;
    }

    static List<SeriesNode> read(StrictObject query) {
        return nodes(query, "series");
    }

    private static List<SeriesNode> nodes(StrictObject object, String key) {
        List<JsonNode> elements = object.list(key, MAX_SERIES);
        List<SeriesNode> nodes = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            nodes.add(node(new StrictObject(elements.get(i), object.at(key) + "[" + i + "]")));
        }
        return nodes;
    }

    static SeriesNode node(StrictObject object) {
        String kind = object.requiredText("kind");
        object.ignoring("name", "response", "version", "optionalInFunnel", "math_property_revenue_currency", "orderBy");
        object.text("name");
        object.flag("optionalInFunnel");
        object.integer("limit");
        FilterReader.filtersOf(object, "fixedProperties");
        Measure measure = measure(object);
        FilterGroup properties = FilterReader.read(object);
        String customName = object.text("custom_name");
        SeriesNode node = switch (kind) {
            case "EventsNode" -> new SeriesNode.EventsNode(event(object), measure, properties, customName);
            case "ActionsNode" -> action(object, measure, properties, customName);
            case "GroupNode" -> group(object, measure, properties, customName);
            case "DataWarehouseNode" -> warehouse(object, measure, properties, customName);
            default ->
                throw StrictObject.error(
                        object.at("kind"),
                        "\"" + StrictObject.shortened(kind)
                                + "\" is not one of EventsNode, ActionsNode, GroupNode, DataWarehouseNode");
        };
        object.end();
        return node;
    }

    private static @Nullable String event(StrictObject object) {
        String event = object.text("event");
        if (event != null && event.length() > MAX_NAME_LENGTH) {
            throw StrictObject.error(object.at("event"), "is longer than " + MAX_NAME_LENGTH + " characters");
        }
        return event;
    }

    private static SeriesNode action(
            StrictObject object, Measure measure, FilterGroup properties, @Nullable String customName) {
        Integer id = object.integer("id");
        if (id == null) {
            throw StrictObject.error(object.at("id"), "is required");
        }
        return new SeriesNode.ActionsNode(id, measure, properties, customName);
    }

    private static SeriesNode group(
            StrictObject object, Measure measure, FilterGroup properties, @Nullable String customName) {
        String operator = object.requiredText("operator");
        if (operator.equals("AND")) {
            throw HindsightException.invalid(
                    object.at("operator"), "A group of series can only be joined with OR: no event is two at once.");
        }
        if (!operator.equals("OR")) {
            throw StrictObject.error(object.at("operator"), "expected OR");
        }
        if (object.raw("nodes") == null) {
            throw StrictObject.error(object.at("nodes"), "is required");
        }
        return new SeriesNode.GroupNode(nodes(object, "nodes"), measure, properties, customName);
    }

    private static SeriesNode warehouse(
            StrictObject object, Measure measure, FilterGroup properties, @Nullable String customName) {
        for (String key : List.of("id", "id_field", "timestamp_field", "distinct_id_field")) {
            object.requiredText(key);
        }
        object.ignoring("dw_source_type");
        return new SeriesNode.DataWarehouseNode(object.requiredText("table_name"), measure, properties, customName);
    }

    private static Measure measure(StrictObject object) {
        SeriesMath math = object.choice("math", SeriesMath.values());
        PropertySource source = object.choice("math_property_type", PropertySource.values());
        return new Measure(
                math == null ? SeriesMath.TOTAL : math,
                object.text("math_property"),
                (source == null ? PropertySource.EVENT_PROPERTIES : source).wire(),
                object.number("math_multiplier"),
                object.text("math_hogql"),
                object.integer("math_group_type_index", 0, 4));
    }
}
