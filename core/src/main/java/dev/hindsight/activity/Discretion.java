package dev.hindsight.activity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What somebody may know of entries about things of one kind: access rules only if they may read them, and of visitors and passwords
 * nothing unless they edit the thing.
 *
 * @param levels theirs on the things, by id
 * @param rules whether they may read access rules
 */
public record Discretion(Map<Long, AccessLevel> levels, boolean rules) {
    private static final List<String> OF_VISITORS = List.of("client_ip", "password_id", "password_note");

    public Discretion {
        levels = Map.copyOf(levels);
    }

    /** @param levels the caller's on all things that the entries are about */
    public static Discretion of(Caller caller, Map<Long, AccessLevel> levels) {
        return new Discretion(
                levels,
                caller.key() == null
                        || Scope.ACCESS_CONTROL_READ.isIn(caller.key().scopes()));
    }

    /** The ids of the things that entries are about, each once. */
    public static List<Long> items(ActivityPage page) {
        return page.entries().stream()
                .map(entry -> Long.valueOf(entry.itemId()))
                .distinct()
                .toList();
    }

    /**
     * Takes out of an entry what they may not know.
     *
     * @param more asked about each change: whether nothing of it may be known, once what may not be was taken out
     */
    public void hide(Activity entry, Predicate<ObjectNode> more) {
        if (!(entry.detail().path("changes") instanceof ArrayNode changes)) {
            return;
        }
        boolean edits = levels.getOrDefault(Long.valueOf(entry.itemId()), AccessLevel.NONE)
                .includes(AccessLevel.EDITOR);
        for (int i = changes.size() - 1; i >= 0; i--) {
            ObjectNode change = (ObjectNode) changes.get(i);
            if (hides(change, edits) || more.test(change)) {
                changes.remove(i);
            }
        }
    }

    private boolean hides(ObjectNode change, boolean edits) {
        return switch (change.path("field").asText()) {
            case "access_control" -> !rules;
            case "sharing_passwords" -> !edits;
            case "authentication_attempt" -> {
                if (!edits && change.path("after") instanceof ObjectNode attempt) {
                    attempt.remove(OF_VISITORS);
                }
                yield false;
            }
            default -> false;
        };
    }
}
