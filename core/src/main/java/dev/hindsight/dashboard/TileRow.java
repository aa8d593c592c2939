package dev.hindsight.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.insight.Given;
import dev.hindsight.insight.JsonText;
import dev.hindsight.query.DashboardFilters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tile as it is stored.
 *
 * @param insightId null for a text
 * @param text null unless it is one
 */
record TileRow(
        long id,
        @Nullable Long insightId,
        @Nullable String text,
        JsonNode layouts,
        @Nullable String color,
        DashboardFilters filters,
        boolean deleted) {
    static TileRow read(ResultSet row) throws SQLException {
        return new TileRow(
                row.getLong("id"),
                row.getObject("insight_id", Long.class),
                row.getString("body"),
                JsonText.read(row.getString("layouts")),
                row.getString("color"),
                new DashboardFilters(JsonText.read(row.getString("filters_overrides"))),
                row.getBoolean("deleted"));
    }

    /** A new text, which has no look yet. */
    static TileRow text(long id, String text) {
        return new TileRow(id, null, text, JsonNodeFactory.instance.objectNode(), null, DashboardFilters.NONE, false);
    }

    /** With the look and the text of a change; whether a tile of an insight shows is the insight's affair. */
    TileRow with(TileChange change, boolean withFilters) {
        return new TileRow(
                id,
                insightId,
                change.text() == null ? text : change.text(),
                Objects.requireNonNullElse(change.layouts(), layouts),
                Given.or(change.color(), color),
                withFilters ? Objects.requireNonNullElse(change.filters(), filters) : filters,
                insightId == null ? Objects.requireNonNullElse(change.deleted(), deleted) : deleted);
    }

    /** Where it comes in reading order on a wide screen: row by row; without a place at the end. */
    double line() {
        return layouts.at("/sm/y").asDouble(Double.MAX_VALUE);
    }

    double column() {
        return layouts.at("/sm/x").asDouble(Double.MAX_VALUE);
    }
}
