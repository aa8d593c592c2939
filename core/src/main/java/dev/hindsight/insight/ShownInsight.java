package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An insight as somebody looks at it.
 *
 * @param insight with the question that is answered for them, which may differ from the stored one
 * @param placement how the dashboard that they came through shows it; null: they came through none that does
 */
public record ShownInsight(Insight insight, @Nullable Placement placement) {
    /**
     * How a dashboard shows an insight.
     *
     * @param layouts where it stands, by the size of the screen
     */
    public record Placement(long dashboardId, @Nullable String color, JsonNode layouts) {}
}
