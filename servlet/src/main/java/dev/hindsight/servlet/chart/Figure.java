package dev.hindsight.servlet.chart;

import java.util.List;

/** What is drawn of an answer. */
sealed interface Figure {
    /**
     * A name with a value.
     *
     * @param value NaN: there is none
     */
    record Named(String name, double value) {}

    /**
     * Values in a row.
     *
     * @param values one a bucket or step; NaN where there is none
     * @param earlier whether they are those of the time before, beside which others stand
     */
    record Line(String name, List<Double> values, boolean earlier) {
        public Line {
            values = List.copyOf(values);
        }
    }

    /** How values over buckets are drawn. */
    enum Shape {
        LINES,
        AREAS,
        BARS,
        STACKED
    }

    /**
     * Values over buckets, of time or of anything else that has an order.
     *
     * @param unit what stands after each value, such as {@code %}; may be empty
     */
    record Buckets(List<String> names, List<Line> lines, Shape shape, String unit) implements Figure {
        public Buckets {
            names = List.copyOf(names);
            lines = List.copyOf(lines);
        }
    }

    /** Parts of a whole, around a circle. */
    record Parts(List<Named> parts, boolean ring) implements Figure {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** Values beside each other, as bars from the left. */
    record Ranking(List<Named> values) implements Figure {
        public Ranking {
            values = List.copyOf(values);
        }
    }

    /** Values that are written out large. */
    record Numbers(List<Named> values) implements Figure {
        public Numbers {
            values = List.copyOf(values);
        }
    }

    /** How many came how far. */
    record Steps(List<String> names, List<Line> lines) implements Figure {
        public Steps {
            names = List.copyOf(names);
            lines = List.copyOf(lines);
        }
    }

    /** Cells that are filled the more the more they say. */
    record Grid(List<String> columns, List<GridRow> rows) implements Figure {
        public Grid {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** A row of a grid; it may be shorter than others. */
    record GridRow(String name, List<Cell> cells) {
        public GridRow {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A cell of a grid.
     *
     * @param weight from 0 to 1
     */
    record Cell(String text, double weight) {}

    /** The table itself: nothing that could be drawn says more. */
    record Rows(DataTable table) implements Figure {}
}
