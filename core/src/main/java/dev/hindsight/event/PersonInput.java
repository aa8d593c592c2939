package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.error.HindsightException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checked call of {@link EventStore#putPerson}, as stores need it.
 *
 * @param update what it sets
 * @param evidence the types of the values
 */
public record PersonInput(PersonUpdate update, TypeEvidence evidence) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Checks and converts.
     *
     * @param properties values of the kinds that JSON has, nested maps and lists included, or Jackson trees
     * @throws HindsightException {@code validation_error}, attr {@code distinct_ids} or {@code properties}
     */
    public static PersonInput of(List<String> distinctIds, Map<String, Object> properties) {
        if (distinctIds.isEmpty() || distinctIds.stream().anyMatch(String::isBlank)) {
            throw HindsightException.invalid("distinct_ids", "A person needs distinct ids that are not blank.");
        }
        distinctIds.forEach(id -> JsonText.requireStorable(id, "distinct_ids"));
        JsonNode tree;
        try {
            tree = JSON.valueToTree(properties);
        } catch (IllegalArgumentException e) {
            throw HindsightException.invalid("properties", "properties must be JSON values.");
        }
        JsonText.requireStorable(tree, "properties");
        Map<String, JsonNode> set = new LinkedHashMap<>();
        TypeEvidence evidence = new TypeEvidence();
        tree.properties().forEach(field -> {
            set.put(field.getKey(), field.getValue());
            evidence.addValue(PropertyKind.PERSON, field.getKey(), field.getValue());
        });
        return new PersonInput(new PersonUpdate(null, set, Map.of(), List.of()), evidence);
    }
}
