package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The breakdown of old trends and funnels: one property, or a list of them in another key. */
final class OldBreakdown {
    private static final String FIELD = "breakdownFilter";

    private OldBreakdown() {}

    static void put(OldObject filters, InsightKind kind, ObjectNode query, Places places) {
        ObjectNode breakdown = JsonNodeFactory.instance.objectNode();
        Places within = places.within(FIELD);
        List<JsonNode> parts = filters.list("breakdowns");
        if (parts.isEmpty()) {
            single(filters, breakdown, within);
        } else if (parts.size() == 1) {
            only(part(filters, parts, 0), kind, breakdown, within);
        } else {
            several(filters, parts, breakdown);
            within.put("breakdowns", filters.at("breakdowns"));
        }
        if (!breakdown.has("breakdown") && !breakdown.has("breakdowns")) {
            return;
        }
        for (String key :
                List.of("breakdown_normalize_url", "breakdown_path_cleaning", "breakdown_hide_other_aggregation")) {
            rest(filters, key, Form.FLAG, breakdown, within);
        }
        for (String key : List.of("breakdown_group_type_index", "breakdown_limit")) {
            rest(filters, key, Form.WHOLE, breakdown, within);
        }
        if (kind == InsightKind.TRENDS) {
            rest(filters, "breakdown_histogram_bin_count", Form.WHOLE, breakdown, within);
        }
        query.set(FIELD, breakdown);
    }

    /** A key that is called the same in the node, unless the breakdown itself has said it already. */
    private static void rest(OldObject filters, String key, Form form, ObjectNode breakdown, Places places) {
        if (!breakdown.has(key)) {
            Translation.put(filters, key, form, breakdown, key, places);
        }
    }

    private static void single(OldObject filters, ObjectNode breakdown, Places places) {
        JsonNode property = filters.read("breakdown", Form.TEXT);
        String type = type(filters.text("breakdown_type"));
        boolean cohorts = "cohort".equals(type);
        JsonNode value = property == null ? null : cohorts ? OldObject.decoded(property) : property;
        // A client that knew no type wrote so, and what it then took for a property is none unless it is a name.
        boolean broken = "undefined".equals(type) && (value == null || !value.isTextual());
        JsonNode names = value == null || broken ? null : withoutNulls(value);
        if (names != null) {
            breakdown.put("breakdown_type", type == null || type.equals("undefined") ? "event" : type);
            breakdown.set("breakdown", names);
        }
        places.put("breakdown_type", filters.at("breakdown_type"));
        places.put("breakdown", filters.at("breakdown"));
    }

    private static @Nullable String type(@Nullable String type) {
        return "events".equals(type) ? "event" : type;
    }

    private static @Nullable JsonNode withoutNulls(JsonNode value) {
        if (!value.isArray()) {
            return value;
        }
        JsonNode names = Form.TEXTS.of(value);
        return names == null || names.isEmpty() ? null : names;
    }

    /** The only part of a list, which is a breakdown like any other. */
    private static void only(OldObject part, InsightKind kind, ObjectNode breakdown, Places places) {
        JsonNode property = part.read("property", Form.TEXT);
        if (property == null) {
            return;
        }
        String type = type(part.text("type"));
        breakdown.put("breakdown_type", type == null ? "event" : type).set("breakdown", property);
        places.put("breakdown_type", part.at("type"));
        places.put("breakdown", part.at("property"));
        Translation.put(part, "normalize_url", Form.FLAG, breakdown, "breakdown_normalize_url", places);
        Translation.put(part, "group_type_index", Form.WHOLE, breakdown, "breakdown_group_type_index", places);
        if (kind == InsightKind.TRENDS) {
            String bins = "breakdown_histogram_bin_count";
            Translation.put(part, "histogram_bin_count", Form.WHOLE, breakdown, bins, places);
        }
    }

    private static void several(OldObject filters, List<JsonNode> parts, ObjectNode breakdown) {
        ArrayNode list = breakdown.putArray("breakdowns");
        for (int i = 0; i < parts.size(); i++) {
            OldObject part = part(filters, parts, i);
            ObjectNode node = list.addObject();
            copy(part, "property", Form.TEXT, node);
            String type = type(part.text("type"));
            node.put("type", type == null ? "event" : type);
            copy(part, "normalize_url", Form.FLAG, node);
            copy(part, "group_type_index", Form.WHOLE, node);
            copy(part, "histogram_bin_count", Form.WHOLE, node);
        }
    }

    private static void copy(OldObject part, String key, Form form, ObjectNode node) {
        JsonNode value = part.read(key, form);
        if (value != null) {
            node.set(key, value);
        }
    }

    private static OldObject part(OldObject filters, List<JsonNode> parts, int index) {
        return new OldObject(parts.get(index), filters.at("breakdowns[" + index + "]"));
    }
}
