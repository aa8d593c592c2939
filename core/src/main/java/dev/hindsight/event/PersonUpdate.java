package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event asks to change about its person. Applied in this order: the merge, {@code setOnce}, {@code set}, {@code
 * unset}.
 *
 * @param absorbedId the distinct id whose person becomes part of this event's person; null when the event merges nothing
 * @param set properties that replace what is there
 * @param setOnce properties that are taken only where none is there
 * @param unset keys that are removed
 */
public record PersonUpdate(
        @Nullable String absorbedId, Map<String, JsonNode> set, Map<String, JsonNode> setOnce, List<String> unset) {
    /** Changes nothing. */
    public static final PersonUpdate NONE = new PersonUpdate(null, Map.of(), Map.of(), List.of());

    public boolean isNone() {
        return absorbedId == null && set.isEmpty() && setOnce.isEmpty() && unset.isEmpty();
    }
}
