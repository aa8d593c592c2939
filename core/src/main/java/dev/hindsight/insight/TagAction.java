package dev.hindsight.insight;

import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is done with tags. */
public enum TagAction {
    ADD("add") {
        @Override
        List<String> applied(List<String> current, List<String> tags) {
            Set<String> after = new LinkedHashSet<>(current);
            after.addAll(tags);
            return List.copyOf(after);
        }
    },
    REMOVE("remove") {
        @Override
        List<String> applied(List<String> current, List<String> tags) {
            List<String> after = new ArrayList<>(current);
            after.removeAll(tags);
            return after;
        }
    },
    SET("set") {
        @Override
        List<String> applied(List<String> current, List<String> tags) {
            return tags;
        }
    };

    private final String wire;

    TagAction(String wire) {
        this.wire = wire;
    }

    /** The spelling on the wire. */
    public String wire() {
        return wire;
    }

    abstract List<String> applied(List<String> current, List<String> tags);

    /** @throws HindsightException {@code validation_error}, attr {@code action} */
    static TagAction parse(String text) {
        for (TagAction action : values()) {
            if (action.wire.equals(text)) {
                return action;
            }
        }
        throw HindsightException.invalid("action", "invalid_choice", "\"" + text + "\" is not a valid choice.");
    }
}
