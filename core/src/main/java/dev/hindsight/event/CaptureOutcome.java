package dev.hindsight.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of captured events. The three counts add up to the events that came.
 *
 * @param accepted events that are stored now
 * @param duplicates events whose uuid was stored before, or came before
 * @param rejectedCount events that were refused
 * @param rejected the first {@value #LISTED} of these, in their order
 */
public record CaptureOutcome(int accepted, int duplicates, int rejectedCount, List<Rejected> rejected) {
    static final int LISTED = 1000;

    public CaptureOutcome {
        rejected = List.copyOf(rejected);
    }

    /**
     * A refused event.
     *
     * @param index its place among the events, from 0
     * @param attr the field at fault; null when the event is no object
     * @param detail what is wrong with it
     */
    public record Rejected(int index, @Nullable String attr, String code, String detail) {}
}
