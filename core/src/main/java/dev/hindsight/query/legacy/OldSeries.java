package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events and actions of old filters, which were two lists. */
final class OldSeries {
    /** Where a funnel's step may say how it counts, only this is meant. */
    private static final Set<String> OF_STEPS =
            Set.of("first_time_for_user", "first_time_for_user_with_filters", "first_matching_event_for_user");

    private static final Set<String> OF_STICKINESS =
            Set.of("dau", "weekly_active", "monthly_active", "unique_group", "hogql");

    private OldSeries() {}

    /** An event or action, and its number in the order of the series. */
    private record Entity(OldObject object, boolean action, double order) {}

    static void put(OldObject filters, InsightKind kind, ObjectNode query, Places places) {
        if (!filters.list("data_warehouse").isEmpty()) {
            throw OldObject.error(filters.at("data_warehouse"), "series of external tables cannot be asked");
        }
        ArrayNode series = query.putArray("series");
        places.put(
                "series", filters.at(filters.has("events") ? "events" : filters.has("actions") ? "actions" : "events"));
        if (!filters.has("events") && !filters.has("actions") && kind != InsightKind.FUNNELS) {
            // Nobody has chosen anything yet: such an insight has always counted page views.
            series.addObject()
                    .put("kind", "EventsNode")
                    .put("event", "$pageview")
                    .put("name", "$pageview");
            return;
        }
        List<Entity> entities = new ArrayList<>(entities(filters, "actions", true));
        entities.addAll(entities(filters, "events", false));
        entities.sort(Comparator.comparingDouble(Entity::order));
        for (Entity entity : entities) {
            ObjectNode node = node(entity);
            if (node != null) {
                measure(entity.object(), kind, node);
                places.put("series[" + series.size() + "]", entity.object().path());
                series.add(node);
            }
        }
    }

    /** What nobody may do between two steps of a funnel. */
    static ArrayNode exclusions(OldObject filters, Places places) {
        ArrayNode exclusions = JsonNodeFactory.instance.arrayNode();
        places.put("exclusions", filters.at("exclusions"));
        for (JsonNode element : filters.list("exclusions")) {
            OldObject object = new OldObject(element, filters.at("exclusions[" + exclusions.size() + "]"));
            ObjectNode node = node(new Entity(object, "actions".equals(object.text("type")), 0));
            if (node != null) {
                String place = "exclusions[" + exclusions.size() + "]";
                places.put(place, object.path());
                FunnelOptions.putSteps(object, node, places.within(place));
                exclusions.add(node);
            }
        }
        return exclusions;
    }

    /** The elements of a list. Some are text: templates that were never filled in. */
    private static List<Entity> entities(OldObject filters, String key, boolean actions) {
        List<Entity> entities = new ArrayList<>();
        List<JsonNode> elements = filters.list(key);
        for (int i = 0; i < elements.size(); i++) {
            if (!elements.get(i).isTextual()) {
                OldObject object = new OldObject(elements.get(i), filters.at(key + "[" + i + "]"));
                Double order = Translation.number(object.raw("order"));
                // None and the first one stand before all others.
                entities.add(new Entity(object, actions, order == null || order == 0 ? -1 : order));
            }
        }
        return entities;
    }

    /** Null for an action that was never chosen. */
    private static @Nullable ObjectNode node(Entity entity) {
        OldObject object = entity.object();
        JsonNode id = object.raw("id");
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (entity.action()) {
            JsonNode number = id == null ? null : Form.WHOLE.of(id);
            if (number == null) {
                return null;
            }
            if (!number.isIntegralNumber()) {
                throw OldObject.error(object.at("id"), "expected the id of an action");
            }
            node.put("kind", "ActionsNode").set("id", number);
        } else {
            if (id != null && !id.isTextual() && !id.isNumber()) {
                throw OldObject.error(object.at("id"), "expected the name of an event");
            }
            node.put("kind", "EventsNode").put("event", id == null ? null : id.asText());
        }
        for (String name : List.of("name", "custom_name")) {
            JsonNode text = object.raw(name);
            if (text != null && text.isTextual()) {
                node.set(name, text);
            }
        }
        JsonNode properties = OldProperties.ofSeries(object);
        if (properties != null) {
            node.set("properties", properties);
        }
        return node;
    }

    /** How a series is counted, as far as its kind of insight counts in different ways. */
    private static void measure(OldObject object, InsightKind kind, ObjectNode node) {
        JsonNode math = object.read("math", Form.TEXT);
        if (math == null) {
            return;
        }
        switch (kind) {
            case TRENDS -> putMath(object, math, node);
            case STICKINESS -> {
                if (OF_STICKINESS.contains(math.asText())) {
                    putMath(object, math, node);
                } else {
                    node.put("math", "dau");
                }
            }
            case FUNNELS -> {
                if (OF_STEPS.contains(math.asText())) {
                    node.set("math", math);
                }
            }
            case LIFECYCLE, RETENTION, PATHS -> {
                // they count people in one way
            }
        }
    }

    private static void putMath(OldObject object, JsonNode math, ObjectNode node) {
        node.set("math", math);
        for (String key : List.of("math_property", "math_property_type", "math_hogql")) {
            JsonNode text = object.read(key, Form.TEXT);
            if (text != null) {
                node.set(key, text);
            }
        }
        JsonNode group = object.read("math_group_type_index", Form.WHOLE);
        if (group != null) {
            node.set("math_group_type_index", group);
        }
    }
}
