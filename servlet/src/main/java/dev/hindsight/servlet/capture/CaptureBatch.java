package dev.hindsight.servlet.capture;

import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import java.util.List;

/**
 * The events of one request.
 *
 * @param events the good ones, in the order sent
 * @param rejected the first of the others
 * @param rejectedCount how many others there were
 */
record CaptureBatch(long projectId, List<Event> events, List<Rejected> rejected, int rejectedCount) {
    /** An event that is not taken: which one, from 0, and why. */
    record Rejected(int index, HindsightException reason) {}
}
