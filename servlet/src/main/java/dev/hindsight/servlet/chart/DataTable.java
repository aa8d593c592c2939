package dev.hindsight.servlet.chart;

import java.util.List;

/**
 * The figures of an answer as texts.
 *
 * @param head the names of the columns; the first column names the rows
 * @param rows as many cells each as there are columns
 * @param left how many more rows there are, which are not shown
 */
public record DataTable(List<String> head, List<List<String>> rows, int left) {
    /** More rows than this are for programs, not for people. */
    static final int MOST_ROWS = 500;

    public DataTable {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** A table of all rows, or of the first when there are very many. */
    static DataTable of(List<String> head, List<List<String>> rows) {
        int shown = Math.min(rows.size(), MOST_ROWS);
        return new DataTable(head, rows.subList(0, shown), rows.size() - shown);
    }
}
