package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Takes events as senders write them. Thread-safe. */
public final class Capture {
    private final EventStore store;
    private final Clock clock;
    private final EventReader reader = new EventReader();

    /** @param clock gives events without a timestamp their time */
    public Capture(EventStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** As {@link #capture(long, Iterator)}. */
    public CaptureOutcome capture(long projectId, Iterable<JsonNode> events) {
        return capture(projectId, events.iterator());
    }

    /**
     * Stores the good events and says what is wrong with the others. When it returns, the good ones are durable and the next
     * query sees them.
     *
     * @param events in the format of {@link EventReader}; however many come, the heap holds a bounded part of them at a time,
     *     and what has been stored stays stored if the iterator fails later
     */
    public CaptureOutcome capture(long projectId, Iterator<JsonNode> events) {
        Instant received = clock.instant();
        EventBatch batch = new EventBatch(BatchWriter.EVENTS);
        List<CaptureOutcome.Rejected> rejected = new ArrayList<>();
        int accepted = 0;
        int duplicates = 0;
        int rejectedCount = 0;
        for (int index = 0; events.hasNext(); index++) {
            JsonNode event = events.next();
            try {
                batch.add(reader.read(event, received));
            } catch (HindsightException e) {
                rejectedCount++;
                if (rejected.size() < CaptureOutcome.LISTED) {
                    rejected.add(new CaptureOutcome.Rejected(index, e.attr().orElse(null), e.code(), e.detail()));
                }
            }
            if (batch.isFull() || !events.hasNext()) {
                List<Event> good = batch.take();
                int stored = store.append(projectId, good);
                accepted += stored;
                duplicates += good.size() - stored;
            }
        }
        return new CaptureOutcome(accepted, duplicates, rejectedCount, rejected);
    }
}
