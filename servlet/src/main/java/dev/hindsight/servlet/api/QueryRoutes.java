package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.Queries;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.WireJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Questions that belong to no insight (contract queries 8, insights-api 4). */
final class QueryRoutes {
    private static final String PATH = "/api/{scope:projects|environments}/{project}/query";

    private final ProjectGate gate;
    private final Queries queries;

    QueryRoutes(ProjectGate gate, Queries queries) {
        this.gate = gate;
        this.queries = queries;
    }

    void addTo(Router.Builder routes) {
        routes.addWithCsv("POST", PATH, this::answer);
        routes.add("GET", PATH + "/{query}", this::status);
        routes.add("DELETE", PATH + "/{query}", this::status);
    }

    private Reply answer(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw HindsightException.unparsable("The body must be a JSON object with a query.");
        }
        JsonNode query = body.path("query");
        if (query.isMissingNode() || query.isNull()) {
            throw HindsightException.invalid("query", "required", "This field is required.");
        }
        Answer answer = queries.answer(visit.caller(), visit.projectId(), query, mode(request, body));
        return switch (request.format()) {
            case JSON -> Reply.streamed(200, "application/json", out -> write(answer, visit, out));
            case CSV -> CsvTable.reply(200, rows(answer));
        };
    }

    /** A question that nobody has calculated yet is calculated here, also when the cache alone was asked for. */
    private static RefreshMode mode(Request request, JsonNode body) {
        boolean oldAsync = body.path("async").asBoolean();
        RefreshMode mode =
                RefreshParameter.of(request, body).orElse(oldAsync ? RefreshMode.ASYNC : RefreshMode.BLOCKING);
        return mode == RefreshMode.FORCE_CACHE ? RefreshMode.BLOCKING : mode;
    }

    private static Iterable<JsonNode> rows(Answer answer) throws IOException {
        Answer.Result result = answer.result();
        return result == null ? List.of() : WireJson.read(result.results());
    }

    private static void write(Answer answer, Visit visit, OutputStream out) throws IOException {
        try (JsonGenerator json = WireJson.generator(out)) {
            json.writeStartObject();
            json.writeStringField("cache_key", answer.cacheKey());
            Answer.Result result = answer.result();
            if (result != null) {
                ResultJson.splice(json, "results", result.results(), out);
                json.writeBooleanField("is_cached", result.cached());
                json.writeStringField("last_refresh", WireTime.of(result.lastRefresh()));
                json.writeStringField("cache_target_age", WireTime.of(result.targetAge()));
                json.writeStringField("next_allowed_client_refresh", WireTime.of(result.nextAllowedClientRefresh()));
                ObjectNode envelope = result.envelope();
                for (Map.Entry<String, JsonNode> field : envelope.properties()) {
                    json.writeFieldName(field.getKey());
                    json.writeTree(field.getValue());
                }
                if (!envelope.has("timezone")) {
                    json.writeStringField("timezone", visit.project().timezone().getId());
                }
            }
            if (result == null || !result.envelope().has("error")) {
                json.writeStringField("error", answer.error());
            }
            json.writeNullField("query_status");
            json.writeEndObject();
        }
    }

    /** Nothing runs in the background in this version, so there is no status to know. */
    private Reply status(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        throw HindsightException.notFound(
                "Query " + request.path("query") + " not found for team " + visit.projectId());
    }
}
