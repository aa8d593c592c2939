package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.Calculations;
import dev.hindsight.refresh.Queries;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.refresh.RunState;
import dev.hindsight.refresh.RunStatus;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Format;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.WireJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions that belong to no insight (contract queries 8, insights-api 4). */
final class QueryRoutes {
    static final String PATH = "/api/{scope:projects|environments}/{project}/query";

    /** What clients know the engine as, whichever it is. */
    private static final String ENGINE = "clickhouse";

    private final ProjectGate gate;
    private final Queries queries;
    private final Calculations calculations;

    QueryRoutes(ProjectGate gate, Queries queries, Calculations calculations) {
        this.gate = gate;
        this.queries = queries;
        this.calculations = calculations;
    }

    void addTo(Router.Builder routes) {
        routes.addWithCsv("POST", PATH, this::answer);
        routes.addWithCsv("POST", PATH + "/export", this::export);
        routes.add("GET", PATH + "/{query}", this::status);
        routes.add("DELETE", PATH + "/{query}", this::delete);
    }

    private Outcome answer(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        JsonNode body = request.json();
        JsonNode query = query(body);
        RefreshMode mode = mode(request, body);
        String clientId = RefreshParameter.clientId(request, body);
        return Later.ifWaiting(
                mode.mayWait() || request.format() == Format.CSV, () -> answer(request, visit, query, mode, clientId));
    }

    private Reply answer(Request request, Visit visit, JsonNode query, RefreshMode mode, @Nullable String clientId)
            throws IOException {
        if (request.format() == Format.CSV) {
            Optional<Reply> export = export(visit, query, Format.CSV);
            if (export.isPresent()) {
                return export.get();
            }
        }
        Answer answer = queries.answer(visit.caller(), visit.projectId(), query, mode, clientId);
        int status = answer.run() == null ? 200 : 202;
        return switch (request.format()) {
            case JSON -> Reply.streamed(status, "application/json", out -> write(answer, visit, out));
            case CSV -> CsvTable.reply(200, rows(answer));
        };
    }

    private static JsonNode query(JsonNode body) {
        if (!body.isObject()) {
            throw HindsightException.unparsable("The body must be a JSON object with a query.");
        }
        JsonNode query = body.path("query");
        if (query.isMissingNode() || query.isNull()) {
            throw HindsightException.invalid("query", "required", "This field is required.");
        }
        return query;
    }

    private Outcome export(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        JsonNode query = query(request.json());
        return new Later(() -> export(visit, query, request.format())
                .orElseThrow(() -> HindsightException.invalid(
                        "query", "SQL and lists of events can be exported; ask for other answers without /export.")));
    }

    /** All rows of SQL or of a list of events; empty for a query of another kind. */
    private Optional<Reply> export(Visit visit, JsonNode query, Format format) {
        ExportedRows rows = new ExportedRows();
        boolean handedOn = false;
        try {
            Optional<Reply> reply = queries.export(visit.caller(), visit.projectId(), query, rows::add)
                    .map(exported -> format == Format.CSV ? rows.csv(exported) : rows.json(exported));
            handedOn = reply.isPresent();
            return reply;
        } finally {
            if (!handedOn) {
                rows.close();
            }
        }
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
            write(answer, visit.project().timezone().getId(), json, out);
        }
    }

    private static void write(Answer answer, String timezone, JsonGenerator json, OutputStream out) throws IOException {
        json.writeStartObject();
        json.writeStringField("cache_key", answer.cacheKey());
        Answer.Result result = answer.result();
        if (result != null) {
            ResultJson.splice(json, "results", result.results(), out);
            json.writeBooleanField("is_cached", result.cached());
            json.writeStringField("cache_reason", result.reason().wire());
            json.writeStringField("last_refresh", WireTime.of(result.lastRefresh()));
            json.writeStringField("cache_target_age", WireTime.of(result.targetAge()));
            json.writeStringField("next_allowed_client_refresh", WireTime.of(result.nextAllowedClientRefresh()));
            ObjectNode envelope = result.envelope();
            for (Map.Entry<String, JsonNode> field : envelope.properties()) {
                json.writeFieldName(field.getKey());
                json.writeTree(field.getValue());
            }
            if (!envelope.has("timezone")) {
                json.writeStringField("timezone", timezone);
            }
        }
        if (result == null || !result.envelope().has("error")) {
            json.writeStringField("error", answer.error());
        }
        json.writeFieldName("query_status");
        json.writeTree(answer.run() == null ? null : QueryStatusJson.of(answer.run(), null));
        json.writeEndObject();
    }

    /** Polled until it is complete; the answer is in it then (contract insights-api 4.7). */
    private Reply status(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        boolean progress =
                request.query().get("show_progress").map("true"::equals).orElse(false);
        RunStatus run = calculations.status(visit.caller(), visit.projectId(), request.path("query"));
        ObjectNode status = progress ? QueryStatusJson.withProgress(run) : QueryStatusJson.of(run, null);
        return Reply.streamed(status(run), "application/json", out -> {
            try (JsonGenerator json = WireJson.generator(out)) {
                json.writeStartObject();
                json.writeFieldName("query_status");
                json.writeStartObject();
                for (Map.Entry<String, JsonNode> field : status.properties()) {
                    json.writeFieldName(field.getKey());
                    if (field.getKey().equals("results") && run.answer() != null) {
                        write(run.answer(), visit.project().timezone().getId(), json, out);
                    } else {
                        json.writeTree(field.getValue());
                    }
                }
                json.writeEndObject();
                json.writeEndObject();
            }
        });
    }

    private static int status(RunStatus run) {
        if (!run.state().isFinal()) {
            return 202;
        }
        return run.error() == null ? 200 : 400;
    }

    private Reply delete(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.QUERY_READ);
        boolean onlyQueued =
                request.query().get("dequeue_only").map("true"::equals).orElse(false);
        RunState was = calculations.delete(visit.caller(), visit.projectId(), request.path("query"), !onlyQueued);
        String message = was.isFinal()
                ? "Query already complete"
                : onlyQueued
                        ? "Only tried to dequeue, not cancelling query on " + ENGINE
                        : "Cancelled query on " + ENGINE;
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put("message", message));
    }
}
