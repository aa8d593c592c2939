package dev.hindsight.query.retention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RetentionQuery.Aggregation;
import dev.hindsight.query.retention.RetentionRunner.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the rows of a retention table from its cells (contract queries 5.4 and 5.5). */
final class RetentionTable {
    private static final int DEFAULT_LIMIT = 25;
    private static final long MAX_CELLS = 2_000_000;

    private final RetentionQuery query;
    private final RetentionPeriods periods;
    private final SortedMap<Integer, Grid> byRank = new TreeMap<>();

    RetentionTable(RetentionQuery query, RetentionPeriods periods) {
        this.query = query;
        this.periods = periods;
        if (query.breakdown() == null) {
            byRank.put(1, new Grid(null));
        }
    }

    /** The table of one breakdown value. */
    private final class Grid {
        private final @Nullable String value;
        private final long[][] people = new long[periods.rows().size()][query.columns()];
        private final double[][] amounts = new double[periods.rows().size()][query.columns()];

        Grid(@Nullable String value) {
            this.value = value;
        }

        /** Who reached a column was there in those before, except the first, which is the cohort itself. */
        void cumulate() {
            for (int row = 0; row < people.length; row++) {
                for (int column = people[row].length - 2; column >= 1; column--) {
                    people[row][column] += people[row][column + 1];
                    amounts[row][column] += amounts[row][column + 1];
                }
            }
        }
    }

    void add(Cell cell) {
        Grid grid = byRank.computeIfAbsent(cell.rank(), rank -> {
            checkSize();
            return new Grid(cell.value());
        });
        if (cell.cohort() >= 0 && cell.cohort() < grid.people.length && cell.reach() < query.columns()) {
            grid.people[cell.cohort()][cell.reach()] += cell.people();
            grid.amounts[cell.cohort()][cell.reach()] += cell.amount();
        }
    }

    /**
     * Adds people by their masks.
     *
     * @param starts a bit for each row that they are in
     * @param returns a bit for each period that they came back in
     */
    void add(long starts, long returns, long people) {
        Grid grid = Objects.requireNonNull(byRank.get(1));
        for (long rows = starts; rows != 0; rows &= rows - 1) {
            int row = Long.numberOfTrailingZeros(rows);
            long[] counts = grid.people[row];
            counts[0] += people;
            int before = 0;
            // A column at a time, so that several periods of one bracket count once.
            for (long later = returns >>> (row + 1) << 1; later != 0; later &= later - 1) {
                int column = column(Long.numberOfTrailingZeros(later));
                if (column >= counts.length) {
                    break;
                }
                if (column != before && !query.cumulative()) {
                    counts[column] += people;
                }
                before = column;
            }
            if (query.cumulative() && before > 0) {
                counts[before] += people;
            }
        }
    }

    /** The column of a distance in periods. */
    private int column(int distance) {
        if (query.brackets().isEmpty()) {
            return distance;
        }
        int reach = 0;
        for (int i = 0; i < query.brackets().size(); i++) {
            reach += query.brackets().get(i);
            if (distance <= reach) {
                return i + 1;
            }
        }
        return query.columns();
    }

    /** The tables of all values together are bounded, so that no breakdown can fill the heap. */
    private void checkSize() {
        long cells = (byRank.size() + 1L) * Math.max(1, periods.rows().size()) * query.columns();
        if (cells > MAX_CELLS) {
            throw HindsightException.invalid(
                    "breakdownFilter__breakdown",
                    "too_many_results",
                    "The breakdown has so many values that their tables would have over " + MAX_CELLS
                            + " cells. Use a property with fewer values, or fewer intervals.");
        }
    }

    boolean hasMore() {
        return query.breakdown() != null && byRank.containsKey(limit(query.breakdown()) + 1);
    }

    /** How many values are kept. */
    static int limit(Breakdown breakdown) {
        Integer limit = breakdown.limit();
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** Value by value, those with the largest cohorts first; all remaining ones together at the end. */
    List<ObjectNode> rows() {
        List<ObjectNode> rows = new ArrayList<>();
        for (Grid grid : kept()) {
            if (query.cumulative()) {
                grid.cumulate();
            }
            for (int row = 0; row < grid.people.length; row++) {
                rows.add(row(grid, row));
            }
        }
        return rows;
    }

    private Collection<Grid> kept() {
        Breakdown breakdown = query.breakdown();
        return breakdown != null && breakdown.hideOther()
                ? byRank.headMap(limit(breakdown) + 1).values()
                : byRank.values();
    }

    private ObjectNode row(Grid grid, int index) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("date", Envelope.iso(periods.rows().starts().get(index)));
        row.put("label", query.period().wire() + " " + index);
        boolean cohort =
                query.breakdown() != null && query.breakdown().parts().get(0).isCohort();
        if (cohort && grid.value != null && Character.isDigit(grid.value.charAt(0))) {
            row.put("breakdown_value", Integer.parseInt(grid.value));
        } else {
            row.put("breakdown_value", grid.value);
        }
        ArrayNode values = row.putArray("values");
        for (int column = 0; column < query.columns(); column++) {
            long people = scaled(grid.people[index][column]);
            ObjectNode value = values.addObject();
            value.put("count", people);
            value.put("label", query.period().wire() + " " + columnName(column));
            Aggregation aggregation = query.aggregation();
            if (aggregation != null) {
                double amount = grid.amounts[index][column];
                long divisor = grid.people[index][column];
                double shown = !aggregation.average() ? scaled(amount) : divisor == 0 ? 0 : amount / divisor;
                value.set("aggregation_value", JsonNumbers.of(shown));
            }
        }
        return row;
    }

    /** The number of a column, or from where to where its bracket reaches. */
    private String columnName(int column) {
        if (query.brackets().isEmpty() || column == 0) {
            return Integer.toString(column);
        }
        int before = query.brackets().subList(0, column - 1).stream()
                .mapToInt(Integer::intValue)
                .sum();
        int last = before + query.brackets().get(column - 1);
        return before + 1 == last ? Integer.toString(last) : (before + 1) + "-" + last;
    }

    private long scaled(long people) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? people : Math.round(people / factor);
    }

    private double scaled(double amount) {
        Double factor = query.samplingFactor();
        return factor == null || factor >= 1 ? amount : Math.rint(amount / factor);
    }
}
