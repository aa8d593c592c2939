package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what events say beyond themselves: the changes to their persons, and the types of their property values. One pass
 * over the JSON text for both, because it runs for every event that is stored.
 *
 * <p>{@code $identify} merges the person of {@code $anon_distinct_id} into that of the event, {@code $create_alias} and
 * {@code $merge_dangerously} that of {@code alias}; ids that many people share by mistake, such as {@code null} or {@code
 * guest}, merge nothing. {@code $set}, {@code $set_once} and {@code $unset} count on every event. An event with {@code
 * "$process_person_profile": false} changes nothing about its person. Not thread-safe.
 */
public final class EventScan {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TypeEvidence evidence = new TypeEvidence();

    /** What the scanned events say about types. */
    public TypeEvidence evidence() {
        return evidence;
    }

    /**
     * Scans one event.
     *
     * @throws HindsightException {@code validation_error}, attr {@code properties}, if the properties are no JSON object that
     *     a store can keep
     */
    public PersonUpdate scan(Event event) {
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(event.properties())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw HindsightException.invalid("properties", "properties must be an object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                reading.property(parser.currentName(), parser);
            }
            if (parser.nextToken() != null) {
                throw HindsightException.invalid("properties", "properties must be one object.");
            }
        } catch (IOException e) {
            throw HindsightException.invalid("properties", "properties must be valid JSON.");
        }
        requireStorable(event);
        return reading.update(event);
    }

    /** Only an escape can hide what no store keeps, and text from {@link EventReader} has next to none. */
    private static void requireStorable(Event event) {
        if (event.properties().contains("\\u")) {
            try {
                JsonText.requireStorable(JSON.readTree(event.properties()), "properties");
            } catch (IOException e) {
                throw HindsightException.invalid("properties", "properties must be valid JSON.");
            }
        }
    }

    private static Map<String, JsonNode> fields(JsonNode value) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static List<String> strings(JsonNode value) {
        List<String> strings = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> strings.add(item.asText()));
        }
        return strings;
    }

    /** The properties of one event, as far as they matter here. */
    private final class Reading {
        private Map<String, JsonNode> set = Map.of();
        private Map<String, JsonNode> setOnce = Map.of();
        private List<String> unset = List.of();
        private Map<String, JsonNode> groupSet = Map.of();
        private @Nullable String groupType;
        private @Nullable String anonymousId;
        private @Nullable String alias;
        private boolean changesPerson = true;

        void property(String key, JsonParser parser) throws IOException {
            parser.nextToken();
            switch (key) {
                case "$set" -> set = fields(parser.readValueAsTree());
                case "$set_once" -> setOnce = fields(parser.readValueAsTree());
                case "$unset" -> unset = strings(parser.readValueAsTree());
                case "$group_set" -> groupSet = fields(parser.readValueAsTree());
                default -> {
                    scalar(key, parser);
                    evidence.addEventValue(key, parser);
                    parser.skipChildren();
                }
            }
        }

        private void scalar(String key, JsonParser parser) throws IOException {
            switch (key) {
                case "$anon_distinct_id" -> anonymousId = parser.getValueAsString();
                case "alias" -> alias = parser.getValueAsString();
                case GroupUpdate.TYPE -> groupType = parser.getValueAsString();
                case "$process_person_profile" -> changesPerson = parser.currentToken() != JsonToken.VALUE_FALSE;
                default -> {}
            }
        }

        PersonUpdate update(Event event) {
            if (event.event().equals(GroupUpdate.EVENT) && groupType != null) {
                for (Map.Entry<String, JsonNode> property : groupSet.entrySet()) {
                    evidence.addValue(
                            PropertyKind.EVENT,
                            GroupUpdate.typeName(groupType, property.getKey()),
                            property.getValue());
                }
            }
            if (!changesPerson) {
                return PersonUpdate.NONE;
            }
            String absorbed = absorbedId(event);
            if (absorbed == null && set.isEmpty() && setOnce.isEmpty() && unset.isEmpty()) {
                return PersonUpdate.NONE;
            }
            set.forEach((key, value) -> evidence.addValue(PropertyKind.PERSON, key, value));
            setOnce.forEach((key, value) -> evidence.addValue(PropertyKind.PERSON, key, value));
            return new PersonUpdate(absorbed, set, setOnce, unset);
        }

        private @Nullable String absorbedId(Event event) {
            String absorbed = switch (event.event()) {
                case "$identify" -> anonymousId;
                case "$create_alias", "$merge_dangerously" -> alias;
                default -> null;
            };
            return absorbed != null
                            && !absorbed.equals(event.distinctId())
                            && MergeableIds.contains(absorbed)
                            && MergeableIds.contains(event.distinctId())
                    ? absorbed
                    : null;
        }
    }
}
