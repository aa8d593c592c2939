package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hindsight.servlet.http.Format;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.WireJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies that hold insights, streamed: results may be large. */
final class InsightReply {
    private InsightReply() {}

    static Reply one(int status, Format format, InsightJson insight) {
        return switch (format) {
            case JSON ->
                Reply.streamed(status, "application/json", out -> {
                    try (JsonGenerator json = WireJson.generator(out)) {
                        insight.write(json, out);
                    }
                });
            case CSV -> CsvTable.reply(status, List.of(insight.tree()));
        };
    }

    /**
     * A page of insights in the envelope of contract insights-api 1.7; in CSV one row each, without the envelope.
     *
     * @param next the address of the page after it
     * @param previous the address of the page before it
     */
    static Reply page(
            Format format, long count, @Nullable String next, @Nullable String previous, List<InsightJson> insights) {
        return switch (format) {
            case JSON ->
                Reply.streamed(200, "application/json", out -> {
                    try (JsonGenerator json = WireJson.generator(out)) {
                        json.writeStartObject();
                        json.writeNumberField("count", count);
                        json.writeStringField("next", next);
                        json.writeStringField("previous", previous);
                        json.writeArrayFieldStart("results");
                        for (InsightJson insight : insights) {
                            insight.write(json, out);
                        }
                        json.writeEndArray();
                        json.writeEndObject();
                    }
                });
            case CSV ->
                CsvTable.reply(200, insights.stream().map(InsightJson::tree).toList());
        };
    }
}
