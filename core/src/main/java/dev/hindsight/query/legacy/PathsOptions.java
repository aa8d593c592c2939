package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Options of paths that are more than another name. */
final class PathsOptions {
    private PathsOptions() {}

    static void put(OldObject filters, ObjectNode options, Places places) {
        String type = filters.text("path_type");
        // Before several types of events could be included, there was one.
        if (type != null && !options.has("includeEventTypes")) {
            options.putArray("includeEventTypes").add(type);
            places.put("includeEventTypes", filters.at("path_type"));
        }
        cleaning(filters, options, places);
    }

    private static void cleaning(OldObject filters, ObjectNode options, Places places) {
        List<JsonNode> rules = filters.list("local_path_cleaning_filters");
        places.put("localPathCleaningFilters", filters.at("local_path_cleaning_filters"));
        if (rules.isEmpty()) {
            return;
        }
        ArrayNode kept = options.putArray("localPathCleaningFilters");
        for (int i = 0; i < rules.size(); i++) {
            OldObject rule = new OldObject(rules.get(i), filters.at("local_path_cleaning_filters[" + i + "]"));
            ObjectNode node = kept.addObject();
            for (String key : List.of("regex", "alias")) {
                JsonNode value = rule.raw(key);
                if (value != null) {
                    node.set(key, value);
                }
            }
        }
    }

    /** Paths around a funnel, which is told in the old form too. */
    static void putFunnel(OldObject filters, ObjectNode query, Places places) {
        String type = filters.text("funnel_paths");
        if (type == null) {
            return;
        }
        OldObject funnel = filters.object("funnel_filter");
        if (funnel == null) {
            throw OldObject.error(filters.at("funnel_filter"), "is required with funnel_paths");
        }
        Places within = places.within("funnelPathsFilter");
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("funnelPathType", type);
        within.put("funnelPathType", filters.at("funnel_paths"));
        within.put("funnelSource", filters.at("funnel_filter"));
        node.set("funnelSource", Translation.source(funnel, InsightKind.FUNNELS, within.within("funnelSource")));
        Translation.put(funnel, "funnel_step", Form.WHOLE, node, "funnelStep", within);
        query.set("funnelPathsFilter", node);
    }
}
