package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is new, comes back, comes back after a pause, or stays away (contract queries 6.1).
 *
 * @param series events that pass all of them count; the first names the result
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param onlyInsightDates nothing before the range is looked at
 * @param groupTypeIndex which groups are counted, 0 to 4; null: persons
 */
public record LifecycleQuery(
        List<SeriesNode> series,
        DateRange dateRange,
        Interval interval,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        boolean onlyInsightDates,
        @Nullable Integer groupTypeIndex)
        implements RunnableQuery {
    public LifecycleQuery {
        series = List.copyOf(series);
    }

    @Override
    public String kind() {
        return "LifecycleQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.lifecycle(this);
    }
}
