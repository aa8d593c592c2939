package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.legacy.LegacyFilters;
import org.jspecify.annotations.Nullable;

/**
 * What a stored insight asks: its query, or what its filters in the old form ask where it has none (contract insights-api 2.4).
 *
 * @param query null when the filters cannot be translated
 * @param problem why not, naming the key; null when there is a query
 */
record InsightQuestion(@Nullable JsonNode query, @Nullable String problem) {
    /**
     * The question of an insight.
     *
     * @param query as it is stored; null for none
     * @param filters as they are stored
     */
    static InsightQuestion of(@Nullable JsonNode query, JsonNode filters) {
        if (query != null) {
            return new InsightQuestion(query, null);
        }
        try {
            return new InsightQuestion(LegacyFilters.query(filters), null);
        } catch (HindsightException e) {
            return new InsightQuestion(null, e.detail());
        }
    }
}
