package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a trends query is about its result as a whole (contract queries 3.1).
 *
 * @param formulas empty: the series themselves are the result
 * @param smoothingIntervals 1: no smoothing
 * @param bySessionStart a calendar heat map counts a session where it began
 */
public record TrendsFilter(Display display, List<Formula> formulas, int smoothingIntervals, boolean bySessionStart) {
    public TrendsFilter {
        formulas = List.copyOf(formulas);
    }

    /**
     * A calculation with the numbers of the series.
     *
     * @param text as the client wrote it, such as {@code A / B * 100}
     * @param customName the label of its rows; null: made of the text
     */
    public record Formula(String text, @Nullable String customName) {}
}
