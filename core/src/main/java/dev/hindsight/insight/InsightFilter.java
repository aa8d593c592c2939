package dev.hindsight.insight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which insights a list shows, in which order; all conditions together (contract insights-api 3.2). Times are in the
 * project's zone.
 *
 * @param saved true: saved or on a dashboard; false: not saved; null: all
 * @param favorited whether favorites only
 * @param mine whether only what the caller created
 * @param createdBy ids of creators; empty: anybody
 * @param search text that name, derived name, description or a tag contains, in any case; null: all
 * @param type such as {@code TRENDS}, {@code SQL} or {@code JSON}; null: all
 * @param tags any of these; empty: all
 * @param dashboards on every one of these; empty: all
 */
public record InsightFilter(
        @Nullable String shortId,
        @Nullable Boolean saved,
        boolean favorited,
        boolean mine,
        List<Long> createdBy,
        @Nullable String search,
        @Nullable String type,
        List<String> tags,
        List<Long> dashboards,
        TimeWindow modified,
        TimeWindow created,
        TimeWindow viewed,
        InsightOrder order) {
    /** Every insight, as people ordered them. */
    public static final InsightFilter ALL = new InsightFilter(
            null,
            null,
            false,
            false,
            List.of(),
            null,
            null,
            List.of(),
            List.of(),
            TimeWindow.ALL,
            TimeWindow.ALL,
            TimeWindow.ALL,
            InsightOrder.BY_HAND);

    public InsightFilter {
        createdBy = List.copyOf(createdBy);
        tags = List.copyOf(tags);
        dashboards = List.copyOf(dashboards);
    }
}
