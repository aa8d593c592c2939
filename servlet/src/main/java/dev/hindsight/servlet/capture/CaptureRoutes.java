package dev.hindsight.servlet.capture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.EventReader;
import dev.hindsight.event.EventStore;
import dev.hindsight.servlet.capture.CaptureBatch.Rejected;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipException;

/** {@code POST /batch/} and its other names: events are durable when the reply is 200. */
public final class CaptureRoutes {
    private static final List<String> PATHS = List.of("/batch", "/capture", "/i/v0/e", "/e");

    private final Function<String, Optional<Long>> projects;
    private final EventStore events;
    private final Clock clock;
    private final EventReader reader = new EventReader();

    /**
     * Routes into a store.
     *
     * @param projects the id of the project that a capture token belongs to
     */
    public CaptureRoutes(Function<String, Optional<Long>> projects, EventStore events, Clock clock) {
        this.projects = projects;
        this.events = events;
        this.clock = clock;
    }

    public void addTo(Router.Builder routes) {
        for (String path : PATHS) {
            routes.addCrossOrigin("POST", path, this::capture);
        }
    }

    private Reply capture(Request request) throws IOException {
        CaptureBatch batch;
        try (InputStream body = CaptureBody.open(request)) {
            batch = new CaptureReader(projects, reader, clock.instant()).read(body);
        } catch (ZipException | EOFException e) {
            throw HindsightException.unparsable("The gzip data of the body is damaged.");
        }
        if (batch.events().isEmpty()) {
            throw refusal(batch);
        }
        request.concerns(batch.projectId());
        events.append(batch.projectId(), batch.events());
        return Reply.json(200, receipt(batch));
    }

    /** Nothing was good: the first problem, with its place. */
    private static HindsightException refusal(CaptureBatch batch) {
        Rejected first = batch.rejected().get(0);
        HindsightException reason = first.reason();
        return new HindsightException(
                reason.failure(),
                reason.code(),
                "Event " + first.index() + ": " + reason.detail(),
                reason.attr().orElse(null));
    }

    private static ObjectNode receipt(CaptureBatch batch) {
        ObjectNode receipt = JsonNodeFactory.instance.objectNode();
        receipt.put("status", 1);
        receipt.put("accepted", batch.events().size());
        ArrayNode rejected = receipt.putArray("rejected");
        for (Rejected event : batch.rejected()) {
            rejected.addObject()
                    .put("index", event.index())
                    .put("attr", event.reason().attr().orElse(null))
                    .put("detail", event.reason().detail());
        }
        if (batch.rejectedCount() > batch.rejected().size()) {
            receipt.put("rejected_count", batch.rejectedCount());
        }
        return receipt;
    }
}
