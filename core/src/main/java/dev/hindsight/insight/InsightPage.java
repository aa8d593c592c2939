package dev.hindsight.insight;

import java.util.List;
import java.util.Set;

/**
 * A part of a list.
 *
 * @param count how many insights there are on all pages
 * @param near the ids of those that a searched text only nearly fits
 */
public record InsightPage(long count, List<Insight> insights, Set<Long> near) {
    public InsightPage {
        insights = List.copyOf(insights);
        near = Set.copyOf(near);
    }
}
