package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.Tile;
import dev.hindsight.insight.ShownInsight.Placement;
import dev.hindsight.refresh.Answer;
import dev.hindsight.servlet.http.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One dashboard as the API spells it, with the answers of its insights.
 *
 * @param answers by tile
 */
record DashboardJson(Dashboard dashboard, Map<Long, Answer> answers) {
    /** Everybody in the project may edit it; or, of a person, they may view it. */
    private static final int LOW = 21;

    /** Only collaborators may edit it; or, of a person, they may edit it. */
    private static final int HIGH = 37;

    /** All but the tiles. */
    static ObjectNode basic(Dashboard dashboard) {
        int restriction = dashboard.restricted() ? HIGH : LOW;
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", dashboard.id())
                .put("name", dashboard.name())
                .put("description", dashboard.description())
                .put("pinned", dashboard.pinned())
                .put("created_at", WireTime.of(dashboard.createdAt()));
        json.set("created_by", ManagementJson.user(dashboard.createdBy()));
        json.put("last_modified_at", WireTime.of(dashboard.lastModifiedAt()))
                .put("deleted", dashboard.deleted())
                .set("filters", dashboard.filters().json());
        json.set("variables", dashboard.variables().json());
        ArrayNode tags = json.putArray("tags");
        dashboard.tags().forEach(tags::add);
        if (dashboard.deleted()) {
            json.put("deleted_at", WireTime.of(dashboard.deletedAt()));
            json.set("deleted_by", ManagementJson.user(dashboard.deletedBy()));
        }
        return json.put("restriction_level", restriction)
                .put("effective_restriction_level", restriction)
                .put("effective_privilege_level", dashboard.editable() ? HIGH : LOW)
                .put(
                        "user_access_level",
                        dashboard.accessLevel() == null
                                ? null
                                : dashboard.accessLevel().wire());
    }

    /** The dashboard with its tiles as a tree. */
    ObjectNode tree() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = WireJson.generator(bytes)) {
            write(json, bytes);
            json.flush();
            return (ObjectNode) WireJson.read(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    /**
     * Writes the dashboard with its tiles.
     *
     * @param out where the generator writes to
     */
    void write(JsonGenerator json, OutputStream out) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> field : basic(dashboard).properties()) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
        }
        json.writeArrayFieldStart("tiles");
        List<Tile> tiles = dashboard.tiles();
        for (int i = 0; i < tiles.size(); i++) {
            write(json, out, tiles.get(i), i);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(JsonGenerator json, OutputStream out, Tile tile, int order) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", tile.id());
        json.writeNumberField("order", order);
        json.writeFieldName("insight");
        InsightJson insight = insight(tile);
        if (insight == null) {
            json.writeNull();
        } else {
            insight.write(json, out);
        }
        json.writeFieldName("text");
        if (tile.text() == null) {
            json.writeNull();
        } else {
            json.writeTree(JsonNodeFactory.instance.objectNode().put("body", tile.text()));
        }
        json.writeFieldName("layouts");
        json.writeTree(tile.layouts());
        json.writeStringField("color", tile.color());
        json.writeFieldName("filters_overrides");
        json.writeTree(tile.filters().json());
        json.writeEndObject();
    }

    /** Writes the insights that the dashboard shows, and nothing else. */
    void writeInsights(JsonGenerator json, OutputStream out) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("results");
        for (Tile tile : dashboard.tiles()) {
            InsightJson insight = insight(tile);
            if (insight != null) {
                insight.write(json, out);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What a tile shows; null when that is no insight. Without an answer for the tile in its basic form. */
    @Nullable
    InsightJson insight(Tile tile) {
        return tile.insight() == null
                ? null
                : new InsightJson(
                        tile.insight(),
                        answers.get(tile.id()),
                        null,
                        new Placement(dashboard.id(), tile.color(), tile.layouts()));
    }
}
