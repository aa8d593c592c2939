package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Session;
import dev.hindsight.access.Sessions;
import dev.hindsight.body.Body;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.ApiKey;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Signs people in to the console with a personal API key, and out again. */
final class SessionRoutes {
    private static final String PATH = "/console/session";
    private static final int LONGEST_KEY = 1_000;

    private final Authentication authentication;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final SignInLimit limit;

    SessionRoutes(Authentication authentication, Sessions sessions, SessionCookie cookie, SignInLimit limit) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.cookie = cookie;
        this.limit = limit;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::current);
        routes.add("POST", PATH, this::begin);
        routes.add("DELETE", PATH, this::end);
    }

    /** Never an error: nobody is signed in before they sign in. */
    private Reply current(Request request) {
        Optional<Caller> ofHost = authentication.ofHost(request);
        if (ofHost.isPresent()) {
            return Reply.json(200, signedIn(ofHost.get()).putNull("csrf_token").putNull("expires_at"));
        }
        return Reply.json(
                200,
                cookie.session(request)
                        .map(SessionRoutes::json)
                        .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("signed_in", false)));
    }

    /** A page of another site could sign somebody in as somebody else; so it must be one of ours. */
    private Reply begin(Request request) throws IOException {
        Authentication.requireSameSite(request);
        String key = new Body(request.json())
                .text("personal_api_key", LONGEST_KEY)
                .map(String::strip)
                .orElseThrow(() -> Body.required("personal_api_key"));
        Sessions.Begun begun = begin(key, Objects.requireNonNullElse(request.clientAddress(), ""));
        cookie.forget(request);
        return cookie.set(request, Reply.json(201, json(begun.session())), begun);
    }

    private Sessions.Begun begin(String key, String address) {
        limit.begin(address);
        boolean wrong = false;
        try {
            return sessions.begin(key, "body");
        } catch (HindsightException e) {
            wrong = e.failure() == Failure.UNAUTHENTICATED;
            throw e;
        } finally {
            if (!wrong) {
                limit.forgive(address);
            }
        }
    }

    private Reply end(Request request) {
        Optional<Session> session = cookie.session(request);
        if (session.isPresent()) {
            Authentication.requireOwnPage(request, session.get());
        }
        return cookie.end(request);
    }

    private static ObjectNode json(Session session) {
        return signedIn(session.caller())
                .put("csrf_token", session.proof())
                .put("expires_at", WireTime.of(session.until()));
    }

    private static ObjectNode signedIn(Caller caller) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("signed_in", true);
        json.set("user", ManagementJson.user(caller.user()));
        ApiKey key = caller.key();
        if (key == null) {
            return json.putNull("key").putNull("scopes");
        }
        ArrayNode scopes = json.put("key", key.label()).putArray("scopes");
        key.scopes().forEach(scopes::add);
        return json;
    }
}
