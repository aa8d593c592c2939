package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stored actions of a project (contract queries 1.6).
 *
 * @param actions a JSON array of {@code {id, name, steps}}
 */
record ReferenceActions(JsonNode actions) {
    private static final String[] OF_ELEMENTS = {"selector", "tag_name", "href", "text"};

    /** The action of a series, null when it is not stored. */
    @Nullable
    JsonNode of(JsonNode series) {
        for (JsonNode action : actions) {
            if (action.path("id").asInt() == series.path("id").asInt()) {
                return action;
            }
        }
        return null;
    }

    static String name(JsonNode action) {
        String name = action.path("name").asText("");
        return name.isEmpty() ? "Unnamed action" : name;
    }

    /** Whether any step holds for an event; without steps an action is every event. */
    static boolean has(JsonNode action, Occurrence event, ReferenceFilter filter) {
        if (action.path("steps").isEmpty()) {
            return true;
        }
        for (JsonNode step : action.path("steps")) {
            if (holds(step, event, filter)) {
                return true;
            }
        }
        return false;
    }

    /** What a step does not set, it does not ask for. */
    private static boolean holds(JsonNode step, Occurrence event, ReferenceFilter filter) {
        String name = step.path("event").asText("");
        if (step.hasNonNull("event") && !name.isEmpty() && !name.equals(event.event())) {
            return false;
        }
        for (String field : OF_ELEMENTS) {
            if (name.equals("$autocapture") && step.hasNonNull(field)) {
                throw new NotInReference("actions with elements");
            }
        }
        if (step.hasNonNull("url") && !step.path("url").asText().isEmpty()) {
            String address = Texts.of(event.properties().get("$current_url"));
            if (address == null || !matches(address, step)) {
                return false;
            }
        }
        return filter.passes(step.path("properties"), event);
    }

    private static boolean matches(String address, JsonNode step) {
        String url = step.path("url").asText();
        return switch (step.path("url_matching").asText("contains")) {
            case "exact" -> address.equals(url);
            case "regex" -> Pattern.compile(url).matcher(address).find();
            default -> address.contains(url);
        };
    }
}
