package dev.hindsight.servlet.api;

import dev.hindsight.access.Session;
import dev.hindsight.access.Sessions;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import java.net.URI;
import java.util.Optional;

/** The cookie that holds the session of a page of ours. Scripts cannot read it, and no page of another site has it sent. */
final class SessionCookie {
    static final String NAME = "hindsight_session";

    private final Sessions sessions;

    SessionCookie(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The session that a request comes with; empty when it has none that is good, or says itself who sends it. */
    Optional<Session> session(Request request) {
        return request.header("Authorization").isPresent()
                ? Optional.empty()
                : request.cookie(NAME).flatMap(sessions::find);
    }

    /** Ends what {@link #session} has found. */
    void forget(Request request) {
        request.cookie(NAME).ifPresent(sessions::end);
    }

    /** The same, and has the browser forget it, too. */
    Reply end(Request request) {
        forget(request);
        return Reply.empty(204).withCookie(cookie(request, "", 0));
    }

    Reply set(Request request, Reply reply, Sessions.Begun begun) {
        return reply.withCookie(cookie(request, begun.secret(), Sessions.LIFE.toSeconds()));
    }

    private static String cookie(Request request, String value, long seconds) {
        URI url = URI.create(request.baseUrl());
        return NAME + "=" + value + "; Path=" + url.getRawPath() + "/; Max-Age=" + seconds
                + "; HttpOnly; SameSite=Strict" + ("https".equals(url.getScheme()) ? "; Secure" : "");
    }
}
