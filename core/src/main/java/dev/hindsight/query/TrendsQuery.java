package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often something happened, or how many people did it, over time (contract queries 3).
 *
 * @param interval day when the client named none
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param breakdown null: none
 */
public record TrendsQuery(
        List<SeriesNode> series,
        DateRange dateRange,
        Interval interval,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        @Nullable Breakdown breakdown,
        Comparison comparison,
        TrendsFilter trendsFilter)
        implements RunnableQuery {
    public TrendsQuery {
        series = List.copyOf(series);
    }

    @Override
    public String kind() {
        return "TrendsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.trends(this);
    }

    /** The interval that dates are rounded to: total-value displays always count days (contract queries 2.2). */
    public Interval roundingInterval() {
        return trendsFilter.display().isTotalValue() || trendsFilter.display() == Display.CALENDAR_HEATMAP
                ? Interval.DAY
                : interval;
    }
}
