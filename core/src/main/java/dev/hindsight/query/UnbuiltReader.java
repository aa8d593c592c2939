package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Reads the kinds that are kept but not calculated by this version: their fields are known by name, and the parts that all
 * insight queries share are checked whole (contract queries 1.3).
 */
final class UnbuiltReader {
    private static final String SERIES = "series";

    /** The fields that each of the insight kinds has beside the shared ones. */
    private static final Map<String, List<String>> INSIGHT_FIELDS = Map.of(
            "LifecycleQuery", List.of(SERIES, "interval", "lifecycleFilter", "customAggregationTarget"),
            "StickinessQuery", List.of(SERIES, "interval", "intervalCount", "stickinessFilter", "compareFilter"));

    private static final Map<String, String> REQUIRED = Map.ofEntries(
            Map.entry("LifecycleQuery", SERIES),
            Map.entry("StickinessQuery", SERIES),
            Map.entry("HogQLQuery", "query"),
            Map.entry("EventsQuery", "select"),
            Map.entry("SavedInsightNode", "shortId"),
            Map.entry("FunnelsActorsQuery", "source"));

    private static final List<String> OTHER_KINDS =
            List.of("GroupsQuery", "SessionsQuery", "PersonsNode", "EventsNode", "HogQuery");

    private UnbuiltReader() {}

    static UnbuiltQuery read(String kind, JsonNode node, StrictObject object) {
        String required = REQUIRED.get(kind);
        if (required == null && !OTHER_KINDS.contains(kind)) {
            throw StrictObject.error(
                    object.at("kind"), "\"" + StrictObject.shortened(kind) + "\" is not a kind of query");
        }
        if (required != null && object.raw(required) == null) {
            throw StrictObject.error(object.at(required), "is required");
        }
        if (INSIGHT_FIELDS.containsKey(kind)) {
            insight(kind, object);
        } else if (kind.equals("HogQLQuery")) {
            object.requiredText("query");
            object.ignoring("values", "variables", "filters", "explain", "name", "connectionId", "sendRawQuery");
            object.end();
        }
        return new UnbuiltQuery(kind, node);
    }

    private static void insight(String kind, StrictObject object) {
        CommonParts.read(object);
        object.integer("aggregation_group_type_index", 0, 4);
        for (String field : INSIGHT_FIELDS.getOrDefault(kind, List.of())) {
            switch (field) {
                case SERIES -> SeriesReader.read(object);
                case "interval" -> object.choice("interval", Interval.values());
                case "intervalCount" -> object.integer("intervalCount");
                case "breakdownFilter" -> BreakdownReader.read(object);
                case "compareFilter" -> CommonParts.comparison(object);
                default -> object.object(field);
            }
        }
        object.end();
    }
}
