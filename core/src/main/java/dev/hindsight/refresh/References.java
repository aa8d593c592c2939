package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ids of stored things that a query mentions, found in its JSON: series and filters can be anywhere in it, in every kind of
 * query in another place.
 */
record References(Set<Integer> actions) {
    static References in(JsonNode query) {
        References found = new References(new TreeSet<>());
        found.add(query);
        return found;
    }

    private void add(JsonNode node) {
        if (node.path("kind").asText().equals("ActionsNode") && node.path("id").canConvertToInt()) {
            actions.add(node.path("id").intValue());
        }
        node.forEach(this::add);
    }
}
