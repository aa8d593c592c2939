package dev.hindsight.insight;

import java.util.List;

/**
 * A part of a list.
 *
 * @param count how many insights there are on all pages
 */
public record InsightPage(long count, List<Insight> insights) {
    public InsightPage {
        insights = List.copyOf(insights);
    }
}
