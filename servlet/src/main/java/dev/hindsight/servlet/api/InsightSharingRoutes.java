package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightSharing;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.sharing.ShareConfiguration;
import dev.hindsight.sharing.SharePassword;
import dev.hindsight.sharing.SharePatch;
import dev.hindsight.sharing.ShareVisit;
import java.io.IOException;

/** Whether and how an insight is shared (contract insights-api 3.13). */
final class InsightSharingRoutes {
    private static final String PATH = InsightRoutes.PATH + "/{insight}/sharing";
    private static final int LONGEST_NOTE = 100;

    /** Of a password; core says more about it, in its own words. */
    private static final int LONGEST_TEXT = 10_000;

    private final ProjectGate gate;
    private final InsightSharing sharing;

    InsightSharingRoutes(ProjectGate gate, InsightSharing sharing) {
        this.gate = gate;
        this.sharing = sharing;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::retrieve);
        routes.add("PATCH", PATH, this::update);
        routes.add("POST", PATH + "/refresh", this::refresh);
        routes.add("POST", PATH + "/passwords", this::addPassword);
        routes.add("DELETE", PATH + "/passwords/{password}", this::removePassword);
        routes.add("GET", PATH + "/visits", this::visits);
    }

    private Reply retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_READ);
        return reply(sharing.get(visit.caller(), visit.projectId(), request.path("insight")));
    }

    private Reply update(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        SharePatch patch = SharePatch.read(request.json());
        return reply(sharing.change(visit.caller(), visit.projectId(), request.path("insight"), patch));
    }

    private Reply refresh(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        return reply(sharing.refresh(visit.caller(), visit.projectId(), request.path("insight")));
    }

    private Reply addPassword(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_WRITE);
        Body body = new Body(request.json());
        SharePassword.Made made = sharing.addPassword(
                visit.caller(),
                visit.projectId(),
                request.path("insight"),
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
        sharing.removePassword(visit.caller(), visit.projectId(), request.path("insight"), Long.parseLong(id));
        return Reply.empty(204);
    }

    private Reply visits(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.SHARING_READ);
        ActivityPaging paging = ActivityRoutes.paging(request);
        ShareVisit.Page page = sharing.visits(
                visit.caller(), visit.projectId(), request.path("insight"), paging.limit(), paging.offset());
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
