package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.management.ApiKeys;
import dev.hindsight.management.KeyDraft;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;

/** The caller's own personal API keys. */
final class KeyRoutes {
    private static final String PATH = "/api/personal_api_keys";

    private final Authentication authentication;
    private final ApiKeys keys;

    KeyRoutes(Authentication authentication, ApiKeys keys) {
        this.authentication = authentication;
        this.keys = keys;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::list);
        routes.add("POST", PATH, this::create);
        routes.add("GET", PATH + "/@current", this::current);
        routes.add("GET", PATH + "/{key}", this::retrieve);
        routes.add("DELETE", PATH + "/{key}", this::revoke);
        routes.add("POST", PATH + "/{key}/roll", this::roll);
    }

    /** A bare list: nobody has so many keys that they need pages. */
    private Reply list(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        keys.list(caller).forEach(key -> list.add(ManagementJson.key(key)));
        return Reply.json(200, list);
    }

    private Reply create(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.USER_WRITE);
        return Reply.json(201, ManagementJson.issued(keys.create(caller, KeyDraft.read(request.json()))));
    }

    private Reply current(Request request) throws IOException {
        return Reply.json(200, ManagementJson.key(keys.current(authentication.caller(request))));
    }

    private Reply retrieve(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        return Reply.json(200, ManagementJson.key(keys.get(caller, request.path("key"))));
    }

    private Reply revoke(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        keys.revoke(caller, request.path("key"));
        return Reply.empty(204);
    }

    private Reply roll(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        return Reply.json(200, ManagementJson.issued(keys.roll(caller, request.path("key"))));
    }
}
