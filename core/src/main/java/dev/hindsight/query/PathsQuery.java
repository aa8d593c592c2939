package dev.hindsight.query;

import org.jspecify.annotations.Nullable;

/**
 * Where people go from one page or event to the next (contract queries 6.3).
 *
 * @param samplingFactor in (0, 1]; null: no sampling
 * @param funnel only events around a step of a funnel count; null: all events
 */
public record PathsQuery(
        DateRange dateRange,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor,
        PathsFilter pathsFilter,
        @Nullable FunnelPaths funnel)
        implements RunnableQuery {
    @Override
    public String kind() {
        return "PathsQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.paths(this);
    }
}
