package dev.hindsight.query;

import java.util.List;

/**
 * What was handed over row by row.
 *
 * @param columns the names of the columns, in order; several can be the same
 * @param types the types of the columns, in order, as PostHog names them
 * @param rows how many
 * @param cut whether there are more that were not handed over
 */
public record Exported(List<String> columns, List<String> types, long rows, boolean cut) {
    /** More rows are never handed over at once. */
    public static final int MOST_ROWS = 1_000_000;

    public Exported {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
    }
}
