package dev.hindsight.event;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects events for one append. Large appends are much cheaper for every event than small ones, and the heap bounds them:
 * a batch is full at a number of events, or at 64 million characters.
 */
final class EventBatch {
    private static final long CHARACTERS = 64_000_000;

    private final int most;
    private List<Event> events = new ArrayList<>();
    private long characters;

    /** @param most the number of events at which it is full */
    EventBatch(int most) {
        this.most = most;
    }

    void add(Event event) {
        events.add(event);
        characters += event.properties().length()
                + event.event().length()
                + event.distinctId().length();
    }

    boolean isFull() {
        return events.size() >= most || characters >= CHARACTERS;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** The events so far; the batch is empty afterwards. */
    List<Event> take() {
        List<Event> taken = events;
        events = new ArrayList<>();
        characters = 0;
        return taken;
    }
}
