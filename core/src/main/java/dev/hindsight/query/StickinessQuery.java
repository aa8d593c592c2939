package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In how many intervals people do something (contract queries 6.2).
 *
 * @param intervalCount how many intervals count as one
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param criteria how often it has to be done for an interval to count
 */
public record StickinessQuery(
        List<SeriesNode> series,
        DateRange dateRange,
        Interval interval,
        int intervalCount,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        Comparison comparison,
        boolean cumulative,
        Criteria criteria)
        implements RunnableQuery {
    public StickinessQuery {
        series = List.copyOf(series);
    }

    /** How often. */
    public record Criteria(Operator operator, int value) {}

    /** Compares how often it was done. */
    public enum Operator implements Wire {
        GTE(">="),
        LTE("<="),
        EXACT("=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** The sign in SQL. */
        public String sign() {
            return sign;
        }

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public String kind() {
        return "StickinessQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.stickiness(this);
    }
}
