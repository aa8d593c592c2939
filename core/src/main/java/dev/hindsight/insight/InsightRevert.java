package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.activity.Activity;
import dev.hindsight.error.HindsightException;
import java.util.Set;

/** Sets back what an entry of the log says was changed. */
final class InsightRevert {
    private InsightRevert() {}

    /**
     * The change that undoes an entry, checked like any other.
     *
     * @param visible the dashboards that the caller can see; others, and those that are gone, are left out
     * @throws HindsightException {@code validation_error}, attr {@code activity_id}, for an entry of which nothing can be set
     *     back
     */
    static InsightPatch patch(Activity entry, Set<Long> visible) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (JsonNode change : entry.detail().path("changes")) {
            String field = change.path("field").asText();
            JsonNode before = change.path("before");
            switch (field) {
                case "name", "derived_name", "description", "query", "favorited", "deleted" -> body.set(field, before);
                case "filters" -> body.set(field, before.isNull() ? body.objectNode() : before);
                case "tags" -> body.set(field, before.isNull() ? body.arrayNode() : before);
                case "dashboards" -> body.set(field, ids(before, visible));
                default -> {
                    // access rules and shares are undone where they are made
                }
            }
        }
        if (body.isEmpty()) {
            throw HindsightException.invalid(
                    "activity_id",
                    "not_revertible",
                    "This entry changed no field of the insight that could be set back.");
        }
        return InsightBody.patch(body, true);
    }

    private static ArrayNode ids(JsonNode dashboards, Set<Long> visible) {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        dashboards.forEach(dashboard -> {
            if (visible.contains(dashboard.path("id").asLong())) {
                ids.add(dashboard.path("id"));
            }
        });
        return ids;
    }
}
