package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Reads the kinds that are kept but not calculated by this version: that they are there, and have what they need. */
final class UnbuiltReader {
    private static final Set<String> KINDS =
            Set.of("SavedInsightNode", "GroupsQuery", "PersonsNode", "EventsNode", "HogQuery");

    private UnbuiltReader() {}

    static UnbuiltQuery read(String kind, JsonNode node, StrictObject object) {
        if (!KINDS.contains(kind)) {
            throw StrictObject.error(
                    object.at("kind"), "\"" + StrictObject.shortened(kind) + "\" is not a kind of query");
        }
        if (kind.equals("SavedInsightNode") && object.raw("shortId") == null) {
            throw StrictObject.error(object.at("shortId"), "is required");
        }
        return new UnbuiltQuery(kind, node);
    }
}
