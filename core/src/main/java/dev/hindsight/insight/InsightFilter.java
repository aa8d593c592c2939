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
 * @param order null: what fits a search best first; without a search by hand
 * @param search text that name, derived name, description or a tag contains, in any case, or that name or description
 *     nearly contain; null: all
 * @param type such as {@code TRENDS}, {@code SQL} or {@code JSON}; null: all
 * @param tags any of these; empty: all
 * @param events the names of events that its question is about, every one of them; empty: all
 * @param flag the key of a feature flag that its question is about; null: all
 * @param hideFlags whether the two insights are left out that are made for every feature flag
 * @param deleted true: what was deleted and the caller may bring back; false: what is there
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
        List<String> events,
        @Nullable String flag,
        boolean hideFlags,
        boolean deleted,
        TimeWindow modified,
        TimeWindow created,
        TimeWindow viewed,
        @Nullable InsightOrder order) {
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
            List.of(),
            null,
            false,
            false,
            TimeWindow.ALL,
            TimeWindow.ALL,
            TimeWindow.ALL,
            null);

    public InsightFilter {
        createdBy = List.copyOf(createdBy);
        tags = List.copyOf(tags);
        dashboards = List.copyOf(dashboards);
        events = List.copyOf(events);
    }
}
