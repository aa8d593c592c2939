package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.sharing.ShareConfiguration;
import dev.hindsight.sharing.SharePassword;
import dev.hindsight.sharing.SharePatch;
import dev.hindsight.sharing.ShareVisit;
import dev.hindsight.sharing.Sharing;
import java.io.IOException;

/** Whether and how the things of one kind are shared (contract insights-api 3.13). */
final class SharingRoutes {
    private static final int LONGEST_NOTE = 100;

    /** Of a password; core says more about it, in its own words. */
    private static final int LONGEST_TEXT = 10_000;

    private final ProjectGate gate;
    private final Sharing sharing;
    private final String path;
    private final String parameter;

    /**
     * Routes below one thing.
     *
     * @param one the thing's own path
     * @param parameter the part of it that names the thing
     */
    SharingRoutes(ProjectGate gate, Sharing sharing, String one, String parameter) {
        this.gate = gate;
        this.sharing = sharing;
        this.path = one + "/sharing";
        this.parameter = parameter;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", path, this::retrieve);
        routes.add("PATCH", path, this::update);
        routes.add("POST", path + "/refresh", this::refresh);
        routes.add("POST", path + "/passwords", this::addPassword);
        routes.add("DELETE", path + "/passwords/{password}", this::removePassword);
        routes.add("GET", path + "/visits", this::visits);
    }

    private Reply retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_READ);
        return reply(sharing.get(visit.caller(), visit.projectId(), request.path(parameter)));
    }

    private Reply update(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        SharePatch patch = SharePatch.read(request.json());
        return reply(sharing.change(visit.caller(), visit.projectId(), request.path(parameter), patch));
    }

    private Reply refresh(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        return reply(sharing.refresh(visit.caller(), visit.projectId(), request.path(parameter)));
    }

    private Reply addPassword(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        Body body = new Body(request.json());
        SharePassword.Made made = sharing.addPassword(
                visit.caller(),
                visit.projectId(),
                request.path(parameter),
                body.nullableText("raw_password", LONGEST_TEXT),
                body.nullableText("note", LONGEST_NOTE));
        SharePassword password = made.password();
        return Reply.json(
                201,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", password.id())
                        .put("password", made.clear())
                        .put("note", password.note())
                        .put("created_at", WireTime.of(password.createdAt()))
                        .put("created_by_email", password.createdByEmail()));
    }

    private Reply removePassword(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        String id = request.path("password");
        if (!id.matches("[0-9]{1,18}")) {
            throw HindsightException.notFound("Password not found");
        }
        sharing.removePassword(visit.caller(), visit.projectId(), request.path(parameter), Long.parseLong(id));
        return Reply.empty(204);
    }

    private Reply visits(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_READ);
        ActivityPaging paging = ActivityRoutes.paging(request);
        ShareVisit.Page page = sharing.visits(
                visit.caller(), visit.projectId(), request.path(parameter), paging.limit(), paging.offset());
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        page.visits().forEach(each -> results.add(json(each)));
        return Reply.json(200, ActivityRoutes.envelope(request, paging, page.total(), results));
    }

    private static JsonNode json(ShareVisit visit) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("visited_at", WireTime.of(visit.at()))
                .put("client_address", visit.clientAddress())
                .put("password_id", visit.passwordId())
                .put("password_note", visit.passwordNote());
    }

    private static Reply reply(ShareConfiguration configuration) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("created_at", WireTime.of(configuration.createdAt()));
        json.put("enabled", configuration.enabled());
        json.put("access_token", configuration.accessToken());
        json.set(
                "settings",
                configuration.settings() == null
                        ? json.nullNode()
                        : configuration.settings().json());
        json.put("password_required", configuration.passwordRequired());
        json.put("valid_until", WireTime.of(configuration.validUntil()));
        ArrayNode passwords = json.putArray("share_passwords");
        for (SharePassword password : configuration.passwords()) {
            passwords
                    .addObject()
                    .put("id", password.id())
                    .put("created_at", WireTime.of(password.createdAt()))
                    .put("note", password.note())
                    .put("created_by_email", password.createdByEmail())
                    .put("is_active", true);
        }
        return Reply.json(200, json);
    }
}
