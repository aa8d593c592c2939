package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.action.ActionChange;
import dev.hindsight.action.Actions;
import dev.hindsight.action.StoredAction;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stored actions (contract queries 1.6). */
final class ActionRoutes {
    private static final String PATH = "/api/{scope:projects|environments}/{project}/actions";
    private static final String ONE = PATH + "/{action}";
    private static final Scope READ = Scope.read("action");
    private static final Scope WRITE = Scope.write("action");

    private final ProjectGate gate;
    private final Actions actions;
    private final MemberStore members;

    ActionRoutes(ProjectGate gate, Actions actions, MemberStore members) {
        this.gate = gate;
        this.actions = actions;
        this.members = members;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::list);
        routes.add("POST", PATH, this::create);
        routes.add("GET", ONE, this::retrieve);
        routes.add("PATCH", ONE, this::update);
        routes.add("DELETE", ONE, this::delete);
    }

    private Reply list(Request request) throws IOException {
        Visit visit = gate.enter(request, READ);
        List<StoredAction> all = actions.list(visit.caller(), visit.projectId());
        Page page = Page.of(request);
        List<StoredAction> shown = page.of(all);
        Map<Long, User> creators = members.findUsers(shown.stream()
                .map(StoredAction::createdBy)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return Reply.json(
                200,
                page.envelope(
                        request,
                        all.size(),
                        shown.stream()
                                .map(action -> json(action, creators.get(action.createdBy())))
                                .toList()));
    }

    private Reply create(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        return reply(201, actions.create(visit.caller(), visit.projectId(), ActionChange.read(request.json())));
    }

    private Reply retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, READ);
        return reply(200, actions.get(visit.caller(), visit.projectId(), id(request)));
    }

    private Reply update(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        ActionChange change = ActionChange.read(request.json());
        return reply(200, actions.change(visit.caller(), visit.projectId(), id(request), change));
    }

    private Reply delete(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        actions.delete(visit.caller(), visit.projectId(), id(request));
        return Reply.empty(204);
    }

    private static int id(Request request) {
        String id = request.path("action");
        if (!id.matches("[0-9]{1,9}")) {
            throw HindsightException.notFound();
        }
        return Integer.parseInt(id);
    }

    private Reply reply(int status, StoredAction action) {
        Long creator = action.createdBy();
        return Reply.json(
                status,
                json(action, creator == null ? null : members.findUser(creator).orElse(null)));
    }

    private static ObjectNode json(StoredAction action, @Nullable User creator) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", action.id())
                .put("name", action.name())
                .put("description", action.description());
        json.set("steps", action.steps());
        json.put("deleted", action.deleted())
                .put("is_action", true)
                .put("team_id", action.projectId())
                .put("created_at", WireTime.of(action.createdAt()))
                .put("updated_at", WireTime.of(action.updatedAt()));
        json.set("created_by", ManagementJson.user(creator));
        return json;
    }
}
