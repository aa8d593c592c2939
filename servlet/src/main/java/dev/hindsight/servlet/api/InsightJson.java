package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.ShownInsight.Placement;
import dev.hindsight.refresh.Answer;
import dev.hindsight.servlet.http.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One insight as the API spells it, with its answer or without (contract insights-api 2.1 and 2.2).
 *
 * @param answer null in the basic representation, which has none
 * @param match how a searched text fits it, {@code exact} or {@code similar}; null when nothing was searched
 * @param placement how the dashboard that it is shown on shows it; null: it is shown on none
 */
record InsightJson(
        Insight insight,
        @Nullable Answer answer,
        @Nullable String match,
        @Nullable Placement placement) {
    /** Everybody in the project may edit it; or, of a person, they may view it. */
    private static final int LOW = 21;

    /** Only collaborators may edit it; or, of a person, they may edit it. */
    private static final int HIGH = 37;

    InsightJson(Insight insight, @Nullable Answer answer, @Nullable String match) {
        this(insight, answer, match, null);
    }

    static InsightJson basic(Insight insight) {
        return new InsightJson(insight, null, null);
    }

    static InsightJson full(Insight insight, Answer answer) {
        return new InsightJson(insight, answer, null);
    }

    /** The insight as a tree, for formats other than JSON. */
    JsonNode tree() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = WireJson.generator(bytes)) {
            write(json, bytes);
            json.flush();
            return WireJson.read(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    /**
     * Writes the insight. The result goes out as the bytes that it was stored as.
     *
     * @param out where the generator writes to
     */
    void write(JsonGenerator json, OutputStream out) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", insight.id());
        json.writeStringField("short_id", insight.shortId());
        json.writeStringField("name", insight.name());
        json.writeStringField("derived_name", insight.derivedName());
        writeQuestion(json);
        writePlaces(json);
        json.writeStringField("description", insight.description());
        json.writeBooleanField("saved", insight.saved());
        json.writeBooleanField("favorited", insight.favorited());
        writeTags(json);
        writeTime(json, "created_at", insight.createdAt());
        writeTree(json, "created_by", ManagementJson.user(insight.createdBy()));
        writeTime(json, "last_modified_at", insight.lastModifiedAt());
        writeTime(json, "updated_at", insight.updatedAt());
        json.writeStringField(
                "user_access_level",
                insight.accessLevel() == null ? null : insight.accessLevel().wire());
        writeTime(json, "last_viewed_at", insight.lastViewedAt());
        if (match != null) {
            json.writeStringField("search_match_type", match);
        }
        if (insight.deleted()) {
            writeTime(json, "deleted_at", insight.deletedAt());
            writeTree(json, "deleted_by", ManagementJson.user(insight.deletedBy()));
        }
        if (placement != null) {
            json.writeStringField("color", placement.color());
            writeTree(json, "layouts", placement.layouts());
        }
        if (answer == null) {
            json.writeNullField("last_refresh");
            json.writeBooleanField("refreshing", false);
        } else {
            writeRest(json);
            writeAnswer(json, out, answer);
        }
        json.writeEndObject();
    }

    /** A query, or what the insight has in the old form; never both (contract insights-api 2.4). */
    private void writeQuestion(JsonGenerator json) throws IOException {
        JsonNode query = insight.query();
        if (query != null) {
            writeTree(json, "filters", JsonNodeFactory.instance.objectNode());
            writeTree(json, "query", query);
            return;
        }
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        if (!insight.filters().has("insight")) {
            filters.put("insight", "TRENDS");
        }
        insight.filters().properties().forEach(field -> filters.set(field.getKey(), field.getValue()));
        writeTree(json, "filters", filters);
        json.writeNullField("query");
    }

    private void writePlaces(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("dashboards");
        for (long dashboard : insight.dashboards()) {
            json.writeNumber(dashboard);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("dashboard_tiles");
        for (Insight.Tile tile : insight.tiles()) {
            json.writeStartObject();
            json.writeNumberField("id", tile.id());
            json.writeNumberField("dashboard_id", tile.dashboardId());
            json.writeObjectField("deleted", tile.deleted());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeTags(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("tags");
        for (String tag : insight.tags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
    }

    /** What the basic representation leaves out. */
    private void writeRest(JsonGenerator json) throws IOException {
        json.writeObjectField("order", insight.order());
        json.writeBooleanField("deleted", insight.deleted());
        writeTree(json, "last_modified_by", ManagementJson.user(insight.lastModifiedBy()));
        json.writeBooleanField("is_sample", insight.isSample());
        json.writeNumberField("effective_restriction_level", insight.restricted() ? HIGH : LOW);
        json.writeNumberField("effective_privilege_level", insight.editable() ? HIGH : LOW);
        json.writeArrayFieldStart("alerts");
        json.writeEndArray();
    }

    private void writeAnswer(JsonGenerator json, OutputStream out, Answer given) throws IOException {
        Answer.Result result = given.result();
        ObjectNode envelope = result == null ? JsonNodeFactory.instance.objectNode() : result.envelope();
        if (result == null) {
            json.writeNullField("result");
        } else {
            ResultJson.splice(json, "result", result.results(), out);
        }
        for (String field : new String[] {"hasMore", "columns", "types", "hogql", "resolved_date_range"}) {
            writeTree(json, field, envelope.path(field));
        }
        ZoneId zone = given.timezone();
        json.writeStringField(
                "timezone",
                envelope.has("timezone") || zone == null
                        ? envelope.path("timezone").textValue()
                        : zone.getId());
        writeTime(json, "last_refresh", result == null ? null : result.lastRefresh());
        writeTime(json, "cache_target_age", result == null ? null : result.targetAge());
        writeTime(json, "next_allowed_client_refresh", result == null ? null : result.nextAllowedClientRefresh());
        json.writeBooleanField("is_cached", result != null && result.cached());
        json.writeStringField(
                "cache_reason", result == null ? null : result.reason().wire());
        writeTree(json, "query_status", status(given));
        json.writeStringField("filters_hash", given.cacheKey());
    }

    private @Nullable ObjectNode status(Answer given) {
        ObjectNode status = given.error() != null
                ? QueryStatusJson.failed(given.cacheKey(), insight.projectId(), insight.id(), given.error())
                : given.run() == null ? null : QueryStatusJson.of(given.run(), insight.id());
        if (status != null && placement != null) {
            status.put("dashboard_id", placement.dashboardId());
        }
        return status;
    }

    private static void writeTime(JsonGenerator json, String field, @Nullable Instant time) throws IOException {
        json.writeStringField(field, WireTime.of(time));
    }

    private static void writeTree(JsonGenerator json, String field, @Nullable JsonNode value) throws IOException {
        json.writeFieldName(field);
        if (value == null || value.isMissingNode()) {
            json.writeNull();
        } else {
            json.writeTree(value);
        }
    }
}
