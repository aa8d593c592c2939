package dev.hindsight.servlet.chart;

import java.util.List;

/**
 * The figures of an answer as texts.
 *
 * @param head the names of the columns; the first column names the rows
 * @param rows as many cells each as there are columns
 * @param left how many more rows there are, which are not shown
 * @param columnsLeft how many more columns there are, which are not shown
 */
public record DataTable(List<String> head, List<List<String>> rows, int left, int columnsLeft) {
    /** More rows than this are for programs, not for people. */
    static final int MOST_ROWS = 500;

    /** So are more columns. */
    static final int MOST_COLUMNS = 50;

    public DataTable {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** A table of everything, or of what comes first when there is very much. */
    static DataTable of(List<String> head, List<List<String>> rows) {
        int shown = Math.min(rows.size(), MOST_ROWS);
        int columns = Math.min(head.size(), MOST_COLUMNS);
        return new DataTable(
                head.subList(0, columns),
                rows.subList(0, shown).stream()
                        .map(row -> row.subList(0, columns))
                        .toList(),
                rows.size() - shown,
                head.size() - columns);
    }
}
