package dev.hindsight.query;

import org.jspecify.annotations.Nullable;

/**
 * Which of a funnel's people are meant: {@code FunnelsActorsQuery} on the wire (contract queries 7.6, end).
 *
 * @param step {@code k}, counted from 1: those who did step k; {@code -k}: those who did step k - 1 and did not get to step k
 * @param entrance of a funnel shown as trends, the period that they entered in, such as {@code 2024-08-21}; null: any
 * @param dropOff of a funnel shown as trends, those who did not convert
 */
public record FunnelPoint(int step, @Nullable String entrance, boolean dropOff) {
    /** The step that they did, counted from 0. */
    public int reached() {
        return step > 0 ? step - 1 : -step - 2;
    }

    /** Whether they got no further. */
    public boolean stayed() {
        return step < 0;
    }

    /** Whether a funnel of {@code steps} steps has such people. */
    public boolean isIn(int steps) {
        return step != 0 && step != -1 && Math.abs((long) step) <= steps;
    }
}
