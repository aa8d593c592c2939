package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes what fails smaller for as long as it still fails. */
final class Smaller {
    private static final Set<String> NEEDED =
            Set.of("kind", "series", "key", "property", "breakdown", "type", "values");

    private Smaller() {}

    static <T> List<T> list(List<T> all, Predicate<List<T>> fails) {
        List<T> current = new ArrayList<>(all);
        for (int chunk = Math.max(1, current.size() / 2); chunk > 0; chunk /= 2) {
            for (int from = 0; from < current.size(); ) {
                List<T> candidate = new ArrayList<>(current.subList(0, from));
                candidate.addAll(current.subList(Math.min(from + chunk, current.size()), current.size()));
                if (fails.test(candidate)) {
                    current = candidate;
                } else {
                    from += chunk;
                }
            }
        }
        return current;
    }

    /** Leaves out optional fields and elements of lists. */
    static JsonNode query(JsonNode query, Predicate<JsonNode> fails) {
        JsonNode current = query;
        Optional<JsonNode> smaller = Optional.of(query);
        while (smaller.isPresent()) {
            current = smaller.get();
            smaller = candidates(current).stream().filter(fails).findFirst();
        }
        return current;
    }

    /** Every copy that lacks one thing, big things first. */
    private static List<JsonNode> candidates(JsonNode node) {
        List<JsonNode> candidates = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            for (String field : fields(object)) {
                if (!NEEDED.contains(field)) {
                    candidates.add(object.deepCopy().without(field));
                }
            }
            for (String field : fields(object)) {
                candidates(object.get(field))
                        .forEach(part -> candidates.add(object.deepCopy().set(field, part)));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                ArrayNode fewer = array.deepCopy();
                fewer.remove(i);
                candidates.add(fewer);
            }
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                candidates(array.get(i)).forEach(part -> {
                    ArrayNode changed = array.deepCopy();
                    changed.set(index, part);
                    candidates.add(changed);
                });
            }
        }
        return candidates;
    }

    private static List<String> fields(ObjectNode object) {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
