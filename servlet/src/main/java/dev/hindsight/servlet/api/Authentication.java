package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.access.Session;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.Request;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds who sends a request: a user of the host application, or else whose personal API key it holds; the first place that has
 * one decides (contract insights-api 1.2). A session of the console comes last, for what says nothing else.
 */
final class Authentication {
    private static final String FIELD = "personal_api_key";
    private static final Pattern BEARER = Pattern.compile("^Bearer\\s+(\\S.+)$");

    /** The beginning of OAuth tokens, which are no keys. */
    private static final String OAUTH = "pha_";

    /** What a page of a session sends with everything that changes something. */
    private static final String PROOF = "X-CSRFToken";

    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private final Access access;
    private final SessionCookie sessions;
    private final Throttle throttle;

    Authentication(Access access, SessionCookie sessions, Throttle throttle) {
        this.access = access;
        this.sessions = sessions;
        this.throttle = throttle;
    }

    private record Found(String key, String place) {}

    /**
     * Who sends a request that is about no project.
     *
     * @throws HindsightException {@code UNAUTHENTICATED} when the request holds no key, or a bad one
     * @throws HttpRefusal 429 when their requests come too often
     */
    Caller caller(Request request) throws IOException {
        Caller caller = identified(request);
        throttle.admit(caller, request, OptionalLong.empty());
        return caller;
    }

    /** As {@link #caller(Request)}, not counted yet. */
    Caller identified(Request request) throws IOException {
        Optional<Found> found = inHeader(request);
        if (found.isEmpty() || !access.isKey(found.get().key().strip())) {
            // The header may hold a token of the host's, or nothing; a browser sends the host's cookies with
            // everything.
            Optional<Caller> known = access.authenticate(request.credentials());
            if (known.isPresent()) {
                requireSameSite(request);
                return known.get();
            }
        }
        if (found.isEmpty()) {
            found = inBody(request);
        }
        if (found.isEmpty()) {
            found = request.query().get(FIELD).filter(key -> !key.isBlank()).map(key -> new Found(key, "query string"));
        }
        if (found.isEmpty()) {
            Optional<Session> session = sessions.session(request);
            if (session.isPresent()) {
                requireOwnPage(request, session.get());
                return session.get().caller();
            }
        }
        Found key = found.orElseThrow(
                () -> HindsightException.of(Failure.UNAUTHENTICATED, "Authentication credentials were not provided."));
        return access.authenticate(key.key().strip(), key.place());
    }

    /** The user of the host application who sends a request, whatever they want. */
    Optional<Caller> ofHost(Request request) {
        return access.authenticate(request.credentials());
    }

    /**
     * What changes something has to come from a page of the session.
     *
     * @throws HindsightException {@code FORBIDDEN} for what does not
     */
    static void requireOwnPage(Request request, Session session) {
        if (SAFE.contains(request.method())) {
            return;
        }
        requireSameSite(request);
        if (!session.isProvedBy(request.header(PROOF).orElse(""))) {
            throw HindsightException.forbidden("CSRF Failed: the header " + PROOF + " is missing or incorrect.");
        }
    }

    /**
     * A browser sends the credentials of a host application whoever made the page: what changes something has to come from a page
     * of the same site. Programs say nothing of sites.
     */
    static void requireSameSite(Request request) {
        if (SAFE.contains(request.method())) {
            return;
        }
        Optional<String> site = request.header("Sec-Fetch-Site");
        boolean own = site.isPresent()
                ? site.get().equals("same-origin") || site.get().equals("none")
                : request.header("Origin")
                        .map(origin -> (request.baseUrl() + "/").startsWith(origin + "/"))
                        .orElse(true);
        if (!own) {
            throw HindsightException.forbidden("Pages of other sites cannot change anything for a signed-in user.");
        }
    }

    /** As {@link #caller(Request)}, for somebody whose key has a scope; asked before the body is looked at. */
    Caller caller(Request request, Scope scope) throws IOException {
        Caller caller = caller(request);
        access.requireScope(caller, scope);
        return caller;
    }

    /** Whether a header, and nothing else of the request, says who sends it, unless a host application knows them. */
    static boolean hasKeyInHeader(Request request) {
        return inHeader(request).isPresent();
    }

    private static Optional<Found> inHeader(Request request) {
        Matcher bearer = BEARER.matcher(request.header("Authorization").orElse(""));
        if (!bearer.matches() || bearer.group(1).startsWith(OAUTH)) {
            return Optional.empty();
        }
        return Optional.of(new Found(bearer.group(1), "Authorization header"));
    }

    /** A body that cannot be read is no place for a key; the route complains about it once it knows who is asking. */
    private static Optional<Found> inBody(Request request) throws IOException {
        if (!request.mediaType().equals("application/json")) {
            return Optional.empty();
        }
        try {
            JsonNode key = request.json().path(FIELD);
            return key.isTextual() && !key.textValue().isBlank()
                    ? Optional.of(new Found(key.textValue(), "body"))
                    : Optional.empty();
        } catch (HindsightException | HttpRefusal e) {
            return Optional.empty();
        }
    }
}
