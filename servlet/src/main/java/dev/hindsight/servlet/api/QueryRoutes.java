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
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.WireJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        routes.add("GET", PATH + "/{query}", this::status);
        routes.add("DELETE", PATH + "/{query}", this::delete);
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
        Answer answer = queries.answer(
                visit.caller(),
                visit.projectId(),
                query,
                mode(request, body),
                RefreshParameter.clientId(request, body));
        int status = answer.run() == null ? 200 : 202;
        return switch (request.format()) {
            case JSON -> Reply.streamed(status, "application/json", out -> write(answer, visit, out));
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
        if (result == null) {
            return List.of();
        }
        JsonNode columns = result.envelope().path("columns");
        JsonNode rows = WireJson.read(result.results());
        return columns.isArray() ? named(rows, columns) : rows;
    }

    /** Rows of values as objects; of columns with the same name, the later ones are numbered. */
    private static List<JsonNode> named(JsonNode rows, JsonNode columns) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode column : columns) {
            String name = column.asText();
            for (int number = 2; !names.add(name); number++) {
                name = column.asText() + " (" + number + ")";
            }
        }
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode row : rows) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            int next = 0;
            for (String name : names) {
                object.set(name, row.path(next));
                next++;
            }
            named.add(object);
        }
        return named;
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
