package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.activity.Activity;
import java.util.Set;

/**
 * What somebody may know of the dashboards that entries about insights name: no names of those that they cannot see (deleted ones
 * count as such).
 *
 * @param dashboards the ids of those that they can see
 */
record ActivityView(Set<Long> dashboards) {
    /** Adds the ids of the dashboards that an entry names. */
    static void dashboards(Activity entry, Set<Long> ids) {
        for (JsonNode change : entry.detail().path("changes")) {
            if (field(change).equals("dashboards")) {
                change.path("before")
                        .forEach(dashboard -> ids.add(dashboard.path("id").asLong()));
                change.path("after")
                        .forEach(dashboard -> ids.add(dashboard.path("id").asLong()));
            }
        }
    }

    /** Takes out of a change the dashboards that they cannot see; says whether nothing is left that they may know. */
    boolean hides(ObjectNode change) {
        return field(change).equals("dashboards") && hideDashboards(change);
    }

    private boolean hideDashboards(ObjectNode change) {
        ArrayNode before = seen(change.path("before"));
        ArrayNode after = seen(change.path("after"));
        change.set("before", before);
        change.set("after", after);
        return before.equals(after);
    }

    private ArrayNode seen(JsonNode named) {
        ArrayNode seen = JsonNodeFactory.instance.arrayNode();
        named.forEach(dashboard -> {
            if (dashboards.contains(dashboard.path("id").asLong())) {
                seen.add(dashboard);
            }
        });
        return seen;
    }

    private static String field(JsonNode change) {
        return change.path("field").asText();
    }
}
