package dev.hindsight.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.AccessRule;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fields of one thing that differ, in the shape of the log (contract insights-api 3.9). Not thread-safe. */
public final class Changes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String scope;
    private final ArrayNode items = JSON.arrayNode();

    /** @param scope the kind of thing, such as {@code Insight} */
    public Changes(String scope) {
        this.scope = scope;
    }

    /** Notes a field when its values differ and at least one of them is not empty. */
    public Changes compare(String field, @Nullable JsonNode before, @Nullable JsonNode after) {
        boolean was = !isEmpty(before);
        boolean is = !isEmpty(after);
        if ((was || is) && !orNull(before).equals(orNull(after))) {
            add(field, !was ? "created" : is ? "changed" : "deleted", before, after);
        }
        return this;
    }

    public Changes compare(String field, @Nullable String before, @Nullable String after) {
        return compare(field, text(before), text(after));
    }

    public Changes compare(String field, boolean before, boolean after) {
        return compare(field, JSON.booleanNode(before), JSON.booleanNode(after));
    }

    /** Notes a field as {@code changed}, whatever its values are. */
    public Changes changed(String field, JsonNode before, JsonNode after) {
        add(field, "changed", before, after);
        return this;
    }

    /** Notes something that came about and was nothing before, as {@code changed}. */
    public Changes made(String field, Consumer<ObjectNode> after) {
        ObjectNode made = JSON.objectNode();
        after.accept(made);
        return changed(field, JSON.nullNode(), made);
    }

    /** Notes that a rule about the thing was made, changed or removed; null: there was, or is, none. */
    public Changes rule(@Nullable AccessRule before, @Nullable AccessRule after) {
        return compare("access_control", rule(before), rule(after));
    }

    private static @Nullable JsonNode rule(@Nullable AccessRule rule) {
        return rule == null
                ? null
                : JSON.objectNode()
                        .put("access_level", rule.level())
                        .put("organization_member", id(rule.membershipId()))
                        .put("role", id(rule.roleId()));
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** A list of {@code {type, action, field, before, after}}. */
    JsonNode toJson() {
        return items.deepCopy();
    }

    private void add(String field, String action, @Nullable JsonNode before, @Nullable JsonNode after) {
        ObjectNode item = items.addObject();
        item.put("type", scope);
        item.put("action", action);
        item.put("field", field);
        item.set("before", action.equals("created") ? JSON.nullNode() : orNull(before));
        item.set("after", action.equals("deleted") ? JSON.nullNode() : orNull(after));
    }

    private static boolean isEmpty(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static @Nullable JsonNode text(@Nullable String value) {
        return value == null ? null : JSON.textNode(value);
    }

    private static @Nullable String id(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private static JsonNode orNull(@Nullable JsonNode value) {
        return value == null ? JSON.nullNode() : value;
    }
}
