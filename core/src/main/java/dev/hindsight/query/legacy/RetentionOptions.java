package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The two events of retention. */
final class RetentionOptions {
    /** What counts of an event here. Old retention read no properties of its events, so they must not change the numbers. */
    private static final String[] KEPT = {"type", "id", "name", "custom_name", "order", "uuid"};

    private RetentionOptions() {}

    static void put(OldObject filters, ObjectNode options, Places places) {
        entity(filters, "target_entity", options, "targetEntity", places);
        entity(filters, "returning_entity", options, "returningEntity", places);
    }

    private static void entity(OldObject filters, String key, ObjectNode options, String field, Places places) {
        OldObject entity = filters.object(key);
        if (entity == null) {
            return;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String kept : KEPT) {
            JsonNode value = entity.read(kept, kept.equals("order") ? Form.WHOLE : Form.ANY);
            if (value != null) {
                node.set(kept, value);
            }
        }
        if (!node.has("id")) {
            node.putNull("id"); // all events
        }
        options.set(field, node);
        places.put(field, filters.at(key));
    }
}
