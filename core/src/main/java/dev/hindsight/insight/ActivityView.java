package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.activity.Activity;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may know of entries about insights: no names of dashboards that they cannot see (deleted ones count as such),
 * access rules only if they may read them, and of visitors and passwords nothing unless they edit the insight.
 *
 * @param dashboards the ids of those that they can see
 * @param levels theirs on the insights, by id
 * @param rules whether they may read access rules
 */
record ActivityView(Set<Long> dashboards, Map<Long, AccessLevel> levels, boolean rules) {
    private static final List<String> OF_VISITORS = List.of("client_ip", "password_id", "password_note");

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

    /** Takes out of an entry what they may not know. */
    void hide(Activity entry) {
        if (!(entry.detail().path("changes") instanceof ArrayNode changes)) {
            return;
        }
        boolean edits = levels.getOrDefault(Long.valueOf(entry.itemId()), AccessLevel.NONE)
                .includes(AccessLevel.EDITOR);
        for (int i = changes.size() - 1; i >= 0; i--) {
            ObjectNode change = (ObjectNode) changes.get(i);
            boolean hidden = switch (field(change)) {
                case "dashboards" -> hideDashboards(change);
                case "access_control" -> !rules;
                case "sharing_passwords" -> !edits;
                default -> false;
            };
            if (hidden) {
                changes.remove(i);
            } else if (field(change).equals("authentication_attempt") && !edits) {
                ((ObjectNode) change.path("after")).remove(OF_VISITORS);
            }
        }
    }

    /** Whether nothing is left that they may know. */
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
