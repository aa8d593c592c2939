package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Reads the kinds that are kept but not calculated by this version: that they are there, and have what they need. */
final class UnbuiltReader {
    private static final Map<String, String> REQUIRED =
            Map.ofEntries(Map.entry("EventsQuery", "select"), Map.entry("SavedInsightNode", "shortId"));

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
        return new UnbuiltQuery(kind, node);
    }
}
