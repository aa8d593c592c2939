package dev.hindsight.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Events of one append, with what they say about persons and types.
 *
 * @param updates one for each event
 */
public record ArrivedEvents(long projectId, List<Event> events, List<PersonUpdate> updates, TypeEvidence evidence) {
    /**
     * Reads what the events say, in the caller's thread, so that bad ones fail before they hold up others.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} if the properties of an event are no JSON object
     *     that can be stored
     */
    public static ArrivedEvents of(long projectId, List<Event> events) {
        EventScan scan = new EventScan();
        List<PersonUpdate> updates = new ArrayList<>(events.size());
        for (Event event : events) {
            updates.add(scan.scan(event));
        }
        return new ArrivedEvents(projectId, events, updates, scan.evidence());
    }

    /** Events that say nothing beyond themselves. */
    static ArrivedEvents plain(long projectId, List<Event> events) {
        return new ArrivedEvents(
                projectId, events, Collections.nCopies(events.size(), PersonUpdate.NONE), new TypeEvidence());
    }

    /** The events whose index fits, in the same order. */
    public ArrivedEvents only(IntPredicate kept) {
        List<Event> keptEvents = new ArrayList<>();
        List<PersonUpdate> keptUpdates = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (kept.test(i)) {
                keptEvents.add(events.get(i));
                keptUpdates.add(updates.get(i));
            }
        }
        return new ArrivedEvents(projectId, keptEvents, keptUpdates, evidence);
    }
}
