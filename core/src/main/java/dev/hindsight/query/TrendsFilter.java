package dev.hindsight.query;

import java.util.List;

/**
 * What of a trends query is about its result as a whole (contract queries 3.1).
 *
 * @param formulas as text; empty: the series themselves are the result
 * @param smoothingIntervals 1: no smoothing
 */
public record TrendsFilter(Display display, List<String> formulas, int smoothingIntervals) {
    public TrendsFilter {
        formulas = List.copyOf(formulas);
    }
}
