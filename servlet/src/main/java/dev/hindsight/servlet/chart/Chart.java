package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An answer as people look at it. */
public final class Chart {
    private final Figure figure;
    private final DataTable table;

    Chart(Figure figure, DataTable table) {
        this.figure = figure;
        this.table = table;
    }

    /**
     * The chart of an insight.
     *
     * @param insight as the API spells it, with its answer (contract insights-api 2.2)
     * @return empty when there is no answer, or one of a form that nothing is known of
     */
    public static Optional<Chart> of(JsonNode insight) {
        return ChartReader.of(insight).read();
    }

    Figure figure() {
        return figure;
    }

    /** The figures. */
    public DataTable table() {
        return table;
    }

    /** Whether the table is all there is: its picture says nothing that it does not say itself. */
    public boolean isTable() {
        return figure instanceof Figure.Rows;
    }
}
