package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A store that gives types of groups their index: {@code "$groups": {"company": "acme"}} of an event becomes {@code "$group_0":
 * "acme"} beside it, 0 being the index of the type. Everything else goes on to another store.
 */
public final class GroupingEventStore extends ForwardingEventStore {
    private static final String GROUPS = "$groups";
    private static final JsonMapper JSON = new JsonMapper();

    private final GroupTypes types;

    public GroupingEventStore(EventStore store, GroupTypes types) {
        super(store);
        this.types = types;
    }

    /**
     * {@inheritDoc} Their groups are added to their properties. What is there already stays, and a type that gets no index adds
     * nothing.
     */
    @Override
    public int append(long projectId, List<Event> events) {
        return super.append(projectId, completed(projectId, events));
    }

    private List<Event> completed(long projectId, List<Event> events) {
        Map<String, OptionalInt> known = new HashMap<>();
        List<Event> completed = new ArrayList<>(events.size());
        for (Event event : events) {
            boolean tells = event.event().equals(GroupUpdate.EVENT);
            completed.add(
                    tells || event.properties().contains('"' + GROUPS + '"')
                            ? completed(projectId, event, known)
                            : event);
        }
        return completed;
    }

    private Event completed(long projectId, Event event, Map<String, OptionalInt> known) {
        JsonNode read;
        try {
            read = JSON.readTree(event.properties());
        } catch (JsonProcessingException e) {
            return event; // whoever stores it says so
        }
        if (!(read instanceof ObjectNode properties)) {
            return event;
        }
        if (event.event().equals(GroupUpdate.EVENT)) {
            index(projectId, properties.path(GroupUpdate.TYPE).asText(), known); // it may be the first time
        }
        boolean added = false;
        for (Map.Entry<String, JsonNode> group : properties.path(GROUPS).properties()) {
            OptionalInt index = group.getValue().isTextual() || group.getValue().isNumber()
                    ? index(projectId, group.getKey(), known)
                    : OptionalInt.empty();
            if (index.isPresent() && !properties.hasNonNull("$group_" + index.getAsInt())) {
                properties.put("$group_" + index.getAsInt(), group.getValue().asText());
                added = true;
            }
        }
        return added
                ? new Event(event.uuid(), event.event(), event.distinctId(), event.timestamp(), properties.toString())
                : event;
    }

    private OptionalInt index(long projectId, String type, Map<String, OptionalInt> known) {
        return type.isBlank() || type.length() > GroupTypes.LONGEST_NAME
                ? OptionalInt.empty()
                : known.computeIfAbsent(type, name -> types.index(projectId, name));
    }
}
