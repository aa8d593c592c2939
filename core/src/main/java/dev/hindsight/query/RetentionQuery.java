package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who comes back after they did something (contract queries 5).
 *
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param groupTypeIndex counts groups of this type; null: persons
 * @param breakdown null: none; only its first part is used
 * @param target what makes somebody part of a cohort
 * @param returning what coming back is
 */
public record RetentionQuery(
        DateRange dateRange,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        @Nullable Integer groupTypeIndex,
        @Nullable Breakdown breakdown,
        SeriesNode target,
        SeriesNode returning,
        Period period,
        int totalIntervals,
        Start start,
        boolean cumulative,
        int minimumOccurrences,
        boolean rollingWindows,
        List<Integer> brackets,
        @Nullable Aggregation aggregation)
        implements RunnableQuery {
    public RetentionQuery {
        brackets = List.copyOf(brackets);
    }

    /** The width of a column. */
    public enum Period implements Wire {
        HOUR("Hour", Interval.HOUR),
        DAY("Day", Interval.DAY),
        WEEK("Week", Interval.WEEK),
        MONTH("Month", Interval.MONTH);

        private final String wire;
        private final Interval interval;

        Period(String wire, Interval interval) {
            this.wire = wire;
            this.interval = interval;
        }

        @Override
        public String wire() {
            return wire;
        }

        public Interval interval() {
            return interval;
        }
    }

    /** Which of their start events put somebody into a cohort. */
    public enum Start implements Wire {
        /** Each: somebody is in many cohorts. */
        RECURRING("retention_recurring"),
        /** The first that passes all filters, in all history. */
        FIRST_TIME("retention_first_time"),
        /** The first of its name in all history, if that very event passes the filters. */
        FIRST_EVER("retention_first_ever_occurrence");

        private final String wire;

        Start(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * A number added up over the return events of each cell.
     *
     * @param average divided by how many there are of whom
     */
    public record Aggregation(boolean average, String property, boolean ofPersons) {}

    /** How many columns rows have. */
    public int columns() {
        return brackets.isEmpty() ? totalIntervals : brackets.size() + 1;
    }

    @Override
    public String kind() {
        return "RetentionQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.retention(this);
    }
}
