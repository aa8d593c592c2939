package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.insight.Insight;
import dev.hindsight.query.DashboardFilters;
import org.jspecify.annotations.Nullable;

/**
 * One place on a dashboard: an insight, a text, or something that the caller may not see and learns nothing about.
 *
 * @param insight with the question that the dashboard asks, which may differ from the stored one; null for a text, and for
 *     an insight that the caller may not see
 * @param text as it was written, Markdown or plain; null unless it is a text
 * @param layouts where it stands, by the size of the screen
 * @param filters laid over the insight's question instead of the dashboard's; empty: the dashboard's hold
 * @param problem why the insight cannot be asked with these filters, and keeps its stored question; null: it can
 */
public record Tile(
        long id,
        @Nullable Insight insight,
        @Nullable String text,
        JsonNode layouts,
        @Nullable String color,
        DashboardFilters filters,
        @Nullable String problem) {}
