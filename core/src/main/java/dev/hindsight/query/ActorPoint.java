package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number of an insight: {@code InsightActorsQuery} or {@code FunnelsActorsQuery} on the wire. Which fields count depends on
 * the kind of the insight; of a list of events, none does.
 *
 * @param source the insight's query
 * @param day a bucket as the chart calls it, such as {@code 2024-08-21}; of stickiness, the number of intervals; null: the
 *     whole range
 * @param interval of retention, the column; null: all
 * @param series the index of the series, 0 when the client named none
 * @param breakdown the row's breakdown values, sentinels included; empty: no breakdown
 * @param previous the period that the range is compared with
 * @param status of lifecycle: {@code new}, {@code returning}, {@code resurrecting} or {@code dormant}
 * @param funnel of funnels, the step; null for other kinds
 */
public record ActorPoint(
        RunnableQuery source,
        @Nullable String day,
        @Nullable Integer interval,
        int series,
        List<String> breakdown,
        boolean previous,
        @Nullable String status,
        @Nullable FunnelPoint funnel) {
    public ActorPoint {
        breakdown = List.copyOf(breakdown);
    }
}
