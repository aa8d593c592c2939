package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Given;
import dev.hindsight.query.DashboardFilters;
import org.jspecify.annotations.Nullable;

/**
 * A tile to be added, changed or removed; what is null stays as it is, or has its default.
 *
 * @param id null: the tile of that insight, which is added if it is not there, or a new text
 * @param insightId what it is to show; of a tile that is there its own insight or null
 * @param text what it is to say; not for tiles of insights
 * @param layouts an object
 * @param filters of a tile whose insight the caller may not see these are left alone
 * @param deleted true removes the tile, false brings it back with the look that it had
 */
public record TileChange(
        @Nullable Long id,
        @Nullable Long insightId,
        @Nullable String text,
        @Nullable JsonNode layouts,
        @Nullable Given<String> color,
        @Nullable DashboardFilters filters,
        @Nullable Boolean deleted) {
    /** @throws HindsightException {@code validation_error} when it is neither about an insight, a text nor a tile, or about two */
    public TileChange {
        if (insightId != null && text != null) {
            throw HindsightException.invalid(null, "A tile shows an insight or a text, not both.");
        }
        if (id == null && insightId == null && text == null) {
            throw HindsightException.invalid(null, "A new tile needs an insight or a text.");
        }
    }

    boolean removes() {
        return Boolean.TRUE.equals(deleted);
    }
}
