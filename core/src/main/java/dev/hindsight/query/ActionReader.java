package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action.Matching;
import dev.hindsight.query.Action.Step;
import dev.hindsight.query.Action.TextRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the steps of an action (contract queries 1.6). */
public final class ActionReader {
    private static final int MAX_STEPS = 100;

    private ActionReader() {}

    /**
     * The steps of a JSON list.
     *
     * @param path where it stands, for error messages
     * @throws HindsightException {@code parse_error} naming the field that is not one of a step, or has no value of its kind
     */
    public static List<Step> steps(JsonNode list, String path) {
        if (!list.isArray()) {
            throw StrictObject.error(path, "expected a list, got " + StrictObject.typeOf(list));
        }
        if (list.size() > MAX_STEPS) {
            throw StrictObject.error(path, "has " + list.size() + " steps; at most " + MAX_STEPS + " are allowed");
        }
        List<Step> steps = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            steps.add(step(new StrictObject(list.get(i), path + "[" + i + "]")));
        }
        return steps;
    }

    private static Step step(StrictObject object) {
        object.ignoring("id", "name", "isNew", "selector_regex");
        Step step = new Step(
                object.path(),
                filled(object, "event"),
                rule(object, "url", Matching.CONTAINS),
                filled(object, "selector"),
                filled(object, "tag_name"),
                rule(object, "href", Matching.EXACT),
                rule(object, "text", Matching.EXACT),
                FilterReader.read(object));
        object.end();
        return step;
    }

    private static @Nullable TextRule rule(StrictObject object, String key, Matching usual) {
        String value = filled(object, key);
        Matching matching = object.choice(key + "_matching", Matching.values());
        return value == null ? null : new TextRule(matching == null ? usual : matching, value);
    }

    /** Clients send empty texts for what they do not ask for. */
    private static @Nullable String filled(StrictObject object, String key) {
        String value = object.text(key);
        return value == null || value.isEmpty() ? null : value;
    }
}
