package dev.hindsight.engine.duckdb;

import dev.hindsight.event.Event;
import dev.hindsight.event.EventScan;
import dev.hindsight.event.PersonUpdate;
import dev.hindsight.event.TypeEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Events of one append, with what they say about persons and types.
 *
 * @param updates one for each event
 */
record ArrivedEvents(long projectId, List<Event> events, List<PersonUpdate> updates, TypeEvidence evidence) {
    /** Reads what the events say, in the caller's thread, so that bad ones fail before they hold up others. */
    static ArrivedEvents of(long projectId, List<Event> events) {
        EventScan scan = new EventScan();
        List<PersonUpdate> updates = new ArrayList<>(events.size());
        for (Event event : events) {
            updates.add(scan.scan(event));
        }
        return new ArrivedEvents(projectId, events, updates, scan.evidence());
    }

    /** The events whose index fits, in the same order. */
    ArrivedEvents only(IntPredicate kept) {
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
