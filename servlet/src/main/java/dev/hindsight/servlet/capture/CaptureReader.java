package dev.hindsight.servlet.capture;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventReader;
import dev.hindsight.servlet.capture.CaptureBatch.Rejected;
import dev.hindsight.servlet.http.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one capture request: an object with a {@code batch}, one event, or a list of events that each carry the token. Holds
 * one event at a time as a tree and the others as they will be stored, so a batch may be large. Used once.
 */
final class CaptureReader {
    /** How many events one request may bring. */
    static final int EVENT_LIMIT = 500_000;

    /** So many bad events are described; the rest is counted. */
    private static final int REJECTED_LIMIT = 1_000;

    private static final List<String> TOKEN_FIELDS = List.of("api_key", "token", "$token");

    private final Function<String, Optional<Long>> projects;
    private final EventReader reader;
    private final Instant received;
    private final List<Event> events = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private int count;
    private @Nullable String token;

    /**
     * A reader.
     *
     * @param projects the project of a capture token
     * @param received the time of events that carry none
     */
    CaptureReader(Function<String, Optional<Long>> projects, EventReader reader, Instant received) {
        this.projects = projects;
        this.reader = reader;
        this.received = received;
    }

    /**
     * Reads everything before anything is stored, so a body that breaks off leaves no trace.
     *
     * @throws HindsightException {@code parse_error} when the body is not JSON, {@code UNAUTHENTICATED} without the token of a
     *     project, {@code validation_error} when it holds no events or too many
     */
    CaptureBatch read(InputStream body) throws IOException {
        try (JsonParser parser = StrictJson.stream(body)) {
            JsonToken start = parser.nextToken();
            if (start == JsonToken.START_OBJECT) {
                readObject(parser);
            } else if (start == JsonToken.START_ARRAY) {
                readList(parser, true);
            } else {
                throw HindsightException.invalid(null, "The body must be an object or a list of events.");
            }
            if (parser.nextToken() != null) {
                throw HindsightException.unparsable("JSON parse error - there is more after the end of the value");
            }
        } catch (IOException e) {
            throw StrictJson.error(e);
        }
        long projectId = project();
        if (count == 0) {
            throw HindsightException.invalid("batch", "empty", "This list may not be empty.");
        }
        return new CaptureBatch(projectId, events, rejected, count - events.size());
    }

    private void readObject(JsonParser parser) throws IOException {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        boolean batch = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!field.equals("batch")) {
                rest.set(field, StrictJson.readValue(parser));
                continue;
            }
            if (value != JsonToken.START_ARRAY) {
                throw HindsightException.invalid("batch", "not_a_list", "batch must be a list of events.");
            }
            batch = true;
            token = tokenOf(rest).orElse(null);
            if (token != null) {
                project(); // a stranger's batch is not worth reading
            }
            readList(parser, false);
        }
        if (token == null) {
            token = tokenOf(rest).orElse(null);
        }
        if (!batch) {
            add(rest, false);
        }
    }

    private void readList(JsonParser parser, boolean ownTokens) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            add(StrictJson.readValue(parser), ownTokens);
        }
    }

    private void add(JsonNode node, boolean ownToken) {
        int index = count++;
        if (count > EVENT_LIMIT) {
            throw HindsightException.invalid(
                    "batch", "max_length", "Ensure this field has no more than " + EVENT_LIMIT + " elements.");
        }
        try {
            if (ownToken) {
                takeToken(node);
            }
            events.add(reader.read(node, received));
        } catch (HindsightException e) {
            if (rejected.size() < REJECTED_LIMIT) {
                rejected.add(new Rejected(index, e));
            }
        }
    }

    private void takeToken(JsonNode node) {
        String own = tokenOf(node).orElse(null);
        if (token == null) {
            token = own;
        } else if (own != null && !own.equals(token)) {
            throw HindsightException.invalid("token", "All events of a list must carry the same token.");
        }
    }

    private static Optional<String> tokenOf(JsonNode node) {
        for (String field : TOKEN_FIELDS) {
            if (node.path(field).isTextual()) {
                return Optional.of(node.path(field).textValue());
            }
        }
        JsonNode inside = node.path("properties").path("token");
        return inside.isTextual() ? Optional.of(inside.textValue()) : Optional.empty();
    }

    private long project() {
        if (token == null) {
            throw HindsightException.of(
                    Failure.UNAUTHENTICATED, "The project's token is missing: send it as api_key beside the events.");
        }
        return projects.apply(token)
                .orElseThrow(() -> new HindsightException(
                        Failure.UNAUTHENTICATED,
                        "authentication_failed",
                        "The api_key is not the token of a project.",
                        null));
    }
}
