package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups: what {@code $groupidentify} events say of them, of each property the latest that has it (contract queries 7.5). */
public final class ReferenceGroup {
    /** The types of groups of every project here. */
    public static final List<String> TYPES = List.of("company", "team");

    private ReferenceGroup() {}

    /** A property of the group of a type that an event is of; null when it has none or the event is of no group. */
    static @Nullable String textOf(ReferenceProject project, Occurrence event, int type, String property) {
        String key = Texts.of(event.properties().get("$group_" + type));
        if (key == null || key.isEmpty()) {
            return null;
        }
        String text = null;
        Instant since = Instant.MIN;
        for (Occurrence other : project.events()) {
            String value = Texts.of(other.properties().path("$group_set").get(property));
            if (tellsOf(other, type, key) && value != null && other.timestamp().isAfter(since)) {
                text = value;
                since = other.timestamp();
            }
        }
        return text;
    }

    /** When an event first told of a group; null when none did. */
    static @Nullable Instant since(ReferenceProject project, int type, String key) {
        Instant since = null;
        for (Occurrence event : project.events()) {
            if (tellsOf(event, type, key) && (since == null || event.timestamp().isBefore(since))) {
                since = event.timestamp();
            }
        }
        return since;
    }

    private static boolean tellsOf(Occurrence event, int type, String key) {
        JsonNode said = event.properties();
        return event.event().equals("$groupidentify")
                && TYPES.get(type).equals(Texts.of(said.get("$group_type")))
                && key.equals(Texts.of(said.get("$group_key")));
    }

    /** What filters compare a property as. */
    static PropertyType typeOf(ReferenceProject project, int type, String property) {
        return project.types().of(PropertyKind.EVENT, "$group_set." + TYPES.get(type) + "." + property);
    }
}
