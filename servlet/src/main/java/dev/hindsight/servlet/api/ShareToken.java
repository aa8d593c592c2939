package dev.hindsight.servlet.api;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareDoor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What somebody without an account sends to be let in (contract insights-api 3.13). */
final class ShareToken {
    /** The parameter that names a share in requests of the API. */
    static final String PARAMETER = "sharing_access_token";

    /** The cookie that remembers a password. */
    static final String COOKIE = "posthog_sharing_token";

    private static final Pattern BEARER = Pattern.compile("^Bearer\\s+(\\S+)\\s*$");

    private ShareToken() {}

    /**
     * The share that a request of the API comes with; empty when it comes with none and somebody else has to be behind it.
     *
     * @throws HindsightException {@code UNAUTHENTICATED} for a token that lets nobody in
     */
    static Optional<OpenShare> visitor(Request request, ShareDoor door) {
        Optional<String> token = request.query().get(PARAMETER);
        if (token.isEmpty()) {
            return bearer(request).flatMap(door::ofSession);
        }
        Optional<Share> share = door.find(token.get(), session(request));
        if (share.isPresent() && share.get() instanceof OpenShare open) {
            return Optional.of(open);
        }
        throw refused("Sharing access token is invalid.");
    }

    /**
     * Keeps requests that come with the token of a share from routes that are for people with an account.
     *
     * @throws HindsightException {@code UNAUTHENTICATED} or {@code FORBIDDEN} for a request with a token
     */
    static void refuse(Request request) {
        if (!request.query().has(PARAMETER)) {
            return;
        }
        if (!request.route().method().equals("GET")) {
            throw refused("Sharing access token can only be used for GET requests.");
        }
        throw HindsightException.forbidden("You do not have permission to perform this action.");
    }

    /** What remembers the password that a visitor gave; null: nothing. */
    static @Nullable String session(Request request) {
        return bearer(request).or(() -> request.cookie(COOKIE)).orElse(null);
    }

    private static Optional<String> bearer(Request request) {
        Matcher bearer = BEARER.matcher(request.header("Authorization").orElse(""));
        return bearer.matches() ? Optional.of(bearer.group(1)).filter(ShareDoor::couldBeSession) : Optional.empty();
    }

    private static HindsightException refused(String detail) {
        return new HindsightException(Failure.UNAUTHENTICATED, "authentication_failed", detail, null);
    }
}
