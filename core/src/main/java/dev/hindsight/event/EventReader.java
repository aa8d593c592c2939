package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns one event in the capture format into an {@link Event}, or says which field is wrong. Stateless and thread-safe.
 *
 * <p>Fields: {@code event} (1 to 200 characters), {@code distinct_id} (1 to 400; a number is taken as text) at the top, in
 * {@code properties} or, as {@code $distinct_id}, at either place; {@code timestamp} (ISO 8601 text, UTC when it has no
 * offset, or a number of seconds or milliseconds since 1970; years 1970 to 2200); {@code uuid}; {@code properties} (an object,
 * at most 1,048,576 characters of JSON and 100 levels); {@code $set} and {@code $set_once} (objects), which are moved into the
 * properties. Without a timestamp, {@code offset} (milliseconds) says how long before its receipt an event happened. Other
 * fields are ignored.
 */
public final class EventReader {
    private static final int EVENT_LIMIT = 200;
    private static final int DISTINCT_ID_LIMIT = 400;
    private static final int PROPERTIES_LIMIT = 1 << 20;
    private static final int UUID_LENGTH = 36;

    private final ObjectMapper json = new ObjectMapper();

    /**
     * Reads one event.
     *
     * @param node the event; not changed
     * @param received its time if it carries none; null when it must carry one
     * @return the event, with a random uuid if it carries none
     * @throws HindsightException {@code validation_error} whose attr is {@code event}, {@code distinct_id}, {@code timestamp},
     *     {@code uuid}, {@code properties}, {@code $set} or {@code $set_once}; without attr when it is no object
     */
    public Event read(JsonNode node, @Nullable Instant received) {
        return read(node, received, UUID::randomUUID);
    }

    /** As {@link #read(JsonNode, Instant)} with {@code absentUuid} for an event that carries none. */
    Event read(JsonNode node, @Nullable Instant received, Supplier<UUID> absentUuid) {
        if (!node.isObject()) {
            throw HindsightException.invalid(null, "An event must be a JSON object.");
        }
        String event = text(node.path("event"), "event", EVENT_LIMIT);
        JsonNode bag = node.path("properties");
        if (!isAbsent(bag) && !bag.isObject()) {
            throw HindsightException.invalid("properties", "properties must be an object.");
        }
        String distinctId = text(distinctId(node, bag), "distinct_id", DISTINCT_ID_LIMIT);
        Instant timestamp = timestamp(node, received);
        String properties = properties(node, bag);
        UUID uuid = isAbsent(node.path("uuid")) ? absentUuid.get() : uuid(node.path("uuid"));
        return new Event(uuid, event, distinctId, timestamp, properties);
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static JsonNode distinctId(JsonNode node, JsonNode bag) {
        for (JsonNode place : new JsonNode[] {
            node.path("distinct_id"), bag.path("distinct_id"), node.path("$distinct_id"), bag.path("$distinct_id")
        }) {
            if (!isAbsent(place)) {
                return place.isNumber() ? JsonNodeFactory.instance.textNode(place.asText()) : place;
            }
        }
        return node.path("distinct_id");
    }

    private static String text(JsonNode value, String attr, int limit) {
        if (isAbsent(value)) {
            throw HindsightException.invalid(attr, "required", attr + " is missing.");
        }
        if (!value.isTextual()) {
            throw HindsightException.invalid(attr, attr + " must be a string.");
        }
        String text = value.textValue();
        if (text.isBlank()) {
            throw HindsightException.invalid(attr, "blank", attr + " must not be blank.");
        }
        if (text.length() > limit) {
            throw HindsightException.invalid(attr, "max_length", attr + " must have at most " + limit + " characters.");
        }
        JsonText.requireStorable(text, attr);
        return text;
    }

    private static Instant timestamp(JsonNode node, @Nullable Instant received) {
        JsonNode value = node.path("timestamp");
        Instant instant;
        if (isAbsent(value)) {
            if (received == null) {
                throw HindsightException.invalid("timestamp", "required", "timestamp is missing.");
            }
            instant = received.minusMillis(offset(node));
        } else if (value.isNumber()) {
            instant = EventTime.ofEpoch(value.doubleValue());
        } else if (value.isTextual()) {
            instant = EventTime.parse(value.textValue());
        } else {
            throw HindsightException.invalid("timestamp", "timestamp must be a string or a number.");
        }
        if (instant == null) {
            throw HindsightException.invalid(
                    "timestamp", "timestamp must be ISO 8601, or seconds or milliseconds since 1970.");
        }
        if (!EventTime.inRange(instant)) {
            throw HindsightException.invalid("timestamp", "timestamp must be in the years 1970 to 2200.");
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** How many milliseconds before it was sent the event happened, as some senders say in place of a timestamp. */
    private static long offset(JsonNode node) {
        JsonNode offset = node.path("offset");
        return offset.isIntegralNumber() && offset.canConvertToInt() ? Math.max(0, offset.intValue()) : 0;
    }

    private static UUID uuid(JsonNode value) {
        // UUID.fromString alone would take "1-1-1-1-1".
        if (value.isTextual() && value.textValue().length() == UUID_LENGTH) {
            try {
                return UUID.fromString(value.textValue());
            } catch (IllegalArgumentException e) {
                throw invalidUuid();
            }
        }
        throw invalidUuid();
    }

    private static HindsightException invalidUuid() {
        return HindsightException.invalid("uuid", "uuid must be a UUID such as 018f9a3c-5b1e-7c3a-8f00-0123456789ab.");
    }

    private String properties(JsonNode node, JsonNode bag) {
        JsonNode whole = withPersonFields(node, bag);
        JsonText.requireStorable(whole, "properties");
        String text = write(whole);
        if (text.length() > PROPERTIES_LIMIT) {
            throw HindsightException.invalid(
                    "properties",
                    "max_length",
                    "properties must have at most " + PROPERTIES_LIMIT + " characters of JSON.");
        }
        return text;
    }

    /** The properties, completed by {@code $set} and {@code $set_once} beside them, which win key by key. */
    private static JsonNode withPersonFields(JsonNode node, JsonNode bag) {
        ObjectNode whole = null;
        for (String field : new String[] {"$set", "$set_once"}) {
            JsonNode beside = node.path(field);
            if (isAbsent(beside)) {
                continue;
            }
            if (!beside.isObject()) {
                throw HindsightException.invalid(field, field + " must be an object.");
            }
            if (whole == null) {
                whole = JsonNodeFactory.instance.objectNode();
                if (bag instanceof ObjectNode properties) {
                    whole.setAll(properties);
                }
            }
            ObjectNode joined = JsonNodeFactory.instance.objectNode();
            if (whole.get(field) instanceof ObjectNode inside) {
                joined.setAll(inside);
            }
            joined.setAll((ObjectNode) beside);
            whole.set(field, joined);
        }
        if (whole != null) {
            return whole;
        }
        return bag.isObject() ? bag : JsonNodeFactory.instance.objectNode();
    }

    private String write(JsonNode properties) {
        try {
            return json.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
