package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What of a trends query is about its result as a whole (contract queries 3.1).
 *
 * @param formulas as text; empty: the series themselves are the result
 * @param smoothingIntervals 1: no smoothing
 * @param echo the options as sent, for the {@code filter} field of result rows
 */
public record TrendsFilter(
        Display display,
        List<String> formulas,
        int smoothingIntervals,
        @JsonIgnore JsonNode echo) {
    public TrendsFilter {
        formulas = List.copyOf(formulas);
    }
}
